"""Fitting the confidence: better than the reader's score alone, and no better than it is."""

from __future__ import annotations

import numpy as np
import pytest

from qa.answering.calibration import placed, threshold_of
from qa.answering.evidence.chain import FEATURES
from qa.calibrating.collecting import Collected, Rated
from qa.calibrating.fitting import (
    METHODS,
    calibrate,
    chosen_by,
    precision_table,
    quality,
    sure_score,
)
from qa.calibrating.ordering import fit_order
from qa.errors import InputError, SettingsError
from qa.settings import Settings


def nothing() -> dict[str, float]:
    """The features of a candidate of which nothing is known."""
    return dict.fromkeys(FEATURES, 0.0) | {"rank": 1.0}


def rows(count: int = 600, seed: int = 0) -> list[Collected]:
    """Questions whose answers are right with probability sigmoid(score + 8 * similarity - 5)."""
    generator = np.random.default_rng(seed)
    made = []
    for number in range(count):
        score, similarity = float(generator.normal(1, 2)), float(generator.uniform(0, 1))
        right = generator.random() < 1 / (1 + np.exp(-(score + 8 * similarity - 5)))
        features = nothing() | {"score": score, "relevance": similarity}
        candidate = Rated(text="x", features=features, exact=float(right), f1=float(right))
        made.append(
            Collected(
                id=str(number), group=f"g{number % 20}", answerable=bool(right), candidates=(candidate,)
            )
        )
    return made


def test_features_beat_the_score_alone() -> None:
    """On unseen folds the logistic fit orders answers better than temperature, which only knows the score."""
    fitted = calibrate(rows(), reader="r", fitted_on="synthetic")
    assert fitted.held_out["logistic"].aurc < 0.9 * fitted.held_out["temperature"].aurc
    assert fitted.held_out["logistic"].ece < 0.06
    assert fitted.calibration.method in {"logistic", "isotonic"}
    assert fitted.calibration.reader == "r"
    assert fitted.calibration.questions == 600


def test_confidence_holds_on_new_questions() -> None:
    """Fitted on one draw, the calibration is as good on another one."""
    fitted = calibrate(rows(seed=1), reader="r", fitted_on="synthetic")
    found = quality(chosen_by(fitted.calibration, rows(seed=2)))
    assert found.ece < 0.07
    assert found.coverage["0.90"] > 0.2


def test_the_precision_asked_for_is_about_what_comes() -> None:
    """Answers above the threshold of 0.9 are right in about nine of ten cases on questions never seen."""
    fitted = calibrate(rows(2000, seed=3), reader="r", fitted_on="synthetic")
    threshold = fitted.calibration.threshold_for(0.9)
    chosen = chosen_by(fitted.calibration, rows(2000, seed=4))
    given = chosen.confidence >= threshold
    assert given.sum() > 200
    assert chosen.right[given].mean() == pytest.approx(0.9, abs=0.05)


def test_every_method_stores_what_it_fitted() -> None:
    """Each method's calibration rises with score and similarity, and stays between 0 and 1."""
    for name, fit in METHODS.items():
        found = fit(rows(300), "r", "synthetic")
        assert found.method == name
        low, high = (
            found.confidence(
                placed(found.order, [nothing() | {"score": sign * 6.0, "relevance": sign}], [""])[0]
            )
            for sign in (-1.0, 1.0)
        )
        assert 0 <= low < high <= 1


def test_the_order_is_learned_from_questions_with_several_candidates() -> None:
    """Where the older candidate is always the wrong one, age orders, whatever the reader's score."""
    generator = np.random.default_rng(0)
    taught = []
    for number in range(60):
        made = [
            Rated(
                text="x",
                features=nothing() | {"score": float(generator.normal()), "age": age},
                exact=float(age < 2),
                f1=float(age < 2),
            )
            for age in (0.0, 5.0)
        ]
        taught.append(Collected(id=str(number), group=str(number), answerable=True, candidates=tuple(made)))
    order = fit_order(taught, ("score", "age"), {"stories": 0.35})
    assert order["age"] < -0.3
    assert abs(order["score"]) < abs(order["age"])
    assert order["stories"] == 0.35
    assert fit_order([], ("score",), {"stories": 0.35}) == {"stories": 0.35}


def test_the_table_rises_and_ends_where_luck_begins() -> None:
    """Thresholds rise with the precision; a precision reached by fewer than 20 answers is not promised."""
    chosen = chosen_by(METHODS["temperature"](rows(), "r", "synthetic"), rows())
    table = precision_table(chosen)
    assert list(table) == sorted(table)
    for precision, threshold in table:
        given = chosen.confidence >= threshold
        assert given.sum() >= 20
        assert chosen.right[given].mean() >= precision - 1e-9


def test_precision_and_threshold_become_one_least_confidence() -> None:
    """One number decides what is withheld, whatever it was set by; setting it twice is refused."""
    calibration = calibrate(rows(), reader="r", fitted_on="synthetic").calibration
    assert threshold_of(calibration, Settings()) == calibration.threshold
    assert threshold_of(calibration, Settings(threshold=0.3)) == 0.3
    assert threshold_of(calibration, Settings(precision=0.8)) == calibration.threshold_for(0.8)
    with pytest.raises(SettingsError, match="exclude each other"):
        threshold_of(calibration, Settings(precision=0.8, threshold=0.3))
    with pytest.raises(SettingsError, match="cannot be expected of this reader: at most"):
        threshold_of(calibration, Settings(precision=1.0))
    with pytest.raises(SettingsError, match="qa calibrate"):
        threshold_of(calibration.model_copy(update={"precisions": ()}), Settings(precision=0.5))


def test_too_little_to_fit_on_is_said() -> None:
    """Few questions, or answers that are all right, give no calibration."""
    with pytest.raises(InputError, match=r"too few questions.* at least 50 on 5 are needed"):
        calibrate(rows(20), reader="r", fitted_on="x")
    right = [row.model_copy(update={"answerable": False}) for row in rows(200)]
    with pytest.raises(InputError, match="all answers are right, or all are wrong"):
        calibrate(right, reader="r", fitted_on="x")


def overtaken(first: float, later: float) -> Collected:
    """A question with a candidate in the first passage and one in the fifth."""
    candidates = tuple(
        Rated(
            text="x",
            features=nothing() | {"score": score, "rank": rank},
            exact=0.0,
            f1=0.0,
        )
        for score, rank in ((first, 1.0), (later, 5.0))
    )
    return Collected(id="", group="g", answerable=True, candidates=candidates)


def test_an_early_answer_is_sure_where_it_is_hardly_ever_overtaken() -> None:
    """Of 1,000 questions five may be overtaken above the score; the sixth highest that is, is below it."""
    settled = [overtaken(9.0, 1.0)] * 990
    lost = [overtaken(score, 10.0) for score in (3.0, 4.0, 5.0, 6.0, 6.5, 7.0, 7.5, 8.0, 2.0, 1.0)]
    found = sure_score([*settled, *lost])
    assert found is not None
    assert sum(row.candidates[0].features["score"] >= found for row in lost) == 5


def test_too_few_questions_make_nothing_sure() -> None:
    """Where half a per cent of the questions is less than one, all passages are read."""
    assert sure_score([overtaken(9.0, 1.0)] * 100) is None
