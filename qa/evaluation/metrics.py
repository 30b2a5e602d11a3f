"""Exact match and F1 as the official SQuAD script (``evaluate-v2.0.py``, Rajpurkar et al. 2018) defines them.

Written from the published definition: lower-case, punctuation dropped, the articles a/an/the dropped,
white space collapsed; F1 over the bag of words that remains; the best of the gold answers counts; a question
without an answer is answered right by the empty string only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from qa.answering.comparing import normalised

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


def exact_match(predicted: str, gold: Sequence[str]) -> float:
    """1.0 where the prediction equals one of the gold answers (or both say there is none), else 0.0."""
    wanted = {normalised(answer) for answer in _counted(gold)}
    return float(normalised(predicted) in wanted)


def f1(predicted: str, gold: Sequence[str]) -> float:
    """The best word overlap with a gold answer, 0 to 1."""
    return max(_overlap(predicted, answer) for answer in _counted(gold))


def holds_answer(text: str, gold: Sequence[str]) -> bool:
    """Whether one of the gold answers stands in the text, word for word, after normalising both."""
    padded = f" {normalised(text)} "
    return any(f" {wanted} " in padded for wanted in map(normalised, gold) if wanted)


def _counted(gold: Sequence[str]) -> Sequence[str]:
    # The official script drops gold answers that normalise to nothing, and reads "none left" as "no answer".
    return [answer for answer in gold if normalised(answer)] or [""]


def _overlap(predicted: str, gold: str) -> float:
    guess, truth = normalised(predicted).split(), normalised(gold).split()
    if not guess or not truth:
        return float(guess == truth)
    shared = sum((Counter(guess) & Counter(truth)).values())
    if shared == 0:
        return 0.0
    precision, recall = shared / len(guess), shared / len(truth)
    return 2 * precision * recall / (precision + recall)


@dataclass(frozen=True, slots=True)
class BestThreshold:
    """The best mean score any threshold on the no-answer score reaches, as the official script reports it."""

    score: float  # 0 to 1
    threshold: float  # answers whose no-answer score is above it are read as "no answer"
    answered: int  # questions whose no-answer score is not above it


def best_threshold(scores: Floats, na_scores: Floats, answerable: Bools, found: Bools) -> BestThreshold:
    """Sweep every threshold on the no-answer score.

    Args:
        scores: float64[n], each question's EM or F1 if its best answer were given.
        na_scores: float64[n], higher where "no answer" is more likely.
        answerable: bool[n], whether the question has an answer.
        found: bool[n], whether there is an answer to give at all.

    Questions of equal no-answer score move together, for no threshold can tell them apart; the official
    script takes them one by one, in the order of the file.
    """
    if len(scores) == 0:
        return BestThreshold(0.0, 0.0, 0)
    order = np.argsort(na_scores, kind="stable")
    # Answering a question gains its score, and loses the point that silence had if it has no answer.
    gains = np.where(answerable, scores, np.where(found, -1.0, 0.0))[order]
    totals = np.concatenate([[0.0], np.cumsum(gains)]) + np.count_nonzero(~answerable)
    ordered = na_scores[order]
    ends = np.concatenate([[True], ordered[1:] != ordered[:-1], [True]])
    reachable = np.where(ends, totals, -np.inf)
    best = int(np.argmax(reachable))
    threshold = float(ordered[best - 1]) if best > 0 else float(np.nextafter(ordered[0], -np.inf))
    return BestThreshold(float(totals[best] / len(scores)), threshold, best)
