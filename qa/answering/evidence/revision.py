"""Whether a newer article says otherwise: a ticket costs what it cost last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qa.answering.dating import dates_of
from qa.answering.disagreement import Kind, differ, value_kind
from qa.answering.evidence.kinds import Evidence, Values
from qa.answering.proposing import Proposal
from qa.answering.telling import sentence_of, shared
from qa.dates import known_days
from qa.question.query import Query
from qa.question.time import doublings

_BELIEVED = 0.0  # least score of an answer that may replace an older one
_BEHIND = 8.0  # how far its score may be below that of the older one: the new value is often told in passing
_SHARE = 0.5  # of the question's words its sentence must have


@dataclass(frozen=True, slots=True)
class _Value:
    """What an answer says, and from when on."""

    proposal: Proposal
    kind: Kind
    since: int  # day of its newest article, counted from the first of all
    may_replace: bool  # the reader believes it, and one of its sentences speaks of what was asked

    def replaces(self, older: _Value) -> bool:
        mine, theirs = self.proposal, older.proposal
        return (
            self.may_replace
            and self.since > older.since
            and mine.best.score >= theirs.best.score - _BEHIND
            and self.kind == older.kind
            and differ(self.kind, mine.best.text, theirs.best.text)
            and not {article.id for article in mine.articles} & {article.id for article in theirs.articles}
        )


def _revision(query: Query, proposals: Sequence[Proposal]) -> list[Values]:
    if query.time.periods:
        return [(0.0,)] * len(proposals)
    found = (_value(query, proposal, proposals) for proposal in proposals)
    values = [value for value in found if value is not None]
    outdated = dict.fromkeys(map(id, proposals), 0.0)
    for older in values:
        newest = max((one.since for one in values if one.replaces(older)), default=older.since)
        outdated[id(older.proposal)] = doublings(newest - older.since)
    return [(outdated[id(proposal)],) for proposal in proposals]


def _value(query: Query, proposal: Proposal, proposals: Sequence[Proposal]) -> _Value | None:
    """None for what is no value of a known kind, or has no date that the question can know of."""
    kind = value_kind(proposal.best.text)
    told = dates_of(proposal, proposals, proposal.spans)
    known = (known_days(date) for date in told if not query.time.rules_out(date))
    since = max((first.toordinal() for first, _ in filter(None, known)), default=None)
    if kind == "other" or since is None:
        return None
    speaks = any(
        span.score >= _BELIEVED and shared(query, sentence_of(span)[0]) >= _SHARE for span in proposal.spans
    )
    return _Value(proposal, kind, since, speaks)


# Doublings of a fortnight by which an article with another value of the kind is newer; 0 for a named period.
REVISION = Evidence(("outdated",), _revision)
