"""Who speaks where an answer stands, for a question that names a speaker or asks for one.

An answer in the words of the speaker asked about is favoured, one in the words of another named speaker is
not what was asked; and whoever is to have said something should be reported in the article as saying it.
"""

from __future__ import annotations

import re

from qa.answering.evidence.kinds import Evidence, each
from qa.answering.proposing import Proposal
from qa.answering.telling import sentence_of
from qa.language import lexicon
from qa.language.names import phrase_names
from qa.language.terms import content_words, stem
from qa.question.query import Query
from qa.question.speech import AskedSpeech
from qa.quotations.attribution import Attribution, Scene, scene_around
from qa.types import Span

_MOST = 0.5  # share of the words repeated
_PLACES = 40  # of those words around an answer that are looked at
_WORD = re.compile(r"[^\W_]+")
# Who did what (companies speak of what they did themselves), not who somebody is, nor who thinks or writes.
_DOES = re.compile(
    rf"{lexicon.OPENING}who\s+(?:has\s+|had\s+)?(?!{lexicon.either(lexicon.AUXILIARIES)})"
    r"(?!believ|think|thought|consider|propos|prais|notic|oppos|support|call|describ|ma[dk]e|author|publish)"
    r"\w+",
    re.IGNORECASE,
)
_TELLS = re.compile(rf"\b(?:{lexicon.either(lexicon.SPEECH_VERBS)}|according\b)", re.IGNORECASE)
_DID_IT = re.compile(r"\b(?:I|[Ww]e|[Hh]e|[Ss]he|[Tt]hey)\b")
_SPEAKS_FOR = re.compile(r"\b(?:for|of)\b|['’]s?\s")


def speech_at(asked: AskedSpeech, text: str, start: int, end: int) -> str | None:
    """The feature that holds of the answer ``text[start:end]`` of an article's text; None where none does."""
    scene, low = scene_around(text, start, end)
    if asked.asked_of:
        return _of_speech(asked, scene.speaker_of(start - low, end - low))
    return _of_speaker(asked, scene, text[start:end])


def only_says(query: Query, span: Span, text: str) -> bool:
    """Whether an answer to "Who did it?" is said to have told of it, and by no "I" or "she" to have done it.

    "Two boys had set fire to the mill, inspector Galt said": of what was done she is the witness. Of
    3,666 questions of SQuAD 2.0 train who did something the right answer seems to only say it in 14.
    """
    if not _DOES.match(query.text):
        return False
    sentence, start = sentence_of(span)
    # Without the answer: "states" of "four states" is no verb.
    if not _TELLS.search(f"{sentence[:start]}|{sentence[start + len(span.text) :]}"):
        return False
    scene, low = scene_around(text, span.start, span.end)
    begin = span.start - start - low
    told = [
        place
        for place in _WORD.finditer(scene.text, begin, begin + len(sentence))
        if stem(place.group().casefold()) in query.words
        and not span.start - low <= place.start() < span.end - low
    ]
    said = [scene.speaker_of(*place.span()) for place in told[:_PLACES]]
    theirs = [one for one in said if one is not None and _same(span.text, one.speaker)]
    return bool(told) and len(theirs) == len(told) and not _DID_IT.search(sentence)


def _of_speech(asked: AskedSpeech, said: Attribution | None) -> str | None:
    if said is None:
        return None
    if _same(asked.asked_of, said.speaker):
        return "their_words"
    other = any(name.certain for name in phrase_names(said.speaker))
    return "other_words" if asked.exclusive and other and not _SPEAKS_FOR.search(said.speaker) else None


def _of_speaker(asked: AskedSpeech, scene: Scene, answer: str) -> str | None:
    """Whether the answer, or another, is reported to have said what the question repeats."""
    by_answer: set[str] = set()
    by_other: set[str] = set()
    places = [m for m in _WORD.finditer(scene.text) if stem(m.group().casefold()) in asked.said]
    for place in places[:_PLACES]:
        said = scene.speaker_of(*place.span())
        if said is not None:
            (by_answer if _same(answer, said.speaker) else by_other).add(stem(place.group().casefold()))
    if len(by_answer) >= _MOST * len(asked.said):
        return "reported"
    return "not_reported" if len(by_other) >= _MOST * len(asked.said) else None


def _same(one: str, other: str) -> bool:
    """Whether two forms may mean one speaker: "Zakharova" and "Maria Zakharova"."""
    if bool(_SPEAKS_FOR.search(one)) != bool(_SPEAKS_FOR.search(other)) and _one_person(one, other):
        return False  # "A spokesman for Putin" is not Putin
    first, second = content_words(one), content_words(other)
    return bool(first and second) and (first <= second or second <= first)


def _one_person(one: str, other: str) -> bool:
    return any(name.kind in {"person", "other"} for text in (one, other) for name in phrase_names(text))


def _speech(query: Query, proposal: Proposal) -> tuple[float, ...]:
    best = proposal.best
    if best.in_title:
        return (0.0,) * len(SPEECH.names)
    if query.speech is None:
        return (*(0.0,) * (len(SPEECH.names) - 1), float(only_says(query, best, proposal.article.text)))
    holds = speech_at(query.speech, proposal.article.text, best.start, best.end)
    return tuple(float(name == holds) for name in SPEECH.names)


SPEECH = Evidence(
    (
        "their_words",  # the answer stands in the words of the speaker asked about
        "other_words",  # ... in the words of another person, where one person's are asked for
        "reported",  # the answer is reported to have said most of what "Who said ...?" repeats
        "not_reported",  # another is
        "only_says",  # the answer is reported to have said that somebody did what "Who did ...?" repeats
    ),
    each(_speech),
)
