"""What a collection says over time: quotations, speakers, time lines, lists, and names by month."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import Response

from qa.archive.quotes import Wanted
from qa.rendering.archive import quotation_record
from qa.serving.answers import json_response
from qa.serving.engine import Job
from qa.serving.requested import QuotesBody, SpeakersBody, SurveyBody, TrendsBody, body_of
from qa.serving.service import Service

if TYPE_CHECKING:
    from qa.assistant import Assistant

Asked = QuotesBody | SpeakersBody | SurveyBody | TrendsBody
Found = Callable[["Assistant"], dict[str, Any]]
Put = Callable[[Found, str], Job[dict[str, Any]]]  # among the readings, or among the surveys


class Archive:
    """The handlers of what is asked of all articles."""

    def __init__(self, service: Service) -> None:
        self._service = service

    async def quotes(self, request: Request) -> Response:
        """``POST /v1/quotes``."""
        body = await body_of(request, QuotesBody)
        wanted = Wanted(body.words, body.speaker or None, body.about, body.where, body.limit)

        def found(assistant: Assistant) -> dict[str, Any]:
            given = assistant.quotes_found(wanted)
            records = [quotation_record(one, one.citation.to_dict()) for one in given.quotations]
            return {"quotations": records, "complete": given.complete, "unsaid": list(given.unsaid)}

        return await self._given(request, body, found, self._service.engine.read)

    async def speakers(self, request: Request) -> Response:
        """``POST /v1/speakers``."""
        body = await body_of(request, SpeakersBody)

        def found(assistant: Assistant) -> dict[str, Any]:
            speakers = assistant.speakers(body.name or None, body.where)
            records = [one.to_dict() for one in speakers[: body.limit]]
            return {"speakers": records, "total": len(speakers)}

        return await self._given(request, body, found, self._service.survey)

    async def timeline(self, request: Request) -> Response:
        """``POST /v1/timeline``."""
        body = await body_of(request, SurveyBody)

        def found(assistant: Assistant) -> dict[str, Any]:
            return assistant.timeline(body.question, where=body.where, as_of=body.as_of).to_dict()

        return await self._given(request, body, found, self._service.survey)

    async def list(self, request: Request) -> Response:
        """``POST /v1/list``."""
        body = await body_of(request, SurveyBody)

        def found(assistant: Assistant) -> dict[str, Any]:
            return assistant.list(body.question, where=body.where, as_of=body.as_of).to_dict()

        return await self._given(request, body, found, self._service.survey)

    async def trends(self, request: Request) -> Response:
        """``POST /v1/trends``."""
        body = await body_of(request, TrendsBody)

        def found(assistant: Assistant) -> dict[str, Any]:
            counted = assistant.trends(*body.names, where=body.where, pause=self._service.engine.pause)
            return {"trends": [one.to_dict() for one in counted]}

        return await self._given(request, body, found, self._service.survey)

    async def _given(self, request: Request, body: Asked, found: Found, put: Put) -> Response:
        job = put(found, self._service.collection(body.collection))
        record = await self._service.result(request, job)
        return json_response(record)
