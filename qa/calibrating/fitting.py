"""Fitting the order of answers and the confidence in them: three methods compared, the best one kept.

    temperature  the reader's order; sigmoid(score / T): one number (Guo et al. 2017)
    logistic     the fitted order; a weighted sum of features through a sigmoid (Platt 1999, Kamath 2020)
    isotonic     the same order and sum through a rising curve of steps (Zadrozny & Elkan 2002)

scikit-learn is imported on use: answering needs none of this.
"""

from __future__ import annotations

import datetime
import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from qa.answering.calibration import CHOSEN, PLACED, Calibration, placed
from qa.answering.comparing import is_right
from qa.calibrating.collecting import Collected
from qa.calibrating.logistic import Example, fit_logistic
from qa.calibrating.ordering import fit_order
from qa.errors import InputError
from qa.evaluation.metrics import Bools, Floats
from qa.evaluation.reliability import (
    aurc,
    brier_score,
    coverage_at_precision,
    expected_calibration_error,
    threshold_at_precision,
)
from qa.reading import FIRST

FOLDS = 5
# Not stories: a set like SQuAD tells each fact once, so what repeats there is a frequent name, and the fit
# would punish confirmation.
ORDERED_BY = (
    *("score", "strength", "length", "relevance", "told"),
    *("distance", "dated_mentions", "dated_relevance", "outdated"),
)
TRUSTED_BY = (
    *(*PLACED, "score", "strength", "length", "relevance"),
    *("dated", "dated_mentions", "dated_strength"),
)
_TARGETS = tuple(target / 100 for target in range(50, 100))
_FEWEST_ANSWERS = 20  # a precision measured on fewer is a matter of luck
_OVERTAKEN = 0.005  # before near passages are read all the same, which brings it to about nothing
_WORTH = 0.3333  # least confidence to answer: a wrong answer costs half of what a right one is worth
_CALIBRATED = 0.05  # an expected calibration error that will do: below it, the better order of answers counts

Fit = Callable[[Sequence[Collected], str, str], Calibration]


@dataclass(frozen=True, slots=True)
class Quality:
    """How good a confidence is on questions it was not fitted on."""

    aurc: float  # lower is better
    aurc_exact: float  # the same with only exact matches counted as right
    ece: float
    brier: float
    coverage: dict[str, float]  # share of the questions answered at a precision
    right: float  # share of questions whose best candidate is right
    questions: int


@dataclass(frozen=True, slots=True)
class Chosen:
    """The best candidate of each question by some confidence."""

    confidence: Floats
    right: Bools  # at least half of the right answer's words: what the confidence is the probability of
    exact: Bools
    examples: tuple[Example, ...]


@dataclass(frozen=True, slots=True)
class Fitted:
    """The calibration kept, and how every method did on the held-out folds."""

    calibration: Calibration
    held_out: dict[str, Quality]


def calibrate(
    rows: Sequence[Collected],
    *,
    reader: str,
    fitted_on: str,
    folds: int = FOLDS,
    again: Sequence[Collected] = (),
) -> Fitted:
    """Fit each method, compare them on held-out folds, and refit the best one on everything.

    The table of precisions comes from the held-out confidences, which no fit has seen.

    Args:
        rows: questions with their candidates; questions of one group stay in one fold.
        reader: fingerprint of the reader that was asked.
        fitted_on: the questions, in words.
        folds: how many.
        again: those of the rows that count once more in a fit, though not in what is measured.

    Raises:
        InputError: too few questions, or none of the answers is right, or all are.
    """
    groups = {row.group for row in rows}
    answered = [row for row in rows if row.candidates]
    if len(groups) < folds or len(answered) < 10 * folds:
        raise InputError(
            f"too few questions to calibrate on: something was found for {len(answered)}, and they are on"
            f" {len(groups)} texts or subjects; at least {10 * folds} on {folds} are needed, better"
            " some hundreds"
        )
    if len({row.answerable and is_right(row.candidates[0].f1) for row in answered}) < 2:
        raise InputError("cannot calibrate: all answers are right, or all are wrong")
    fold_of = folds_of(rows, folds)
    held_out = {name: _held_out(fit, rows, again, fold_of, folds) for name, fit in METHODS.items()}
    qualities = {name: quality(chosen) for name, chosen in held_out.items()}
    best = _best(qualities)
    calibration = METHODS[best]([*rows, *again], reader, fitted_on)
    chosen = held_out[best]
    return Fitted(
        calibration.model_copy(
            update={
                "precisions": precision_table(chosen),
                "sure_score": sure_score(rows),
                "questions": len(rows),
            }
        ),
        qualities,
    )


