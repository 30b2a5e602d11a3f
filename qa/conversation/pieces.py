"""A question with one of its pieces replaced: "And Sweden?", "No, I meant 2018", "And the cheapest?"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from qa.conversation.history import ANY_DAY, Turn
from qa.language import lexicon
from qa.language.names import Name, names, phrase_names
from qa.language.question_dates import date_mentions
from qa.language.terms import stem

_SAME_KIND, _OTHER_KIND, _NOUN, _ADDED = 0.9, 0.55, 0.65, 0.4
_ROLE, _UNNAMED = 0.85, 0.6
_AROUND = re.compile(
    r"^\W*(?:and|but|so|or|ok|okay|well|also)\b[\s,]+|\s+besides\s[^,?]*(?=\W*$)|[\s?.!]+$", re.I
)
_WHERE = lexicon.words("in at near inside outside around")
_PLACE = 0.3
_AUX = lexicon.either(lexicon.AUXILIARIES)
_PREPOSITION = lexicon.either(lexicon.PREPOSITIONS)
# A word that no blank need follow is taken whole ("++"): its parts would be tried as words of their own.
_COUNTED = re.compile(
    r"\b(how many|how much|which|what|whose)\s+((?:[a-z][\w\-]*\s+)??[a-z][\w\-]*)", re.IGNORECASE
)
_SUPERLATIVE = re.compile(
    r"\b(?:(?:most|least)\s+\w+|(?!(?:west|east|rest|test|protest|request|interest|forest|contest|guest|arrest)\b)\w{2,}est)\b",
    re.IGNORECASE,
)
# "Who is the mayor of Hallen?": what it asks of, and what that belongs to.
_ROLE_QUESTION = re.compile(
    rf"^(?P<asked>.*?\b(?:who|what|whom|how\s+\w+|when|where|which\s+\w+)(?:['’]s|\s+(?:is|was|are|were|will\s+be|became|becomes))"
    rf"(?:\s+(?:now|currently|once))?\s+)"
    rf"(?P<role>(?:(?:the|an?)\s+)?(?!{_PREPOSITION})\w[\w'’\-]*(?:\s+(?!{_PREPOSITION})[\w'’\-]+){{0,5}})"
    rf"(?P<of>\s+of\s+(?:the\s+)?(?:(?!{_PREPOSITION})[\w'’\-.]++\s*)+?)?(?P<rest>(?:\s+{_PREPOSITION}\s.*)?)$",
    re.IGNORECASE,
)
_DEFINITE = re.compile(
    rf"\b(?:the|an?)\s+(?P<noun>(?!{_AUX})[\w'’\-]+(?:\s+(?!{_AUX}|{_PREPOSITION})[\w'’\-]+){{0,3}}?)(?=\s+(?:{_AUX}|{_PREPOSITION}|\w+$)|$)",
    re.IGNORECASE,
)
_UP_TO_NEXT = re.compile(
    rf"(?:[A-Z][\w'’\-.]*(?:\s+[A-Z][\w'’\-.]*)*)|(?:(?!{_PREPOSITION}|{_AUX})[\w'’\-]++\s*?)+?(?=\s+{_PREPOSITION}|$)"
)
_NAMED = re.compile("[A-Z]")
_LAST_OF = re.compile(
    rf"\b(?P<before>{_PREPOSITION})\s+(?:the\s+)?(?P<last>(?:(?!{_PREPOSITION})[\w'’\-]++\s*){{1,4}})$", re.I
)


@dataclass(frozen=True, slots=True)
class Resolution:
    """One way to read a question."""

    question: str
    prior: float  # how likely the words alone make it, about 0 to 1
    put: str = ""  # the name that was put into the question, where its place in it is a guess


def frame_of(turn: Turn) -> str:
    """The question of a turn without its mark, the "and" before it, and what was put behind it."""
    return _AROUND.sub("", turn.resolved_question)


def with_piece(base: str, piece: str) -> Iterator[Resolution]:
    """A question with a piece in the place of what is most like it, most likely first.

    Args:
        base: the question, without its mark.
        piece: "Sweden", "in 2014", "the cheapest".
    """
    first, _, behind = piece.partition(" ")
    preposition = first.casefold() if behind and first.casefold() in lexicon.PREPOSITIONS else None
    text = re.sub(r"['’]s$", "", behind if preposition else piece)
    dates = date_mentions(f"in {piece}", ANY_DAY)
    if dates and len(dates[0].text) >= len(text) - 4:
        yield _dated(base, piece)
        return
    if preposition is not None:
        yield _prepositional(base, preposition, f"{preposition} {text}")
    if preposition is None and re.search(r"\bof\b", piece) and _ROLE_QUESTION.match(base):
        yield from _phrase_replaced(base, piece)
        return
    bare = re.sub(r"^the\s+", "", text, flags=re.IGNORECASE)
    found = [name for name in phrase_names(bare) if name.text in {bare, text}]
    if not found and preposition is None and re.search(r"(?:^|\s)[A-Z][^\s]*\s+[A-Z]", bare):
        found = [Name(bare, 0, len(bare), "other")]  # "Farmers' Party" is one name here
    if found:
        yield from _renamed(base, found[0], text)
    elif preposition is None:
        yield from _noun_replaced(base, piece)
        yield from _phrase_replaced(base, piece)


def _dated(base: str, piece: str) -> Resolution:
    """For "What about in 2014?" another date in the place of the question's, or behind it."""
    phrase = (
        piece
        if piece.split()[0].casefold() in lexicon.PREPOSITIONS | {"last", "this", "next"}
        else f"in {piece}"
    )
    mentions = date_mentions(base, ANY_DAY)
    if not mentions:
        return Resolution(f"{base} {phrase}?", _SAME_KIND)
    start, end = mentions[0].start, mentions[0].end
    year = re.search(rf"\b{lexicon.YEAR}\b", mentions[0].text)
    months = lexicon.MONTHS.keys() & set(re.findall(r"\w+", piece.casefold()))
    if year is not None and months and not re.search(r"\d{4}", piece):
        phrase = f"{phrase} {year[0]}"  # "And in August?" is of the year that was spoken of
    before = re.sub(r"\b(?:in|on|since|during|by|before|after|until|of)\s+(?:the\s+)?$", "", base[:start])
    return Resolution(f"{before}{phrase}{base[end:]}?", _SAME_KIND)


