"""Which people an article names by one surname: the evidence on which it is joined with a full name."""

from __future__ import annotations

import re

from qa.archive.spellings import Spellings
from qa.language import lexicon
from qa.quotations.spelling import folded, name_words

TITLES = lexicon.TITLES | lexicon.SHORT_TITLES | {"sir"}
_GIVEN = re.compile(r"((?:[^\W\d_][\w.’'\-]*\s+){0,2})$")
_LONGEST = 40  # characters of given names


def bearers(text: str, surname: str) -> frozenset[str]:
    """The given names, folded, that stand before a surname in a text: without titles and offices."""
    found = set()
    for match in re.finditer(rf"(?<!\w){re.escape(surname)}(?!\w)", text):
        before = _GIVEN.search(text, max(0, match.start() - _LONGEST), match.start())
        words = before[1].split() if before else []
        if words and words[-1][0].isupper() and text[match.start() - 1 : match.start()] != "\n":
            given = folded(words[-1].strip("."))
            if given not in TITLES | lexicon.STOPWORDS:
                found.add(given)
    return frozenset(found)


def only_bearer(text: str, surname: str, full: str, spellings: Spellings) -> bool:
    """Whether a text names one person in full by a surname, and no other bearer of it."""
    words, parts = name_words(full), full.split()
    if len(parts) < 2 or not words or spellings.canonical(words[-1]) != spellings.canonical(folded(surname)):
        return False
    given = frozenset[str]().union(*(bearers(text, way) for way in {surname, parts[-1]}))
    return given == {folded(parts[-2].strip("."))}
