"""Names as a talk has them: "McDonald's" stays whole where nothing follows that it could own."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from dataclasses import replace

from qa.conversation.clauses import says_of
from qa.language import lexicon
from qa.language import names as written
from qa.language.names import Gender, Kind, Name

_ENDING = re.compile(r"['’]s\b(?:\s*$|\s*[^\w\s]|\s+(?P<next>[a-z]+)(?:\s+(?P<noun>[a-z]+)$)?)")
_OWNS_NOTHING = (
    lexicon.AUXILIARIES | lexicon.PREPOSITIONS | lexicon.CONJUNCTIONS | lexicon.SPEECH_VERBS
) - lexicon.words("be been being of like")
_VERBS = lexicon.words("open close leave pay sell buy hire employ cost belong own make have start stop begin")


def names(text: str) -> tuple[Name, ...]:
    """The proper names of a text in their order, as :func:`qa.language.names.names` finds them."""
    return _whole(text, phrase=False)


def phrase_names(text: str) -> tuple[Name, ...]:
    """The names of a text that is no sentence, so that its first capital means something."""
    return _whole(text, phrase=True)


def kind_of(text: str) -> tuple[Kind, Gender | None]:
    """Kind and gender of a name that stands alone."""
    found = phrase_names(text)
    return (found[0].kind, found[0].gender) if found else ("other", None)


@functools.lru_cache(2048)
def _whole(text: str, *, phrase: bool) -> tuple[Name, ...]:
    found: Iterable[Name] = written.phrase_names(text) if phrase else written.names(text)
    return tuple(_with_ending(text, name, phrase=phrase) for name in found)


def _with_ending(text: str, name: Name, *, phrase: bool) -> Name:
    """A firm with the end of its name; of countries and people it is a possessive, whatever follows."""
    ending = _ENDING.match(text, name.end) if name.kind in {"other", "organisation"} else None
    if ending is None or (phrase and ending["noun"]):
        return name  # "Ada Lind's broken arm"
    if (after := ending["next"]) is not None and not _follows(after):
        return name
    end = name.end + 2
    return replace(name, text=text[name.start : end], end=end, kind="organisation", certain=True)


def _follows(word: str) -> bool:
    """Whether a word can stand behind a name and not be the noun of what it owns."""
    return word in _OWNS_NOTHING or word in _VERBS or says_of(word)
