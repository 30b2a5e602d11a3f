"""What a correction says of the answers in it."""

from __future__ import annotations

import pytest

from tests.answering.evidence.proposed import features_of


@pytest.mark.parametrize(
    ("notice", "wrong", "right"),
    [
        ("In an earlier report we wrote that 40 people were hurt. The correct number is 14.", "40", "14"),
        ("An earlier version of this article wrongly said 40 people were hurt; it is 14.", "40", "14"),
        ("Correction: 14, not 40, people were hurt in the fire.", "40", "14"),
        ("In our report 40 people were hurt. That was wrong: the fire hurt 14 people.", "40", "14"),
        ("An article gave a wrong number. The fire hurt 14 people, not 40. We regret the error.", "40", "14"),
        ("We said that 40 were hurt. That was wrong. The final number was 14.", "40", "14"),
        ("The minutes of May put the number of the hurt at 40. The correct figure is 14.", "40", "14"),
        ("The fire hurt 14 people and not, as we reported on Monday, 40.", "40", "14"),
        ("In the fire 14 people were hurt. Corrected: it previously stated that 40 were hurt.", "40", "14"),
        ("The article should have said 14 people were hurt instead of 40. We regret the error.", "40", "14"),
    ],
)
def test_a_correction_takes_back_the_wrong_value_and_gives_the_right_one(
    notice: str, wrong: str, right: str
) -> None:
    """Also where the first report stands beside it, and had the higher score."""
    told = [
        ("Fire in Pell", f"In the fire {wrong} people were hurt.", "2024-05-01"),
        ("A fire", notice, "2024-05-03"),
    ]
    answers = [(0, wrong, 9.0), (1, wrong, 8.0), (1, right, 5.0)]
    found = features_of("How many people were hurt in the fire?", told, answers)
    assert (found[wrong]["retracted"], found[wrong]["corrected"]) == (1.0, 0.0)
    assert (found[right]["retracted"], found[right]["corrected"]) == (0.0, 1.0)


@pytest.mark.parametrize(
    ("headline", "report", "notice", "short", "wrong", "right"),
    [
        (
            "New pool to cost 19 million", "The pool will cost 19 million euros.",
            "We wrote that the pool would cost 19 million euros. The correct figure is 7 million euros.",
            "19 million", "19 million euros", "7 million euros",
        ),
        (
            "Roof: 1.2 million", "The roof will cost 1.2 million euros.",
            "Erratum. The roof will cost 2.1 million euros and not, as told on Friday, 1.2 million euros.",
            "1.2 million", "1.2 million euros", "2.1 million euros",
        ),
        (
            "Olm heads museum", "Petra Olm is the new director.",
            "Correction: the new director is Petra Ulm, not Petra Olm.",
            "Olm", "Petra Olm", "Petra Ulm",
        ),
    ],
)  # fmt: skip
def test_a_wrong_value_falls_however_it_is_put(
    headline: str, report: str, notice: str, short: str, wrong: str, right: str
) -> None:
    """The headline of the wrong report may leave out the unit, or the first name."""
    told = [(headline, f"{headline}. {report}", "2024-03-28"), ("Correction", notice, "2024-03-30")]
    answers = [(0, short, 12.0), (0, wrong, 11.0), (1, wrong, 8.0), (1, right, 1.0)]
    found = features_of("What is it?", told, answers)
    assert [found[text]["retracted"] for text in (short, wrong, right)] == [1.0, 1.0, 0.0]
    assert [found[text]["corrected"] for text in (short, wrong, right)] == [0.0, 0.0, 1.0]


def test_what_is_near_the_wrong_value_stays() -> None:
    """A figure is not taken back with one that rounds to it, nor the day of the report with what it says."""
    told = [
        ("Vote", "Turnout was 98 percent.", "2024-03-28"),
        ("Correction", "In our report of 28 March we wrote 97 percent. It is 98 percent.", "2024-03-30"),
    ]
    answers = [(0, "98 percent", 5.0), (1, "97 percent", 4.0), (1, "28 March", 3.0)]
    found = features_of("What was the turnout?", told, answers)
    assert {text: values["retracted"] for text, values in found.items()} == {
        "98 percent": 0.0,
        "97 percent": 1.0,
        "28 March": 0.0,
    }


def test_other_texts_take_nothing_back() -> None:
    """Neither what somebody denies, nor an earlier report as such, is a correction."""
    text = "The mayor said earlier that it was not 40 people but 14. We reported the fire on Monday."
    found = features_of("How many people?", [("Fire", text, None)], [(0, "40", 3.0), (0, "14", 2.0)])
    assert not any(values[name] for values in found.values() for name in ("retracted", "corrected"))


def test_the_right_value_inherits_how_well_the_wrong_one_answers() -> None:
    """A correction seldom says again what it is about; what speaks better for itself inherits nothing."""
    told = [
        ("Fire in Pell", "In the fire 40 people were hurt.", "2024-05-01"),
        ("A fire", "We said that 40 were hurt. That was wrong. The final number was 14.", "2024-05-03"),
    ]
    answers = [(0, "40", 9.0), (1, "40", 1.0), (1, "14", 2.0)]
    found = features_of("How many people were hurt?", told, answers)
    assert (found["14"]["inherited"], found["40"]["inherited"]) == (7.0, 0.0)
    found = features_of("How many people were hurt?", told, [(1, "40", 1.0), (1, "14", 2.0)])
    assert found["14"]["inherited"] == 0.0
