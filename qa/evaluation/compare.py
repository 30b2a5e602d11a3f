"""Two runs over the same questions: which is better, by how much, and whether that could be chance.

Differences are tested question by question, for two runs over the same questions are far from independent:
paired bootstrap for means (Efron & Tibshirani 1993, ch. 16; in NLP Berg-Kirkpatrick et al. 2012), the exact
McNemar test for right and wrong (McNemar 1947).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from qa.errors import InputError
from qa.evaluation.bootstrap import Estimate, mean_estimate
from qa.evaluation.outputs import QUESTIONS
from qa.evaluation.records import Record, read_records


@dataclass(frozen=True, slots=True)
class Difference:
    """One measure of run B less that of run A, over the questions both were asked."""

    name: str
    first: float  # mean of run A, in per cent
    second: float  # mean of run B
    change: Estimate  # B - A in points, with its 95 % interval
    wins: int  # questions where B is better
    losses: int  # questions where A is better

    @property
    def is_clear(self) -> bool:
        """Whether the interval leaves zero out."""
        return self.change.low > 0 or self.change.high < 0


@dataclass(frozen=True, slots=True)
class Flip:
    """A question that one run answers right and the other wrong."""

    id: str
    question: str
    gold: tuple[str, ...]
    first: str  # what run A answered; empty where it withheld
    second: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Run B against run A."""

    questions: int  # asked in both
    only_first: int
    only_second: int
    differences: tuple[Difference, ...]
    mcnemar: float | None  # two-sided exact p of the exact matches; None where answers are not judged
    gained: tuple[Flip, ...]  # wrong in A, right in B
    lost: tuple[Flip, ...]  # right in A, wrong in B


def load_run(folder: Path) -> dict[str, Record]:
    """The records of a run folder by question.

    Raises:
        InputError: it is no run folder.
    """
    records = {record.id: record for record in read_records(folder / QUESTIONS)}
    if not records:
        raise InputError(f"{folder} holds no run of qa eval ({QUESTIONS} is missing or empty)")
    return records


def compare(first: dict[str, Record], second: dict[str, Record], seed: int = 0) -> Comparison:
    """Compare two runs over the questions that both were asked.

    Raises:
        InputError: they have no question in common, or the gold answers differ.
    """
    shared = [key for key in first if key in second]
    if not shared:
        raise InputError("the two runs have no question in common")
    pairs = [(first[key], second[key]) for key in shared]
    for one, other in pairs:
        if one.gold != other.gold or one.question != other.question:
            raise InputError(f"question {one.id!r} differs between the two runs: they are of different sets")
    judged = [(one, other) for one, other in pairs if one.gold is not None]
    flips = [(one, other) for one, other in judged if one.exact != other.exact]
    gained = tuple(_flip(one, other) for one, other in flips if other.exact == 1.0)
    lost = tuple(_flip(one, other) for one, other in flips if one.exact == 1.0)
    return Comparison(
        questions=len(shared),
        only_first=len(first) - len(shared),
        only_second=len(second) - len(shared),
        differences=tuple(_differences(judged, pairs, seed)),
        mcnemar=mcnemar(len(gained), len(lost)) if judged else None,
        gained=gained,
        lost=lost,
    )


def mcnemar(wins: int, losses: int) -> float:
    """Two-sided exact p: how likely so uneven a split of the flips is, if each falls either way alike."""
    flips = wins + losses
    if flips == 0:
        return 1.0
    # In logarithms, for 2**flips has no float beyond 1,023 flips.
    logs = [
        math.lgamma(flips + 1) - math.lgamma(k + 1) - math.lgamma(flips - k + 1) - flips * math.log(2)
        for k in range(min(wins, losses) + 1)
    ]
    return min(1.0, 2.0 * math.fsum(math.exp(log) for log in logs))


def _differences(
    judged: Sequence[tuple[Record, Record]], pairs: Sequence[tuple[Record, Record]], seed: int
) -> Iterator[Difference]:
    ranked = [pair for pair in pairs if pair[0].relevant and (pair[0].ranking or pair[1].ranking)]
    measures: tuple[tuple[str, Sequence[tuple[Record, Record]], Callable[[Record], float]], ...] = (
        ("exact", judged, lambda record: record.exact or 0.0),
        ("f1", judged, lambda record: record.f1 or 0.0),
        ("recall@10", ranked, lambda record: record.recall(10)),
    )
    for name, over, value in measures:
        if not over:
            continue
        first, second = (np.array([100.0 * value(pair[run]) for pair in over]) for run in (0, 1))
        yield Difference(
            name=name,
            first=float(first.mean()),
            second=float(second.mean()),
            change=mean_estimate(second - first, seed),
            wins=int((second > first).sum()),
            losses=int((second < first).sum()),
        )


def _flip(one: Record, other: Record) -> Flip:
    return Flip(one.id, one.question, one.gold or (), one.prediction, other.prediction)