def _prepositional(base: str, preposition: str, piece: str) -> Resolution:
    """For "In Sweden?" another place behind the same preposition, or behind the question."""
    spot = re.search(rf"\b{preposition}\s+(?:the\s+)?", base, re.IGNORECASE)
    there = _UP_TO_NEXT.match(base, spot.end()) if spot is not None else None
    if spot is not None and there is not None and (preposition == "of" or _NAMED.match(there.group())):
        return Resolution(f"{base[: spot.start()]}{piece}{base[there.end() :]}?", _SAME_KIND + 0.05)
    return Resolution(f"{base} {piece}?", _NOUN)


def _renamed(base: str, given: Name, text: str) -> Iterator[Resolution]:
    """For "And Sweden?" another name; ``text`` is the name with its article, where it was said with one."""
    replaceable = [name for name in names(base) if name.certain and name.text != given.text]
    alike = [name for name in replaceable if _alike(name, given)]
    for place, name in enumerate(alike or replaceable):
        prior = (_SAME_KIND if alike else _OTHER_KIND) - 0.2 * place
        before = re.sub(r"\b[Tt]he\s$", "", base[: name.start])
        question = f"{before}{text}{base[name.end :]}?"
        yield Resolution(question, max(0.2, prior), put=given.text if len(replaceable) > 1 else "")
    if not alike:
        yield Resolution(f"{base}, regarding {given.text}?", _ADDED)


def _alike(one: Name, other: Name) -> bool:
    kinds = {one.kind, other.kind}
    return len(kinds) == 1 or "other" in kinds or kinds <= {"place", "organisation"}


def _noun_replaced(base: str, piece: str) -> Iterator[Resolution]:
    """For "And tanks?" after "How many troops ...": the counted noun is another one."""
    counted = _COUNTED.search(base)
    if counted is not None and counted[2].split()[0].casefold() not in lexicon.AUXILIARIES:
        noun_end = counted.start(2) + len(counted[2].split()[0])
        yield Resolution(f"{base[: counted.start(2)]}{piece}{base[noun_end:]}?", _NOUN)


