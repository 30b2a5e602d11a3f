"""Long chats of newcomers, with the shipped models."""

from __future__ import annotations

import pytest

from eval.chats import Expected, played
from eval.dialogues import summary
from qa.settings import Settings


def test_what_is_expected_of_a_turn() -> None:
    """A turn is understood where its question holds one of each and lacks all that it should lack."""
    expected = Expected.of(["~ library | museum", "! Sommer", "- Mondays | on Mondays"])
    assert expected.answers == ["Mondays", "on Mondays"]
    assert expected.understood("When is the Museum closed?") is True
    assert expected.understood("When is the museum of Sommer closed?") is False
    assert expected.understood("When is it closed?") is False
    assert Expected.of(["-"]).answers == []
    assert Expected.of([]).understood("What?") is None
    with pytest.raises(ValueError, match="what is said"):
        Expected.of(["* Mondays"])


@pytest.mark.slow
def test_chats_of_newcomers() -> None:
    """Turns are understood as newcomers mean them, at the eighth as at the second."""
    outcomes = [one for half in ("tuned", "kept") for one in played(half, Settings())]
    figures = summary(outcomes)
    assert figures["dialogues"] == 27
    assert figures["understood"] >= 0.88
    assert figures["answered"] >= 0.85
