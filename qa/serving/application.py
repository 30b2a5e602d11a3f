"""The ASGI application: which paths there are, and what stands before them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection
from http import HTTPStatus
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from qa.rendering.views import WORDINGS
from qa.serving import counting
from qa.serving.answers import Answers, json_response
from qa.serving.archive import Archive
from qa.serving.guard import Guard
from qa.serving.openapi import document
from qa.serving.problems import Problem
from qa.serving.reading import Reading
from qa.serving.service import Endpoint, Handler, Service, Watched
from qa.version import __version__

_PAGE = Path(__file__).parent / "page"
_TYPES = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


def application(service: Service, *, hosts: Collection[str], token: str | None = None) -> Starlette:
    """The server of a service.

    Args:
        service: what answers.
        hosts: the names by which the server may be called.
        token: what every request for data must carry; None for none.
    """
    service.counts.watch("qa_requests_under_way", "Requests under way.", lambda: service.under_way)
    service.counts.watch("qa_jobs_waiting", "Jobs not begun.", lambda: service.engine.waiting)
    service.counts.watch("qa_conversations", "Conversations kept.", lambda: len(service.conversations))
    return Starlette(
        routes=[*_api(service, token), *_own(service), *_page()],
        middleware=[
            Middleware(Watched, counts=service.counts),
            Middleware(Guard, hosts=hosts, token=token),
        ],
        exception_handlers={HTTPException: _unknown},
    )


def _api(service: Service, token: str | None) -> list[BaseRoute]:
    answers, archive, reading = Answers(service), Archive(service), Reading(service)

    async def about(request: Request) -> Response:
        return json_response(
            {
                "version": __version__,
                "collection": service.engine.default,
                "confidence": [{"least": least, "words": words} for least, (words, _) in WORDINGS],
            }
        )

    handlers: list[tuple[str, str, Handler]] = [
        ("GET", "/v1/about", about),
        ("POST", "/v1/ask", answers.ask),
        ("POST", "/v1/conversations", answers.begin),
        ("POST", "/v1/conversations/{id}", answers.turn),
        ("DELETE", "/v1/conversations/{id}", answers.forget),
        ("POST", "/v1/timeline", archive.timeline),
        ("POST", "/v1/list", archive.list),
        ("POST", "/v1/quotes", archive.quotes),
        ("POST", "/v1/speakers", archive.speakers),
        ("POST", "/v1/trends", archive.trends),
        ("POST", "/v1/search", reading.search),
        ("GET", "/v1/articles", reading.articles),
        ("GET", "/v1/articles/{id:path}", reading.article),
        ("GET", "/v1/originals/{id:path}", reading.original),
        ("GET", "/v1/collections", reading.collections),
    ]
    return [
        Route(path, Endpoint(service, path, handler), methods=[method]) for method, path, handler in handlers
    ]


def _own(service: Service) -> list[BaseRoute]:
    """What the server says of itself."""

    async def healthy(request: Request) -> Response:
        return JSONResponse({"status": "ok", "version": __version__})

    async def metrics(request: Request) -> Response:
        return Response(service.counts.text(), media_type=counting.MEDIA_TYPE)

    async def openapi(request: Request) -> Response:
        return JSONResponse(document())

    return [
        Route("/healthz", healthy),
        Route("/metrics", metrics),
        Route("/openapi.json", openapi),
    ]


def _page() -> list[BaseRoute]:
    """The files of the page, read once: no path of a request ever reaches the disk."""
    return [
        Route("/" if path.name == "index.html" else f"/page/{path.name}", _file(path))
        for path in sorted(_PAGE.iterdir())
        if path.suffix in _TYPES
    ]


def _file(path: Path) -> Callable[[Request], Awaitable[Response]]:
    """Gives the bytes of one file; browsers ask anew each time, as tomorrow another version may run."""
    content, kind = path.read_bytes(), _TYPES[path.suffix]

    async def given(request: Request) -> Response:
        return Response(content, headers={"cache-control": "no-cache"}, media_type=kind)

    return given


async def _unknown(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    hint = "; /openapi.json says what there is" if status == 404 else ""
    return Problem(status, f"{HTTPStatus(status).phrase}{hint}").response()
