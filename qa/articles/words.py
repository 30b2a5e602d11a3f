"""English words, as far as the shipped reader's vocabulary holds them: some 23,000."""

from __future__ import annotations

import json
from functools import cache

from qa.resources import default_reader


@cache
def words() -> frozenset[str]:
    """The words, in small letters; none where the vocabulary cannot be read."""
    try:
        found = json.loads((default_reader() / "tokenizer.json").read_text("utf-8"))["model"]["vocab"]
        return frozenset(word for word in found if word.isalpha())
    except (OSError, ValueError, LookupError, TypeError):
        return frozenset()
