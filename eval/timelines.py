"""Measures time lines: do they change when the answer does, and to what it becomes.

    python -m eval.timelines [--half tuned|kept|fresh] [--out FILE]

``eval/timelines.txt`` holds archives of our own in which values change, are corrected, are contradicted
on one day, stay the same in other words and are told again; they were labelled before any program saw them.
All archives of a set are one index, so that each question meets the articles of the others. The rules were
made with the first set. The second was kept aside until they were done; then what it showed was mended, so
that only its first run (``FIRST_RUN``) says how new archives fare. So does the third, written after that and
run once before anything was changed again.

A change is found where the time line begins to say a right answer (at least half of the words, as everywhere
here) on the right day. Precision: of the answers of all time lines, how many are such. Recall: of the
labelled ones, how many are found. Dates: of the right answers that a time line has, how many have their day.
Corrections and contradictions: how many of those labelled are shown as what they are.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.archives import HALVES, Asked, Half, archives, assistant_of
from eval.harness import parser, percentiles, record
from qa.answering.comparing import is_right, normalised
from qa.evaluation.metrics import f1
from qa.settings import Settings, load_settings
from qa.timelines import TimeLine

CASES = Path(__file__).parent / "timelines.txt"
_LINE = re.compile(r"(?P<date>[\d-]+)(?P<mark>[:!]) (?P<answers>.+)")


FIRST_RUN = {
    "kept": {"wanted": 52, "said": 62, "right": 46, "precision": 0.7419, "recall": 0.8846, "dates": 0.8846},
    "fresh": {"wanted": 27, "said": 27, "right": 23, "precision": 0.8519, "recall": 0.8519, "dates": 0.9583},
}


@dataclass(frozen=True, slots=True)
class Expected:
    """An answer that a time line is to begin with on a day."""

    date: str
    answers: tuple[str, ...]  # any of them is right
    correction: bool
    contradicted: bool  # by another of the same day

    def met_by(self, text: str) -> bool:
        """Whether an answer is right."""
        return any(
            normalised(right) == normalised(text) or is_right(f1(text, [right])) for right in self.answers
        )


def expected(asked: Asked) -> list[Expected]:
    """What the labels of a question say."""
    found = []
    for line in asked.expected:
        match = _LINE.fullmatch(line)
        if match is None:
            raise ValueError(f"{asked.archive}: what is {line!r}?")
        sides = match["answers"].split(" / ")
        found += [
            Expected(match["date"], tuple(side.split(" | ")), match["mark"] == "!", len(sides) > 1)
            for side in sides
        ]
    return found


def compared(wanted: Sequence[Expected], line: TimeLine) -> dict[str, int]:
    """Counts of one question."""
    said = [(change, told) for change in line.changes for told in change.told]
    left, right_dated, right_any = list(wanted), 0, 0
    marks = {"correction": 0, "contradicted": 0}
    for change, told in said:
        met = [one for one in left if one.met_by(told.text)]
        dated = [one for one in met if one.date == change.date]
        right_any += bool(met)
        if dated:
            left.remove(dated[0])
            right_dated += 1
            marks["correction"] += dated[0].correction and change.correction
            marks["contradicted"] += dated[0].contradicted and change.contradicts_itself
    return {
        "wanted": len(wanted),
        "said": len(said),
        "right": right_dated,
        "right_on_any_day": right_any,
        "corrections": sum(one.correction for one in wanted),
        "corrections_marked": marks["correction"],
        "contradicting": sum(one.contradicted for one in wanted),
        "contradicting_shown": marks["contradicted"],
        "exactly_right": int(len(wanted) == len(said) == right_dated),
        "questions": 1,
    }


def measured(half: Half, settings: Settings) -> tuple[dict[str, object], list[float]]:
    """The figures of a half, and the seconds that each time line took."""
    cases = archives(CASES, half)
    total: dict[str, int] = {}
    seconds = []
    with (
        tempfile.TemporaryDirectory() as folder,
        assistant_of(cases.articles, Path(folder) / "index", settings) as assistant,
    ):
        for asked in cases.asked:
            line = assistant.timeline(asked.question)
            seconds.append(sum(line.timings.values()))
            counts = compared(expected(asked), line)
            total = {name: total.get(name, 0) + count for name, count in counts.items()}
            if not counts["exactly_right"]:
                shown = "; ".join(
                    f"{change.date}{'!' if change.correction else ''} "
                    + " / ".join(f"{told.text} ({told.confidence:.2f})" for told in change.told)
                    for change in line.changes
                )
                print(f"{asked.question}\n    wanted {asked.expected}\n    got    {shown}")
    figures: dict[str, object] = {
        **total,
        "precision": round(total["right"] / max(1, total["said"]), 4),
        "recall": round(total["right"] / max(1, total["wanted"]), 4),
        "dates": round(total["right"] / max(1, total["right_on_any_day"]), 4),
        "articles": len(cases.articles),
    }
    return figures, seconds


def main() -> None:
    """Print every time line that is not as labelled, and the figures."""
    options = parser("timelines", __doc__)
    options.add_argument("--half", choices=HALVES, help="one set alone")
    arguments = options.parse_args()
    settings = load_settings()
    figures: dict[str, object] = {}
    for half in HALVES if arguments.half is None else [arguments.half]:
        found, seconds = measured(half, settings)
        figures[half] = {**found, "seconds": percentiles(seconds)}
    record(arguments, {**figures, "first_run": FIRST_RUN}, settings)


if __name__ == "__main__":
    main()
