"""Questions altered so that their paragraph does not answer them any more, though it looks as if it did.

The people who wrote the unanswerable questions of SQuAD 2.0 swapped names and numbers and put in antonyms
(Rajpurkar et al. 2018, table 2). The same by rule: a name or number that the paragraph has is exchanged for
another one of the same kind in the same paragraph, or a word for its opposite. By chance about one in ten
stays answerable.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from qa.language.names import Name, names
from qa.questionsets.question_set import Offsets

_NUMBER = re.compile(r"(?<![\w.,$€£-])\d+(?:[.,]\d+)*(?![\w%-])")
_OPPOSITES = """
    first/last before/after most/least more/fewer largest/smallest larger/smaller biggest/smallest
    highest/lowest higher/lower oldest/newest older/younger earliest/latest early/late longest/shortest
    best/worst increase/decrease increased/decreased begin/end began/ended start/stop started/stopped
    open/close opened/closed win/lose won/lost gain/lose join/leave joined/left arrive/depart
    accept/reject accepted/rejected allow/forbid allowed/forbidden support/oppose supported/opposed
    build/destroy built/destroyed buy/sell bought/sold succeed/fail succeeded/failed north/south
    northern/southern east/west eastern/western upper/lower inside/outside above/below male/female
    men/women public/private major/minor majority/minority common/rare commonly/rarely popular/unpopular
    successful/unsuccessful strong/weak positive/negative maximum/minimum modern/ancient new/old
    winter/summer always/never
"""
_PAIRS = [(left, right) for left, _, right in (pair.partition("/") for pair in _OPPOSITES.split())]
_OPPOSITE = dict(_PAIRS) | {right: left for left, right in reversed(_PAIRS)}
_WORD = re.compile(r"[a-z]+")
_STEM = 4  # letters: names that begin with the same ones may be two forms of one name

Change = tuple[int, int, str]  # start and end of what is exchanged in the question, and what for


def altered(
    question: str, paragraph: str, answers: Sequence[Offsets], rng: np.random.Generator
) -> str | None:
    """A question like ``question`` that ``paragraph`` does not answer; None where no rule applies.

    Args:
        question: one that the paragraph answers.
        paragraph: its text.
        answers: where the answers stand; what they name is never put into the question.
        rng: chooses among what can be exchanged.
    """
    answering = " ".join(paragraph[start:end] for start, end in answers).casefold()
    kinds = (
        _other_names(question, paragraph, answering),
        _other_numbers(question, paragraph, answering),
        _opposites(question),
    )
    possible = [changes for changes in kinds if changes]
    if not possible:
        return None
    changes = possible[int(rng.integers(len(possible)))]
    start, end, other = changes[int(rng.integers(len(changes)))]
    return question[:start] + other + question[end:]


def _other_names(question: str, paragraph: str, answering: str) -> list[Change]:
    asked = names(question)
    known = {word for name in asked for word in name.words}
    others = [
        name
        for name in names(paragraph)
        if name.certain and not known & set(name.words) and name.text.casefold() not in answering
    ]
    return [
        (name.start, name.end, other)
        for name in asked
        if name.text in paragraph
        for other in dict.fromkeys(other.text for other in others if _alike(name, other))
    ]


def _alike(name: Name, other: Name) -> bool:
    same_start = name.text[:_STEM].casefold() == other.text[:_STEM].casefold()  # "Sparta", "Spartan"
    return name.kind == other.kind and name.plural == other.plural and not same_start


def _other_numbers(question: str, paragraph: str, answering: str) -> list[Change]:
    asked = list(_NUMBER.finditer(question))
    known = {match.group() for match in asked}
    others = dict.fromkeys(match.group() for match in _NUMBER.finditer(paragraph))
    return [
        (match.start(), match.end(), other)
        for match in asked
        if match.group() in others
        for other in others
        if other not in known and other not in answering and len(other) == len(match.group())
    ]


def _opposites(question: str) -> list[Change]:
    return [
        (match.start(), match.end(), _OPPOSITE[match.group()])
        for match in _WORD.finditer(question)
        if match.group() in _OPPOSITE
    ]
