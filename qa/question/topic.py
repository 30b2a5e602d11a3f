"""A request for what there is on a topic ("Tell me about the Lorne bridge"), which no single span answers."""

from __future__ import annotations

import re
from dataclasses import dataclass

from qa.language import lexicon
from qa.language.terms import content_words

_PAPER = r"(?:article|story|storie|report|news|newspaper|paper|piece|text)"
_MUCH = (
    r"(?:(?:a (?:bit|little)|something|anything|everything|all|some|more|what you (?:know|have)|briefly|just"
    r"|shortly|again)\s+)*"
)
_ON = r"(?:about|on|of|for|regarding|concerning)"
_SHORT = r"(?:(?:short|brief|quick|general) )?"
_TELL = (
    rf"(?:tell|read|show) (?:me|us) {_MUCH}(?:about|on|of)"
    r"|(?:fill|catch|bring|brief|update|inform) (?:me|us) (?:(?:in|up|up to (?:speed|date)) )?(?:on|about)"
    r"|i(?:['’]d like| would like| want|['’]m (?:interested|curious)| am (?:interested|curious)) "
    rf"(?:to (?:hear|know|learn|read) )?{_MUCH}(?:about|on|in)"
    r"|(?:summari[sz]e|recap|outline|sum up)(?: for (?:me|us))?"
    rf"(?: (?:the|this|that|your|all(?: the)?) {_PAPER}s?)?(?: (?:about|on|of))?"
    rf"|(?:(?:give|show|get) (?:me|us) )?(?:(?:an?|some|the|any|more|your) )?{_SHORT}"
    rf"(?:overview|summary|information|info|details|background|facts|recap|rundown) {_ON}"
    rf"|what (?:do|does) (?:the|this|these|your|any) {_PAPER}s? (?:say|tell|report|write|know)(?: me)?"
    r" (?:about|on)"
    r"|what (?:can|could|do) you (?:tell|say|know|have)(?: me| us)? (?:about|on|of)"
    r"|what(?:['’]s| is| was| has been) (?:being )?(?:said|written|known|reported) (?:about|on|of)"
    r"|what(?:['’]s| is| was) the (?:story|deal|situation|matter) (?:with|behind|of|in)"
)
_LATEST = (
    r"what(?:['’]s| is| are| was) (?:new|going on|happening|up"
    r"|the (?:latest|newest|news)(?: (?:news|developments?|updates?))?)"
    r" (?:about|on|of|with|from|in|at|for|regarding)"
    r"|(?:(?:give|show|get) (?:me|us) )?(?:(?:an?|any|some|the|the latest|latest|the newest) )?"
    rf"(?:news|updates?|developments?) (?:{_ON}|from|in)"
)
# What may be answered by a span as well.
_EITHER = (
    r"what (?:has |had )?happen(?:ed|s|ing)? (?:to|in|at|with|during|on|around|near)"
    r"|(?:explain|describe)(?: to (?:me|us))?"
)
_LEAD = (
    r"^\W*(?:(?:please|so|and|ok|okay|now|well|hi|hello|then|but|also)\b[\s,]+"
    r"|(?:can|could|would|will) you (?:please )?|i(?:['’]d like| would like| want) you to )*"
)
_ASKED = tuple(
    (re.compile(rf"{_LEAD}(?:{pattern})\s+(?P<topic>\S.*)", re.IGNORECASE), newest, demanded)
    for pattern, newest, demanded in (
        (_TELL, False, True),
        (_LATEST, True, True),
        (_EITHER, False, False),
    )
)
# "Tell me about how he died" is a question, and "tell me about it" names nothing.
_NO_TOPIC = re.compile(
    rf"^(?:{lexicon.either(lexicon.WH_WORDS)}|whether|if)\b|^(?:{lexicon.either(lexicon.PRONOUNS)}|yourself)\b",
    re.IGNORECASE,
)
_BEHIND = re.compile(rf"(?:\s+(?:{_PAPER}|saga|affair|(?:for|to) (?:me|us)|please|briefly|in short))+$", re.I)
_QUOTED = re.compile(r"[\"“”‘’'](.+)[\"“”‘’']")  # a title, whatever it begins with
_MOST_WORDS = 25


@dataclass(frozen=True, slots=True)
class Topic:
    """What there is to be told about."""

    text: str  # as it was asked
    words: frozenset[str]  # stems of its content words
    newest: bool  # what is told last comes first
    demanded: bool  # nothing else is asked; False: a span may answer, where the reader is sure of one


def topic_of(question: str) -> Topic | None:
    """The topic that a question wants to be told about; None for any other question."""
    asked = question.strip(" \t\n?!.")
    for pattern, newest, demanded in _ASKED:
        if (found := pattern.match(asked)) is not None:
            text = _BEHIND.sub("", found["topic"])
            quoted = _QUOTED.fullmatch(text)
            text = quoted[1] if quoted is not None else text.strip(" ,")
            words = content_words(text)
            named = quoted is not None or _NO_TOPIC.match(text) is None
            if words and named and len(text.split()) <= _MOST_WORDS:
                return Topic(text, words, newest, demanded)
            return None
    return None
