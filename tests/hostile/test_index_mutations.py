"""A few of the mutations of ``make hostile``, which does five thousand."""

from __future__ import annotations

from tests.hostile.index_mutations import acceptable, verdicts


def test_a_mutated_index_answers_as_before_or_not_at_all() -> None:
    """No other words, no error but the index's own, no dead process, whatever was changed where."""
    harmed = [found for found in verdicts(range(150)) if not acceptable(found[1], found[2])]
    assert harmed == []
