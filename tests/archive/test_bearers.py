"""The bearers of a surname in an article."""

from __future__ import annotations

import pytest

from qa.archive.bearers import bearers, only_bearer
from qa.archive.spellings import Spellings

TEXT = (
    "Mayor Piers Dunmore opened it. Mr. Dunmore smiled, and the Dunmore plan went on. In Dunmore nobody came."
)


def test_given_names_without_titles() -> None:
    """A title and an article name nobody."""
    assert bearers(TEXT, "Dunmore") == {"piers"}


@pytest.mark.parametrize(
    ("text", "full", "only"),
    [
        (TEXT, "Piers Dunmore", True),
        (TEXT + " Ann Dunmore left.", "Piers Dunmore", False),
        (TEXT, "Ann Dunmore", False),
        ("Mayor Dunmore left.", "Piers Dunmore", False),
        (TEXT, "Dunmore", False),
    ],
)
def test_one_person_in_full_and_no_other(text: str, full: str, only: bool) -> None:
    """Two bearers, or none in full, are no evidence."""
    assert only_bearer(text, "Dunmore", full, Spellings()) is only