def _phrase_replaced(base: str, piece: str) -> Iterator[Resolution]:
    """For "And the president?" what was asked of, for "And the cheapest?" the superlative."""
    highest, other = _SUPERLATIVE.search(base), _SUPERLATIVE.search(piece)
    if highest is not None and other is not None and len(piece.split()) <= 4:
        yield Resolution(f"{base[: highest.start()]}{other[0]}{base[highest.end() :]}?", _SAME_KIND)
        return
    role = _ROLE_QUESTION.match(base)
    if role is not None:
        yield from _role_replaced(role, piece)
    head = _head(piece)
    for noun in _DEFINITE.finditer(base):
        if _head(noun["noun"]) == head and noun.group().casefold() != piece.casefold():
            yield Resolution(f"{base[: noun.start()]}{_whole(noun, base, piece)}?", _SAME_KIND)
    if piece.islower() and role is None and not any(name.certain for name in names(base)):
        last = _LAST_OF.search(base)
        if last is not None:
            yield Resolution(f"{base[: last.start('last')]}{piece}?", _UNNAMED)


def _whole(noun: re.Match[str], base: str, piece: str) -> str:
    """The piece and what follows the noun that it replaces; an "of" of its own replaces the other's."""
    rest = base[noun.end() :]
    if re.search(r"\bof\b", piece):
        rest = re.sub(
            rf"^\s+of\s+(?:the\s+)?(?:(?!{_PREPOSITION}|{_AUX})\S++\s*)+?(?=\s+(?:{_PREPOSITION}|{_AUX})|$)",
            "",
            rest,
        )
    return piece + rest


def _role_replaced(asked: re.Match[str], piece: str) -> Iterator[Resolution]:
    """For "And the president?" after "Who is the prime minister of Karsland?"."""
    role, of, rest = asked["role"].rstrip(), asked["of"] or "", asked["rest"]
    if of and not any(map(str.isupper, piece)) and piece.islower() and not re.match(r"(?:the|an?)\b", piece):
        yield Resolution(f"{asked['asked']}{role} of {piece}{rest}?", _ROLE)  # "i meant port callan"
    if role.casefold() == piece.casefold():
        return
    own = re.search(r"\bof\b", piece) is not None
    named = phrase_names(role)
    if named and named[0].text == role and not own:
        # "How old is John Marsh?", "the goalkeeper": which of those with that name.
        yield Resolution(f"{asked['asked']}{role}, {piece},{of}{rest}".rstrip(", ") + "?", _ROLE)
    yield Resolution(
        f"{asked['asked']}{piece}{'' if own else of}{rest}?", _ROLE if not named or own else _NOUN
    )
    if own and rest:
        yield Resolution(f"{asked['asked']}{piece}?", _ROLE - 0.1)


def _head(phrase: str) -> str:
    """The stem of the noun that a phrase is about: "minister" of "the finance minister of Karsland"."""
    words = re.split(rf"\s+{_PREPOSITION}", phrase)[0].split()
    return stem(words[-1].casefold()) if words else ""


def in_its_place(resolution: Resolution, passages: Iterable[str]) -> float:
    """What the articles say about the place of a name in a question, added to the prior: -_PLACE to _PLACE.

    "What about National Renewal?" after "How many seats did the Liberals win in Aldovia?": articles do not
    write "in National Renewal", so it is no place.
    """
    name = re.escape(resolution.put)
    asked = re.search(rf"(\w*)\W+(?:the\s+)?{name}", resolution.question) if name else None
    if asked is None:
        return 0.0
    used = [
        match[1].casefold()
        for text in passages
        for match in re.finditer(rf"(\w*)\W+(?:the\s+)?{name}\b", text)
    ]
    if not used:
        return 0.0
    share = sum(word in _WHERE for word in used) / len(used)
    return _PLACE * (2 * share - 1) if asked[1].casefold() in _WHERE else _PLACE * (1 - 2 * share)
