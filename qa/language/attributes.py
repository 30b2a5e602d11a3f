"""Closed lists of what "what size", "what shape", "what colour" and "made of what" are answered with."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from qa.language.lexicon import words

ATTRIBUTES: Mapping[str, frozenset[str]] = {
    "size": words(
        "big enormous giant gigantic huge immense large little medium miniature minute small tiny vast"
    ),
    "shape": words(
        """
        conical crescent cubic curved cylindrical diamond flat hexagonal oblong octagonal oval pointed
        pyramidal rectangular round spherical spiral square triangular
        """
    ),
    "colour": words(
        """
        beige black blond blonde blue brown crimson cream cyan dark golden green grey gray indigo khaki light
        magenta maroon orange pale pink purple red scarlet silver tan turquoise violet white yellow
        """
    ),
    "material": words(
        """
        aluminium aluminum brass brick bronze canvas cardboard clay concrete copper cotton glass gold iron
        ivory leather linen marble metal paper plastic porcelain rubber silk silver stone steel velvet
        wood wooden wool woollen
        """
    ),
}

_WORD = re.compile(r"[^\W\d_]+")


def attributes_in(text: str) -> Sequence[tuple[str, tuple[int, int]]]:
    """The attributes that a text names, each with the half-open offsets of its word."""
    return [
        (name, word.span())
        for word in _WORD.finditer(text)
        for name, listed in ATTRIBUTES.items()
        if word[0].casefold() in listed
    ]
