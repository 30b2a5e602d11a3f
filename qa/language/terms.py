"""What a text is about: the stems of its content words."""

from __future__ import annotations

import re

from qa.language import lexicon

_WORD = re.compile(r"[^\W\d_]+|\d+")
_POSSESSIVE = re.compile(r"['’]s\b")


def terms(text: str) -> list[str]:
    """The stems of a text's content words, in their order."""
    words = _WORD.findall(_POSSESSIVE.sub("", text.casefold()))
    return [stem(word) for word in words if word not in lexicon.STOPWORDS]


def content_words(text: str) -> frozenset[str]:
    """The stems of a text's content words: what it is about, whatever the inflection."""
    return frozenset(terms(text))


def stem(word: str) -> str:
    """A word without its commonest endings; only good for comparing."""
    for ending in ("ations", "ation", "ings", "ing", "ers", "ies", "ied", "ed", "es", "er", "s", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word
