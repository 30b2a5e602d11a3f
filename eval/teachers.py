"""How good teachers' soft targets are: the answers they give, alone and together.

    python -m eval.teachers --teacher FOLDER --teacher FOLDER [--limit 2000] [--int8] [--out FILE]

Every teacher is asked about questions of SQuAD 2.0 dev as ``qa train targets`` asks it, and answers with the
likeliest span of what would be stored. "together" is the mean of their probabilities, which is what a student
learns from when it is given the targets of them all. F1 is at the threshold that is best for each. Of a
paragraph too long for one window, the window with the answer is read.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from eval.closed_squad import DATA
from eval.recording import record
from qa.evaluation.bootstrap import mean_estimate
from qa.evaluation.metrics import Floats, best_threshold, f1
from qa.models.cores import cores
from qa.models.folder import reader_folder
from qa.models.windows import Windows
from qa.training.data import Offsets, read_squad
from qa.training.examples import Example
from qa.training.scoring import sample
from qa.training.targets import NULL, SoftSide, SoftTarget
from qa.training.teaching import load_teacher, opinions

LONGEST = 200  # characters of an answer


def main() -> None:
    """Measure and print; write the result where asked."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--teacher", action="append", required=True, help="a model folder, or default; again")
    parser.add_argument("--limit", type=int, default=2000, help="questions drawn")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--int8", action="store_true", help="multiply in int8")
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    data = load_training(DATA / "squad-2.0-dev.json.xz")
    examples = [
        Example(question, question.text, data.paragraphs[data.place[question.id]], question.offsets)
        for question in drawn(data.questions, arguments.limit, arguments.seed)
    ]
    said = {name: _asked(name, examples, arguments.int8) for name in arguments.teacher}
    alone = {name: _right(examples, [targets]) for name, targets in said.items()}
    together = _right(examples, list(said.values()))
    first = next(iter(alone.values()))
    more = mean_estimate(100 * (together - first))
    result: dict[str, object] = {
        "set": "squad-2.0-dev.json.xz, closed",
        "questions": len(examples),
        "f1": {name: round(100 * float(right.mean()), 2) for name, right in alone.items()},
        "f1_together": round(100 * float(together.mean()), 2),
        "together_less_first": {"value": more.value, "low": more.low, "high": more.high},
    }
    record(result, "eval.teachers", arguments.out)


def likeliest(starts: Sequence[SoftSide], ends: Sequence[SoftSide]) -> tuple[float, Offsets]:
    """The span whose first and last character are likeliest together, by the teachers' mean probabilities.

    Returns:
        Its log-probability less that of "no answer", and its offsets; -inf and (0, 0) where there is none.
    """
    first, last = _mean(starts), _mean(ends)
    null = first.pop(NULL) + last.pop(NULL)
    spans = (
        (begun + ended - null, (start, end))
        for start, begun in first.items()
        for end, ended in last.items()
        if start < end <= start + LONGEST
    )
    return max(spans, default=(-math.inf, (0, 0)))


def _asked(teacher: str, examples: Sequence[Example], int8: bool) -> list[SoftTarget]:
    folder = reader_folder(teacher)
    with ThreadPoolExecutor(cores()) as pool:
        return opinions(examples, Windows.of(folder), load_teacher(folder, int8=int8), pool)


def _right(examples: Sequence[Example], said: Sequence[Sequence[SoftTarget]]) -> Floats:
    """What each question's answer, or silence, is worth at the best threshold: float64[questions]."""
    values, scores = [], []
    for example, targets in zip(examples, zip(*said, strict=True), strict=True):
        score, (start, end) = likeliest([one.starts for one in targets], [one.ends for one in targets])
        gold = [example.text[first:last] for first, last in example.answers]
        values.append(f1(example.text[start:end], gold))
        scores.append(score)
    answerable = np.array([bool(example.answers) for example in examples])
    found = np.isfinite(scores)
    best = best_threshold(np.array(values), -np.array(scores), answerable, found)
    given = (-np.array(scores) <= best.threshold) & found
    return np.where(answerable, np.where(given, values, 0.0), ~given)


def _mean(sides: Sequence[SoftSide]) -> dict[int, float]:
    """Log of the teachers' mean probability of each place that one of them stored."""
    sums: dict[int, float] = {}
    for side in sides:
        # A place stored twice is the null that fills up short lists.
        weights = {
            place: math.exp(logit)
            for place, logit in zip(side.edges.tolist(), side.logits.tolist(), strict=True)
        }
        total = sum(weights.values())
        for place, weight in weights.items():
            sums[place] = sums.get(place, 0.0) + weight / total / len(sides)
    return {place: math.log(share) for place, share in sums.items()}


if __name__ == "__main__":
    main()
