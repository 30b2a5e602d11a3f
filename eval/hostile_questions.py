"""What questions made to exhaust the machine cost before anything is read: time by step, and memory.

    python -m eval.hostile_questions --limit 50000 [--out FILE]

Each question is checked, understood (alone and as the second and third turn of a conversation), ranked by
both rankings of the sample articles' index, and put into the form that the reader knows. Times are of the
processor, on one thread, so that other work on the machine does not count. "words" is all of it but the
ranking, whose time is that of the embedder on at most 256 tokens, whatever the question. Exits with 1 where
the 99.9th percentile of the words is above the bound, or where memory grows with the number of questions.
"""

from __future__ import annotations

import json
import random
import resource
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import numpy as np

from eval.harness import SEEDS, parser, progress, record
from qa.assistant import Assistant
from qa.conversation.history import Turn
from qa.conversation.resolving import readings_of
from qa.models.question_form import question_form
from qa.models.tokens import load_tokenizer
from qa.question.checking import checked_question, is_question
from qa.question.query import Query
from qa.resources import default_reader
from qa.settings import Settings

_BOUND = 20.0  # ms of the words, at the 99.9th percentile
_GROWTH = 64.0  # MB that the second half of the questions may add
_WARMING_UP = 50  # questions that are not counted
# What patterns for dates, names, speakers, courtesies and tokens could stumble over, many times in a row.
_UNITS = (
    *(
        "a ",
        "did ",
        "Who said ",
        "did he say ",
        "in 2014 ",
        "from 2010 to 2012 ",
        "last week ",
        "and but so ",
    ),
    *(
        "according to ",
        "A. ",
        "A B ",
        "Mr. ",
        "'s ",
        "’s ",
        "a'",
        "A-",
        "U.S. ",
        "Jan. 1 ",
        "1/2/3 ",
        "1,",
        "12 ",
    ),
    *(
        "between ",
        "the year before last ",
        "also ever once ",
        '"',
        '"a" ',
        "(",
        "-",
        ".",
        "?",
        "!",
        "_",
        "é",
        "日本",
    ),
    *(
        "\u200b",
        "\u202e",
        "\U0001f469\u200d",
        "\u0301",
        "Bob of the ",
        "Bob and ",
        "could you tell me ",
        "please ",
    ),
    *(
        "I'd like to know ",
        "publicly later ",
        "that ",
        "which a b ",
        "month",
        "Zakharova ",
        "of the ",
        "##a ",
        "*:* ",
    ),
)


def main() -> None:
    """Measure and print; write the result where asked."""
    arguments = parser("hostile_questions", __doc__, questions=5_000).parse_args()
    settings = Settings(threads=1)
    with Assistant.samples(settings) as assistant:
        figures = measured(assistant, arguments.limit, random.Random(arguments.seed))
    record(arguments, figures, settings)
    held = figures["ms"]["words"]["p99.9"] <= _BOUND and figures["memory_mb"]["grown"] <= _GROWTH
    sys.exit(0 if held else 1)


def measured(assistant: Assistant, count: int, rng: random.Random) -> dict[str, Any]:
    """Milliseconds of the processor by step, and the most memory that was held."""
    form = question_form(load_tokenizer(default_reader()))
    spent: dict[str, list[float]] = {"check": [], "understand": [], "follow up": [], "rank": [], "form": []}
    refused, halfway = 0, 0.0
    previous = "Who is Finland's new Prime Minister?"

    def timed(step: str, work: Callable[[], object]) -> None:
        began = time.process_time()
        work()
        spent[step].append(1000 * (time.process_time() - began))

    for number, question in enumerate(questions(count + _WARMING_UP, rng)):
        if number == _WARMING_UP:
            for times in spent.values():
                times.clear()
            refused = 0
        halfway = halfway if number != count // 2 else _megabytes()
        timed("check", partial(is_question, question))
        if not is_question(question):
            refused += 1
            for step in ("understand", "follow up", "rank", "form"):
                spent[step].append(0.0)
            continue
        query = Query(checked_question(question), assistant.pipeline.depth)
        timed("understand", partial(Query, query.text, query.depth))
        turns = [_turn(previous), _turn("Who is Finland's new Prime Minister?")]
        timed("follow up", partial(readings_of, query.text, turns))
        timed("rank", partial(assistant.pipeline.retrieve, [query]))
        timed("form", partial(form.put, query.text, "Alexander Stubb said he wants to join NATO. " * 20))
        previous = query.text
        if number % 1000 == 0:
            progress(number, count)
    spent["words"] = list(np.sum([spent[step] for step in spent if step != "rank"], axis=0))
    return {
        "questions": count,
        "refused": refused,
        "ms": {step: _percentiles(np.array(times)) for step, times in spent.items()},
        "memory_mb": {"most": round(_megabytes()), "grown": round(_megabytes() - halfway, 1)},
    }


def questions(count: int, rng: random.Random) -> Iterator[str]:
    """Runs of one unit, mixtures of units, random characters, long words, and real questions gone wrong."""
    real = [json.loads(line)["question"] for line in SEEDS.read_text("utf-8").splitlines()]
    letters = "abcdefghijklmnopqrstuvwxyzABC'-."
    makers: list[Callable[[], str]] = [
        lambda: rng.choice(_UNITS) * rng.randrange(1, 2_000),
        lambda: "".join(rng.choices(_UNITS, k=rng.randrange(1, 300))),
        lambda: rng.choice(real) + " " + rng.choice(_UNITS) * rng.randrange(1, 500),
        lambda: "".join(chr(rng.randrange(1, 0x3000)) for _ in range(rng.randrange(1, 3_000))),
        lambda: " ".join(
            "".join(rng.choices(letters, k=rng.randrange(1, 30))) for _ in range(rng.randrange(1, 300))
        ),
        lambda: "".join(rng.choices(letters, k=rng.randrange(1, 20_000))),
        lambda: _mutated(rng.choice(real), rng),
    ]
    for _ in range(count):
        yield rng.choice(makers)()[: rng.choice((100, 1_000, 8_000, 20_000))]


def _mutated(question: str, rng: random.Random) -> str:
    characters = list(question)
    for _ in range(rng.randrange(1, 12)):
        place = rng.randrange(len(characters))
        characters[place : place + rng.randrange(3)] = rng.choice(_UNITS) * rng.randrange(1, 30)
    return "".join(characters) or question


def _turn(question: str) -> Turn:
    return Turn(question, question, "span", "Alexander Stubb", ())


def _percentiles(times: Any) -> dict[str, float]:
    return {f"p{rank:g}": round(float(np.percentile(times, rank)), 2) for rank in (50, 99, 99.9, 100)}


def _megabytes() -> float:
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1e6 if sys.platform == "darwin" else 1e3)


if __name__ == "__main__":
    main()
