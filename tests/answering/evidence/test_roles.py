"""Who did what to whom."""

from __future__ import annotations

import pytest

from tests.answering.evidence.proposed import features_of


@pytest.mark.parametrize(
    ("question", "sentence", "answer", "swapped"),
    [
        ("Whom did Ada Brook defeat?", "Ada Brook was defeated by Bela Crane on Monday.", "Bela Crane", True),
        ("Whom did Ada Brook defeat?", "Ada Brook defeated Bela Crane on Monday.", "Bela Crane", False),
        ("Whom did Ada Brook defeat?", "Bela Crane defeated Ada Brook on Monday.", "Bela Crane", True),
        ("Whom did Ada Brook defeat?", "Bela Crane was clearly defeated by Ada Brook.", "Bela Crane", False),
        ("Who sued Ada Brook?", "Ada Brook sued the opera of Pell over a tour.", "the opera of Pell", True),
        ("Who sued Ada Brook?", "Ada Brook was sued by the opera of Pell.", "the opera of Pell", False),
        ("Whom did Ada Brook defeat?", "Ada Brook met Bela Crane.", "Bela Crane", False),
        ("Who replaced Ada Brook as chief?", "She succeeds Bela Crane, a banker.", "Bela Crane", True),
        (
            "Who succeeded Ada Brook as chief?",
            "Ada Brook took over, replacing Bela Crane.",
            "Bela Crane",
            True,
        ),
        ("Who replaced Ada Brook in 2020?", "Bela Crane succeeded Ada Brook.", "Bela Crane", False),
        ("Who replaced Ada Brook?", "She was followed by Bela Crane.", "Bela Crane", False),
        ("Who replaced Ada Brook?", "The following year Bela Crane came.", "Bela Crane", False),
        ("Who designed Pell Hall?", "It is Pell Hall, designed in 1901 by Bela Crane.", "Bela Crane", False),
        ("When did Ada Brook win?", "Bela Crane won against Ada Brook.", "Bela Crane", False),
    ],
)
def test_an_answer_in_the_role_of_the_name_is_told(
    question: str, sentence: str, answer: str, swapped: bool
) -> None:
    """In the active and in the passive; nothing is said where neither is told."""
    found = features_of(question, [("Pell", sentence, None)], [(0, answer, 5.0)])
    assert bool(found[answer]["swapped"]) is swapped
