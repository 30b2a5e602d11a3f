"""Leaving rules out: which are rules, and that each is put back."""

from __future__ import annotations

import pytest

from eval.ablation import Rule, difference, replaced, rules, table
from eval.yardsticks import Measured, right
from qa.conversation import frames
from qa.conversation.gate import lean
from qa.language import lexicon
from tests.sample_answers import answered


def test_rules_are_named_once_where_they_are_defined() -> None:
    """Patterns, lists, weights and predicates are found, each in its own module."""
    found = [rule.path for rule in rules()]
    assert len(found) == len(set(found))
    assert {"conversation.gate._LEAD", "language.lexicon.TITLES", "conversation.referents.FADE"} <= set(found)
    assert not any(name.endswith("gate.quoted") for name in found)


def test_a_rule_is_left_out_everywhere_and_put_back() -> None:
    """A rule is what stands in for it inside the block, and itself again behind it."""
    before = lean("And Sweden?")
    filler = Rule("conversation.frames", "_FILLER", frames._FILLER, None, ())
    with replaced([(filler, None)]):
        assert frames._FILLER is None
    assert frames._FILLER is filler.it
    prepositions = Rule("language.lexicon", "PREPOSITIONS", lexicon.PREPOSITIONS, frozenset(), ())
    with replaced([(prepositions, frozenset())]):
        assert not lexicon.PREPOSITIONS
    assert lean("And Sweden?") == before


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [(["sanna marin"], True), (["~Marin"], True), (["Marin"], False), (None, False)],
)
def test_right_answers(wanted: list[str] | None, expected: bool) -> None:
    """Case and marks do not count; "~" stands before what may stand inside; None wants no answer."""
    assert right(answered(), wanted) is expected


def test_the_table_says_what_each_moves() -> None:
    """One row a rule: what is right, and what is other than before."""
    assert table({"a.b": {"seeds": -2, "asked*": 3}, "c.d": {}, "e.f": None}).splitlines()[2:] == [
        "| `a.b` | seeds -2 | asked 3 |",
        "| `c.d` | nothing | nothing |",
        "| `e.f` | never of use | |",
    ]


def test_outcomes_are_counted_that_change_and_that_are_right() -> None:
    """A set nobody has labelled still says how often a rule is used."""
    base = {"asked": Measured(["a", "b"], {"questions": 2}), "speech": Measured(["c"])}
    now = {"asked": Measured(["a", "x"], {"questions": 1}), "speech": Measured(["c", "d"])}
    assert difference(now, base) == {"questions": -1, "asked*": 1, "speech*": 1}
    assert difference(base, base) == {}
