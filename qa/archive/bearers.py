"""Which people an article names by one surname: whether it means a full name there, or somebody else."""

from __future__ import annotations

import re

from qa.archive.spellings import Spellings
from qa.language import lexicon
from qa.language.given_names import short_for
from qa.quotations.naming import bare
from qa.quotations.spelling import folded, name_words

TITLES = lexicon.TITLES | lexicon.SHORT_TITLES | {"sir"}
_GIVEN = re.compile(r"((?:[^\W\d_][\w.’'\-]*\s+){0,2})$")
_LONGEST = 40  # characters of given names
_MOST_WORDS = 8  # of a name that are looked at, its last ones
_NOT_GIVEN = TITLES | lexicon.DEMONYMS | lexicon.STOPWORDS


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


def is_another(asked: str, speaker: str, text: str, spellings: Spellings) -> bool:
    """Whether a speaker has the surname of a person asked about, but is somebody else.

    Args:
        asked: the person's name; without a given name anybody of the surname is meant.
        speaker: a name as an article has it; a surname alone is that of the people whom the article names.
        text: the article's, with its title.
        spellings: which words are one name.
    """
    own, theirs, surname = _given(asked), _given(speaker), speaker.split()[-1:]
    if not own or not surname or spellings.key(asked)[-1:] != spellings.key(speaker)[-1:]:
        return False
    theirs = theirs or bearers(text, surname[0]) & lexicon.FIRST_NAMES
    return bool(theirs) and not any(_may_be_one(one, two, spellings) for one in own for two in theirs)


def _given(name: str) -> frozenset[str]:
    """The given names in a person's name, folded: of "former mayor Jonas Lund" Jonas; none of a body's."""
    words = name_words(name)
    if not words or words[-1] in lexicon.ORGANISATION_WORDS:
        return frozenset()
    capital: list[str] = []
    for part in reversed(bare(" ".join(name.split()[-_MOST_WORDS:])).split()[:-1]):
        if not part[0].isupper() and (part == "of" or part not in lexicon.JOINERS):
            break
        capital += name_words(part)
    found = [word for word in capital if word not in lexicon.JOINERS]
    return frozenset() if found[:1] and found[0] in _NOT_GIVEN else frozenset(found) - _NOT_GIVEN


def _may_be_one(one: str, two: str, spellings: Spellings) -> bool:
    """Whether two given names may be one, written shorter or in another way: "J." and "Jonas"."""
    same = spellings.canonical(one) == spellings.canonical(two) or short_for(one, two)
    return same or one.startswith(two) or two.startswith(one)
