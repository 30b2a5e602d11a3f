"""Questions about another name, year or number: what looks answered beside its paragraph and mostly is not.

Swapped entities make good questions without an answer (arXiv 2310.19403), but by rule alone they brought
nothing here: some still have one. So nobody labels them but a teacher.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from qa.language.names import names

_NUMBER = re.compile(r"(?<![\w.,])\d+(?:[.,]\d+)*(?![\w%])")
_YEAR = re.compile(r"1\d{3}|20\d\d")


def swapped(questions: Sequence[str], articles: Sequence[int], rng: np.random.Generator) -> list[str]:
    """Each question with one name, year or number in whose place another question of its article has another.

    Args:
        questions: as they were asked.
        articles: which one each is about.
        rng: draws.

    Returns:
        As many; an empty one where the article's questions have nothing to put in.
    """
    of: dict[int, dict[str, dict[str, None]]] = {}  # in the order of their first question: a set has none
    found = [list(_found(question)) for question in questions]
    for article, own in zip(articles, found, strict=True):
        for kind, text, _ in own:
            of.setdefault(article, {}).setdefault(kind, {})[text] = None
    return [
        _swapped(question, own, of.get(article, {}), rng)
        for question, article, own in zip(questions, articles, found, strict=True)
    ]


def _swapped(
    question: str,
    found: Sequence[tuple[str, str, int]],
    others: Mapping[str, Mapping[str, None]],
    rng: np.random.Generator,
) -> str:
    """The question with one of what was found in it exchanged."""
    for place in rng.permutation(len(found)).tolist():
        kind, text, start = found[place]
        fitting = [other for other in others[kind] if other.casefold() not in question.casefold()]
        if fitting:
            return question[:start] + fitting[int(rng.integers(len(fitting)))] + question[start + len(text) :]
    return ""


def _found(question: str) -> Iterator[tuple[str, str, int]]:
    """What can be exchanged: its kind, its text and where it stands."""
    named = [name for name in names(question) if name.certain]
    for name in named:
        yield name.kind, name.text, name.start
    for match in _NUMBER.finditer(question):
        if not any(name.start <= match.start() < name.end for name in named):
            yield "year" if _YEAR.fullmatch(match[0]) else "number", match[0], match.start()
