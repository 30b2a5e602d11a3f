"""Judged proposals to an answer: cited, or withheld with the passages that came closest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from qa.answering.alternatives import alternatives
from qa.answering.bulleted import bulleted, without_rivals
from qa.answering.citing import Citer
from qa.answering.disagreement import disagreement, repeats
from qa.answering.earlier import earlier, newest_first
from qa.answering.items import all_items, items_of, naming, numbered
from qa.answering.judging import Judge, Judged
from qa.answering.narrowing import narrowed
from qa.answering.proposing import proposals
from qa.answering.telling import deciding, telling
from qa.language.bullets import BulletList
from qa.language.sections import without_marks
from qa.question.query import Query
from qa.types import Answer, Articles, Candidate, Citation, Hit, Span

MAX_CANDIDATES = 6
MAX_CITATIONS = 5  # of one candidate
MAX_CLOSEST = 3


class Answerer:
    """Turns the spans that were read for a question into an answer.

    Args:
        articles: knows the articles and which of them tell one story.
        judge: weighs the candidates.
    """

    def __init__(self, articles: Articles, judge: Judge) -> None:
        self._articles = articles
        self.judge = judge

    def judged_by(self, judge: Judge) -> Answerer:
        """The same with another judge."""
        return Answerer(self._articles, judge)

    def answer(
        self,
        query: Query,
        hits: Sequence[Hit],
        spans: Sequence[Span],
        timings: Mapping[str, float] | None = None,
    ) -> tuple[Answer, list[Judged]]:
        """The answer to one question, and the judged candidates that it was chosen from, best first.

        Args:
            query: the question.
            hits: the passages that were read, best first.
            spans: what was found in them, best first (see :func:`qa.reading.read`).
            timings: seconds by stage, passed through.
        """
        citer = Citer(self._articles.article)
        found = narrowed(query, spans)
        lists = bulleted(query, found, citer.article)
        distinct = without_rivals(found, lists)
        proposed = proposals(hits, distinct, citer.article, self._articles.families, lists)
        judged = newest_first(query, self.judge.judge(query, naming(query, proposed)), self.judge)
        return self._answer(query, hits, judged, citer, timings or {}), judged

    def _answer(
        self,
        query: Query,
        hits: Sequence[Hit],
        judged: Sequence[Judged],
        citer: Citer,
        timings: Mapping[str, float],
    ) -> Answer:
        candidates = _no_likelier([_candidate(query, one, citer) for one in judged[:MAX_CANDIDATES]])
        if query.yes_no:
            candidates = _sentences(candidates)
        if not judged or judged[0].withheld:
            return Answer(
                question=query.asked,
                resolved_question=query.text,
                kind="none",
                text=None,
                confidence=candidates[0].confidence if candidates else 0.0,
                citations=(),
                alternatives=alternatives(query, candidates, answered=False),
                closest=_closest(query, hits, citer),
                timings=timings,
            )
        best = candidates[0]
        as_a_list = judged[0].proposal.whole is not None
        before = {} if query.yes_no or as_a_list else earlier(query, judged, candidates, self.judge)
        at_once = [
            place
            for place, one in enumerate(candidates)
            if not any(repeats(one.text, other.text) for other in before.values())
        ]
        return Answer(
            question=query.asked,
            resolved_question=query.text,
            kind="evidence" if query.yes_no else "span",
            text=best.text,
            confidence=best.confidence,
            citations=best.citations,
            alternatives=alternatives(query, candidates, answered=True),
            timings=timings,
            conflict=() if query.yes_no or as_a_list else self._conflict(query, judged, candidates, at_once),
            earlier=tuple(before.values()),
            age=judged[0].age,
            support=best.support,
            articles=best.articles,
            items=best.items if as_a_list else all_items(query, best.items, judged, citer),
            unsure=best.confidence < self.judge.calibration.reliable,
        )

    def _conflict(
        self,
        query: Query,
        judged: Sequence[Judged],
        candidates: Sequence[Candidate],
        at_once: Sequence[int],
    ) -> tuple[Candidate, ...]:
        """The candidates that disagree with the best one, each as likely as if the others were not there.

        Of these places: what was said before disagrees with nothing, nor does what a correction takes back.
        """
        alone = {
            replace(
                candidates[place], confidence=self.judge.unrivalled(judged[place], judged[0])
            ): candidates[place]
            for place in at_once
            if place == 0 or not judged[place].features["retracted"]
        }
        found = disagreement(query.text, _of_its_time(list(alone), query), self.judge.threshold)
        return tuple(alone[candidate] for candidate in found)


def _no_likelier(candidates: Sequence[Candidate]) -> list[Candidate]:
    """The candidates, none with more confidence than the first, which is judged by more than that."""
    most = candidates[0].confidence if candidates else 0.0
    return [replace(one, confidence=min(one.confidence, most)) for one in candidates]


def _candidate(query: Query, judged: Judged, citer: Citer) -> Candidate:
    proposal = judged.proposal
    if proposal.whole is not None:
        return _of_list(judged, proposal.whole, citer)
    spans = proposal.spans[:MAX_CITATIONS]
    if query.yes_no:
        spans = tuple(deciding(query, span) for span in spans)
    cited = [citer.span(number, span) for number, span in enumerate(spans, 1)]
    if not judged.withheld:
        # Finding who said it costs as much as all the rest of a citation: only where it could be shown.
        cited = [citer.attributed(citation) for citation in cited]
    return Candidate(
        text=proposal.best.text,
        confidence=judged.confidence,
        score=proposal.best.score,
        support=proposal.stories,
        citations=tuple(cited),
        articles=len(proposal.articles),
        items=items_of(query, judged, citer),
    )


def _of_list(judged: Judged, whole: BulletList, citer: Citer) -> Candidate:
    """The candidate that is all of a list, cited with what leads it in."""
    passage = judged.proposal.best.passage
    cited = citer.cite(1, passage, whole.start, whole.end)
    text = citer.article(passage.article_id).text
    start = whole.start if text.startswith("#", whole.lead[0]) else whole.lead[0]  # a heading is shown anyway
    return Candidate(
        text=cited.quote,
        confidence=judged.confidence,
        score=judged.proposal.best.score,
        support=1,
        citations=(replace(cited, sentence=text[start : whole.end], sentence_start=start),),
        items=numbered([citer.cite(1, passage, *item) for item in whole.items]),
    )


def _sentences(candidates: Sequence[Candidate]) -> list[Candidate]:
    """The candidates of a yes/no question: their sentences, each place once, without a verdict.

    A span reader asked "Did Russia annex Crimea?" points at "Russia annexed Crimea from Ukraine", and scores
    it as it scores an answer.
    """
    first: dict[tuple[str, int], Candidate] = {}
    for candidate in candidates:
        citation = candidate.citations[0]
        place = citation.article_id, citation.sentence_start
        first.setdefault(place, replace(candidate, text=without_marks(citation.sentence)))
    return list(first.values())


def _of_its_time(candidates: Sequence[Candidate], query: Query) -> list[Candidate]:
    """The first candidate, and those others of which at least one article is not of another time."""
    return [
        candidate
        for place, candidate in enumerate(candidates)
        if place == 0 or not all(query.time.rules_out(c.published) for c in candidate.citations)
    ]


def _closest(query: Query, hits: Sequence[Hit], citer: Citer) -> tuple[Citation, ...]:
    return tuple(
        citer.cite(number, hit.passage, *telling(query, hit.passage))
        for number, hit in enumerate(hits[:MAX_CLOSEST], 1)
    )
