"""How long speakers and trends take over a large collection, behind the server, and who waits for them.

    python -m eval.bench_quotes build 1000000
    python -m eval.bench_names 1000000 [--out FILE]

The collection is that of ``eval.bench_quotes``: one name of 20,000 stands in each sentence that is said. The
requests are those of a client of the HTTP API, in this process, but for the socket. A question is asked
alone, and a tenth of a second after a request that is still being done: what it takes longer, it waited.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

import httpx

from eval.bench_quotes import opened, people
from eval.harness import Stopwatch, parser, percentiles, record
from qa.answering.answerer import Answerer
from qa.answering.cache import AnswerCache
from qa.answering.calibration import load_calibration
from qa.answering.judging import Judge
from qa.assistant import Assistant
from qa.models.reader import load_reader
from qa.pipeline import Pipeline
from qa.rendering.renderer import Renderer
from qa.rendering.terminal import Screen
from qa.retrieval import retriever_of
from qa.serving.application import application
from qa.serving.counting import Counts
from qa.serving.engine import Engine
from qa.serving.service import Limits, Service
from qa.settings import Settings, load_settings

_HOST = "localhost"
_PATIENT = 600.0  # seconds that the client and the server wait
_ROUNDS = 5
_AFTER = 0.1  # seconds between a request and the question behind it
_QUESTION = {"question": "What did the council say about the new bridge?"}

Request = tuple[str, Mapping[str, Any]]  # the last part of its path, its body


def requests() -> dict[str, Request]:
    """What is asked for."""
    named = people()
    return {
        "all speakers": ("speakers", {"limit": 1000}),
        "a speaker": ("speakers", {"name": named[500]}),
        "trend of a seldom name": ("trends", {"names": [named[500]]}),
        "trend of the name written most": ("trends", {"names": [named[0]]}),
        "trends of six names": ("trends", {"names": named[100:106]}),
        "trend of a word in most passages": ("trends", {"names": ["the"]}),
    }


def main() -> None:
    """Print the times of all requests."""
    options = parser("bench_names", __doc__)
    options.add_argument("passages", type=int, nargs="?", default=1_000_000)
    options.add_argument("--rounds", type=int, default=_ROUNDS)
    arguments = options.parse_args()
    settings = load_settings()
    figures = asyncio.run(measured(service_over(arguments.passages, settings), arguments.rounds))
    record(arguments, {"passages": arguments.passages, **figures}, settings)


def service_over(passages: int, settings: Settings) -> Service:
    """The service of the collection, which waits as long as it takes."""

    def assistant() -> Assistant:
        index, reader = opened(passages), load_reader(settings)
        judge = Judge(load_calibration(settings.reader, reader.fingerprint))
        pipeline = Pipeline(index, retriever_of(index, settings), reader, Answerer(index, judge))
        return Assistant(pipeline, AnswerCache(0), "bench")

    counts = Counts()
    engine = Engine({"bench": assistant}, on_batch=counts.batch)
    return Service(engine, Renderer(Screen()), counts, Limits(seconds=_PATIENT), {"bench": None}, settings)


async def measured(service: Service, rounds: int) -> dict[str, Any]:
    """The seconds of each request alone, and of the question alone and behind each."""
    transport = httpx.ASGITransport(application(service, hosts=[_HOST]))
    service.engine.start()
    try:
        async with httpx.AsyncClient(
            transport=transport, base_url=f"http://{_HOST}/v1/", timeout=_PATIENT
        ) as client:
            await taken(client, ("ask", _QUESTION))
            asked = [await taken(client, ("ask", _QUESTION)) for _ in range(4 * rounds)]
            figures: dict[str, Any] = {"question_alone": times(asked)}
            for name, request in requests().items():
                figures[name] = await with_a_question(client, request, rounds)
    finally:
        service.engine.close()
    return figures


async def with_a_question(client: httpx.AsyncClient, request: Request, rounds: int) -> dict[str, Any]:
    """The seconds of a request alone, the first time and later, and of a question behind it."""
    first = await taken(client, request)
    many = rounds if first.seconds * rounds < _PATIENT / 10 else 0
    later = [await taken(client, request) for _ in range(many)]
    behind = []
    for _ in range(min(rounds, max(1, many))):
        waiting = asyncio.create_task(taken(client, request))
        await asyncio.sleep(_AFTER)
        if not waiting.done():
            behind.append(await taken(client, ("ask", _QUESTION)))
        await waiting
    return {
        "first_seconds": round(first.seconds, 3),
        **times(later or [first]),
        "question_behind": times(behind) if behind else "done before it was asked",
    }


async def taken(client: httpx.AsyncClient, request: Request) -> Stopwatch:
    """What it takes until a request is answered.

    Raises:
        httpx.HTTPStatusError: it is refused.
    """
    with Stopwatch() as watch:
        (await client.post(request[0], json=request[1])).raise_for_status()
    return watch


def times(watches: Sequence[Stopwatch]) -> dict[str, Any]:
    """By the clock, and of the processor, to which a busy machine adds less."""
    return {
        "seconds": percentiles([watch.seconds for watch in watches]),
        "processor_seconds": percentiles([watch.processor for watch in watches]),
    }


if __name__ == "__main__":
    main()
