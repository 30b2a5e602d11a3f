"""Whether articles write of a name as of a person, for nobody calls a bank or a newspaper "he"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from qa.conversation.clauses import PARTICIPLES
from qa.conversation.naming import names
from qa.language import lexicon

_SEEN = 60  # characters that are looked at before and behind a name
_SAID = lexicon.STOPWORDS | lexicon.SPEECH_VERBS | PARTICIPLES.keys() | {*PARTICIPLES.values()}
# Behind a name that stands for itself: "the Putin regime" and "at Putin's house" are of a regime and a house.
_ENDS = re.compile(rf"(?!['’]s?\b)(?=\W*$|\s*[^\w\s'’&-]|\s+(?:\w+ed|{lexicon.either(_SAID)})\b)")
_FIRMS = lexicon.either(
    lexicon.words(
        """
        firm firms bank banks company companies chain chains newspaper newspapers magazine giant giants maker
        makers carmaker retailer retailers club clubs team teams broadcaster channel airline airlines brand
        """
    )
)
_AT = (
    r"(?<!look )(?<!looking )(?<!looked )(?<!back )(?<!out )(?<!anger )(?<!angry )(?<!mad )(?<!shot )\b[Aa]t"
)
_BEFORE_THING = re.compile(rf"(?:\b[Tt]he|{_AT}(?: the)?|\b{_FIRMS}(?:\s+[A-Z]\w+\s+and)?)\s+$")
_BEHIND_THING = re.compile(r",?\s+which\b|\s[^.,;A-Z]{0,50}\bits\b")
_BEHIND_PERSON = re.compile(r",?\s+(?:who|whose|whom)\b|,\s+\d\d\b")
_ONE = lexicon.words("is was has does")


def is_no_person(name: str, texts: Iterable[str]) -> bool:
    """Whether texts write of a name more often as "the ...", "at ..." or "which" than as of somebody.

    A name that they do not write of, or in neither way, may be a person.
    """
    bare = name.removeprefix("the ")
    return sum(_thing(text, *place) for text in texts for place in _places(bare, text)) > sum(
        _introduced(bare, text) for text in texts if bare in text
    )


def _places(name: str, text: str) -> Iterator[tuple[int, int]]:
    for place in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text) if name in text else ():
        yield place.span()


def _thing(text: str, start: int, end: int) -> int:
    """1 where a name stands as that of no person, -1 where as that of one, else 0."""
    before, behind = text[max(0, start - _SEEN) : start], text[end : end + _SEEN]
    if _BEHIND_PERSON.match(behind):
        return -1
    stands = _BEFORE_THING.search(before) is not None and _ENDS.match(behind) is not None
    return int(stands or _BEHIND_THING.match(behind) is not None)


def is_one(name: str, texts: Iterable[str]) -> bool:
    """Whether texts say "is" or "has" of a name that ends as a plural does: "Santos has"."""
    if " and " in name:
        return False
    for text in texts:
        for start, end in _places(name, text):
            around = (text[:start].split()[-1:], text[end : end + _SEEN].split()[:1])
            if any(word[0].casefold() in _ONE for word in around if word):
                return True
    return False


def is_introduced(name: str, texts: Iterable[str]) -> bool:
    """Whether texts have somebody of that name with a first name or a title."""
    last = name.split()[-1]
    return any(_introduced(name, text) for text in texts if last in text)


def _introduced(name: str, text: str) -> int:
    """How often a text has somebody of that name with a first name or a title: "President Halvorsen"."""
    last = name.split()[-1]
    return sum(
        one.kind == "person" and one.text.split()[-1] == last and " of " not in one.text
        for one in names(text)
    )
