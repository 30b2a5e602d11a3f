"""One judgement of every candidate: its features, its confidence, its place, and whether it is withheld."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from qa.answering.ageing import aged, ages_of
from qa.answering.calibration import Calibration, placed, withheld
from qa.answering.evidence.chain import features
from qa.answering.evidence.leaving import MOST
from qa.answering.proposing import Proposal
from qa.question.query import Query
from qa.types import Age

_SINCE = ("distance", "outdated", "retracted")  # what speaks against an answer only since it was told


@dataclass(frozen=True, slots=True)
class Judged:
    """A proposal with what was made of it."""

    proposal: Proposal
    features: Mapping[str, float]
    confidence: float  # calibrated probability of being right, 0 to 1
    withheld: bool  # not confident enough to be given
    age: Age | None = None  # of a question about the present, where it is old


class Judge:
    """Weighs all evidence for an answer with one fitted model.

    Args:
        calibration: the weights.
        threshold: least confidence to answer; None for the fitted one.
    """

    def __init__(self, calibration: Calibration, threshold: float | None = None) -> None:
        self.calibration = calibration
        self.threshold = calibration.threshold if threshold is None else threshold

    def judge(self, query: Query, proposals: Sequence[Proposal]) -> list[Judged]:
        """The proposals judged, best first; one that is withheld stands behind all that are not."""
        texts = [proposal.best.text for proposal in proposals]
        found = placed(self.calibration.order, features(query, proposals), texts)
        ages = ages_of(query, proposals)
        judged = [self._judged(*one) for one in zip(proposals, found, ages, strict=True)]
        return sorted(judged, key=lambda one: (one.withheld, -one.features["place"]))

    def unrivalled(self, judged: Judged, best: Judged) -> float:
        """The confidence in a proposal if it led as the best one does: of two that disagree, say."""
        return self._confidence({**judged.features, "lead": best.features["lead"]}, judged.age)

    def in_its_time(self, judged: Judged, best: Judged) -> float:
        """The same as if it were asked then: nothing was newer, and no correction had come."""
        order = self.calibration.order
        lost = sum(order.get(name, 0.0) * judged.features[name] for name in _SINCE)
        features = {**judged.features, "place": judged.features["place"] - lost}
        return self._confidence({**features, "lead": best.features["lead"]}, None)

    def sure_score(self, query: Query) -> float | None:
        """The score of a span that settles a question (:mod:`qa.reading`); None where time decides too."""
        return self.calibration.sure_score if query.timeless else None

    def _judged(self, proposal: Proposal, found: Mapping[str, float], age: Age | None) -> Judged:
        confidence = self._confidence(found, age)
        return Judged(proposal, found, confidence, withheld(confidence, self.threshold), age)

    def _confidence(self, found: Mapping[str, float], age: Age | None) -> float:
        confidence = self.calibration.confidence(found)
        return aged(min(confidence, MOST) if found["left"] else confidence, age)
