"""Noun phrases that can speak: their heads, where they begin, and what hangs on them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from qa.language import lexicon
from qa.language.analysis import Stretch, Token
from qa.language.names import Name

_ADJECTIVES = lexicon.words(
    """
    new former top senior deputy foreign prime interim acting vice then ex local state federal national
    outgoing defence defense interior finance health education military security trade opposition press
    government us uk un
    """
)
_DETERMINERS = lexicon.DETERMINERS | lexicon.words("his her its their")
_PLURAL_HEADS = lexicon.words(
    """
    officials sources experts analysts scientists researchers residents critics doctors spokesmen
    lawyers spokespeople witnesses ministers prosecutors authorities investigators campaigners
    """
)
_SPEAKING_BODIES = lexicon.words(
    """
    firm airline charity hospital newspaper paper magazine website broadcaster regulator manufacturer
    carrier retailer developer operator supplier watchdog embassy campaign zoo railway utility brewery media
    archive
    """
)
PEOPLE = lexicon.words(
    """
    suspect defendant victim survivor neighbour neighbor passenger driver customer man woman boy girl couple
    family villager rescuer investigator prosecutor spokespeople campaigner whistleblower widow widower friend
    colleague relative
    """
)
PAPERS = lexicon.words("report study survey statement analysis letter document inquiry")
HEADS = lexicon.TITLES | lexicon.ORGANISATION_WORDS | _PLURAL_HEADS | _SPEAKING_BODIES | PEOPLE | PAPERS
HEADS |= {f"{head}s" for head in lexicon.TITLES | PEOPLE}
BODIES = lexicon.ORGANISATION_WORDS | lexicon.words(
    """
    center centers centre centres institute alliance trust organization organisation authority office council
    association society coalition campaign federation league foundation fund network board bureau school
    """
)
_MOST_WORDS = 40  # of a group that somebody speaks for
_OCCUPATION = re.compile(r".{3,}(?:ist|ian|or|er|man|woman|ologue|ant)$")
_OFFICE = re.compile(
    r"[,”’\"'»]\s((?:the|its|their|his|her|an?|[\w.]+['’]s)\s(?:[\w\-’']+\s){0,5}[\w\-]+,\s)$"
)
_ROLE = re.compile(r"[,”’\"'»]\s((?:[a-z][\w\-’']*\s){1,4})$")
_LONGEST_OFFICE = 80  # characters
ACRONYM = 4  # letters; longer words in capitals are of a headline, or where an agency writes from
_BOUNDARY = lexicon.words(
    """
    and but as while when after before because where although though that since if however yesterday
    today both
    """
)

JOINING = re.compile(r"\b(?:where|that|which|who|because|and|but|as),\s$")
"""What parts a report from the words that it joins: "a planet where, they say, the wind ..."."""
_ASIDE = lexicon.words("when while asked although though speaking writing giving")
FRONTED = lexicon.PREPOSITIONS | _ASIDE | lexicon.words("if because later earlier")
"""What a sentence begins with that tells when, where and how somebody speaks in it."""
WEEKDAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_OPENERS = lexicon.PREPOSITIONS | lexicon.CONJUNCTIONS | lexicon.WH_WORDS | _BOUNDARY
_PARTICIPLE = re.compile(r"[A-Z][a-z]{2,}ing")
_DAYS = frozenset(lexicon.WEEKDAYS) | lexicon.words("yesterday today")
_TIMES = _DAYS | lexicon.words("night morning afternoon evening week weekend month year day")
_BEFORE_TIMES = lexicon.words("on last this late early earlier the")

_BARRED_IN_OFFICES = (lexicon.STOPWORDS | lexicon.SPEECH_VERBS) - lexicon.words(
    "his her its their of for one and"
)
_BARRED_IN_ROLES = lexicon.STOPWORDS | _BOUNDARY | lexicon.SPEECH_VERBS


def office_before(text: str, start: int) -> int | None:
    """Where the office between commas before a name begins: of "..., their captain, Lukas Brenner"."""
    found = _OFFICE.search(text, max(0, start - _LONGEST_OFFICE), start)
    return found.start(1) if found else None


def role_before(text: str, start: int) -> int | None:
    """Where the role right before a name begins, behind a comma or a mark: of "..., park keeper Ana Li"."""
    found = _ROLE.search(text, max(0, start - _LONGEST_OFFICE), start)
    if found is None:
        return None
    *others, last = found[1].split()
    known = is_occupation(last) or last in HEADS
    return None if not known or _BARRED_IN_ROLES.intersection(others) else found.start(1)


def speaks_for(words: Sequence[Token], head: int) -> int:
    """Of "a spokeswoman for the airline" the place of "spokeswoman"; -1 where nobody speaks for a group."""
    first, furthest = head, head - _MOST_WORDS
    while first > max(1, furthest) and words[first].is_word and words[first].folded != "that":
        first -= 1
        if words[first - 1].folded in {"for", "at", "from", "by"} and first > 1:
            return first - 2 if words[first - 2].folded in lexicon.TITLES | _PLURAL_HEADS | PAPERS else -1
    return -1


def with_preposition(
    words: Sequence[Token], first: int, name: Name, named: Sequence[Name]
) -> tuple[int, Stretch]:
    """Of "a spokesman for Putin" the spokesman speaks; "the war in Ukraine" does not speak: (-1, ...).

    Of "Professor Diallo of the University of Dakar" Diallo does.
    """
    head = first - 2
    member = name_ending(named, words[head]) if head >= 0 else None
    if member is not None and member.words[-1] in BODIES and len(member.words) == 1:
        start = noun_phrase_start(words, head)
        return start, (member.start, name.end)  # "the Office for Product Safety"
    if member is not None:
        begins = index_at(words, member.start)
        start = noun_phrase_start(words, begins)
        owned = member.kind != "person" and any(word.text == "of" for word in words[start:begins])
        return start, (words[start].start if owned else member.start, member.end)  # "the owner of Tony's"
    if head < 0 or words[head].folded not in HEADS:
        return -1, (0, 0)
    start = noun_phrase_start(words, head)
    return start, (words[start].start, name.end)


def with_partner(
    words: Sequence[Token], first: int, name: Name, named: Sequence[Name]
) -> tuple[int, Stretch]:
    """Two names joined, "Lund and Berg", speak together."""
    partner = name_ending(named, words[first - 2])
    if partner is None:
        return first, (name.start, name.end)
    start = noun_phrase_start(words, index_at(words, partner.start))
    return start, (partner.start, name.end)


def noun_phrase_start(words: Sequence[Token], head: int) -> int:
    """The first word of the titles, adjectives, possessives and determiner that stand in front of a head."""
    first = head
    while first > 0:
        word = words[first - 1]
        joins_office = word.text == "of" and first > 1 and words[first - 2].folded in lexicon.TITLES
        known = lexicon.TITLES | lexicon.ORGANISATION_WORDS | PEOPLE | _ADJECTIVES | _DETERMINERS
        if not (word.capital or word.folded in known or joins_office or is_occupation(word.text)):
            break
        if word.capital and word.folded in _OPENERS - _DETERMINERS and not word.text.isupper():
            break  # "In", "While": what opens a sentence is no part of its subject
        first -= 1
        if word.folded in _DETERMINERS:
            break
    return first


def before_times(words: Sequence[Token], head: int) -> int:
    """The place in front of "on Friday night" or "last week" that ends at ``head``; else ``head`` itself."""
    first = head
    while first > 0 and words[first].folded in _TIMES:
        first -= 1
    last = first
    while first > 0 and last < head and words[first].folded in _BEFORE_TIMES:
        first -= 1
    dated = any(word.folded in _DAYS for word in words[last + 1 : head + 1])
    return first if first < last or dated else head


def opens_with_participle(text: str, start: int, name: str) -> bool:
    """Whether a name that opens a sentence may be a participle and a name: "Hitting Biden over it, ..."."""
    before = text[max(0, start - 3) : start].rstrip(" \t")
    opens = not before or not (before[-1].isalnum() or before[-1] in ",;")
    first, _, others = name.partition(" ")
    known = first.casefold() in lexicon.FIRST_NAMES
    return opens and bool(others) and not known and _PARTICIPLE.fullmatch(first) is not None


def is_occupation(word: str) -> bool:
    """Whether a word in front of a name can be what its bearer does: "glaciologist Tove Lindqvist"."""
    noun = word.islower() and word not in _BARRED_IN_ROLES and not word.endswith("-ever")
    return noun and bool(_OCCUPATION.match(word))


def starts_clause(text: str, words: Sequence[Token], first: int) -> bool:
    """Whether a noun phrase can be a subject: nothing in front of it could have it as an object."""
    if first == 0:
        return True
    before = words[first - 1]
    if "\n" in text[before.end : words[first].start]:
        return True  # a new paragraph, even behind a caption without a full stop
    if behind_to_which(words, first):
        return True
    return not before.is_word or before.folded in _BOUNDARY


def behind_to_which(words: Sequence[Token], first: int) -> bool:
    """Whether a subject answers what stands before it: "I am sorry, she said, to which Lund replied"."""
    return [word.folded for word in words[max(0, first - 2) : first]] == ["to", "which"]


def is_office(words: Sequence[Token], name: Name) -> bool:
    """Whether words before a name can be its office: "former Lund campaign manager", not "the man who"."""
    allowed = lexicon.TITLES | lexicon.ORGANISATION_WORDS | _ADJECTIVES | lexicon.DETERMINERS | {"of"}
    unknown = [word for word in words if word.is_word and not (word.capital or word.folded in allowed)]
    if not unknown:
        return True
    clause = any(word.folded in _BARRED_IN_OFFICES for word in unknown)
    if clause or words[-1].folded in {"of", "for"} or any(word.folded in _DETERMINERS for word in words[1:]):
        return False
    return len(name.words) > 1 or all(word.folded in HEADS or is_occupation(word.text) for word in unknown)


def is_adverbial(before: str) -> bool:
    """Whether what stands before a report tells when and where: "In Geneva," or "Asked about the delay,"."""
    first = before.split(maxsplit=1)[0].casefold()
    return first in _ASIDE or (first in FRONTED and "," not in before.rstrip(" ,"))


def name_ending(named: Sequence[Name], word: Token) -> Name | None:
    """The name whose last word this is."""
    return next((name for name in named if name.start <= word.start and name.end == word.end), None)


def is_name(named: Sequence[Name], words: Sequence[Token]) -> bool:
    """Whether some words are one name, no more and no less."""
    return bool(words) and any(n.start == words[0].start and n.end == words[-1].end for n in named)


def index_at(words: Sequence[Token], start: int) -> int:
    """The place of the word that begins at an offset, or else of the next one."""
    return min(bisect_left(words, start, key=lambda word: word.start), len(words) - 1)
