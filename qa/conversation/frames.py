"""Elliptical questions put into the frame of the question before: "And Sweden?", "From whom?", "Why?"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from qa.conversation.gate import Lean
from qa.conversation.history import ANY_DAY, Turn, short_answer
from qa.language import lexicon
from qa.language.names import Name, names, phrase_names
from qa.language.question_dates import date_mentions

FRAME_FADE = 0.6  # how much less likely a frame is with each turn back
_SAME_KIND, _OTHER_KIND, _NOUN, _ADDED = 0.9, 0.55, 0.65, 0.4
_WH = 0.85
_MAX_QUOTED = 25  # words of a sentence whose speaker is asked for

_AUX = lexicon.either(lexicon.AUXILIARIES)
_QUESTION = re.compile(  # without its question word it asks for yes or no
    rf"^(?:(?P<wh>(?:{lexicon.either(lexicon.PREPOSITIONS)}\s+)?{lexicon.either(lexicon.WH_WORDS)}"
    rf"(?:\s+(?:many|much|long|far|old|often))?(?P<noun>(?:\s+(?!{_AUX})[\w\-]+){{0,4}}?))\s+)?"
    rf"(?P<aux>{_AUX})\s+(?P<body>.+?)[\s?!.]*$",
    re.IGNORECASE,
)
_SUBJECT_QUESTION = re.compile(r"^(?:who|what|which\s+\w+)\s+(?P<body>\w+.*?)[\s?!.]*$", re.IGNORECASE)
_ADJUNCT = re.compile(r"\b(?:when|where|why|how)$", re.IGNORECASE)
_FILLER = re.compile(
    r"\s+(?:exactly|so|then|else|though|now|not|ones?|of\s+(?:them|these|those))\b", re.IGNORECASE
)
_COUNTED = re.compile(
    r"\b(how many|how much|which|what|whose)\s+((?:[a-z][\w\-]*\s+)??[a-z][\w\-]*)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Resolution:
    """One way to read a question."""

    question: str
    prior: float  # how likely the words alone make it, about 0 to 1


def from_frame(lean: Lean, turns: Sequence[Turn]) -> Iterator[Resolution]:
    """The questions that an elliptical one may stand for, from the last turns' questions (oldest first)."""
    for age, turn in enumerate(reversed(turns)):
        fade = FRAME_FADE**age
        if lean.ellipsis == "wh":
            framed = _asked_further(lean.rest, turn)
        elif lean.ellipsis == "event":
            framed = _asked_further(lean.rest.split()[0], turn)
        elif lean.ellipsis == "speaker":
            framed = _asked_for_speaker(turn)
        elif lean.ellipsis == "auxiliary":
            framed = _refilled(lean.rest.partition(" ")[2], turn)  # "Did Sweden?"
        else:
            framed = _refilled(lean.rest, turn)
        found = list(framed)
        for one in found:
            yield replace(one, prior=one.prior * fade * (0.8 if lean.ellipsis == "phrase" else 1.0))
        if found and lean.ellipsis in {"wh", "event", "speaker"}:
            return  # "Why?" asks about the last answer and no other


def _refilled(rest: str, turn: Turn) -> Iterator[Resolution]:
    """For "And Sweden?" the last question with Sweden in the place of what is most like it."""
    base = turn.resolved_question.rstrip(" ?.!")
    first, _, behind = rest.partition(" ")
    preposition = first.casefold() if first.casefold() in lexicon.PREPOSITIONS else None
    text = re.sub(r"['’]s$", "", behind if preposition else rest)
    dates = date_mentions(f"in {rest}", ANY_DAY)
    if dates and len(dates[0].text) >= len(text) - 4:
        yield _dated(base, rest)
        return
    if preposition is not None:
        yield _prepositional(base, preposition, f"{preposition} {text}")
    bare = re.sub(r"^the\s+", "", text, flags=re.IGNORECASE)
    found = [name for name in phrase_names(bare) if name.text in {bare, text}]
    if found:
        yield from _renamed(base, found[0])
    elif preposition is None:
        yield from _noun_replaced(base, rest)


def _dated(base: str, rest: str) -> Resolution:
    """For "What about in 2014?" another date in the place of the question's, or behind it."""
    phrase = rest if rest.split()[0].casefold() in lexicon.PREPOSITIONS | {"last", "this"} else f"in {rest}"
    mentions = date_mentions(base, ANY_DAY)
    if mentions:
        start, end = mentions[0].start, mentions[0].end
        before = re.sub(r"\b(?:in|on|since|during|by|before|after|until|of)\s+(?:the\s+)?$", "", base[:start])
        return Resolution(f"{before}{phrase}{base[end:]}?", _SAME_KIND)
    return Resolution(f"{base} {phrase}?", _SAME_KIND)


