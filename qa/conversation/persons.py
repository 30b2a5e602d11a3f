"""Whether articles write of a name as of a person, for nobody calls a bank or a newspaper "he"."""

from __future__ import annotations

import re
from collections.abc import Iterable

from qa.conversation.clauses import PARTICIPLES
from qa.conversation.naming import names
from qa.language import lexicon

# Behind a name that stands for itself: "the Putin regime" and "at Putin's house" are of a regime and a house.
_FOLLOWS = lexicon.STOPWORDS | lexicon.SPEECH_VERBS | PARTICIPLES.keys() | {*PARTICIPLES.values()}
_ENDS = (
    r"(?!['’]s?\b)(?=\W*$|\s*[^\w\s'’&-]|\s+(?:\w+ed|"
    rf"{lexicon.either(_FOLLOWS)})\b)"
)
_AIMED = r"(?<!look )(?<!looking )(?<!looked )(?<!back )(?<!out )(?<!anger )(?<!angry )(?<!mad )(?<!shot )"
_FIRMS = lexicon.either(
    lexicon.words(
        """
        firm firms bank banks company companies chain chains newspaper newspapers magazine giant giants maker
        makers carmaker retailer retailers club clubs team teams broadcaster channel airline airlines brand
        """
    )
)
_THING = (
    r"(?:\b[Tt]he|{aimed}\b[Aa]t(?:\s+the)?)\s+{name}{ends}|\b{name},?\s+which\b"
    r"|\b{firms}\s+(?:[A-Z]\w+\s+and\s+)?{name}{ends}|\b{name}\b[^.,;A-Z]{{0,50}}\bits\b"
)
_ONE = r"(?:is|was|has|does)"
_PERSON = r"\b{name}(?:,?\s+(?:who|whose|whom)\b|,\s+\d\d\b)"


def is_no_person(name: str, texts: Iterable[str]) -> bool:
    """Whether texts write of a name more often as "the ...", "at ..." or "which" than as of somebody.

    A name that they do not write of, or in neither way, may be a person.
    """
    escaped = re.escape(name.removeprefix("the "))
    thing = re.compile(_THING.format(aimed=_AIMED, name=escaped, ends=_ENDS, firms=_FIRMS))
    person = re.compile(_PERSON.format(name=escaped))
    balance = 0
    for text in texts:
        if name.removeprefix("the ") in text:
            balance += len(thing.findall(text)) - len(person.findall(text)) - _introduced(name, text)
    return balance > 0


def is_one(name: str, texts: Iterable[str]) -> bool:
    """Whether texts say "is" or "has" of a name that ends as a plural does: "Santos has"."""
    if " and " in name:
        return False
    one = re.compile(rf"\b(?:{_ONE}\s+{re.escape(name)}|{re.escape(name)}\s+{_ONE})\b", re.IGNORECASE)
    return any(one.search(text) for text in texts)


def _introduced(name: str, text: str) -> int:
    """How often a text has somebody of that name with a first name or a title: "President Halvorsen"."""
    last = name.split()[-1]
    return sum(one.kind == "person" and one.text.split()[-1] == last for one in names(text))
