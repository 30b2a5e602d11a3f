"""What kind of things a list holds: what most of its items are, and nothing that is known to be another.

A reader that is asked for all banks also points at "banks", at "Two" and at "The"; asked for cheeses it
points at the states in which they were sold.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Literal

from qa.answering.telling import sentence_of
from qa.answering.things import is_clause, is_cut
from qa.language import lexicon
from qa.language.names import phrase_names
from qa.language.terms import content_words
from qa.question.query import Query
from qa.types import Span

Kind = Literal["word", "name", "person", "place", "organisation"]

_WORD = re.compile(r"\b(?!of\b)[a-z]{2}")
_COUNTS = content_words(
    "one two three four five six seven eight nine ten eleven twelve several some many all others"
)
_STATES = {
    name.replace("_", " ")
    for name in lexicon.words(
        """
        alabama alaska arizona arkansas california colorado connecticut delaware florida georgia hawaii idaho
        illinois indiana iowa kansas kentucky louisiana maine maryland massachusetts michigan minnesota
        mississippi missouri montana nebraska nevada new_hampshire new_jersey new_mexico new_york
        north_carolina north_dakota ohio oklahoma oregon pennsylvania rhode_island south_carolina south_dakota
        tennessee texas utah vermont virginia washington west_virginia wisconsin wyoming
        """
    )
}


def of_a_kind(query: Query, spans: Sequence[Span]) -> list[Span]:
    """The spans that name something, and that may be of the kind of which most are."""
    kinds = {id(one): _kind(one) for one in spans if _names_something(query, one)}
    telling = [one for one in spans if id(one) in kinds]
    if not telling:
        return []
    counted = Counter({one.text: kinds[id(one)] for one in telling}.values())
    if 2 * counted["word"] < counted.total():
        telling = [one for one in telling if kinds[id(one)] != "word"]
    most, count = counted.most_common(1)[0]
    if 2 * count <= counted.total():
        return telling
    return [one for one in telling if _may_be(kinds[id(one)], most)]


def _may_be(kind: Kind, most: Kind) -> bool:
    """What is only a name may be of any kind; a place is nothing else, and a body is no person."""
    if most == "person":
        return kind in {most, "name"}
    return kind != "place" or most == "place"


def _names_something(query: Query, span: Span) -> bool:
    return bool(content_words(span.text) - query.words - _COUNTS) and not is_cut(span)


def _kind(span: Span) -> Kind:
    """What a span is by its words; a capital that only begins a sentence makes no name of a word."""
    text = span.text
    opens = sentence_of(span)[1] == 0 and not any(map(str.isupper, text[1:]))
    known = text.casefold().removeprefix("the ").strip(" .")
    if known in _STATES | lexicon.COUNTRIES:
        return "place"
    if opens or is_clause(text) or not _is_name(text):
        return "word"
    [name] = phrase_names(text)
    if name.kind == "organisation" or (name.plural and len(name.words) == 1):
        return "organisation"
    return "person" if name.kind == "person" else "name"


def _is_name(text: str) -> bool:
    """Whether a text is one name, and neither what several do nor what is called by one: "Lada cars"."""
    found = phrase_names(text)
    return len(found) == 1 and not _WORD.search(text, found[0].end) and text.count(" ", 0, found[0].start) < 4