def _prepositional(base: str, preposition: str, rest: str) -> Resolution:
    """For "In Sweden?" another place behind the same preposition, or behind the question."""
    spot = re.search(rf"\b{preposition}\s+(?:the\s+)?", base, re.IGNORECASE)
    if spot is not None:
        behind = [name for name in names(base) if name.start == spot.end()]
        if behind:
            return Resolution(f"{base[: spot.start()]}{rest}{base[behind[0].end :]}?", _SAME_KIND + 0.05)
    return Resolution(f"{base} {rest}?", _NOUN)


def _renamed(base: str, given: Name) -> Iterator[Resolution]:
    replaceable = [name for name in names(base) if name.certain and name.text != given.text]
    alike = [name for name in replaceable if _alike(name, given)]
    for place, name in enumerate(alike or replaceable):
        prior = (_SAME_KIND if alike else _OTHER_KIND) - 0.2 * place
        yield Resolution(f"{base[: name.start]}{given.text}{base[name.end :]}?", max(0.2, prior))
    if not alike:
        yield Resolution(f"{base}, regarding {given.text}?", _ADDED)


def _alike(one: Name, other: Name) -> bool:
    kinds = {one.kind, other.kind}
    return len(kinds) == 1 or "other" in kinds or kinds <= {"place", "organisation"}


def _noun_replaced(base: str, rest: str) -> Iterator[Resolution]:
    """For "And tanks?" after "How many troops ...": the counted noun is another one."""
    counted = _COUNTED.search(base)
    if counted is not None and counted[2].split()[0].casefold() not in lexicon.AUXILIARIES:
        noun_end = counted.start(2) + len(counted[2].split()[0])
        yield Resolution(f"{base[: counted.start(2)]}{rest}{base[noun_end:]}?", _NOUN)


def _asked_further(rest: str, turn: Turn) -> Iterator[Resolution]:
    """For "Why?", "From whom?", "Which countries?" another question word for what was just answered."""
    wh = _FILLER.sub("", rest).strip() or "Why"
    wh = wh[0].upper() + wh[1:]
    answer = short_answer(turn)
    base = turn.resolved_question
    if re.search(r"\belse\b", rest, re.IGNORECASE):
        yield _asked_for_more(wh, base, answer)
        return
    replaces = bool(re.match(r"(?:which|what|whose|how\s+many|how\s+much)\s+\w+", wh, re.IGNORECASE))
    parsed = _QUESTION.match(base)
    if parsed is not None:
        yield Resolution(_with_wh(wh, parsed, answer, replaces), _WH)
        return
    subject = _SUBJECT_QUESTION.match(base)
    if subject is not None:
        yield Resolution(f"{wh} is it that {answer or 'this'} {subject['body']}?", _WH)


def _with_wh(wh: str, parsed: re.Match[str], answer: str | None, replaces: bool) -> str:
    """The last question with another question word, its own answered."""
    aux, body = parsed["aux"].casefold(), parsed["body"]
    adjunct = not parsed["wh"] or _ADJUNCT.search(parsed["wh"])
    if answer is None or replaces or adjunct:
        return f"{wh} {aux} {body}?"
    if wh.casefold() in {"how many", "how much"}:
        return f"{wh} {answer} {aux} {body}?"
    if parsed["wh"].casefold().startswith("how many"):
        answer += parsed["noun"]  # "190,000 troops"
    if aux in {"is", "are", "was", "were"} and not re.search(r"\b\w+ing\b", body):
        return f"{wh} {aux} {answer} {body}?"
    return f"{wh} {aux} {body} {answer}?"


def _asked_for_speaker(turn: Turn) -> Iterator[Resolution]:
    """For "Who says so?" the sentence that was cited, with its speaker asked for."""
    for cited in turn.cited[:1]:
        words = " ".join(cited.sentence.split()[:_MAX_QUOTED]).rstrip(" .,;:!?")
        yield Resolution(f"Who said: {words}?", _WH)


def _asked_for_more(wh: str, base: str, answer: str | None) -> Resolution:
    """For "Who else?" the last question once more, without its answer."""
    behind = re.sub(r"^(?:who|whom|what|where|when|how)\b", "", base, flags=re.IGNORECASE).rstrip(" ?.!")
    besides = f" besides {answer}" if answer else ""
    return Resolution(f"{wh} else{behind}{besides}?", _WH)
