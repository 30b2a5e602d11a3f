"""From what speaks for a candidate to the probability that it is right, and to its place among the others.

A calibration is a weighted sum of features put through a curve, fitted on questions whose answers are
known (Platt 1999; features after Kamath et al. 2020). It is stored as plain JSON beside the reader it was
fitted for, with the weights of all evidence. Here is also the one definition of "withheld".
"""

from __future__ import annotations

import math
import warnings
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from qa.answering.disagreement import repeats
from qa.answering.evidence.chain import FEATURES
from qa.errors import ModelMissing, SettingsError
from qa.models.folder import reader_folder
from qa.resources import default_reader
from qa.settings import Settings
from qa.validation import in_words

FILE_NAME = "calibration.json"
RELIABLE = 0.8  # precision of answers that are given without a "perhaps"
MOST_LEAD = 10.0  # of a candidate without a rival, in points of the order
PLACED = ("place", "lead")  # what the order says of a candidate: features of its confidence

# Weights of the order that nothing is fitted to: the questions that it is fitted on name no speakers, stand
# alone, and hardly any of their articles is corrected. Each doubling of the stories that say so is a third
# of a point, because stories that one retriever brings may share an error.
CHOSEN: Mapping[str, float] = {
    "stories": 0.35,
    "echo": -6.0,
    "their_words": 1.5,
    "other_words": -2.0,
    "reported": 1.5,
    "not_reported": -1.5,
    "clause": -1.5,
    "other_kind": -6.0,
    "untimed": -1.5,
    "uncounted": -1.8,
    "listed": 1.0,
    "stays": 0.5,
    "repeated": -1.5,
    "retracted": -4.0,
    "corrected": 2.5,
    "inherited": 0.15,
    "swapped": -6.0,
    "other_side": -4.0,
    "other_year": -3.0,
    "other_country": -3.0,
    "only_says": -6.0,
    "left": -3.0,
    "other_value": -3.0,
    "other_attribute": -4.0,
    "other_price": -2.0,
    "other_name": -3.0,
    "born_of": 3.0,
    "other_kin": -6.0,
    "other_sex": -4.0,
    "nobody": 3.0,
    "byline": -6.0,
}

Probability = Annotated[float, Field(ge=0, le=1)]


