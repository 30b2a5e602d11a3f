"""A question with one of its pieces replaced: "And Sweden?", "No, I meant 2018", "And the cheapest?"."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from qa.conversation.clauses import clause_of, definite_phrases, says_of
from qa.conversation.history import ANY_DAY, Turn
from qa.conversation.naming import names, phrase_names
from qa.conversation.nouns import is_somebody, noun_end
from qa.conversation.persons import is_introduced
from qa.conversation.resolution import REGARDING, Resolution
from qa.conversation.roles import asks_of_a_role, role_of, role_replaced
from qa.language import lexicon
from qa.language.names import Name
from qa.language.question_dates import date_mentions
from qa.language.terms import stem

_SAME_KIND, _OTHER_KIND, _NOUN, _ADDED = 0.9, 0.55, 0.65, 0.4
_ROLE, _UNNAMED, _ASKED_OF_SOMEBODY, _ASKED_OF_A_THING = 0.85, 0.6, 0.45, 0.8
_HOW_IS = re.compile(r"how\s+\w+\s+(?:is|are|was|were)\b", re.IGNORECASE)
_PAST = re.compile(r"\b(?:was|were|did|had|\w+ed)\b", re.IGNORECASE)
_AROUND = re.compile(
    r"^\W*(?:and|but|so|or|ok|okay|well|also)\b[\s,]+|\s+besides\s[^,?]*(?=\W*$)|[\s?.!]+$", re.I
)
_OTHER = re.compile(r"(?:the\s+)?others?(?:\s+ones?)?|another(?:\s+one)?", re.IGNORECASE)
_DETERMINED = re.compile(r"(?:the|an?)\s", re.IGNORECASE)
_OWN = re.compile(r"(?:his|her|its|their)\s", re.IGNORECASE)
_DETERMINED_BEFORE = re.compile(r"\b(?:the|an?)\s$", re.IGNORECASE)
_BEHIND_VERB = re.compile(rf"\s+{lexicon.either(lexicon.PREPOSITIONS)}.*$", re.IGNORECASE)
_OWNED = re.compile(r"['’]s$")
_OWNER = re.compile(r"\w['’]s? \w")
_OWN_SUBJECT = re.compile(
    rf"\w['’]s?\s+[a-z]|\b[a-z]\w+\s+{lexicon.either(lexicon.PREPOSITIONS)}\s+(?:the\s+)?[A-Z]|^(?:the\s+)?[A-Z]\S*(?:\s+[a-z]\w+){{2,}}$"
)
_WHERE = lexicon.words("in at near inside outside around")
_PLACE = 0.3
_AUX = lexicon.either(lexicon.AUXILIARIES)
_PRONOUN_SUBJECT = re.compile(rf"\b{_AUX}\s+(it|he|she|they)\b", re.IGNORECASE)
_PREPOSITION = lexicon.either(lexicon.PREPOSITIONS)
# A word that no blank need follow is taken whole ("++"): its parts would be tried as words of their own.
_COUNTED = re.compile(
    r"\b(how many|how much|which|what|whose)\s+((?:[a-z][\w\-]*\s+)??[a-z][\w\-]*)", re.IGNORECASE
)
_SUPERLATIVE = re.compile(
    r"\b(?:(?:most|least)\s+\w+|(?!(?:west|east|rest|test|protest|request|interest|forest|contest|guest|arrest)\b)\w{2,}est)\b",
    re.IGNORECASE,
)
_DEFINITE = re.compile(
    rf"\b(?:the|an?)\s+(?P<noun>(?!{_AUX})[\w'’\-]+(?:\s+(?!{_AUX}|{_PREPOSITION})[\w'’\-]+){{0,3}}?)(?=\s+(?:{_AUX}|{_PREPOSITION}|\w+$)|$)",
    re.IGNORECASE,
)
_UP_TO_NEXT = re.compile(
    rf"(?:(?:the|an?)\s+)?(?:[A-Z][\w'’\-.]*(?:\s+[A-Z][\w'’\-.]*)*"
    rf"|(?:(?!{_PREPOSITION}|{_AUX})[\w'’\-]++\s*?)+?(?=\s+(?:{_PREPOSITION}|{_AUX})|$))"
)
_LAST_OF = re.compile(
    rf"\b(?P<before>{_PREPOSITION})\s+(?:the\s+)?(?P<last>(?:(?!{_PREPOSITION})[\w'’\-]++\s*){{1,4}})$", re.I
)


def frame_of(turn: Turn) -> str:
    """The question of a turn without its mark, the "and" before it, and what was put behind it."""
    return _AROUND.sub("", turn.resolved_question)


def with_piece(base: str, piece: str) -> Iterator[Resolution]:
    """A question with a piece in the place of what is most like it, most likely first.

    Args:
        base: the question, without its mark.
        piece: "Sweden", "in 2014", "the cheapest".
    """
    if _OTHER.fullmatch(piece):
        yield from _another(base)
        return
    first, _, behind = piece.partition(" ")
    preposition = first.casefold() if behind and first.casefold() in lexicon.PREPOSITIONS else None
    text = behind if preposition else piece
    if _OWNER.search(base) or not any(name.text == text for name in phrase_names(text)):
        text = _OWNED.sub("", text)  # "And Sweden's?", but "And McDonald's?"
    dates = date_mentions(f"in {piece}", ANY_DAY)
    if dates and len(dates[0].text) >= len(text) - 4:
        yield _dated(base, piece)
        return
    if preposition is not None:
        yield from _prepositional(base, preposition, f"{preposition} {text}")
    if preposition is None and re.search(r"\bof\b", piece) and asks_of_a_role(base):
        yield from _phrase_replaced(base, piece)
        return
    if preposition is None and says_what_it_is_of(piece):
        yield from _head_replaced(base, piece)
        clause = clause_of(base)
        if clause is not None and all(map(_DETERMINED.match, (piece, clause.subject))):
            yield from _subject_replaced(base, piece)
        return
    bare = re.sub(r"^the\s+", "", text, flags=re.IGNORECASE)
    found = [name for name in phrase_names(bare) if name.text in {bare, text}]
    if not found and preposition is None and re.search(r"(?:^|\s)[A-Z][^\s]*\s+[A-Z]", bare):
        found = [Name(bare, 0, len(bare), "other")]  # "Farmers' Party" is one name here
    if found:
        yield from _renamed(base, found[0], text)
    elif preposition is None:
        if _OWN.match(piece) and not (is_somebody(piece) and _HOW_IS.match(base)):
            yield _gone_over(base, piece)
        yield from _alike_replaced(base, piece)
        yield from _noun_replaced(base, piece)
        yield from _phrase_replaced(base, piece)
        yield from _subject_replaced(base, piece)


def _gone_over(base: str, piece: str) -> Resolution:
    """For "And his parents?" who they are, whatever was asked before: "Who were his parents?"."""
    several, past = piece.endswith("s"), _PAST.search(base) is not None
    be = ("were" if past else "are") if several else ("was" if past else "is")
    somebody = is_somebody(piece)
    prior = _ASKED_OF_SOMEBODY if somebody else _ASKED_OF_A_THING
    return Resolution(f"{'Who' if somebody else 'What'} {be} {piece}?", prior)


def says_what_it_is_of(piece: str) -> bool:
    """Whether a phrase is a subject of its own: "the quake in Peru", "Lind's age", "the Oslo tram strike"."""
    return _OWN_SUBJECT.search(piece) is not None


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


def _prepositional(base: str, preposition: str, piece: str) -> Iterator[Resolution]:
    """For "In Sweden?" and "For clubs?" another phrase in the place of one of its shape, else behind."""
    verb = _verb_of(base) or len(base)
    given = _shape(piece.partition(" ")[2])
    for spot in reversed(list(re.finditer(rf"\b{preposition}\s+", base, re.IGNORECASE))):
        end = verb if spot.start() < verb else len(base)
        there = _UP_TO_NEXT.match(base, spot.end(), end)
        if there is not None and (preposition == "of" or _shape(there.group()) in {"name", given}):
            yield Resolution(f"{base[: spot.start()]}{piece}{base[there.end() :]}?", _SAME_KIND + 0.05)
            return
    asked, regarding, topic = base.partition(REGARDING)
    asked = re.sub(rf"\s+{preposition}$", "", asked, flags=re.IGNORECASE)  # "Where did she work before"
    kept = "" if given == "definite" else f"{regarding}{topic}"  # "On the plane?" says of what it is asked
    yield Resolution(f"{asked} {piece}{kept}?", _NOUN)


def _shape(phrase: str) -> str:
    """How a phrase begins: a phrase takes the place of one of its shape alone."""
    bare = re.sub(r"^(?:the|an?)\s+", "", phrase, flags=re.IGNORECASE)
    return "name" if bare[:1].isupper() else "definite" if bare != phrase else "plain"


def _renamed(base: str, given: Name, text: str) -> Iterator[Resolution]:
    """For "And Sweden?" another name; ``text`` is the name with its article, where it was said with one."""
    replaceable = [name for name in names(base) if name.certain and name.text != given.text]
    alike = [name for name in replaceable if of_one_kind(name, given)]
    for place, name in enumerate(alike or replaceable):
        prior = (_SAME_KIND if alike else _OTHER_KIND) - 0.2 * place
        before = re.sub(r"\b[Tt]he\s$", "", base[: name.start])
        question = f"{before}{text}{base[name.end :]}?"
        put = given.text if len(replaceable) > 1 else ""
        yield Resolution(question, max(0.2, prior), put=put, instead=name.text)
    if not replaceable:
        yield from _subject_replaced(base, text)
    if not alike:
        yield Resolution(f"{base}, regarding {given.text}?", _ADDED)


def of_one_kind(one: Name, other: Name) -> bool:
    """Whether two names may be of one kind."""
    kinds = {one.kind, other.kind}
    return len(kinds) == 1 or "other" in kinds or kinds <= {"place", "organisation"}


def _noun_replaced(base: str, piece: str) -> Iterator[Resolution]:
    """For "And tanks?" after "How many troops ...": the counted noun is another one."""
    uncounted = _DETERMINED.match(piece) or _OWN.match(piece) or piece.casefold() in lexicon.ORDINALS
    counted = None if uncounted else _COUNTED.search(base)
    if counted is not None and counted[2].split()[0].casefold() not in lexicon.AUXILIARIES:
        noun_end = counted.start(2) + len(counted[2].split()[0])
        yield Resolution(f"{base[: counted.start(2)]}{piece}{base[noun_end:]}?", _NOUN)


def _phrase_replaced(base: str, piece: str) -> Iterator[Resolution]:
    """For "And the president?" what was asked of, for "And the cheapest?" the superlative."""
    highest, other = _SUPERLATIVE.search(base), _SUPERLATIVE.search(piece)
    if highest is not None and other is not None and len(piece.split()) <= 4:
        yield Resolution(f"{base[: highest.start()]}{other[0]}{base[highest.end() :]}?", _SAME_KIND)
        return
    role = role_of(base)
    if role is not None:
        yield from role_replaced(role, piece)
    yield from _head_replaced(base, piece)
    if piece.islower() and role is None and not any(name.certain for name in names(base)):
        last = _LAST_OF.search(base, _verb_of(base))
        if last is not None and not _DETERMINED.match(piece):
            yield Resolution(f"{base[: last.start('last')]}{piece}?", _UNNAMED)


def _head_replaced(base: str, piece: str) -> Iterator[Resolution]:
    """For "And the school in Hallen?" another school of the question."""
    head = _head(piece)
    for noun in _DEFINITE.finditer(base):
        if _head(noun["noun"]) == head and noun.group().casefold() != piece.casefold():
            yield Resolution(f"{base[: noun.start()]}{_whole(noun, base, piece)}?", _SAME_KIND)


def _alike_replaced(base: str, piece: str) -> Iterator[Resolution]:
    """For "And best picture?" the phrase that has one of its words in the same place: "best director"."""
    given = piece.casefold().split()
    words = list(re.finditer(r"[\w'’\-]+", base))
    for first in range(len(words) - len(given) + 1):
        run = words[first : first + len(given)]
        there = [word.group().casefold() for word in run]
        shared = {one for one, other in zip(given, there, strict=True) if one == other} - lexicon.STOPWORDS
        if shared and there != given:
            yield Resolution(f"{base[: run[0].start()]}{piece}{base[run[-1].end() :]}?", _SAME_KIND)


def _subject_replaced(base: str, piece: str) -> Iterator[Resolution]:
    """For "And the town hall?" after "When did the pool open?": whom or what the question was asked of.

    Then any other "the ..." of the question, for nobody knows whether "How much did the repair of the bridge
    cost?" asks on about repairs or about bridges. "And killed?" replaces what was asked of the subject.
    """
    if (standing := _PRONOUN_SUBJECT.search(base)) is not None:  # of a question whose "it" stayed unclear
        yield Resolution(f"{base[: standing.start(1)]}{piece}{base[standing.end(1) :]}?", _ROLE)
        return
    clause = clause_of(base)
    if clause is not None and not clause.rest:
        return  # "Who is the mayor of Hallen?" asks of an office
    if clause is not None and says_of(piece.casefold()):
        rest = re.sub(r"[\w\-]+", lambda _: piece, clause.rest, count=1)
        yield Resolution(f"{clause.asked}{clause.subject}{rest}?", _ROLE)
        return
    determined = _DETERMINED.match(piece) is not None or piece[0].isupper()
    owned = piece.partition(" ")[0].casefold() in lexicon.PRONOUNS  # "And his brother?"
    if clause is not None and clause.subject:
        prior = _ROLE if determined else _UNNAMED if owned else _ADDED
        yield Resolution(f"{clause.asked}{piece}{clause.rest}?", prior)
        alone = _BEHIND_VERB.sub("", clause.rest)
        if determined and alone != clause.rest:
            yield Resolution(f"{clause.asked}{piece}{alone}?", _NOUN)
    others = [*definite_phrases(base)] or [
        (name.start, noun_end(base, name.end)) for name in names(base) if name.certain
    ]
    for start, end in others if determined else ():
        if clause is None or start != len(clause.asked):
            yield Resolution(f"{_DETERMINED_BEFORE.sub('', base[:start])}{piece}{base[end:]}?", _NOUN)


def _another(base: str) -> Iterator[Resolution]:
    """For "And the other one?" the other of that kind: "the other primary school", "the other bridge"."""
    if (phrase := next(definite_phrases(base), None)) is not None:
        start, end = phrase
        rest = base[max(end, _verb_of(base)) :]
        yield Resolution(f"{base[:start]}the other {base[start + 4 : end]}{rest}?", _SAME_KIND)
        return
    for name in names(base):
        kind = name.text.split()[-1].casefold()
        if kind in lexicon.PLACE_WORDS | lexicon.ORGANISATION_WORDS:
            yield Resolution(f"{base[: name.start]}the other {kind}{base[name.end :]}?", _SAME_KIND)
            return
    yield Resolution(f"{base}?", _UNNAMED)


def _verb_of(base: str) -> int:
    """Where the subject of a question ends and its verb begins; 0 where it has none of its own."""
    clause = clause_of(base)
    return len(clause.asked) + len(clause.subject) if clause is not None and clause.subject else 0


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


def _head(phrase: str) -> str:
    """The stem of the noun that a phrase is about: "minister" of "the finance minister of Karsland"."""
    words = re.split(rf"\s+{_PREPOSITION}", phrase)[0].split()
    return stem(words[-1].casefold()) if words else ""


def in_its_place(resolution: Resolution, passages: Collection[str], people: Collection[str]) -> float:
    """What the articles say about the place of a name in a question, added to the prior: -_PLACE to _PLACE.

    "And Moreno?" after "How often has Lind won Brookvale?": whom articles call by a first name takes the
    place of a person, one of the ``people`` or of that kind. "What about National Renewal?" after "How many
    seats did the Liberals win in Aldovia?": articles do not write "in National Renewal", so it is no place.
    """
    if resolution.put and resolution.instead and is_introduced(resolution.put, passages):
        somebody = resolution.instead in people or is_introduced(resolution.instead, passages)
        return _PLACE if somebody else -_PLACE
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
