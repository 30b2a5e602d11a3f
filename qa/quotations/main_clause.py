"""Who speaks at the end of a sentence that somebody's name opens: "Russia cut the gas, saying that"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from qa.language import lexicon
from qa.language.analysis import Stretch, Token
from qa.language.names import Name
from qa.quotations.phrases import (
    ACRONYM,
    HEADS,
    index_at,
    is_occupation,
    noun_phrase_start,
    opens_with_participle,
)
from qa.quotations.verbs import ADDING, REPORTING, SAYING

_FRONTED = lexicon.PREPOSITIONS | lexicon.words("as when while after before once although though asked")
_LEADING = lexicon.words("but and yet so still then also however meanwhile later earlier")
_SAID = lexicon.words("said says")
_TOLD = _SAID | {"told"}
_MODIFYING = lexicon.words("who that")
_SUBORDINATE = _MODIFYING | lexicon.words("when which where because while if whose")
_BODIES = lexicon.words(
    """
    administration authorities regulators ruling opinion lawsuit suit campaign team fans family parents staff
    husband lawyers
    """
)
_AMONG = lexicon.words("including like especially particularly among with")
_HALF_DAY = re.compile(r"[ap]\.?m")
_MOST_OWNED = 4  # words behind an owner among which who speaks is looked for
_LONGEST_OFFICE = 7  # words
_LONGEST_SENTENCE = 150  # words before a verb: no reader knows who began a longer one
_BEARER_WITHIN = 24  # characters behind an office in which its bearer is named


def opening_subject(
    text: str, words: Sequence[Token], verb: int, named: Sequence[Name]
) -> tuple[str, Stretch] | None:
    """Who opens the main clause before a verb behind "and" or a comma, and where; None where no name does.

    Args:
        text: a stretch of an article.
        words: its words and marks outside of quotation marks.
        verb: the place of the verb among them.
        named: the names of the text.
    """
    if verb == 0 or words[verb - 1].text not in {",", "and"}:
        return None
    if words[verb - 1].text == "and" and words[verb].text.endswith("ing"):
        return None  # "Staff were pulling from wires and asking": what is done there is not said
    if words[verb].text in _SAID and _names_behind(words, verb):
        return None  # "Lund would go home, said Special Envoy Berg, who led the talks"
    opening = _opening(text, words, verb, named)
    if opening is None:
        return None
    begins, name = opening
    following = [word for word in words[index_at(words, begins) : verb] if word.start >= name.end]
    if _is_of_another(words, verb, following):
        return None
    return _headed(text, opening, following, [one for one in named if one.end <= words[verb].start])


def _names_behind(words: Sequence[Token], verb: int) -> bool:
    """Whether two words with capitals stand right behind a verb: then these are who speaks."""
    behind = words[verb + 1 : verb + 3]
    return len(behind) == 2 and all(word.capital and word.folded not in lexicon.WEEKDAYS for word in behind)


def _opening(text: str, words: Sequence[Token], verb: int, named: Sequence[Name]) -> tuple[int, Name] | None:
    """The name that opens the sentence or its main clause, and where the noun phrase around it begins."""
    first = _sentence_start(text, words, verb)
    opening = next((name for name in named if name.start >= words[first].start), None)
    opens = opening is not None and noun_phrase_start(words, index_at(words, opening.start)) <= first
    if opening is not None and opens and _is_known(opening, words[first:verb], named):
        if opens_with_participle(text, opening.start, opening.text):
            return None
        return words[first].start, opening
    fronted = _behind_fronted(words, first, verb, named)
    return (fronted.start, fronted) if fronted else None


def _is_known(opening: Name, words: Sequence[Token], named: Sequence[Name]) -> bool:
    """Whether what opens a sentence is a name: not "Speculation", nor "NAIROBI, March 3 - The bank"."""
    if opening.text.isupper() and len(opening.text) > ACRONYM:
        return False
    if opening.certain or opening.text.casefold() in lexicon.DEMONYMS:
        return True
    if any(one.certain and one.words[-1] == opening.words[0] for one in named):
        return True
    behind = next((word for word in words if word.start >= opening.end), None)
    return behind is not None and _is_head(behind)  # "Utah regulators"


def _is_of_another(words: Sequence[Token], verb: int, following: Sequence[Token]) -> bool:
    """Whether between a subject and a verb a clause begins whose subject the verb may have."""
    if words[verb - 1].text == "and":  # "Xi rose when a scandal broke and threatened to end it"
        saying = words[verb].text in SAYING | ADDING
        subordinate = _SUBORDINATE - _MODIFYING if saying else _SUBORDINATE
        later = any(word.text in {"after", "before"} for word in following[:-3])  # not of "went after Paris"
        return later or any(word.text in subordinate for word in following)
    if not words[verb].text.endswith("ing"):
        return False
    related = any(two.text in {"who", "which"} and one.text == "," for one, two in pairwise(following[1:]))
    told = any(word.text in _TOLD for word in following)
    return related or told  # "Lund met Berg, who attacked her, saying"; "It is late, an aide said, accusing"


def _headed(
    text: str, subject: tuple[int, Name], following: Sequence[Token], named: Sequence[Name]
) -> tuple[str, Stretch] | None:
    """Of "Florida officials" the officials speak, of "EASA director Patrick Ky" Ky does."""
    begins, name = subject
    if name.words[-1] in lexicon.SHORT_TITLES:  # "Hawaii Gov. David Ige"
        name = next((one for one in named if name.end < one.start <= name.end + 2), name)
        following = [word for word in following if word.start >= name.end]
    owns = text[name.end : name.end + 1] in {"'", "’"}
    owns = owns or (name.text.casefold() in lexicon.DEMONYMS and not name.text.endswith("s"))
    if owns:  # "Norwegian football fan Ola Berg"
        bearer = _bearer(following, named)
        if bearer is not None:
            return bearer.text, (begins, bearer.end)
    last = _heads(following)
    if owns:
        last = next((at for at in range(1, _MOST_OWNED + 1) if _heads(following[at - 1 :])), 0)
        if not last:
            return None  # whose it is does not say it
        last += _heads(following[last:])
    if not last:
        return name.text, (begins, name.end)
    bearer = _bearer(following[last - 1 :], named)
    if bearer is not None:
        return bearer.text, (begins, bearer.end)
    end = following[last - 1].end
    apposed = _apposed(text, following[last:], named)
    return (apposed.text, (begins, apposed.end)) if apposed else (text[begins:end], (begins, end))


def _bearer(words: Sequence[Token], named: Sequence[Name]) -> Name | None:
    """The name right behind some words in small letters, which are the office of its bearer."""
    at = next((at for at, word in enumerate(words) if not word.text.islower()), len(words))
    office = [word.text for word in words[:at]]
    if not 0 < at < len(words) or at > _LONGEST_OFFICE or not REPORTING.isdisjoint(office):
        return None
    if not _is_noun(words[at - 1]) or (office[-1].endswith("s") and "of" not in office):
        return None  # "a senior official meets Ada Moss"
    return next((name for name in named if name.start == words[at].start), None)


def _apposed(text: str, words: Sequence[Token], named: Sequence[Name]) -> Name | None:
    """The person between commas behind an office: "his wife, Ada Moss,"; none of those it includes."""
    if len(words) < 2 or words[0].text != "," or words[1].text in _AMONG:
        return None
    begins = words[1].start
    name = next((one for one in named if begins <= one.start < begins + _BEARER_WITHIN), None)
    return name if name and text[name.end : name.end + 1] == "," else None


def _is_noun(word: Token) -> bool:
    """Whether a word may be an office: no preposition, nor a verb by its ending."""
    return word.folded not in lexicon.STOPWORDS and not word.text.endswith(("ed", "ing"))


def _heads(words: Sequence[Token]) -> int:
    """How many words in front are nouns that can speak."""
    return next((at for at, word in enumerate(words) if not _is_head(word)), len(words))


def _is_head(word: Token) -> bool:
    """Whether a noun behind a name is who speaks, rather than the name: "Florida regulators"."""
    singular = word.text.removesuffix("s")
    return word.text.islower() and (word.folded in HEADS | _BODIES or is_occupation(singular))


def _sentence_start(text: str, words: Sequence[Token], verb: int) -> int:
    """The first word of the sentence, or of what stands behind a heading or a place and a colon."""
    first, lowest = verb - 1, max(0, verb - _LONGEST_SENTENCE)
    while first > lowest and not _is_stop(words, first - 1):
        if "\n" in text[words[first - 1].end : words[first].start]:
            break
        first -= 1
    while first < verb - 1 and (words[first].folded in _LEADING or words[first].text == ","):
        first += 1
    return first


def _is_stop(words: Sequence[Token], at: int) -> bool:
    """Whether a mark ends a sentence, or what stands before it: not the stop of "a.m."."""
    if words[at].text == "." and at > 0 and _HALF_DAY.fullmatch(words[at - 1].text):
        following = words[at + 1].text if at + 1 < len(words) else ""
        behind = words[at + 2].folded if at + 2 < len(words) else ""
        return not (following.islower() or following.isupper() or behind == "time")
    return words[at].text in {".", "!", "?", ";", ":", "”", '"'}


def _behind_fronted(words: Sequence[Token], first: int, verb: int, named: Sequence[Name]) -> Name | None:
    """Of "In New York, Mayor Lund spoke to firms, saying" the name that begins behind the comma."""
    opener = words[first]
    if not opener.capital or not (opener.folded in _FRONTED or opener.text.endswith("ing")):
        return None
    comma = next((at for at in range(first, verb - 1) if words[at].text == ","), None)
    if comma is None:
        return None
    name = next((name for name in named if name.start > words[comma].start), None)
    if name is None or noun_phrase_start(words, index_at(words, name.start)) != comma + 1:
        return None
    follows = next((word for word in words[comma + 1 : verb] if word.start >= name.end), None)
    return name if follows is not None and follows.is_word and follows.folded not in {"and", "or"} else None
