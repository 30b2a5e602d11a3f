"""Wishes to be told about a topic of real news: whether they are met, and refused where nothing is said.

    python -m eval.overviews LATER EARLY [--threads 0] [--show] [--out]

``eval/overviews.txt`` holds requests as people typed them who had seen neither the program nor what it says;
``+`` the articles of the folder of ``eval.later_news`` ("later") or of that of ``eval.news`` ("early") have a
story about it, ``-`` they have none. ``--show`` prints what is cited: whether that is about the topic is for
people to say, and what they said is in docs/benchmarks.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.harness import interval, parser, record
from eval.news import assistant_of
from qa.settings import Settings
from qa.types import Answer

CASES = Path(__file__).parent / "overviews.txt"
HALVES = ("later", "early")


@dataclass(frozen=True, slots=True)
class Request:
    """A wish to be told about something."""

    text: str
    told: bool  # the articles have a story about it


def requests(half: str) -> Iterator[Request]:
    """Those of one collection, in their order."""
    current = ""
    for line in CASES.read_text("utf-8").splitlines():
        mark, _, text = line.partition(" ")
        if mark == "##":
            current = text
        elif mark in {"+", "-"} and current == half:
            yield Request(text, mark == "+")


def main() -> None:
    """Ask each by itself and count."""
    options = parser("overviews", __doc__)
    for half in HALVES:
        options.add_argument(half, type=Path, help=f"the folder of the {half} news")
    options.add_argument("--threads", type=int, default=0)
    options.add_argument("--show", action="store_true")
    arguments = options.parse_args()
    settings = Settings(threads=arguments.threads)
    figures = {}
    for half in HALVES:
        with assistant_of(getattr(arguments, half), settings) as assistant:
            answers = [(request, assistant.ask(request.text)) for request in requests(half)]
        if arguments.show:
            show(answers)
        figures[half] = counted(answers)
    record(arguments, figures, settings)


def show(answers: Sequence[tuple[Request, Answer]]) -> None:
    """Print what each request got."""
    for request, answer in answers:
        print(f"{'+' if request.told else '-'} {request.text} -> {answer.kind} {answer.text or ''}")
        for cited in answer.citations:
            print(f"    {cited.published} {cited.title} | {' '.join(cited.quote.split())}")


def counted(answers: Sequence[tuple[Request, Answer]]) -> dict[str, Any]:
    """How many were met and refused."""
    covered = [answer for request, answer in answers if request.told]
    absent = [answer for request, answer in answers if not request.told]
    overviews = [answer for answer in covered if answer.kind == "evidence"]
    return {
        "requests": len(answers),
        "told where there is a story": interval([answer.kind == "evidence" for answer in covered]),
        "refused where there is none": interval([answer.kind == "none" for answer in absent]),
        "sentences of an overview": round(sum(len(one.citations) for one in overviews) / len(overviews), 2),
    }


if __name__ == "__main__":
    main()
