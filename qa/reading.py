"""Questions and passages to spans, in one batch, comparable across passages.

A question of several sentences ("Disney showed a trailer. For which film?") is read as a whole and by its
last sentence, and the mean of both scores counts: a reader that was trained on single questions finds too
little with either. Of 400 questions about real news, a fifth of them such, six more are answered right.

A passage of the period that a question names seldom names it itself: in an article of 2018 the mayor is "the
mayor". It is read for the question without the period (:meth:`qa.question.query.Query.put_to`).

Once a span among the first passages is so good that none of a distant passage is likely to beat it, distant
passages are not read. Passages nearly as relevant as the best one always are: they may confirm or contradict.
What that saves and what it changes is in docs/performance.md.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from statistics import fmean

from qa.language.sentences import spans as sentence_spans
from qa.types import Hit, Passage, Reader, Span

FIRST = 3  # passages of a question that are read before the question is put whether to go on
# A passage is distant where its retrieval score is below this share of the best one's, and the cosine of its
# similarity this much below the best one's: the first alone is harsh in a small collection.
NEAR_SHARE, NEAR_COSINE = 0.6, 0.15
_HOPELESS = -15.0  # score of what is not found in a passage of which nothing is
_WORD = re.compile(r"\w+")

Put = Callable[[Passage], str]  # a question as it is put to a passage


def read(
    reader: Reader,
    questions: Sequence[str],
    hits: Sequence[Sequence[Hit]],
    *,
    sure_scores: Sequence[float | None] | None = None,
    puts: Sequence[Put] | None = None,
) -> list[list[Span]]:
    """Read every question's passages; all pairs of all questions go to the reader together.

    Args:
        reader: finds the spans of one pair.
        questions: as they are to be read.
        hits: the passages of each question, best first.
        sure_scores: for each question, the score of a span among the first passages that settles it, or None
            to read all; None for all of all.
        puts: for each question, how it is put to a passage; None: to all as it is.

    Returns:
        The spans of each question over all its passages, best first. Ties go to the passage that was
        ranked better, then to the earlier span, so that the order is the same in every process.

    Raises:
        ValueError: there are not as many lists of hits, or scores, as questions.
    """
    put_by = [None] * len(questions) if puts is None else puts
    given = [_Given(*one) for one in zip(questions, hits, put_by, strict=True)]
    if sure_scores is not None:
        hopeful = [one for one, sure in zip(given, sure_scores, strict=True) if sure is not None]
        _read_on(reader, hopeful, FIRST)
        for one, sure in zip(given, sure_scores, strict=True):
            if sure is not None and one.best >= sure:
                one.drop_distant()
    _read_on(reader, given, None)
    return [one.ranked() for one in given]


def corrected(question: str, hits: Sequence[Hit], spans: Sequence[Span]) -> str | None:
    """The question as it should have been typed, if it could only be read with slips corrected.

    To be asked again in full: the retriever, and all that looks at the question's words, met the slips. A
    word that one of the passages has is none, however near another passage comes to it.

    Args:
        question: as it was asked.
        hits: its passages.
        spans: what was found in them, best first.
    """
    right = next((span.read_as for span in spans if span.read_as), None)
    if right is None:
        return None
    slips = _words(question) - _words(right)
    return None if any(slips & _words(hit.passage.text) for hit in hits) else right


class _Given:
    """A question, the passages it is read in, and the spans of those read so far."""

    def __init__(self, question: str, hits: Sequence[Hit], put: Put | None) -> None:
        texts = [question if put is None else put(hit.passage) for hit in hits]
        forms = {text: _forms(text) for text in set(texts)}  # most passages are asked the same
        self.forms = [forms[text] for text in texts]  # of each passage
        self.whole = [text == question for text in texts]
        self.hits = hits
        self.ranks = list(range(len(hits)))  # of the passages to read
        self.spans: list[list[Span]] = []  # of the first of them

    @property
    def best(self) -> float:
        """The best score so far."""
        return max((span.score for spans in self.spans for span in spans), default=float("-inf"))

    def drop_distant(self) -> None:
        """Leave out what has not been read and is not near."""
        least = NEAR_SHARE * max(hit.score for hit in self.hits)
        nearest = max((hit.dense_score for hit in self.hits if hit.dense_score is not None), default=1.0)
        read = len(self.spans)
        self.ranks = [
            rank
            for rank in self.ranks
            if rank < read
            or self.hits[rank].score >= least
            or (self.hits[rank].dense_score or -1.0) >= nearest - NEAR_COSINE
        ]

    def ranked(self) -> list[Span]:
        """All spans, best first."""
        found = [(rank, span) for rank, spans in zip(self.ranks, self.spans, strict=True) for span in spans]
        found.sort(key=lambda item: (-item[1].score, item[0], item[1].start, item[1].end))
        return [span for _, span in found]


def _read_on(reader: Reader, given: Sequence[_Given], upto: int | None) -> None:
    """Read the passages not read yet, of each question at most the first ``upto``."""
    parts = [one.ranks[len(one.spans) : upto] for one in given]
    pairs = [
        (form, one.hits[rank].passage)
        for one, ranks in zip(given, parts, strict=True)
        for rank in ranks
        for form in one.forms[rank]
    ]
    found = iter(reader.read(pairs) if pairs else ())
    for one, ranks in zip(given, parts, strict=True):
        for rank in ranks:
            spans = _agreed([next(found) for _ in one.forms[rank]])
            if not one.whole[rank]:  # a part of the question is no correction of it
                spans = [replace(span, read_as=None) for span in spans]
            one.spans.append(spans)


def _forms(question: str) -> tuple[str, ...]:
    """How a question is read: as it is, and by its last sentence where that is a question by itself."""
    *before, (start, end) = sentence_spans(question) or [(0, 0)]
    last = question[start:end]
    return (question, last) if before and last.endswith("?") else (question,)


def _agreed(readings: Sequence[Sequence[Span]]) -> list[Span]:
    """The spans of one passage by all its readings, each with its mean score, best first.

    What a reading did not find counts as a little worse than the worst that it found.
    """
    if len(readings) == 1:
        return list(readings[0])
    by_place = [{(span.in_title, span.start, span.end): span for span in reading} for reading in readings]
    worst = [min((span.score for span in reading), default=_HOPELESS) - 1 for reading in readings]
    first = {place: span for found in reversed(by_place) for place, span in found.items()}
    read_as = next((span.read_as for span in readings[0]), None)
    means = {
        place: fmean(
            found[place].score if place in found else low for found, low in zip(by_place, worst, strict=True)
        )
        for place in first
    }
    order = sorted(first, key=lambda place: (-means[place], place))
    return [replace(first[place], score=means[place], read_as=read_as) for place in order]


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text.lower()))
