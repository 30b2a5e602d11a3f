"""Wishes to be told about a topic of real news: whether they are met, and refused where nothing is said.

    python -m eval.overviews FOLDER [--half later|early] [--threads 0] [--show] [--out FILE]

``eval/overviews.txt`` holds requests as people typed them who had seen neither the program nor what it says;
``+`` the articles of ``eval.later_news`` ("later") or of ``eval.news`` ("early") have a story about it, ``-``
they have none. ``--show`` prints what is cited: whether that is about the topic is for people to say, and
what they said is in docs/benchmarks.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from eval.harness import interval, parser, record
from eval.news import assistant_of
from qa.settings import Settings
from qa.types import Answer

CASES = Path(__file__).parent / "overviews.txt"


@dataclass(frozen=True, slots=True)
class Request:
    """A wish to be told about something."""

    half: str
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
            yield Request(half, text, mark == "+")


def main() -> None:
    """Ask each by itself and count."""
    options = parser("overviews", __doc__)
    options.add_argument("folder", type=Path)
    options.add_argument("--half", choices=("later", "early"), default="later")
    options.add_argument("--threads", type=int, default=0)
    options.add_argument("--show", action="store_true")
    arguments = options.parse_args()
    settings = Settings(threads=arguments.threads)
    answers: list[tuple[Request, Answer]] = []
    with assistant_of(arguments.folder, settings) as assistant:
        for request in requests(arguments.half):
            answers.append((request, assistant.ask(request.text)))
    for request, answer in answers if arguments.show else ():
        print(f"{'+' if request.told else '-'} {request.text} -> {answer.kind} {answer.text or ''}")
        for cited in answer.citations:
            print(f"    {cited.published} {cited.title} | {' '.join(cited.quote.split())}")
    covered = [answer for request, answer in answers if request.told]
    absent = [answer for request, answer in answers if not request.told]
    figures = {
        "requests": len(answers),
        "told where there is a story": interval([answer.kind == "evidence" for answer in covered]),
        "refused where there is none": interval([answer.kind == "none" for answer in absent]),
        "sentences an overview": round(
            sum(len(one.citations) for one in covered if one.kind == "evidence")
            / max(1, sum(one.kind == "evidence" for one in covered)),
            2,
        ),
    }
    record(arguments, {arguments.half: figures}, settings)


if __name__ == "__main__":
    main()
