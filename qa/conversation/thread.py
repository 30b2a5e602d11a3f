"""What a run of questions is about: what the last question named that stood alone.

"Who performed at halftime?" is asked of the final with which the talk began, and not of the player who was
the last answer. Answers fade with every turn; this stays until another question stands alone, or goes over to
something else: "And the museum?".
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

from qa.conversation.clauses import definite_phrases, owned_phrases
from qa.conversation.history import Turn
from qa.conversation.mentions import CALENDAR, taken_up, typed_small
from qa.conversation.naming import names, phrase_names
from qa.conversation.nouns import is_thing
from qa.language import lexicon
from qa.language.names import Name

_JOINED = re.compile(
    rf"(?:['’]s?)?(?:\s+{lexicon.either(lexicon.PREPOSITIONS)})?(?:\s+the)?\s+", re.IGNORECASE
)
_SMALL = lexicon.either(lexicon.AUXILIARIES | lexicon.PREPOSITIONS)
_AT_THE_END = re.compile(rf"\b(?:{_SMALL})\s+([a-z][\w\-]+(?:\s[a-z][\w\-]+){{1,3}})$")
_INDEFINITE = re.compile(rf"\ban?\s+(?:(?!{_SMALL})[a-z][\w\-]+\s+)?(?!{_SMALL})[a-z][\w\-]+")


def thread_of(turns: Sequence[Turn]) -> str | None:
    """What the turns (oldest first) are about; None where no question that stood alone named anything."""
    vaguely = barely = None
    for turn in reversed(turns):
        taken = taken_up(turn)
        about = taken if taken is not None and (phrase_names(taken) or is_thing(taken)) else ""
        if taken is None and turn.stood_alone and not turn.readings:
            about = _about(turn.question) or " and ".join(typed_small(turn))
            vaguely = vaguely or next((turn.question[a:b] for a, b in definite_phrases(turn.question)), None)
            barely = barely or _asked_of(turn.question)
        if about:
            return about
    return vaguely or barely


def _asked_of(question: str) -> str | None:
    """What stands at the end of a question without any article: "How long is paid parental leave?"."""
    found = _AT_THE_END.search(question.rstrip(" ?!."))
    words = found[1].split() if found is not None else []
    return found[1] if found is not None and lexicon.STOPWORDS.isdisjoint(words) else None


def _about(question: str) -> str:
    """What a question names: "Super Bowl in New Orleans", else "a ballot box"; empty where it is nothing."""
    named = [
        name for name in names(question) if name.certain and len(name.text) > 1 and not _tells_nothing(name)
    ]
    if named:
        return " and ".join(question[start:end] for start, end in _runs(question, named))
    found = _INDEFINITE.search(question)
    return found[0] if found is not None else ""


def _tells_nothing(name: Name) -> bool:
    return any(map(frozenset(name.words).issubset, (CALENDAR, lexicon.TITLES, lexicon.DEMONYMS)))


def _runs(question: str, named: Sequence[Name]) -> Iterator[tuple[int, int]]:
    """The places of names, those as one between which nothing stands that tells more."""
    ends = dict(owned_phrases(question))
    places = [(name.start, ends.get(name.start, name.end)) for name in named]
    start, end = places[0]
    for (_, before), (after, stop) in itertools.pairwise(places):
        if _JOINED.fullmatch(question, before, after) is None:
            yield start, end
            start = after
        end = stop
    yield start, end
