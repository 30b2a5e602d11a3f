"""Measures lists: do they hold what several articles name together, and nothing else.

    python -m eval.lists [--half tuned|kept] [--out FILE]

``eval/lists.txt`` holds archives of our own making, labelled before any program saw them. All archives of a
half are one index, so that each question meets the articles of the others. The rules were made with one half;
the other was kept aside until they were done.

An item is right where at least half of its words are those of one that is expected (as everywhere here); each
expected one is found once, so that one thing under two names is one mistake. Precision: of the items listed,
how many are right. Recall: of those expected, how many are listed. Beside it the same of ``ask``.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

from eval.archives import HALVES, Half, archives, assistant_of
from eval.harness import parser, percentiles, record
from qa.answering.comparing import is_right, normalised
from qa.evaluation.metrics import f1
from qa.settings import Settings, load_settings
from qa.types import Answer

CASES = Path(__file__).parent / "lists.txt"


def found_in(expected: Sequence[str], items: Sequence[str]) -> int:
    """How many of the expected items, each a choice of names, the items hold."""
    left = [line.removeprefix("- ").split(" | ") for line in expected]
    right = 0
    for item in items:
        met = next((names for names in left if any(_is(item, name) for name in names)), None)
        if met is not None:
            left.remove(met)
            right += 1
    return right


def _is(item: str, name: str) -> bool:
    return normalised(item) == normalised(name) or is_right(f1(item, [name]))


def asked_items(answer: Answer) -> list[str]:
    """What an answer to a question names."""
    if answer.items:
        return [item.text for item in answer.items]
    return [answer.text] if answer.text else []


def scored(counts: Sequence[tuple[int, int, int]]) -> dict[str, float]:
    """Precision and recall of (right, listed, expected) of every question."""
    right, listed, expected = (sum(column) for column in zip(*counts, strict=True))
    return {
        "expected": expected,
        "listed": listed,
        "right": right,
        "precision": round(right / max(1, listed), 4),
        "recall": round(right / max(1, expected), 4),
        "exactly_right": sum(len(set(one)) == 1 for one in counts),
    }


def measured(half: Half, settings: Settings) -> dict[str, object]:
    """The figures of a half."""
    cases = archives(CASES, half)
    lists, answers, seconds = [], [], []
    with (
        tempfile.TemporaryDirectory() as folder,
        assistant_of(cases.articles, Path(folder) / "index", settings) as assistant,
    ):
        for asked in cases.asked:
            found = assistant.list(asked.question)
            seconds.append(sum(found.timings.values()))
            items = [item.text for item in found.items]
            counts = found_in(asked.expected, items), len(items), len(asked.expected)
            lists.append(counts)
            named = asked_items(assistant.ask(asked.question))
            answers.append((found_in(asked.expected, named), len(named), len(asked.expected)))
            if len(set(counts)) > 1:
                shown = "; ".join(f"{i.text} ({i.stories}, {i.confidence:.2f})" for i in found.items)
                print(f"{asked.question}\n    wanted {asked.expected}\n    got    {shown}")
    return {
        "questions": len(cases.asked),
        "articles": len(cases.articles),
        "lists": scored(lists),
        "ask": scored(answers),
        "seconds": percentiles(seconds),
    }


def main() -> None:
    """Print every list that is not as labelled, and the figures."""
    options = parser("lists", __doc__)
    options.add_argument("--half", choices=HALVES, help="one half alone")
    arguments = options.parse_args()
    settings = load_settings()
    halves: Sequence[Half] = HALVES[:2] if arguments.half is None else [arguments.half]
    record(arguments, {half: measured(half, settings) for half in halves}, settings)


if __name__ == "__main__":
    main()
