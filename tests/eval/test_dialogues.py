"""Whole dialogues on the sample articles with the shipped models."""

from __future__ import annotations

import pytest

from eval.dialogues import play, summary
from qa import Assistant
from qa.resources import shipped


@pytest.mark.slow
def test_dialogues_on_the_seeds() -> None:
    """Follow-ups are understood as people mean them, answered rightly, or withheld where nothing is said."""
    with Assistant.from_articles([shipped("seeds")]) as assistant:
        figures = summary(list(play(assistant)))
    assert figures["dialogues"] >= 21
    assert figures["understood"] >= 0.95
    assert figures["answered"] >= 0.80
