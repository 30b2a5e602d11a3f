"""Asking: one question, or a turn of a conversation, answered whole or piece by piece."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import suppress
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from qa.rendering.renderer import to_json_line
from qa.serving import events
from qa.serving.engine import Job
from qa.serving.problems import Problem
from qa.serving.requested import AskBody, BeginBody, TurnBody, body_of
from qa.serving.service import ENDING, Service, told
from qa.types import Answer, Hit

NO_STORE = {"cache-control": "no-store"}
_TITLES = 5  # told while their articles are read

Heard = Callable[[Sequence[Hit]], None]
Asking = Callable[[Heard], Job[Answer]]


def json_response(record: Answer | dict[str, Any], status: int = 200) -> Response:
    """JSON whose strings hold no unsafe character as it is."""
    return Response(to_json_line(record).encode(), status, NO_STORE, "application/json")


class Answers:
    """The handlers of what is answered."""

    def __init__(self, service: Service) -> None:
        self._service = service

    async def ask(self, request: Request) -> Response:
        """``POST /v1/ask``."""
        body = await body_of(request, AskBody)
        collection = self._service.collection(body.collection)
        return await self._answered(
            request, lambda heard: self._service.engine.ask(body.asked, collection, heard)
        )

    async def begin(self, request: Request) -> Response:
        """``POST /v1/conversations``."""
        body = await body_of(request, BeginBody)
        collection = self._service.collection(body.collection)
        name = self._service.conversations.begin(collection)
        return json_response({"id": name, "collection": collection}, 201)

    async def turn(self, request: Request) -> Response:
        """``POST /v1/conversations/{id}``."""
        body = await body_of(request, TurnBody)
        name = request.path_params["id"]
        kept = self._service.conversations.get(name)
        if kept is None:
            raise _no_conversation()

        def asking(heard: Heard) -> Job[Answer]:
            def work(assistant: Any) -> Answer:
                answer = self._service.conversations.turn(
                    name, body.asked, assistant, on_hits=heard, abandoned=lambda: job.abandoned
                )
                if answer is None:
                    raise _no_conversation()
                return answer

            job = self._service.engine.read(work, kept.collection)
            return job

        return await self._answered(request, asking)

    async def forget(self, request: Request) -> Response:
        """``DELETE /v1/conversations/{id}``."""
        if not self._service.conversations.forget(request.path_params["id"]):
            raise _no_conversation()
        return Response(status_code=204, headers=NO_STORE)

    async def _answered(self, request: Request, asking: Asking) -> Response:
        """The answer as the request accepts it: JSON, events, or the text that ``qa ask`` prints."""
        accepted = request.headers.get("accept", "")
        if events.MEDIA_TYPE in accepted:
            return events.Events(self._events(asking))
        answer = await self._service.result(request, asking(lambda hits: None))
        self._service.counts.answer(answer.kind)
        if accepted.startswith("text/plain"):
            text = self._service.renderer.answer(answer) + "\n"
            return Response(text.encode("utf-8", "replace"), 200, NO_STORE, "text/plain")
        return json_response(answer)

    async def _events(self, asking: Asking) -> AsyncGenerator[bytes, None]:
        """The titles of what is read, then the answer."""
        loop = asyncio.get_running_loop()
        pieces: asyncio.Queue[Answer | Exception | list[Hit]] = asyncio.Queue()

        def tell(piece: Answer | Exception | list[Hit]) -> None:
            with suppress(RuntimeError):  # the server has ended meanwhile
                loop.call_soon_threadsafe(pieces.put_nowait, piece)

        def done(future: Any) -> None:
            ended = Problem(503, ENDING) if future.cancelled() else future.exception()
            tell(ended or future.result())

        job = asking(lambda hits: tell(list(hits)))
        job.future.add_done_callback(done)
        try:
            async with asyncio.timeout(self._service.limits.seconds):
                while isinstance(piece := await pieces.get(), list):
                    yield events.event("titles", to_json_line({"articles": _titles(piece)}))
                if isinstance(piece, Exception):
                    raise piece
            self._service.counts.answer(piece.kind)
            yield events.event("answer", to_json_line(piece))
        except TimeoutError:
            yield events.event("problem", to_json_line(self._service.late().record))
        except Exception as error:
            yield events.event("problem", to_json_line(told(error).record))
        finally:
            if not job.future.done():
                job.abandon()


def _titles(hits: Sequence[Hit]) -> list[dict[str, Any]]:
    """The articles of what is going to be read, each once, in the order of reading."""
    first = {hit.passage.article_id: hit.passage for hit in hits}
    return [
        {"article_id": one.article_id, "title": one.title, "published": one.published}
        for one in list(first.values())[:_TITLES]
    ]


def _no_conversation() -> Problem:
    return Problem(404, "no such conversation is remembered; POST /v1/conversations begins one")
