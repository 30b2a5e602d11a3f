"""What every request shares: the engine, the limits, and how long anybody waits for it."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from qa.index.location import Location
from qa.rendering.renderer import Renderer
from qa.serving.conversations import Conversations
from qa.serving.counting import Counts
from qa.serving.engine import Engine, Job
from qa.serving.events import hung_up
from qa.serving.problems import Problem, problem_of
from qa.settings import Settings

if TYPE_CHECKING:
    from qa.assistant import Assistant

T = TypeVar("T")
Handler = Callable[[Request], Awaitable[Response]]

HUNG_UP = 499  # what logs and counters call a request whose client went away
ENDING = "the server is ending"
ROUTE = "qa.route"  # in the scope of a request: the pattern of its path
_SENDING = 60.0  # seconds more that a client may take to read what it is given

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Limits:
    """How much may be asked at once, and for how long."""

    under_way: int = 128  # requests; more are told to come again
    seconds: float = 120.0  # until an answer must be there
    surveys: int = 16  # time lines and the like that wait for their turn


class HungUp(Exception):
    """The client went away."""


@dataclass(slots=True)
class Service:
    """One server's parts."""

    engine: Engine
    renderer: Renderer
    counts: Counts
    limits: Limits
    places: Mapping[str, Location | None]  # of the collections; None: the sample articles
    settings: Settings
    conversations: Conversations = field(default_factory=Conversations)
    under_way: int = 0

    @contextmanager
    def place(self) -> Iterator[None]:
        """A place among the requests under way.

        Raises:
            Problem: all are taken.
        """
        if self.under_way >= self.limits.under_way:
            raise Problem(503, f"{self.under_way} requests are under way; try again", retry_after=2)
        self.under_way += 1
        try:
            yield
        finally:
            self.under_way -= 1

    def collection(self, name: str | None) -> str:
        """The collection that a name means; without one the default.

        Raises:
            Problem: there is none of this name.
        """
        if name is None:
            return self.engine.default
        if name not in self.engine.collections:
            raise Problem(404, f"there is no collection {name!r} here; /v1/collections lists them")
        return name

    def survey(self, work: Callable[[Assistant], T], collection: str) -> Job[T]:
        """A job that takes longer than a question.

        Raises:
            Problem: too many of these wait already.
        """
        if self.engine.surveys >= self.limits.surveys:
            raise Problem(503, f"{self.limits.surveys} such requests wait already; try again", retry_after=5)
        return self.engine.survey(work, collection)

    async def result(self, request: Request, job: Job[T]) -> T:
        """What a job gives; it is abandoned where its client hangs up, or it takes too long.

        Raises:
            HungUp: the client went away.
            Problem: it took too long.
        """
        done = asyncio.wrap_future(job.future)
        gone = asyncio.ensure_future(hung_up(request.receive))
        try:
            both: set[asyncio.Future[Any]] = {done, gone}
            await asyncio.wait(both, timeout=self.limits.seconds, return_when=asyncio.FIRST_COMPLETED)
            if done.cancelled():
                raise Problem(503, ENDING)
            if done.done():
                return done.result()
            if gone.done():
                raise HungUp
            raise self.late()
        finally:
            if not done.done():
                job.abandon()
                done.cancel()  # nor is anybody told of what becomes of it
            gone.cancel()

    def late(self) -> Problem:
        """What a request is told that takes too long."""
        return Problem(503, f"there was no answer within {self.limits.seconds:g} s; try again", retry_after=5)


class Endpoint:
    """An ASGI application of one handler, with a place among the requests under way, and an end."""

    def __init__(self, service: Service, route: str, handler: Handler) -> None:
        self._service, self._route, self._handler = service, route, handler

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See ASGI."""
        scope[ROUTE] = self._route
        request = Request(scope, receive)
        try:
            with self._service.place():
                response = await self._response(request)
                async with asyncio.timeout(self._service.limits.seconds + _SENDING):
                    await response(scope, receive, send)
        except Problem as problem:  # there is no place
            await problem.response()(scope, receive, send)
        except TimeoutError:
            log.info("a client took too long to read its response")

    async def _response(self, request: Request) -> Response:
        try:
            return await self._handler(request)
        except HungUp:
            return Response(status_code=HUNG_UP)
        except Exception as error:
            return told(error).response()


def told(error: Exception) -> Problem:
    """The problem that tells an error; what is a defect of this program is logged."""
    problem = problem_of(error)
    if problem.status == 500:
        log.error("%s: %s", type(error).__name__, error, exc_info=error)
    return problem


class Watched:
    """ASGI middleware that counts and logs requests: their paths, never what was asked."""

    def __init__(self, app: Callable[[Scope, Receive, Send], Awaitable[None]], counts: Counts) -> None:
        self._app, self._counts = app, counts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See ASGI."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, status = time.perf_counter(), HUNG_UP

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, watched)
        finally:
            seconds = time.perf_counter() - began
            route = scope.get(ROUTE, "other")
            self._counts.request(route, status, seconds)
            client = (scope.get("client") or ("?",))[0]
            log.info("%s %s %s %s %.3f s", client, scope["method"], scope["path"], status, seconds)
