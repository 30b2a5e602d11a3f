"""Calibration: features to a probability, stored as checked JSON; one definition of "withheld"."""

from __future__ import annotations

import json
import warnings
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.answering.calibration import (
    MOST_LEAD,
    PLACED,
    Calibration,
    load_calibration,
    placed,
    read_calibration,
    withheld,
)
from qa.answering.evidence.chain import FEATURES as KINDS
from qa.errors import ModelMissing
from qa.models.folder import fingerprint
from qa.resources import default_reader

FINITE = st.floats(-1e6, 1e6)
FEATURES = (*KINDS, *PLACED)
PLAIN = dict.fromkeys(FEATURES, 0.0) | {"score": 3.0, "lead": 5.0, "strength": -4.0}


def calibration(**changes: object) -> Calibration:
    """A small calibration."""
    values: dict[str, object] = {
        "method": "logistic",
        "order": {"score": 1.0},
        "weights": {"score": 0.5, "lead": 0.1},
        "bias": -1.0,
        "threshold": 0.5,
        "reader": "abc",
        "fitted_on": "nothing",
        "fitted_at": "2026-11-22",
        "questions": 0,
    }
    return Calibration.model_validate(values | changes)


def test_the_logistic_curve_gives_the_known_value() -> None:
    """0.5 * 3 + 0.1 * 5 - 1 = 1, and the logistic of 1 is 0.7311."""
    assert calibration().confidence(PLAIN) == pytest.approx(0.731058, abs=1e-6)


@pytest.mark.parametrize(("score", "expected"), [(-9.0, 0.1), (0.0, 0.1), (1.0, 0.3), (2.0, 0.5), (9.0, 0.5)])
def test_points_are_joined_by_straight_lines_and_level_outside(score: float, expected: float) -> None:
    """An isotonic fit is a curve through its points."""
    fitted = calibration(weights={"score": 1.0}, bias=0.0, points=((0.0, 0.1), (2.0, 0.5)))
    features = PLAIN | {"score": score}
    assert fitted.confidence(features) == pytest.approx(expected)


@given(st.fixed_dictionaries(dict.fromkeys(FEATURES, FINITE)))
def test_confidence_is_a_probability_whatever_the_features(values: dict[str, float]) -> None:
    """No overflow, and never outside 0 to 1."""
    assert 0.0 <= calibration().confidence(values) <= 1.0


def test_place_and_lead() -> None:
    """The place is the weighted sum; the lead is counted from the best other candidate, and is bounded."""
    found = placed({"score": 2.0}, [{"score": 1.0}, {"score": 3.0}, {"score": 2.5}], ["a", "b", "c"])
    assert [one["place"] for one in found] == [2.0, 6.0, 5.0]
    assert [one["lead"] for one in found] == [-4.0, 1.0, -1.0]
    assert placed({"score": 2.0}, [{"score": 1.0}], ["a"])[0]["lead"] == MOST_LEAD
    assert placed({"score": 2.0}, [], []) == []


def test_the_same_answer_in_other_words_is_no_rival() -> None:
    """The lead is that over the next answer that says something else."""
    scores = [{"score": 3.0}, {"score": 2.5}, {"score": 1.0}]
    for texts in (["4.20", "4.20 euros", "7 euros"], ["Petra Olm", "Olm", "Ann Berg"]):
        best, *_ = placed({"score": 2.0}, scores, texts)
        assert best["lead"] == 4.0


def test_withheld_is_below_the_threshold() -> None:
    """An answer exactly at the threshold is given."""
    assert withheld(0.49, 0.5)
    assert not withheld(0.5, 0.5)


def test_it_survives_saving(tmp_path: Path) -> None:
    """What was saved is what is read."""
    fitted = calibration(points=((0.0, 0.1), (2.0, 0.5)))
    assert read_calibration(fitted.save(tmp_path)) == fitted


@pytest.mark.parametrize(
    "damage",
    [
        {"weights": {"colour": 1.0}},
        {"threshold": 2.0},
        {"bias": "much"},
        {"points": [[1.0, 0.2], [0.0, 0.5]]},
        {"order": {"colour": 1.0}},
        {"unknown": 1},
    ],
)
def test_a_damaged_file_is_refused_in_one_line(tmp_path: Path, damage: dict[str, object]) -> None:
    """The file is checked when it is read; the error names it."""
    path = calibration().save(tmp_path)
    path.write_text(json.dumps(json.loads(path.read_text()) | damage))
    with pytest.raises(ModelMissing, match=r"calibration\.json is damaged") as error:
        read_calibration(path)
    assert "\n" not in str(error.value)


def test_another_version_is_fitted_anew(tmp_path: Path) -> None:
    """A calibration without the weights of all evidence is not taken for one with them."""
    path = calibration().save(tmp_path)
    path.write_text(json.dumps(json.loads(path.read_text()) | {"format": 1}))
    with pytest.raises(ModelMissing, match="of another version; run: qa calibrate"):
        read_calibration(path)


def test_the_shipped_calibration_belongs_to_the_shipped_reader() -> None:
    """It was fitted for the weights that lie beside it, so nothing warns."""
    own = fingerprint(default_reader())
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        fitted = load_calibration("default", own)
    assert fitted.reader == own
    assert set(fitted.weights) <= set(FEATURES)


def test_a_reader_without_a_calibration_borrows_one_and_says_so() -> None:
    """A confidence fitted for other weights is not passed off as fitted."""
    with pytest.warns(UserWarning, match="qa calibrate"):
        load_calibration("default", "other weights")
