"""What a server stands: clients that ask it for minutes, and what reading together gains.

    python -m eval.bench_serving [--clients 64] [--seconds 300] [--out FILE]

Load: a process of ``qa serve`` over the sample articles, and clients that ask one question after the other.
Some take events, some hold conversations, some hang up. Every answer is held against what
``Assistant.ask`` gives. Memory is what the server's process holds, once a second.

Together: as many questions at once as there are clients, read in batches and one by one, in turn.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import re
import signal
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import httpx
import psutil

from eval.harness import SEEDS, in_turn, median_seconds, parser, percentiles, questions_of, record
from qa.assistant import Assistant
from qa.serving.engine import AT_ONCE, Asked, Engine

_SERVE = "import sys; from qa.cli import main; sys.exit(main(['serve', '--port', '0', '--quiet']))"
_EVENTS = {"accept": "text/event-stream"}
_WAIT = 120.0  # seconds for one answer
_HANG_UP = 0.05  # share of the questions whose client goes away,
_AFTER = 0.3  # and after how many seconds at most
_BUSY = 503


@dataclass(slots=True)
class Load:
    """What the clients saw."""

    expected: Mapping[str, dict[str, Any]]  # by question
    until: float  # on the monotonic clock
    seconds: list[float] = field(default_factory=list)
    outcomes: Counter[str] = field(default_factory=Counter)


def main() -> None:
    """Measure and print; write the result where asked."""
    options = parser("bench_serving", __doc__)
    options.add_argument("--clients", type=int, default=64)
    options.add_argument("--seconds", type=float, default=300, help="how long they ask")
    options.add_argument("--together", type=int, default=16, help="questions asked at once")
    options.add_argument("--rounds", type=int, default=5, help="of asking together and one by one")
    arguments = options.parse_args()
    questions = [question.text for question in questions_of(SEEDS).questions]
    with Assistant.samples() as assistant:
        expected = {question: known(json.loads(assistant.ask(question).to_json())) for question in questions}
    figures = {"load": load(expected, arguments.clients, arguments.seconds)}
    figures["together"] = together(questions[: arguments.together], arguments.rounds)
    record(arguments, figures)


def known(answer: Mapping[str, Any]) -> dict[str, Any]:
    """An answer but for how long it took."""
    return {name: value for name, value in answer.items() if name != "timings"}


@contextmanager
def server() -> Iterator[tuple[str, psutil.Process]]:
    """A process of ``qa serve``, its address first."""
    command = [sys.executable, "-c", _SERVE]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=os.environ) as child:
        try:
            lines = iter(child.stderr.readline, "") if child.stderr else iter(())
            yield (
                next(found[0] for line in lines if (found := re.search(r"http://\S+/", line))),
                psutil.Process(child.pid),
            )
        finally:
            child.send_signal(signal.SIGINT)


def load(expected: Mapping[str, dict[str, Any]], clients: int, seconds: float) -> dict[str, object]:
    """Clients that ask one question after the other."""
    with server() as (address, process):
        seen = Load(expected, time.monotonic() + seconds)
        memory = asyncio.run(asked_by_all(address, process, seen, clients))
        text = httpx.get(f"{address}metrics").text
    third = len(memory) // 3
    batches = {
        name: float(value) for name, value in re.findall(r"^qa_batch_questions_(count|sum) (\S+)", text, re.M)
    }
    return {
        "clients": clients,
        "seconds": seconds,
        "outcomes": dict(seen.outcomes),
        "answers_per_second": round(seen.outcomes["equal"] / seconds, 2),
        "answer_seconds": percentiles(seen.seconds),
        "questions_per_batch": round(batches["sum"] / batches["count"], 2),
        "memory_mb": {
            "second_third": round(statistics.median(memory[third : 2 * third]), 1),
            "last_third": round(statistics.median(memory[2 * third :]), 1),
            "most": round(max(memory), 1),
        },
    }


async def asked_by_all(address: str, process: psutil.Process, seen: Load, clients: int) -> list[float]:
    """Run the clients to their end; gives back the memory of the server in MB, once a second."""
    limits = httpx.Limits(max_connections=clients)
    async with httpx.AsyncClient(base_url=address, timeout=_WAIT, limits=limits) as client:
        asking = [asyncio.create_task(one_client(client, seen, number)) for number in range(clients)]
        memory = []
        while not all(task.done() for task in asking):
            memory.append(process.memory_info().rss / 1e6)
            await asyncio.sleep(1)
        await asyncio.gather(*asking)
    return memory


async def one_client(client: httpx.AsyncClient, seen: Load, number: int) -> None:
    """Ask until it is over; every fourth client takes events, every eighth holds a conversation."""
    drawn = random.Random(number)
    questions = list(seen.expected)
    while time.monotonic() < seen.until:
        question = drawn.choice(questions)
        path = "v1/ask"
        if number % 8 == 1:
            path = f"v1/conversations/{(await client.post('v1/conversations', json={})).json()['id']}"
        hangs_up = drawn.random() < _HANG_UP
        headers = _EVENTS if number % 4 == 0 else {}
        asking = client.post(path, json={"question": question}, headers=headers)
        began = time.monotonic()
        try:
            response = await asyncio.wait_for(asking, drawn.random() * _AFTER if hangs_up else _WAIT)
        except TimeoutError:
            seen.outcomes["hung up" if hangs_up else "late"] += 1
            continue
        except httpx.HTTPError as error:
            seen.outcomes[type(error).__name__] += 1
            continue
        seen.seconds.append(time.monotonic() - began)
        seen.outcomes[outcome(response, seen.expected[question])] += 1


def outcome(response: httpx.Response, expected: Mapping[str, Any]) -> str:
    """What became of a question: equal, different, busy, or a status."""
    if response.status_code == _BUSY:
        return "busy"
    if response.status_code != httpx.codes.OK:
        return str(response.status_code)
    text = response.text
    if response.headers["content-type"].startswith(_EVENTS["accept"]):
        if "event: answer" not in text:
            return "busy" if f'"status": {_BUSY}' in text else "problem"
        text = text.rpartition("data: ")[2]
    return "equal" if known(json.loads(text)) == expected else "different"


def together(questions: Sequence[str], rounds: int) -> dict[str, object]:
    """All questions at once, read in batches and one by one."""
    sizes = {"batched": AT_ONCE, "one by one": 1}
    engines = {name: Engine({"samples": Assistant.samples}, at_once=size) for name, size in sizes.items()}
    for engine in engines.values():
        engine.start()
        all_at_once(engine, questions)
    taken = in_turn(
        {name: partial(all_at_once, engine, questions) for name, engine in engines.items()}, rounds
    )
    for engine in engines.values():
        engine.close()
    rates = {name: round(len(questions) / median_seconds(its), 2) for name, its in taken.items()}
    processor = {
        name: round(statistics.median(one.processor for one in its), 2) for name, its in taken.items()
    }
    return {
        "questions": len(questions),
        "questions_per_second": rates,
        "times_as_many": round(rates["batched"] / rates["one by one"], 3),
        "processor_seconds": processor,
    }


def all_at_once(engine: Engine, questions: Sequence[str]) -> None:
    """Ask all and wait for all."""
    jobs = [engine.ask(Asked(question), "samples") for question in questions]
    for job in jobs:
        job.future.result()


if __name__ == "__main__":
    main()
