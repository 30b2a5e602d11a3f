"""Whose relative a question asks for."""

from __future__ import annotations

import pytest

from qa.question.kin import Kin, asked_kin


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("Who was Ole Lind's wife?", Kin(("Ole", "Lind"), "spouse", "female")),
        ("Who's Ole Lind's second wife?", Kin(("Ole", "Lind"), "spouse", "female")),
        (
            "And who was the wife of King Afonso IV of Pell?",
            Kin(("King", "Afonso", "IV", "of", "Pell"), "spouse", "female"),
        ),
        ("What was the name of Ole Lind's mother?", Kin(("Ole", "Lind"), "parent", "female")),
        ("What is Lind's father called?", Kin(("Lind",), "parent", "male")),
        ("Who is the brother of Ada Lind?", Kin(("Ada", "Lind"), "other", "male")),
        ("Who is Ada Lind's spouse?", Kin(("Ada", "Lind"), "spouse", None)),
        ("Where was Ole Lind's mother born?", None),
        ("Who is Ole Lind's mother's doctor?", None),
        ("Who shot Ole Lind's brother?", None),
        ("Who was the mother of the bride?", None),
    ],
)
def test_a_question_for_a_relative(question: str, asked: Kin | None) -> None:
    """Whose, in which relation, and a man or a woman; nothing of a question that asks for more."""
    assert asked_kin(question) == asked