class Calibration(BaseModel):
    """A fitted calibration: an order of candidates, and a confidence in each.

    ``place = sum of order * feature`` is the log of the odds with which a candidate is the right one of its
    question's, up to what they share; ``confidence = curve(bias + sum of weight * feature)``, where place and
    lead (how far the place is above the best other one) are features too. What a set of questions cannot
    teach, because it names no speakers, say, is chosen (:data:`CHOSEN`).
    Without points the curve is the logistic function; with points it runs straight from one to the next
    and stays level outside them, which is how an isotonic fit is stored.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    format: Literal[2] = 2
    method: str = Field(description="how it was fitted: logistic, isotonic, temperature, ...")
    order: Mapping[str, float] = Field(description="weights of the place, by the name of the feature")
    weights: Mapping[str, float] = Field(description="of the confidence, by the name of the feature")
    bias: float
    points: tuple[tuple[float, Probability], ...] = ()
    threshold: Probability = Field(description="least confidence to answer")
    precisions: tuple[tuple[Probability, Probability], ...] = Field(
        default=(), description="expected precision and the least confidence to answer at it, both rising"
    )
    sure_score: float | None = Field(
        default=None, description="score of a span that distant passages need not be read against"
    )
    reader: str = Field(description="fingerprint of the reader it was fitted for")
    fitted_on: str = Field(description="the questions, in words")
    fitted_at: str = Field(description="ISO date")
    questions: Annotated[int, Field(ge=0)]

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        unknown = sorted({*self.weights, *self.order} - {*FEATURES, *PLACED})
        if unknown:
            raise ValueError(f"there is no feature {unknown[0]!r}")
        for name, table in (("points", self.points), ("precisions", self.precisions)):
            if list(table) != sorted(table) or [y for _, y in table] != sorted(y for _, y in table):
                raise ValueError(f"the {name} must rise")
        return self

    def confidence(self, features: Mapping[str, float]) -> float:
        """The probability, 0 to 1, that a candidate with these features is right."""
        total = self.total(features)
        return self._interpolated(total) if self.points else _logistic(total)

    def total(self, features: Mapping[str, float]) -> float:
        """The weighted sum that the curve makes a probability of."""
        return self.bias + sum(weight * features[name] for name, weight in self.weights.items())

    def threshold_for(self, precision: float) -> float:
        """The least confidence to answer with so that this share of the answers is expected to be right.

        Expected of questions like those it was fitted on: a mix with fewer answers holds more mistakes.

        Raises:
            SettingsError: no confidence reaches it.
        """
        for expected, confidence in self.precisions:
            if expected >= precision:
                return confidence
        best = max((expected for expected, _ in self.precisions), default=None)
        reached = "none was fitted (run: qa calibrate)" if best is None else f"at most {best:.3g} is reached"
        raise SettingsError(f"precision {precision:g} cannot be expected of this reader: {reached}")

    @property
    def reliable(self) -> float:
        """The least confidence of answers that are expected to be right four times of five."""
        reached = [confidence for expected, confidence in self.precisions if expected >= RELIABLE]
        return max([self.threshold, *reached[:1]])

    def _interpolated(self, total: float) -> float:
        place = bisect_right(self.points, (total, math.inf))
        if place == 0:
            return self.points[0][1]
        if place == len(self.points):
            return self.points[-1][1]
        (x0, y0), (x1, y1) = self.points[place - 1], self.points[place]
        return y0 + (y1 - y0) * (total - x0) / (x1 - x0)

    def save(self, folder: Path) -> Path:
        """Write it beside the reader's weights; returns the file's path."""
        path = folder / FILE_NAME
        partial = path.with_suffix(".partial")
        partial.write_text(self.model_dump_json(indent=2) + "\n", "utf-8")
        partial.replace(path)
        return path


def placed(
    order: Mapping[str, float], candidates: Sequence[Mapping[str, float]], texts: Sequence[str]
) -> list[dict[str, float]]:
    """The features of all candidates of one question, each with its place and lead by an order's weights.

    The best one leads the next that says something else: "4.20 euros" is no rival of "4.20".
    """
    places = [sum(weight * found[name] for name, weight in order.items()) for found in candidates]
    best = max(places, default=0.0)
    first = places.index(best) if places else 0
    others = [place for place, text in zip(places, texts, strict=True) if not repeats(text, texts[first])]
    second = max(others, default=best - MOST_LEAD)
    leads = [place - (second if place == best else best) for place in places]
    return [
        {**found, "place": place, "lead": max(-MOST_LEAD, min(MOST_LEAD, lead))}
        for found, place, lead in zip(candidates, places, leads, strict=True)
    ]


def withheld(confidence: float, threshold: float) -> bool:
    """Whether an answer of this confidence is not given. The one definition in this package."""
    return confidence < threshold


def threshold_of(calibration: Calibration, settings: Settings) -> float:
    """The least confidence to answer with: what the settings say, else the fitted one.

    Raises:
        SettingsError: both are set, or the precision cannot be expected of the reader.
    """
    if settings.threshold is not None and settings.precision is not None:
        raise SettingsError("threshold and precision exclude each other: set one of them")
    if settings.threshold is not None:
        return settings.threshold
    if settings.precision is not None:
        return calibration.threshold_for(settings.precision)
    return calibration.threshold


def load_calibration(setting: str, fingerprint: str) -> Calibration:
    """The calibration of the reader that a setting names.

    A reader without one of its own borrows the shipped reader's, with a warning; so does one whose weights
    have changed since it was fitted.

    Args:
        setting: ``default``, a local folder or a hub's name, as for the reader itself.
        fingerprint: of the reader as loaded.

    Raises:
        ModelMissing: the file is damaged.
    """
    path = reader_folder(setting) / FILE_NAME
    own = path.is_file()
    calibration = read_calibration(path if own else default_reader() / FILE_NAME)
    if not own or calibration.reader != fingerprint:
        warnings.warn(f"no confidence was fitted for the reader {setting!r}; run: qa calibrate", stacklevel=2)
    return calibration


def read_calibration(path: Path) -> Calibration:
    """The calibration in a file.

    Raises:
        ModelMissing: the file is not there or damaged.
    """
    try:
        return Calibration.model_validate_json(path.read_bytes())
    except OSError as error:
        raise ModelMissing(f"the calibration {path} cannot be read: {error.strerror}") from error
    except ValidationError as error:
        if error.errors()[0]["loc"] == ("format",):
            raise ModelMissing(f"the calibration {path} is of another version; run: qa calibrate") from error
        what = in_words(error, "the file")
        raise ModelMissing(f"the calibration {path} is damaged: {what}; run: qa calibrate") from error


def _logistic(total: float) -> float:
    if total >= 0:
        return 1 / (1 + math.exp(-total))
    grown = math.exp(max(total, -700.0))
    return grown / (1 + grown)
