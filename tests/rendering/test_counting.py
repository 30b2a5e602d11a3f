"""Numbers with their nouns."""

from __future__ import annotations

from qa.rendering.counting import counted


def test_one_is_singular_and_thousands_are_parted() -> None:
    """Nouns take an s unless another form is named."""
    assert [counted(n, "article") for n in (0, 1, 2000)] == ["0 articles", "1 article", "2,000 articles"]
    assert counted(2, "story", "stories") == "2 stories"
