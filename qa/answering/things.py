"""The single things that a span names where several are asked for: each once, whole, and nothing beside it.

A reader marks "two in Florida", "along with Ada Holm" and "New Jersey (7)"; it stops before the last of four
names, and marks what its sentence says was not there. What counts is the name as the sentence has it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from qa.answering.telling import sentence_of
from qa.language import lexicon
from qa.language.coordination import conjuncts
from qa.language.names import Name, names, phrase_names
from qa.question.query import Query
from qa.types import Span

_NUMBER = rf"(?:\d+|{lexicon.either(lexicon.NUMBERS)})"
_LEADS = re.compile(
    r"(?:(?:including|such as|along with|together with|as well as|namely|both|plus)\s+"
    rf"|{_NUMBER}\s+in\s+(?=(?-i:[^\W\da-z])))+",
    re.IGNORECASE,
)
_TAIL = re.compile(r"\s*(?:[(\[][^()\[\]]*[)\]]|:\s.*)$", re.DOTALL)
_NAME = r"[^\W\d_a-z][\w.'’&-]*(?:\s[^\W\d_a-z][\w.'’&-]*){0,3}"
_ROW = re.compile(rf"{_NAME}(?:,\s+{_NAME}){{2,}}")  # "Lada, Skoda, Fiat": a heading leaves out the "and"
_ACRONYM = re.compile(r"\s*\((?P<letters>[A-Z]{2,})\)")
_WORD = re.compile(r"[^\W\d_][\w’'-]*")
_MORE = re.compile(r",?\s+(?:and|as well as)\s+(?P<describes>(?:[^\W\d_][\w'’-]*\s+){0,3}?)$")
_GOES_ON = re.compile(r"\s*(?:[,.;:)\u2013\u2014]|$)|\s+(?:of|from|in|who)\b")
_ASIDE = re.compile(r"\s*(?:[,(]|$)|\s+(?:of|from|who)\b")  # what may stand behind a person's name
_APPOSITION = re.compile(r",\s(?:the|an?|his|her|its|their|who|which)\s")
_RELATED = re.compile(r"^(?:his|her|their|its)\s\w+,?\s$")
_POSSESSIVE = re.compile(r"['’]s?\s|,")
_SHORT = lexicon.SHORT_TITLES | {"maj", "sens", "reps"}
_TITLES = lexicon.TITLES | _SHORT
_DENIES = r"(?:not(?!\sonly)|never|cannot|\w+n['’]t|absent|without)"
_NOT_IT = re.compile(
    rf"\b(?:(?:{_DENIES}|except|excluding|besides|instead\sof|other\sthan)(?:\s[\w-]+)?|according\sto(?:\sthe)?)\s$",
    re.IGNORECASE,
)
_DENIED = re.compile(
    rf"(?:,[^,;.]{{1,60}},|,)?\s(?:{lexicon.either(lexicon.AUXILIARIES)}\s(?:\w+\s)?)?(?<!,\s){_DENIES}\b",
    re.IGNORECASE,
)
_DENIAL = re.compile(rf"\b{_DENIES}\b", re.IGNORECASE)


def things(query: Query, span: Span) -> list[Span]:
    """What a span names, taken apart and trimmed, in its order; nothing where its sentence denies it."""
    if _denied(query, span):
        return []
    if is_clause(span.text):
        return [span]
    return [thing for part in _taken_apart(_with_the_last(span)) if (thing := _trimmed(part))]


def is_clause(text: str) -> bool:
    """Whether a text says something of what it names: "the mayor has left"."""
    return not lexicon.AUXILIARIES.isdisjoint(_WORD.findall(text))


def name_alone(span: Span) -> Span:
    """The name in a text that otherwise only says who it is: of "the actor Ole Lind of Aby" "Ole Lind".

    A surname becomes the whole name where its sentence has that.
    """
    found = phrase_names(span.text)
    bare = next((one for one in found if _only_described(span.text, one, alone=len(found) == 1)), None)
    if bare:
        span = replace(span, start=span.start + bare.start, end=span.start + bare.end)
    sentence, start = sentence_of(span)
    end = start + len(span.text)
    whole = next((one for one in _names_of(span, sentence) if one.start < start and one.end == end), None)
    return replace(span, start=span.start - (start - whole.start)) if whole else span


def is_cut(span: Span) -> bool:
    """Whether a span is a piece of a word or of what stands in brackets, or a title without its name."""
    text = span.passage.title if span.in_title else span.passage.text
    low = 0 if span.in_title else span.passage.start
    before, behind = text[: span.start - low][-1:], text[span.end - low :][:1]
    inside = (before.isalnum() and span.text[:1].isalnum()) or (behind.isalnum() and span.text[-1:].isalnum())
    halved = span.text.count("(") != span.text.count(")")
    return inside or halved or is_title(span.text)


def is_title(text: str) -> bool:
    """Whether a text is a title without the name that it stands before: "Sen"."""
    return all(word.strip(".").casefold() in _SHORT for word in text.split())


def _names_of(span: Span, sentence: str) -> Sequence[Name]:
    """The people whom its sentence names; a heading writes all words with capitals."""
    return () if span.in_title else [one for one in names(sentence) if one.kind == "person"]


def _only_described(text: str, name: Name, *, alone: bool) -> bool:
    """Whether all else in a text says who or what a name is: before it, or behind a comma or "of"."""
    before, behind = _RELATED.sub("", text[: name.start]).split(), text[name.end :]
    words = [word.strip(".").casefold() for word in before]
    if not lexicon.PREPOSITIONS.isdisjoint(words) or _POSSESSIVE.search(_RELATED.sub("", text[: name.start])):
        return False
    if name.kind == "person" or (words and words[-1] in _TITLES):
        described = not before or before[-1].islower() or words[-1] in _TITLES
        return described and bool(_ASIDE.match(behind))
    if not before and _APPOSITION.match(behind):
        return True
    plain = all(word.islower() for word in before)
    return alone and plain and set(words) != {"the"} and not behind


def _denied(query: Query, span: Span) -> bool:
    """Whether a sentence says that what it names was not so, or only says it, unless that is asked for."""
    if _DENIAL.search(query.text):
        return False
    sentence, start = sentence_of(span)
    before, end = sentence[max(0, start - 60) : start], start + len(span.text)
    return bool(_NOT_IT.search(before) or _DENIED.match(sentence, end))


def _with_the_last(span: Span) -> Span:
    """A span that names people, with the next one: "A, B and C, and the pilot D" goes on behind C."""
    sentence, start = sentence_of(span)
    people, end = _names_of(span, sentence), start + len(span.text)
    if not any(one.end == end for one in people):
        return span
    for one in people:
        more = _MORE.search(sentence[: one.start], end) if one.start > end else None
        if more and more.start() == end and _GOES_ON.match(sentence, one.end):
            described = set(more["describes"].casefold().split())
            if described.isdisjoint(lexicon.STOPWORDS | lexicon.SPEECH_VERBS):
                return replace(span, end=span.end + one.end - end)
    return span


def _taken_apart(span: Span) -> list[Span]:
    """What "and", semicolons, and in a row of names commas join; no part of a body's name is a thing."""
    sentence, start = sentence_of(span)
    text = span.text if start else span.text[:1].lower() + span.text[1:]  # a first capital makes no name
    cuts = [match.span() for match in re.finditer(_NAME, span.text)] if _ROW.fullmatch(span.text) else None
    parts: list[tuple[int, int]] = []
    for low, high in cuts or conjuncts(span.text if any(map(str.isupper, text)) else text):
        between = (start + parts[-1][1], start + low) if parts else (0, 0)
        whole = any(begin < between[0] and between[1] < end for begin, end in _bodies(sentence))
        if parts and (whole or sentence[slice(*between)].strip() == "&"):  # "Bed Bath & Beyond" is one
            parts[-1] = parts[-1][0], high
        else:
            parts.append((low, high))
    return [replace(span, start=span.start + low, end=span.start + high) for low, high in parts]


def _bodies(sentence: str) -> list[tuple[int, int]]:
    """The names that letters in brackets abbreviate: "Office for Roads and Bridges (ORB)"."""
    found = []
    for match in _ACRONYM.finditer(sentence):
        letters = match["letters"]
        capitals = [word for word in _WORD.finditer(sentence, 0, match.start()) if word[0][0].isupper()]
        name = capitals[-len(letters) :]
        if "".join(word[0][0] for word in name) == letters:
            found.append((name[0].start(), match.end()))
    return found


def _trimmed(span: Span) -> Span | None:
    """A span without what leads to it, counts it or stands in brackets behind it; None for nothing."""
    lead = _LEADS.match(span.text)
    if lead:
        span = replace(span, start=span.start + lead.end())
    tail = _TAIL.search(span.text)
    if tail and tail.start() > 0:
        span = replace(span, end=span.start + tail.start())
    return span if span.text.strip() else None
