"""The parts of a question: what asks, whom or what it is asked of, and what is asked of it.

Words and their places, no parser: where it stays unclear which word is the verb, a short list of common ones
decides, else the last word that can be one.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qa.language import lexicon

_AUX = lexicon.either(lexicon.AUXILIARIES)
_ASKED = re.compile(rf"^(?P<asked>(?:.*?\s)??{_AUX}\s+)(?P<body>\S.*)$", re.IGNORECASE)
_WORD = re.compile(r"[^\s,;:?!()]+")
_LOWER = re.compile(r"\s+([a-z][\w\-]*)")
_CAPITAL = re.compile(" [A-Z]")
_THE = re.compile(r"\bthe\b")
_OWNER = re.compile(
    rf"(?!(?i:{_AUX}|{lexicon.either(lexicon.WH_WORDS)})\b)\b[A-Z][\w-]*(?: [A-Z][\w-]*)*['’]s?\b"
)
_BE = lexicon.words("is are was were be been")
_OPENS = lexicon.PREPOSITIONS | lexicon.DETERMINERS | {"its", "his", "her", "their", "and", "or"}
PARTICIPLES = dict(
    pair.split(":")
    for pair in lexicon.words(
        """
        took:taken gave:given went:gone wrote:written spoke:spoken chose:chosen broke:broken fell:fallen
        rose:risen saw:seen did:done began:begun came:come became:become ran:run drove:driven flew:flown
        knew:known threw:thrown won:won said:said made:made left:left lost:lost met:met paid:paid sent:sent
        built:built bought:bought sold:sold got:got had:had held:held kept:kept led:led cut:cut put:put
        told:told found:found brought:brought fought:fought
        """
    )
)
"""Irregular verbs in the past, with their participles."""
_SAID_OF = frozenset(PARTICIPLES.values()) | lexicon.words(
    "born hurt dead open shut set caught stolen drawn torn"
)
_NO_NOUNS = lexicon.STOPWORDS | {"worth"}
_NO_PARTICIPLES = lexicon.words("united hundred red bed seed feed speed need weed shed")
_VERBS = lexicon.words(
    """
    have cost open close begin start end last take happen win lose get go come leave say make mean need want
    live work stand run play score earn weigh measure contain hold employ sell buy pay produce own belong
    become receive give die break fall build decide vote elect arrest kill destroy attend visit watch join
    beat meet
    """
)


@dataclass(frozen=True, slots=True)
class Clause:
    """A question in three parts, which joined are the question without its mark."""

    asked: str  # "How many pupils does "
    subject: str  # "the primary school in the south"; empty where the question word is the subject
    rest: str  # " have"; empty where nothing follows


def clause_of(question: str) -> Clause | None:
    """The parts of a question without its mark; None where it has no auxiliary or no verb is found."""
    parted = _ASKED.match(question)
    if parted is None:
        return None
    asked, body = parted["asked"], parted["body"]
    words = list(_WORD.finditer(body))
    folded = [word.group().casefold() for word in words]
    be = asked.split()[-1].casefold() in _BE
    place = _verb(folded, [word.group() for word in words], be=be) if words else None
    if place is None:
        return Clause(asked, body, "") if be else None
    start = words[place - 1].end() if place else 0
    return Clause(asked, body[:start], body[start:])


def definite_phrases(question: str) -> Iterator[tuple[int, int]]:
    """The places of "the poll" and "the new swimming pool" in a question: no names, and no verb in them."""
    yield from _phrases(_THE, question)


def owned_phrases(question: str) -> Iterator[tuple[int, int]]:
    """The places of "Blue Origin's new rocket" and "Parkinson's disease" in a question or an answer."""
    yield from _phrases(_OWNER, question)


def is_owned(text: str) -> bool:
    """Whether a text is one such phrase and no more."""
    return next(owned_phrases(text), None) == (0, len(text))


def _phrases(opening: re.Pattern[str], question: str) -> Iterator[tuple[int, int]]:
    """Where nouns follow an opening, up to the verb of the question."""
    text = question.rstrip(" ?.!")
    clause = clause_of(text)
    verb = len(clause.asked) + len(clause.subject) if clause is not None else len(text)
    for opened in opening.finditer(text):
        end = opened.end()
        for word in _LOWER.finditer(text, end):
            if word.start() != end or word[1] in _NO_NOUNS or opened.start() < verb < word.end():
                break
            end = word.end()
        if end > opened.end() and not _CAPITAL.match(text, end):
            yield opened.start(), end


def says_of(word: str) -> bool:
    """Whether a word says what was done to somebody or how it is: "injured", "built", "hurt"."""
    return (word.endswith("ed") and word not in _NO_PARTICIPLES) or word in _SAID_OF


def is_told(words: Sequence[str]) -> bool:
    """Whether folded words tell that somebody did something: "a fire destroyed a warehouse"."""
    objects = lexicon.DETERMINERS | lexicon.PRONOUNS | {"two", "three", "several"}
    return any(
        (word.endswith("ed") or word in PARTICIPLES) and (after in objects or after[0].isdigit())
        for word, after in itertools.pairwise(words[1:])
    )


def _verb(folded: Sequence[str], words: Sequence[str], *, be: bool) -> int | None:
    """The place of the word that says what is asked of the subject."""
    places = [place for place, word in enumerate(words) if word.islower() and _can_be_verb(place, folded)]
    if be:
        said = [place for place in places if says_of(folded[place])]
        return said[-1] if said else None
    common = [place for place in places if place and folded[place] in _VERBS]
    if common:
        return common[-1]
    first = int(folded[0] in lexicon.DETERMINERS)
    behind_name = next((place for place in range(first, len(words)) if not words[place][0].isupper()), 0)
    if behind_name > first and behind_name in places:
        return behind_name  # "Otto Brand design the town hall"
    ends = [place for place in places if place == len(folded) - 1 or folded[place + 1] in _OPENS]
    return ends[-1] if ends and ends[-1] else None


def _can_be_verb(place: int, folded: Sequence[str]) -> bool:
    word = folded[place]
    if word in (lexicon.STOPWORDS | lexicon.NUMBERS) - {"have", "do"} or not word[0].isalpha():
        return False
    return place == 0 or folded[place - 1] not in _OPENS - {"it", "that", "this", "these", "those"}