def chosen_by(calibration: Calibration, rows: Sequence[Collected]) -> Chosen:
    """The candidate that the assistant would give for each question for which it found one."""
    firsts = [(row, _examples(calibration.order, row)[0]) for row in rows if row.candidates]
    examples = tuple(example for _, (example, _) in firsts)
    return Chosen(
        np.array([calibration.confidence(example.features) for example in examples]),
        np.array([example.right for example in examples], dtype=np.bool_),
        np.array([row.answerable and exact for row, (_, exact) in firsts], dtype=np.bool_),
        examples,
    )


def placed_in(order: Mapping[str, float], row: Collected) -> list[dict[str, float]]:
    """The features of a question's candidates, each with its place and lead by an order's weights."""
    candidates = row.candidates
    return placed(order, [one.features for one in candidates], [one.text for one in candidates])


def _examples(order: Mapping[str, float], row: Collected) -> list[tuple[Example, bool]]:
    """The candidates of a question as examples, best placed first, and whether each is exactly right."""
    found = placed_in(order, row)
    both = [
        (Example(features, one.f1 if row.answerable else 0.0, row.answerable), one.exact == 1.0)
        for features, one in zip(found, row.candidates, strict=True)
    ]
    return sorted(both, key=lambda one: -one[0].features["place"])


def quality(chosen: Chosen) -> Quality:
    """Measure a confidence."""
    return Quality(
        aurc=aurc(chosen.confidence, chosen.right),
        aurc_exact=aurc(chosen.confidence, chosen.exact),
        ece=expected_calibration_error(chosen.confidence, chosen.right),
        brier=brier_score(chosen.confidence, chosen.right),
        coverage={
            f"{precision:.2f}": coverage_at_precision(chosen.confidence, chosen.right, precision)
            for precision in (0.80, 0.90, 0.95)
        },
        right=float(chosen.right.mean()) if len(chosen.right) else 0.0,
        questions=len(chosen.right),
    )


def precision_table(chosen: Chosen) -> tuple[tuple[float, float], ...]:
    """Expected precisions and the least confidence that reaches each, both rising, as far as they go."""
    table: list[tuple[float, float]] = []
    for target in _TARGETS:
        threshold = threshold_at_precision(chosen.confidence, chosen.right, target)
        if threshold is None or int((chosen.confidence >= threshold).sum()) < _FEWEST_ANSWERS:
            break
        # Rounded down, so that the answer it was measured on is not lost to rounding.
        table.append((target, int(threshold * 1e6) / 1e6))
    return tuple(table)


def sure_score(rows: Sequence[Collected]) -> float | None:
    """The least score of a span in the first passages that is hardly ever beaten in a later one.

    Hardly ever: of all questions, at most a share ``_OVERTAKEN`` has such a span and a better one further
    down. None where no score reaches that, or too few questions say so.
    """
    overtaken: list[float] = []
    for row in rows:
        scores = [
            (candidate.features["rank"] <= FIRST, candidate.features["score"]) for candidate in row.candidates
        ]
        first = max((score for early, score in scores if early), default=None)
        later = max((score for early, score in scores if not early), default=None)
        if first is not None and later is not None and later > first:
            overtaken.append(first)
    allowed = int(_OVERTAKEN * len(rows))
    if not allowed:
        return None
    # The scores that are overtaken, highest first: above the one after the allowed ones, few enough are.
    limit = sorted(overtaken, reverse=True)[allowed : allowed + 1]
    return math.ceil(10 * limit[0] + 1e-9) / 10 if limit else 0.0


