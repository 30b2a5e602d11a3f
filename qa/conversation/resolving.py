"""Trying the readings of a question on the articles, with bounded work, and choosing one or asking back.

The words alone give each reading a prior; retriever and reader say how well the articles answer it. Both
count: every "he" of a collection says something, so that evidence alone would pick any of them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from qa.conversation.candidates import resolutions
from qa.conversation.corrections import Correction, corrected
from qa.conversation.gate import Lean, lean
from qa.conversation.history import Turn
from qa.conversation.leading import led
from qa.conversation.ones import one_of_them
from qa.conversation.overviews import goes_on, more_of, names_its_topic
from qa.conversation.persons import is_no_person
from qa.conversation.pieces import in_its_place
from qa.conversation.referents import Referent, known_words, referents, short_forms
from qa.conversation.resolution import Resolution
from qa.conversation.returning import asked_again
from qa.conversation.thread import thread_of
from qa.question.query import Before
from qa.reading import read
from qa.types import Hit, Passage, Reader, Span

WINDOW = 6  # turns that a question may lean on
_BACK = 3  # turns in which the last answer is looked for
PAIRS = 0.4  # pairs read to try the readings, as a multiple of the most that a plain ask reads

# Priors of the question as it was asked, by how it leans: one with a "he" that means nobody is no question.
_BARE = {"weak": 0.55, "strong": -0.3}
_WHETHER = 0.1  # of "Was anyone hurt?", which is asked of what is spoken of more often than of anything
_CLEARLY = 0.1  # by how much a reading must beat the bare question
_AS_GOOD = 0.1  # two readings this close in prior and in sum are equally likely
_NO_EVIDENCE = 0.12  # below it the articles do not answer a reading
_RIVAL = 0.8  # share of the best prior from which a reading is worth offering
_OFFERED = 3

# Evidence is a rough probability of the reader's score (start + end logit less the null score): even odds at
# the middle, ten to one some two widths above it. Fitted to the three best spans of each of 1,457 questions
# on an encyclopaedia, the samples and news, of which it is known whether they are right.
_MIDDLE, _WIDTH = 5.0, 3.6


@dataclass(frozen=True, slots=True)
class Choice:
    """How a question is understood."""

    question: str
    readings: tuple[str, ...] = ()  # not empty: it stayed unclear, and these may have been meant


@dataclass(frozen=True, slots=True)
class Reading:
    """A question that leans, with the ways it may be meant; without any it stands as it is."""

    question: str
    lean: Lean
    resolutions: tuple[Resolution, ...]
    stands: bool = True  # it may be meant as it was asked, which a correction never is
    people: frozenset[str] = frozenset()  # who was spoken of

    @property
    def texts(self) -> list[str]:
        """The question as asked, where it may be meant so, then its resolutions, most likely first."""
        own = [self.question] if self.stands else []
        return [*own, *(resolution.question for resolution in self.resolutions)]


class Remembered:
    """A reader that reads no pair twice while one question is worked on."""

    def __init__(self, reader: Reader) -> None:
        self.name, self.fingerprint = reader.name, reader.fingerprint
        self._reader = reader
        self._known: dict[tuple[str, Passage], list[Span]] = {}

    def read(self, pairs: Sequence[tuple[str, Passage]]) -> list[list[Span]]:
        """The spans of each pair; only pairs not seen before reach the reader, in one batch."""
        new = [pair for pair in dict.fromkeys(pairs) if pair not in self._known]
        if new:
            self._known.update(zip(new, self._reader.read(new), strict=True))
        return [self._known[pair] for pair in pairs]


def settled(question: str) -> Reading:
    """A question that stands as it is."""
    return Reading(question, Lean("none"), ())


def readings_of(question: str, turns: Sequence[Turn]) -> Reading:
    """How a question leans on the last ``WINDOW`` turns, and the ways it may be meant. Costs no model."""
    leant_on = _leant_on(turns)
    if not leant_on or names_its_topic(question):
        return settled(question)
    if (more := more_of(question, leant_on)) is not None:
        return Reading(question, Lean("strong", continuing=goes_on(question)), (more,), stands=False)
    present = referents(leant_on, turns)
    if (about := led(question, leant_on, present)) is not None:
        return Reading(question, Lean("strong"), (about,), stands=False)
    if (again := asked_again(question, turns)) is not None:
        return Reading(question, Lean("strong"), (again,), stands=False)
    leaning = lean(question, known_words(present), short_forms(present))
    if leaning.ellipsis is None and (one := one_of_them(question, leant_on)) is not None:
        return Reading(question, Lean("strong"), (one,), stands=False)
    stood_alone = {turn.question for turn in leant_on if turn.stood_alone}
    if leaning.strength == "weak" and question in stood_alone:  # asked again, it means what it meant
        return settled(question)
    found = resolutions(question, leaning, leant_on, present, thread_of(turns))
    return Reading(question, leaning, tuple(found), people=_people(present))


def correcting(question: str, correction: Correction, turns: Sequence[Turn]) -> Reading:
    """The ways a correction may be meant; one that corrects nothing stands as it is."""
    leant_on = _leant_on(turns)
    found = corrected(correction, leant_on)
    if not found:
        return settled(question)
    people = _people(referents(leant_on, turns))
    return Reading(question, Lean("none"), tuple(found), stands=False, people=people)


def _people(present: Sequence[Referent]) -> frozenset[str]:
    return frozenset(one.text for one in present if one.kind == "person" or one.gender is not None)


def _leant_on(turns: Sequence[Turn]) -> list[Turn]:
    return [turn for turn in turns[-WINDOW:] if not turn.readings]


def before_of(reading: Reading, turns: Sequence[Turn]) -> Before | None:
    """What the turns (oldest first) say for the answers of a question; None where it does not lean."""
    lean = reading.lean
    if not reading.stands and lean.strength == "none":  # a correction may lead to any article
        return Before(frozenset(), turns[-1].text)
    if lean.strength == "none":
        return None
    asks_another = lean.ellipsis in {"frame", "phrase", "wh"} or lean.continuing
    for age, turn in enumerate(reversed(turns[-_BACK:])):
        if turn.cited:
            again = turn.text if asks_another and age == 0 else None
            return Before(frozenset(cited.title for cited in turn.cited), again)
    return None


def choose(reading: Reading, reader: Reader, hits: Sequence[Sequence[Hit]], top: int) -> Choice:
    """The way a question is best understood.

    Args:
        reading: from :func:`readings_of`.
        reader: reads at most ``PAIRS * top`` pairs, in one batch (one pair a reading at the least).
        hits: the hits of each of ``reading.texts``.
        top: passages that a plain ask reads.
    """
    if not reading.resolutions:
        return Choice(reading.question)
    each, more = divmod(max(int(PAIRS * top), len(reading.texts)), len(reading.texts))
    counts = [each + (place < more) for place in range(len(reading.texts))]
    tries = [_untitled(its_hits[:count]) for its_hits, count in zip(hits, counts, strict=True)]
    spans = read(reader, reading.texts, tries)
    evidence = [_evidence(its_spans) for its_spans in spans]
    answers = [its_spans[0].text if its_spans else "" for its_spans in spans]
    passages = {hit.passage.text for its_hits in hits for hit in its_hits}
    first = int(reading.stands)
    somebody = [not one.person or not is_no_person(one.person, passages) for one in reading.resolutions]
    tried = [
        _Tried(
            resolution,
            resolution.prior + its_evidence + in_its_place(resolution, passages, reading.people),
            its_evidence,
            answer,
        )
        for resolution, its_evidence, answer, possible in zip(
            reading.resolutions, evidence[first:], answers[first:], somebody, strict=True
        )
        if possible
    ]
    if not tried:
        return Choice(reading.question)
    best = max(tried, key=lambda one: one.total)  # the first of equals: the most likely by its words
    if not reading.stands:
        return Choice(best.resolution.question)
    bare = _WHETHER if reading.lean.whether else _BARE[reading.lean.strength]
    if best.total < bare + evidence[0] + _CLEARLY:
        return Choice(reading.question)
    if reading.lean.strength == "weak" and best.answer == answers[0] and best.evidence <= evidence[0]:
        return Choice(reading.question)  # what stands behind it finds the same, and no better
    unclear = _unclear(reading, tried, best, evidence[0])
    return Choice(reading.question, unclear) if unclear else Choice(best.resolution.question)


@dataclass(frozen=True, slots=True)
class _Tried:
    resolution: Resolution
    total: float
    evidence: float
    answer: str


def _unclear(
    reading: Reading, tried: Sequence[_Tried], best: _Tried, bare_evidence: float
) -> tuple[str, ...]:
    """The readings to ask back with: none where one stands out."""
    if reading.lean.strength != "strong":
        return ()
    prior = best.resolution.prior
    if max(bare_evidence, *(one.evidence for one in tried)) < _NO_EVIDENCE:
        rivals = [one for one in tried if one.resolution.prior >= _RIVAL * prior]
    else:
        rivals = [
            one
            for one in tried
            if one is best
            or (
                abs(one.resolution.prior - prior) < _AS_GOOD
                and best.total - one.total < _AS_GOOD
                and one.answer != best.answer
            )
        ]
    if len(rivals) < 2:
        return ()
    ordered = sorted(rivals, key=lambda one: -one.resolution.prior)
    return tuple(one.resolution.question for one in ordered[:_OFFERED])


def _untitled(hits: Sequence[Hit]) -> list[Hit]:
    """The hits without their titles, which name whom a "he" may mean and so speak for any of them."""
    return [replace(hit, passage=replace(hit.passage, title="")) for hit in hits]


def _evidence(spans: Sequence[Span]) -> float:
    if not spans:
        return 0.0
    return 1 / (1 + math.exp(min(50.0, -(spans[0].score - _MIDDLE) / _WIDTH)))
