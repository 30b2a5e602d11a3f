"""Looking without asking: passages, articles and their files, and what collections there are."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from qa.browsing.articles import articles, whole
from qa.browsing.passages import search
from qa.collections.overview import CollectionSummary, summary
from qa.collections.registry import Collection
from qa.serving.answers import json_response
from qa.serving.originals import HEADERS, disposition, original_of
from qa.serving.problems import Problem
from qa.serving.requested import (
    ArticleQuery,
    CollectionQuery,
    ListQuery,
    NoQuery,
    SearchBody,
    body_of,
    query_of,
)
from qa.serving.service import Service
from qa.types import EVERYTHING, Article, Index

if TYPE_CHECKING:
    from qa.assistant import Assistant

_ORIGINALS = 2  # files given at once: each is held in memory until it is sent


class Reading:
    """The handlers of what is looked at."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._originals = asyncio.Semaphore(_ORIGINALS)

    async def search(self, request: Request) -> Response:
        """``POST /v1/search``."""
        body = await body_of(request, SearchBody)

        def found(assistant: Assistant) -> dict[str, Any]:
            pipeline = assistant.pipeline
            passages = search(pipeline.index, pipeline.retriever, body.words, top=body.top, where=body.where)
            return {"passages": [passage.to_dict() for passage in passages]}

        job = self._service.engine.errand(found, self._service.collection(body.collection))
        record = await self._service.result(request, job)
        return json_response(record)

    async def articles(self, request: Request) -> Response:
        """``GET /v1/articles``."""
        query = query_of(request, ListQuery)

        def listed(assistant: Assistant) -> dict[str, Any]:
            found = articles(assistant.index, query.words, query.where, limit=query.limit, skip=query.skip)
            return found.to_dict()

        job = self._service.engine.errand(listed, self._service.collection(query.collection))
        record = await self._service.result(request, job)
        return json_response(record)

    async def article(self, request: Request) -> Response:
        """``GET /v1/articles/{id}``."""
        query, name = query_of(request, ArticleQuery), request.path_params["id"]

        def read(assistant: Assistant) -> dict[str, Any]:
            record = whole(_known(assistant.index, name)).to_dict()
            start = min(query.start, record["length"])
            text = record["text"][start : start + query.limit]
            return {**record, "text": text, "start": start}

        job = self._service.engine.errand(read, self._service.collection(query.collection))
        record = await self._service.result(request, job)
        return json_response(record)

    async def original(self, request: Request) -> Response:
        """``GET /v1/originals/{id}``."""
        query, name = query_of(request, CollectionQuery), request.path_params["id"]
        job = self._service.engine.errand(
            lambda assistant: _known(assistant.index, name), self._service.collection(query.collection)
        )
        found = await self._service.result(request, job)
        return _Original(found, self._originals)

    async def collections(self, request: Request) -> Response:
        """``GET /v1/collections``."""
        query_of(request, NoQuery)
        known = [await self._summary(request, name) for name in self._service.engine.collections]
        return json_response({"collections": [one.to_dict() for one in known]})

    async def _summary(self, request: Request, name: str) -> CollectionSummary:
        engine, place = self._service.engine, self._service.places[name]
        default = name == engine.default
        if place is not None:
            collection = Collection(name, place, default)
            return await asyncio.to_thread(summary, collection, self._service.settings)
        job = engine.errand(lambda assistant: _span(assistant.index), name)
        articles, first, last = await self._service.result(request, job)
        return CollectionSummary(name, "the sample articles", default, articles, first, last, None, None, "")


class _Original(Response):
    """A file, read when its turn has come, and held no longer than it is sent."""

    def __init__(self, found: Article, turns: asyncio.Semaphore) -> None:
        super().__init__()
        self._found, self._turns = found, turns

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See ASGI."""
        async with self._turns:
            try:
                name, content = await asyncio.to_thread(original_of, self._found)
            except Problem as problem:
                await problem.response()(scope, receive, send)
                return
            headers = {**HEADERS, "content-disposition": disposition(name)}
            whole = Response(content, 200, headers, "application/octet-stream")
            await whole(scope, receive, send)


def _known(index: Index, name: str) -> Article:
    try:
        return index.article(name)
    except KeyError:
        raise Problem(404, f"there is no article {name} here; /v1/articles lists what there is") from None


def _span(index: Index) -> tuple[int, str | None, str | None]:
    """How many articles there are, and when the oldest and the newest were published."""
    total, newest = index.listed(EVERYTHING, 1)
    oldest = index.listed(EVERYTHING, 1, oldest=True)[1]
    first, last = (index.article(one[0]).published if one else None for one in (oldest, newest))
    return total, first, last