def _temperature(rows: Sequence[Collected], reader: str, fitted_on: str) -> Calibration:
    return _calibration("temperature", rows, {"score": 1.0}, ("score",), reader, fitted_on)


def logistic(
    rows: Sequence[Collected],
    reader: str,
    fitted_on: str,
    ordered_by: Sequence[str] = ORDERED_BY,
    trusted_by: Sequence[str] = TRUSTED_BY,
) -> Calibration:
    """Order and confidence as they are shipped, by these features."""
    order = fit_order(rows, ordered_by, CHOSEN)
    return _calibration("logistic", rows, order, trusted_by, reader, fitted_on)


def _isotonic(rows: Sequence[Collected], reader: str, fitted_on: str) -> Calibration:
    from sklearn.isotonic import IsotonicRegression

    linear = logistic(rows, reader, fitted_on)
    examples = _judged(linear.order, rows)
    model = IsotonicRegression(y_min=0.0, y_max=1.0, out_of_bounds="clip")
    totals = [linear.total(example.features) for example in examples]
    model.fit(totals, [float(example.right) for example in examples])
    points = {
        (round(float(x), 6), round(float(y), 6))
        for x, y in zip(model.X_thresholds_, model.y_thresholds_, strict=True)
    }
    return linear.model_copy(update={"method": "isotonic", "points": tuple(sorted(points))})


def _calibration(
    method: str,
    rows: Sequence[Collected],
    order: Mapping[str, float],
    names: Sequence[str],
    reader: str,
    fitted_on: str,
) -> Calibration:
    weights, bias = fit_logistic(_judged(order, rows), names)
    return Calibration(
        method=method,
        order=order,
        weights=weights,
        bias=bias,
        threshold=_WORTH,
        reader=reader,
        fitted_on=fitted_on,
        fitted_at=datetime.datetime.now(datetime.UTC).date().isoformat(),
        questions=len(rows),
    )


def _judged(order: Mapping[str, float], rows: Sequence[Collected]) -> list[Example]:
    """The candidate placed first of each question: with others the first ones are called too unsure."""
    return [_examples(order, row)[0][0] for row in rows if row.candidates]


METHODS: Mapping[str, Fit] = {"temperature": _temperature, "logistic": logistic, "isotonic": _isotonic}


def _held_out(
    fit: Fit,
    rows: Sequence[Collected],
    again: Sequence[Collected],
    fold_of: Mapping[str, int],
    folds: int,
) -> Chosen:
    parts = []
    for fold in range(folds):
        seen = [row for row in (*rows, *again) if fold_of[row.group] != fold]
        unseen = [row for row in rows if fold_of[row.group] == fold]
        parts.append(chosen_by(fit(seen, "", ""), unseen))
    return Chosen(
        np.concatenate([part.confidence for part in parts]),
        np.concatenate([part.right for part in parts]),
        np.concatenate([part.exact for part in parts]),
        tuple(example for part in parts for example in part.examples),
    )


def folds_of(rows: Sequence[Collected], folds: int) -> dict[str, int]:
    """Whole groups to folds, the largest first and each to the emptiest fold: the same in every process."""
    sizes = Counter(row.group for row in rows)
    filled = [0] * folds
    found = {}
    for group in sorted(sizes, key=lambda group: (-sizes[group], group)):
        fold = filled.index(min(filled))
        found[group] = fold
        filled[fold] += sizes[group]
    return found


def _best(qualities: Mapping[str, Quality]) -> str:
    """The best order of answers among the methods that are calibrated; the best calibrated if none is.

    A confidence in steps, as the isotonic fit gives, can be a little better calibrated and orders worse: it
    calls all of its upper step certain, and no threshold can divide a step.
    """
    calibrated = {name: found for name, found in qualities.items() if found.ece <= _CALIBRATED}
    if calibrated:
        return min(calibrated, key=lambda name: calibrated[name].aurc)
    return min(qualities, key=lambda name: qualities[name].ece)
