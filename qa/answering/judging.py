"""One judgement of every candidate: its features, its confidence, its place, and whether it is withheld."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from qa.answering.calibration import Calibration, placed, withheld
from qa.answering.evidence.chain import features
from qa.answering.proposing import Proposal
from qa.question.query import Query


@dataclass(frozen=True, slots=True)
class Judged:
    """A proposal with what was made of it."""

    proposal: Proposal
    features: Mapping[str, float]
    confidence: float  # calibrated probability of being right, 0 to 1
    withheld: bool  # not confident enough to be given


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
        found = placed(self.calibration.order, features(query, proposals))
        judged = [self._judged(*both) for both in zip(proposals, found, strict=True)]
        return sorted(judged, key=lambda one: (one.withheld, -one.features["place"]))

    def unrivalled(self, judged: Judged, best: Judged) -> float:
        """The confidence in a proposal if it led as the best one does: of two that disagree, say."""
        return self.calibration.confidence({**judged.features, "lead": best.features["lead"]})

    def sure_score(self, query: Query) -> float | None:
        """The score of a span that settles a question (:mod:`qa.reading`); None where time decides too."""
        return self.calibration.sure_score if query.timeless else None

    def _judged(self, proposal: Proposal, found: Mapping[str, float]) -> Judged:
        confidence = self.calibration.confidence(found)
        return Judged(proposal, found, confidence, withheld(confidence, self.threshold))
