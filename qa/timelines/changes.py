"""What was answered on each day, and from that where the answer changes.

Every day's passages are judged by themselves, by all the evidence that an answer has: an older value is not
outdated on the day it was told. The days in their order then give the changes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from qa.answering.citing import Citer
from qa.answering.evidence.retraction import is_notice
from qa.answering.judging import Judge, Judged
from qa.answering.proposing import proposals
from qa.answering.telling import deciding, sentence_of
from qa.language.question_dates import date_mentions
from qa.question.query import Query, as_of_day
from qa.surveying import Surveyed, first_day
from qa.timelines.line import Change, Told
from qa.timelines.sameness import form_of, same
from qa.types import Hit, Span

MOST_CITATIONS = 3  # of one answer
# "former Prime Minister Liz Truss": of what stands behind it, nothing is so any more.
_FORMER = re.compile(r"\b(?:former|ex|late|previous|outgoing|then)\b(?:[ -][\w'’-]+){0,5}[ -]?$", re.I)
_BELIEVED = 0.0  # score above which the reader prefers a span to "not in this passage"
_RIVAL = 0.6  # a second answer of a day has at least this share of the first one's confidence


@dataclass(frozen=True, slots=True)
class Observed:
    """An answer as it was told on a day."""

    date: str
    spans: tuple[Span, ...]  # that say so, best first
    stories: frozenset[str]
    confidence: float  # as if the day's other answers were not there
    corrects: bool  # a correction gives it as the right one
    believed: bool  # the reader prefers it to "not in this passage"
    recalled: bool  # its sentence speaks of an earlier time

    @property
    def text(self) -> str:
        """The answer's words; of a yes/no question the sentence that decides it."""
        return self.spans[0].text

    @property
    def articles(self) -> frozenset[str]:
        """The ids of the articles that say so."""
        return frozenset(span.passage.article_id for span in self.spans)


def observed(surveyed: Surveyed, spans: Sequence[Span], judge: Judge, citer: Citer) -> list[Observed]:
    """What is answered on each day on which the passages were published, by date, of a day the best first.

    Only what the reader believes; where that is nothing, the one best answer of all.
    """
    hits_of: dict[str, list[Hit]] = {}
    for hit in surveyed.hits:
        hits_of.setdefault(hit.passage.published or "", []).append(hit)
    spans_of: dict[str, list[Span]] = {}
    for span in spans:
        spans_of.setdefault(span.passage.published or "", []).append(span)
    found = []
    for date in sorted(hits_of, key=lambda date: (first_day(date), date)):
        query = replace(surveyed.query, as_of=date)
        its = proposals(
            hits_of[date],
            spans_of.get(date, ()),
            citer.article,
            lambda ids: [surveyed.stories[i] for i in ids],
        )
        found += _of_day(date, query, judge, judge.judge(query, its), surveyed.stories)
    believed = [one for one in found if one.believed]
    return _of_one_form(believed) or sorted(found, key=lambda one: -one.confidence)[:1]


def _of_one_form(seen: Sequence[Observed]) -> list[Observed]:
    """Those whose answers have the form that most have, by confidence: a price is no number of visitors."""
    weights: dict[str, float] = {}
    for one in seen:
        form = form_of(one.text)
        weights[form] = weights.get(form, 0.0) + one.confidence
    return [one for one in seen if form_of(one.text) == max(weights, key=weights.__getitem__)]


def _of_day(
    date: str, query: Query, judge: Judge, judged: Sequence[Judged], stories: Mapping[str, str]
) -> list[Observed]:
    """The best answer of a day, and those of other articles that contradict it."""
    kept: list[Observed] = []
    for one in judged:
        confidence = judge.unrivalled(one, judged[0])
        if confidence < judge.threshold or _was(one.proposal.best):
            continue
        if kept and confidence < _RIVAL * kept[0].confidence:
            continue
        said = one.proposal.spans
        if query.yes_no:
            said = tuple(_sentence(deciding(query, span)) for span in said)
        corrects = one.features["corrected"] > 0 or is_notice(said[0].passage)
        believed = one.proposal.best.score > _BELIEVED
        told = frozenset(stories[article.id] for article in one.proposal.articles)
        new = Observed(date, said, told, confidence, corrects, believed, _recalled(said[0]))
        if not any(new.articles & other.articles or same(new.text, other.text) for other in kept):
            kept.append(new)
    return kept


def _sentence(span: Span) -> Span:
    """The sentence, or the title, that a span stands in, as a span."""
    text, before = sentence_of(span)
    return replace(span, start=span.start - before, end=span.start - before + len(text))


def _was(span: Span) -> bool:
    """Whether an answer is said to be one no more: "former Prime Minister Liz Truss"."""
    sentence, start = sentence_of(span)
    return bool(_FORMER.search(sentence, 0, start)) or bool(_FORMER.match(span.text))


def _recalled(span: Span) -> bool:
    """Whether the sentence of an answer names a time that was over when it was published."""
    published = span.passage.published or ""
    day = first_day(published)
    if day is None:
        return False
    mentions = date_mentions(sentence_of(span)[0], as_of_day(published))
    return any(mention.last and mention.last.toordinal() < day - 31 for mention in mentions)


@dataclass(slots=True)
class _Run:
    """Answers that say the same on one day and those after it, until something else is said."""

    first: Observed
    all: list[Observed]


def line_of(seen: Iterable[Observed], citer: Citer) -> list[Change]:
    """The days on which the answer changes, by date.

    Args:
        seen: see :func:`observed`.
        citer: makes the citations.
    """
    line: list[list[_Run]] = []
    by_day: dict[str, list[Observed]] = {}
    for one in seen:
        by_day.setdefault(one.date, []).append(one)
    for day in by_day.values():
        current = line[-1] if line else []
        news = []
        for one in day:
            run = next((run for run in current if same(run.first.text, one.text)), None)
            if run is not None:
                run.all.append(one)
            elif not (one.recalled and _told_before(one, line)):
                news.append(_Run(one, [one]))
        if news:
            line.append(news)
    return [_change(runs, citer) for runs in line]


def _told_before(one: Observed, line: Sequence[Sequence[_Run]]) -> bool:
    return any(same(run.first.text, one.text) for runs in line for run in runs)


def _change(runs: Sequence[_Run], citer: Citer) -> Change:
    ordered = sorted(runs, key=lambda run: -run.first.confidence)
    told = tuple(_told(run, citer) for run in ordered)
    return Change(runs[0].first.date, told, correction=any(run.first.corrects for run in runs))


def _told(run: _Run, citer: Citer) -> Told:
    spans = [span for one in run.all for span in one.spans]
    cited = [citer.attributed(citer.span(n, span)) for n, span in enumerate(spans[:MOST_CITATIONS], 1)]
    return Told(
        text=run.first.text,
        confidence=run.first.confidence,
        stories=len(frozenset().union(*(one.stories for one in run.all))),
        last=run.all[-1].date,
        citations=tuple(cited),
    )
