"""Whose wife and whose mother an answer is."""

from __future__ import annotations

import pytest

from tests.answering.evidence.proposed import features_of

LIFE = "Ole Lind was born in Pell, the son of Bo Lind and his second wife, Hannah Green."
COUPLE = "Ole Lind was born to Bo Lind and Hannah Green in Pell."


@pytest.mark.parametrize(
    ("question", "sentence", "answer", "born_of", "other"),
    [
        ("Who was Ole Lind's wife?", LIFE, "Hannah Green", False, True),
        ("Who was the wife of Ole Lind?", LIFE, "Hannah Green", False, True),
        ("Who was Bo Lind's wife?", LIFE, "Hannah Green", False, False),
        ("Who was Ole Lind's mother?", LIFE, "Hannah Green", True, False),
        ("What was the name of Ole Lind's mother?", LIFE, "Hannah Green", True, False),
        ("Who was Ole Lind's father?", LIFE, "Bo Lind", True, False),
        ("Who was Ole Lind's father?", LIFE, "Hannah Green", False, True),
        ("Who was Ole Lind's mother?", COUPLE, "Hannah Green", True, False),
        ("Who was Ole Lind's mother?", COUPLE, "Bo Lind and Hannah Green", False, False),
        ("Who was Ole Lind's wife?", "Ole Lind married Hannah Green in 1901.", "Hannah Green", False, False),
        (
            "Who was Ole Lind's wife?",
            "A son of Pell, he met his wife Hannah Green there.",
            "Hannah Green",
            False,
            False,
        ),
        ("Where was Ole Lind's mother born?", LIFE, "Pell", False, False),
    ],
)
def test_a_parent_is_told_from_a_wife(
    question: str, sentence: str, answer: str, born_of: bool, other: bool
) -> None:
    """Whoever stands behind "son of" is a parent, and a wife only where the father's is asked for."""
    found = features_of(question, [("Lind", sentence, None)], [(0, answer, 5.0)])[answer]
    assert (bool(found["born_of"]), bool(found["other_kin"])) == (born_of, other)


@pytest.mark.parametrize(
    ("question", "answer", "other_sex"),
    [
        ("Who was Ole Lind's mother?", "David Lind", True),
        ("Who was Ole Lind's grandfather?", "Anna Lind", True),
        ("Who was Ole Lind's grandfather?", "David Lind", False),
        ("Who was Ole Lind's sister?", "Tove Lind", False),
        ("Who was Ole Lind's spouse?", "Anna Lind", False),
        ("Who met Ole Lind's mother?", "David Lind", False),
    ],
)
def test_a_man_is_no_mother(question: str, answer: str, other_sex: bool) -> None:
    """A given name that is known to be a man's answers for no woman; an unknown one says nothing."""
    found = features_of(question, [("Lind", f"The family knew {answer} well.", None)], [(0, answer, 5.0)])
    assert bool(found[answer]["other_sex"]) is other_sex
