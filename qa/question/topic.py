"""A request for what there is on a topic ("Tell me about the Lorne bridge"), which no single span answers."""

from __future__ import annotations

import re
from dataclasses import dataclass

from qa.language import lexicon
from qa.language.sentences import spans as sentence_spans
from qa.language.terms import content_words
from qa.question.form import asks

# The words of a head, "Could you tell me something about", as far as they are of no topic. One of those that
# ask must be among them: "What is in the box?" asks for something else. Those of the second list may be of a
# question that a span answers, too: "What is known about its roots?" Of 216,076 questions that spans answer
# (SQuAD, QED, TyDi, QAMR, SQuADShifts) 23 are taken for nothing but a wish to be told.
_ASKING = lexicon.words(
    """
    tell know say hear hearing heard learn read teach talk talking show fill catch brief bring walk inform
    info information details facts background overview summary recap rundown story deal situation anything
    something everything interested curious got article articles latest newest new news update updates
    developments
    """
)
_WISHING = _ASKING | lexicon.words("said saying known written reported going happening up")
_LATEST = lexicon.words("latest newest new news update updates developments going happening up")
_BESIDE = lexicon.words(
    """
    me us i you we let s d m re please can could will would should do does have has is are was were am be
    being been there a an the this that these your any some all more much just again short quick brief general
    little bit what whats why everyone everybody lets want wanna like need keep give get to in on speed date
    so and ok okay now well hi hello then but also really papers paper stories reports report texts text
    """
)
_HEAD = _WISHING | _BESIDE
_ABOUT = lexicon.words("about on regarding concerning with behind through")
_OF = lexicon.words("of for in from at")
_ABOUT_OR_OF = _ABOUT | _OF
_OF_WHAT = lexicon.words(
    "overview summary recap rundown news latest update updates developments details facts story new happening"
)  # "of" and the like count behind these alone
_PAPER = r"(?:article|story|report|news|piece|text)"
_COURTESY = (
    r"\W*(?:(?:please|so|and|ok|okay|now|well|hi|hello|then|but|also)\b[\s,]+"
    r"|(?:can|could|would|will) you |i(?:['’]d like| would like| want) you to )*"
)
_SUMMARY = re.compile(
    rf"{_COURTESY}(?:summari[sz]e|recap|outline|sum up)(?: for (?:me|us))?"
    rf"(?: (?:the|this|that|your|all(?: the)?) (?:{_PAPER}s?|stories)(?: (?:about|on|of))?| (?:about|on|of))?"
    r"\s+(?P<topic>\S.*)",
    re.IGNORECASE,
)
# What may be answered by a span as well.
_EITHER = re.compile(
    rf"{_COURTESY}(?:what (?:has |had )?happen(?:ed|s|ing)? (?:to|in|at|with|during|on|around|near)"
    r"|(?:explain|describe)(?: to (?:me|us))?|(?:what|how) about)\s+(?P<topic>\S.*)"
    rf"|{_COURTESY}what(?:['’]?s| is| are| was) (?P<about>\S.*?) (?:all )?about",
    re.IGNORECASE,
)
# "Tell me about how he died" is a question, and "tell me about it" names nothing.
_NO_TOPIC = re.compile(
    rf"(?:{lexicon.either(lexicon.WH_WORDS)}|whether|if|{lexicon.either(lexicon.PRONOUNS)}|yourself)\b",
    re.IGNORECASE,
)
_ASKS_ON = re.compile(rf"[,;:]\s+(?:and\s+)?{lexicon.either(lexicon.WH_WORDS)}\b", re.IGNORECASE)
_BEHIND = re.compile(
    rf"(?:\s+(?:{_PAPER}|saga|affair|(?:for|to) (?:me|us)|please|briefly|in short)"
    r"|,\s*what(?:['’]s| is| was) (?:that|it|this)(?: about)?)+$",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"[\"“”‘’'](.+)[\"“”‘’']")  # a title, whatever it begins with
_WORD = re.compile(r"\w+")
_CAPITALS = re.compile(r"\b[^\W\d_a-z]\w*")
_WITHOUT_ABOUT = lexicon.words("summarize summarise recap outline sum explain describe about of on")
_CLAUSE = lexicon.WH_WORDS | lexicon.AUXILIARIES
_MOST_WORDS = 25
_MOST_OF_HEAD, _MOST_OF_NAME = 16, 8  # words


@dataclass(frozen=True, slots=True)
class Topic:
    """What there is to be told about."""

    text: str  # as it was asked
    words: frozenset[str]  # stems of its content words
    names: frozenset[str]  # those of them that are written with capitals
    newest: bool  # what is told last comes first
    demanded: bool  # nothing else is asked; False: a span may answer, where the reader is sure of one


def topic_of(question: str) -> Topic | None:
    """The topic that a question wants to be told about; None for any other question."""
    asked = question.strip(" \t\n?!.")
    if len(sentence_spans(asked)) > 1:
        return None  # "I read about a tower. Who built it?"
    if (found := _SUMMARY.match(asked)) is not None:
        return _named(found["topic"], newest=False, demanded=True)
    if (end := _end_of_head(asked)) is not None:
        head = frozenset(_WORD.findall(asked[:end].casefold()))
        return _named(asked[end:], newest=bool(head & _LATEST), demanded=bool(head & _ASKING))
    if (found := _EITHER.fullmatch(asked)) is not None:
        return _named(found["topic"] or found["about"], newest=False, demanded=False)
    return _named(asked, newest=False, demanded=False) if _is_bare(question) else None


def _is_bare(question: str) -> bool:
    """Whether a question is but the name of a topic: "Hurricane Fiona"."""
    words = frozenset(_WORD.findall(question.casefold()))
    named = not words <= _ASKING | _BESIDE | _WITHOUT_ABOUT
    return (
        named and len(question.split()) <= _MOST_OF_NAME and not asks(question) and _CLAUSE.isdisjoint(words)
    )


def _end_of_head(asked: str) -> int | None:
    """Where "Tell me something about" ends; None where a question does not begin so."""
    wished, last, end = False, "", None
    for place, word in enumerate(_WORD.finditer(asked)):
        text = word.group().casefold()
        if end is not None and text not in _ABOUT_OR_OF:
            break
        if wished and (text in _ABOUT or end is not None or (text in _OF and last in _OF_WHAT)):
            end = word.end()
        elif place == _MOST_OF_HEAD or text not in _HEAD:
            return None
        wished |= text in _WISHING
        last = text
    return end


def _named(topic: str, *, newest: bool, demanded: bool) -> Topic | None:
    """A topic without what is said behind it, if it is one."""
    text = _BEHIND.sub("", topic.strip())
    quoted = _QUOTED.fullmatch(text)
    text = quoted[1] if quoted is not None else text.strip(" ,")
    words = content_words(text)
    names = content_words(" ".join(_CAPITALS.findall(text)))
    asks_on = quoted is None and (_NO_TOPIC.match(text) or _ASKS_ON.search(text))
    if not words or len(text.split()) > _MOST_WORDS or asks_on:
        return None
    return Topic(text, words, names, newest, demanded)
