"""Another value for what was just answered: "that's wrong, it was 17 million", "no, it was in May".

It is a doubt that can be looked up: where the articles have that value, in passages that are about the
question, it is cited.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.answering.citing import Citer
from qa.conversation import phrases
from qa.conversation.corrections import Correction
from qa.conversation.history import ANY_DAY, Turn
from qa.conversation.naming import phrase_names
from qa.language import lexicon
from qa.language.question_dates import date_mentions
from qa.language.terms import content_words
from qa.types import Citation, Hit, Index

SHOWN = 2  # places that are cited
_MOST = 8  # words of a value
_ABOUT = 0.5  # share of the question's content words in a passage that is about it
_SCALE = r"(?:hundred|thousand|million|billion|trillion|percent|per cent|bn|m|k)\b"
_SURE = (
    r"(?:no|nope|nah|wrong|incorrect|false|not true|not right|but|actually|hm+|well|wait|sorry|surely|really"
    r"|are you sure|(?:that|this|it)(?:'s| is| was) (?:not (?:right|true|correct|it)|wrong|incorrect|false)"
    r"|(?:that|this|it) (?:isn't|can't be|cannot be) (?:right|true|correct)|you(?:'re| are) wrong"
    r"|i(?:'m| am) (?:pretty |quite |fairly )?(?:sure|certain)(?: that)?|i (?:\w+ )?(?:think|thought|believe"
    r"|believed|read|heard|know|remember|would say)(?: somewhere)?(?: that)?)"
)
_LEAD = re.compile(rf"(?:{_SURE}[\s,.;:!?-]+)+", re.IGNORECASE)
_STATED = re.compile(
    r"(?:it|that|this|there|he|she|they|we|(?:the )?(?:right |correct |real |true )?(?:answer|number|figure"
    r"|date|year|name))(?:'s|\s+(?:is|was|are|were|must be|must have been|should be|should have been"
    r"|has to be|will be|can only be))\s+"
    r"(?P<value>(?!about\b(?! [\d€$£])|not\b|n't\b|so\b|that\b|you\b|what\b|who\b|how\b|when\b)[^?]+)",
    re.IGNORECASE,
)
_TOLD = re.compile(  # "he died in 1998", "they won 3-1"
    rf"(?:it|he|she|they|there)\s+(?:[^?]*\s)?(?P<value>\d\S*(?:\s+{_SCALE})?(?:\s+[a-z]+)?"
    rf"|{lexicon.either(lexicon.MONTHS)}(?:\s+\d{{4}})?|(?-i:[A-Z])[\w'-]+(?:\s+(?-i:[A-Z])[\w'-]+)*)",
    re.IGNORECASE,
)
_DENIED = re.compile(
    r"(?:(?:wasn't|isn't|weren't|aren't|shouldn't) (?:it|that|this|there|he|she|they)(?: be)?"
    r"|(?:was|is) (?:it|that|he|she) not) (?P<value>[^?]+)\?*",
    re.IGNORECASE,
)
_TAG = re.compile(
    r",?\s+(?:is|was|are|were)(?:n't| not) (?:it|that|he|she|they|there)\W*$|,\s*(?:right|no|or)\W*$", re.I
)
_MEANT = re.compile(r"\b(?:mean|meant|asked|asking)\b", re.IGNORECASE)  # a piece of the question, then
_NUMBER = re.compile(rf"\d[\d.,:]*(?:-\d+)?(?:\s*(?:{_SCALE}|%))?", re.IGNORECASE)
_PERCENT = re.compile(r"\s*(?:%|per ?cent)$", re.IGNORECASE)
_LEADING = re.compile(
    r"^(?:(?:in|on|at|by|about|around|from|of|for|only|just|more like|actually|really|rather|exactly|the|an?"
    r"|some)\s+)+",
    re.I,
)


def claimed(turn: str) -> str | None:
    """The value that a turn states instead of the one just answered; None where it states none."""
    text = _TAG.sub("", turn.replace("’", "'").strip().rstrip(".! "))
    if _MEANT.search(text):
        return None
    lead = _LEAD.match(text)
    behind = text[lead.end() :] if lead is not None else text
    denied = None if lead is not None else _DENIED.fullmatch(behind)
    stated = denied or _STATED.fullmatch(behind)
    if stated is None and lead is not None:
        stated = _TOLD.fullmatch(behind)
    value = _value(stated["value"]) if stated is not None else ""
    words = value.casefold().split()
    if stated is None or len(words) > _MOST or set(words) <= phrases.TAKEN | phrases.BESIDE:
        return None
    led = lead is not None and stated.re is _STATED and len(words) <= _MOST // 2
    return value if led or _tells(value) else None


def instead(turn: str, correction: Correction, last: Turn) -> str | None:
    """The value that a correction puts in the place of the last answer, not of a piece of the question."""
    value, old, answer = _value(correction.new), correction.old.casefold(), (last.text or "").casefold()
    asked = last.resolved_question.casefold()
    if correction.whole or not value or not answer or _MEANT.search(turn):
        return None
    if old:
        return value if old in answer and old not in asked else None
    if re.match(rf"{lexicon.OPENING}(?:since |until |by )?when\b", asked):
        return value if _is_date(value) and not date_mentions(asked, ANY_DAY) else None
    if re.search(r"\bhow (?:many|much|old|high|long|tall|far|big|large)\b", asked):
        return value if _is_number(value) and not _is_date(value) and not re.search(r"\d", asked) else None
    return None


def places_of(value: str, question: str, ranking: Sequence[Hit], index: Index) -> tuple[Citation, ...]:
    """Where the passages that are about a question have a value, best first."""
    wanted, asked = _pattern(value), content_words(question)
    citer = Citer(index.article)
    found: list[Citation] = []
    for hit in ranking:
        passage = hit.passage
        about = content_words(f"{passage.title} {passage.text}") & asked
        said = wanted.search(passage.text) if len(about) >= _ABOUT * len(asked) else None
        if said is not None and len(found) < SHOWN:
            start = passage.start + said.start()
            found.append(
                citer.attributed(citer.cite(len(found) + 1, passage, start, passage.start + said.end()))
            )
    return tuple(found)


def _value(said: str) -> str:
    """What was stated, without what leads to it: "17 million" of "about 17 million"."""
    return _LEADING.sub("", said.strip(" ,.:;!?\"'“”‘’"))


def _tells(value: str) -> bool:
    return _is_number(value) or _is_date(value) or any(name.certain for name in phrase_names(value))


def _is_number(value: str) -> bool:
    return bool(re.search(r"\d", value)) or not lexicon.NUMBERS.isdisjoint(value.casefold().split())


def _is_date(value: str) -> bool:
    words = set(re.findall(r"\w+", value.casefold()))
    return bool(date_mentions(f"in {value}", ANY_DAY)) or bool(
        words & (lexicon.MONTHS.keys() | lexicon.WEEKDAYS.keys())
    )


def _pattern(value: str) -> re.Pattern[str]:
    """How articles may write a value: of a number with its scale, whatever is counted."""
    number = None if _is_date(value) else _NUMBER.search(value)
    text = (number[0] if number is not None else value).rstrip(".,:")
    if (month := lexicon.MONTHS.get(text.casefold())) is not None:
        names = "|".join(name.title() for name, other in lexicon.MONTHS.items() if other == month)
        return re.compile(rf"\b(?:{names})\b")  # as names are written: "may" is a verb
    said = r"\s+".join(map(re.escape, _PERCENT.sub("", text).split()))
    percent = r"\s*(?:%|per ?cent\b)" if _PERCENT.search(text) else ""
    return re.compile(rf"(?<![\w.,]){said}{percent}(?!\w)(?![.,]\d)", re.IGNORECASE)
