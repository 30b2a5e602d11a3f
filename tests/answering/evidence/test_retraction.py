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


def test_other_texts_take_nothing_back() -> None:
    """Neither what somebody denies, nor an earlier report as such, is a correction."""
    text = "The mayor said earlier that it was not 40 people but 14. We reported the fire on Monday."
    found = features_of("How many people?", [("Fire", text, None)], [(0, "40", 3.0), (0, "14", 2.0)])
    assert not any(values[name] for values in found.values() for name in ("retracted", "corrected"))
