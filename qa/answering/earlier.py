"""What was said before an answer and is so no more: corrected, or replaced by what is newer.

Two values of one kind disagree only where they are of one time. Where what is asked for may change (who is
mayor, what a ticket costs), one that was first and last told before the other is what it was before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from qa.answering.dating import dates_of
from qa.answering.disagreement import (
    COVERAGE,
    differ,
    is_running,
    number_of,
    repeats,
    tells_as_much,
    value_kind,
)
from qa.answering.evidence.retraction import is_notice, taken_back_in
from qa.answering.judging import Judge, Judged
from qa.answering.telling import sentence_of, shared
from qa.dates import known_days
from qa.language.terms import content_words
from qa.question.parts import asks_how_many
from qa.question.query import Query
from qa.types import Candidate, Earlier

MOST = 3  # earlier values told
_BELIEVED = 0.6  # least confidence in one: in trials right ones have 0.8 and more, wrong ones 0.51 at most
_NEARLY = 0.6  # share of the best one's confidence that a newer one needs
_ONE_TIME = 14  # days within which articles are of one time: news are no older (qa.question.time)


@dataclass(frozen=True, slots=True)
class _Told:
    """Days on which an answer was told, as ordinals."""

    first: int
    last: int

    def replaces(self, older: _Told) -> bool:
        return older.first < self.first and older.last + _ONE_TIME < self.last


def newest_first(query: Query, judged: Sequence[Judged], judge: Judge) -> list[Judged]:
    """The judged answers, the best first, or what has replaced it since and is nearly as likely."""
    if not judged or judged[0].withheld or not (_may_change(query) or is_running(query.text)):
        return list(judged)
    best = judged[0]
    least = max(judge.threshold, _NEARLY * best.confidence)
    for one in judged[1:]:
        confidence = judge.unrivalled(one, best)
        newer = _may_change(query) and _replaces(query, one, best, judged)
        if confidence >= least and _speaks_of(query, one) and (newer or _grew(query, best, one, judged)):
            new = replace(one, confidence=confidence, withheld=False)
            return [new, *(other for other in judged if other is not one)]
    return list(judged)


def earlier(
    query: Query, judged: Sequence[Judged], candidates: Sequence[Candidate], judge: Judge
) -> dict[int, Earlier]:
    """What was said before the best answer, by its place among the candidates, the newest first.

    Args:
        query: the question.
        judged: its judged answers, the one that is given first.
        candidates: the first of them, cited.
        judge: that judged them.
    """
    best, found = judged[0], dict[int, Earlier]()
    for place, candidate in enumerate(candidates):
        one = judged[place]
        told = [known.text for known in found.values()]
        text = one.proposal.best.text
        if place == 0 or content_words(text) <= query.words or any(repeats(text, known) for known in told):
            continue  # what the question itself names is no value of what it asks for
        if judge.in_its_time(one, best) < _BELIEVED or not _speaks_of(query, one):
            continue
        if one.features["retracted"] > 0 and _are_two(best, one):
            found[place] = _corrected(one, candidate)
        elif _told_of_the_same(query, best, one) and (
            (_may_change(query) and _replaces(query, best, one, judged)) or _grew(query, one, best, judged)
        ):
            found[place] = _replaced(candidate, _told(query, best, judged))
    ordered = sorted(found, key=lambda place: found[place].published or "", reverse=True)
    return {place: found[place] for place in ordered[:MOST]}


def _may_change(query: Query) -> bool:
    """Whether what is asked for is so at one time and not at another; who founded a town stays as it is."""
    return not query.yes_no and (query.time.lasting or bool(query.time.periods))


def _speaks_of(query: Query, one: Judged) -> bool:
    return any(
        shared(query, f"{span.passage.title} {sentence_of(span)[0]}") >= COVERAGE
        for span in one.proposal.spans
    )


def _are_two(one: Judged, other: Judged) -> bool:
    """Whether two answers are different values of one kind."""
    first, second = one.proposal.best.text, other.proposal.best.text
    kind = value_kind(first)
    return kind != "other" and kind == value_kind(second) and not repeats(first, second)


def _replaces(query: Query, new: Judged, old: Judged, judged: Sequence[Judged]) -> bool:
    first, second = new.proposal.best.text, old.proposal.best.text
    if not _are_two(new, old) or not differ(value_kind(first), first, second):
        return False
    newer, older = _told(query, new, judged), _told(query, old, judged)
    return newer is not None and older is not None and newer.replaces(older)


def _told_of_the_same(query: Query, best: Judged, one: Judged) -> bool:
    """Whether a number's sentence speaks of all that the best one's does: one town has many numbers."""
    if value_kind(one.proposal.best.text) != "number":
        return True
    said, other = (f"{s.passage.title} {sentence_of(s)[0]}" for s in (one.proposal.best, best.proposal.best))
    return tells_as_much(query.words, said, other)


def _grew(query: Query, old: Judged, new: Judged, judged: Sequence[Judged]) -> bool:
    """Whether a count that only grows was smaller on an earlier day."""
    less, more = number_of(old.proposal.best.text), number_of(new.proposal.best.text)
    if not asks_how_many(query.text) or not is_running(query.text) or less is None or more is None:
        return False
    before, after = _told(query, old, judged), _told(query, new, judged)
    return before is not None and after is not None and less < more and before.last < after.first


def _told(query: Query, one: Judged, judged: Sequence[Judged]) -> _Told | None:
    dates = dates_of(one.proposal, [other.proposal for other in judged], one.proposal.spans)
    covered = [known for date in dates if (known := known_days(date)) and not query.time.rules_out(date)]
    if not covered:
        return None
    return _Told(min(first for first, _ in covered).toordinal(), max(last for _, last in covered).toordinal())


def _corrected(one: Judged, candidate: Candidate) -> Earlier:
    """A value that was taken back; where the collection has no report of it, as its correction tells it."""
    notice = taken_back_in(one.proposal)
    notices = {span.passage.article_id for span in one.proposal.spans if is_notice(span.passage)}
    reports = tuple(cited for cited in candidate.citations if cited.article_id not in notices)
    told = [cited.published for cited in reports if cited.published and known_days(cited.published)]
    until = notice.passage.published if notice else None
    return Earlier(
        candidate.text, "corrected", max(told, default=None), until, reports or candidate.citations
    )


def _replaced(candidate: Candidate, newer: _Told | None) -> Earlier:
    told = [one.published for one in candidate.citations if one.published and known_days(one.published)]
    since = date.fromordinal(newer.first).isoformat() if newer else None
    before = [day for day in told if since is None or day <= since]  # later ones look back
    return Earlier(candidate.text, "replaced", max(before or told, default=None), since, candidate.citations)
