"""Spans to an answer: grouped, calibrated, cited, or withheld."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from qa.answering.answer_form import form_evidence
from qa.answering.citing import Citer
from qa.answering.comparing import normalised
from qa.answering.disagreement import confirmed, disagreement
from qa.answering.evidence import as_evidence, is_yes_no
from qa.answering.speaker_evidence import speaker_evidence
from qa.answering.time_preference import TimePreference, of_its_time, preferred_candidates
from qa.answering.weighing import Evidence, weighed
from qa.models.calibration import Calibration, Features, withheld
from qa.types import Answer, Articles, Candidate, Citation, Hit, Span

MAX_ALTERNATIVES = 5
MAX_CITATIONS = 5  # of one candidate
MAX_CLOSEST = 3
MOST_MARGIN = 20.0  # what a candidate without a rival has

# Spans looked at, best first: with a thousand passages the rest are hopeless, and comparing all is quadratic.
_MOST_SPANS = 300

# A candidate's further spans count as support where the reader prefers them to "not in this passage".
_SUPPORTING_SCORE = 0.0


@dataclass(slots=True)
class _Group:
    """Spans that give one answer, best first."""

    spans: list[Span]
    texts: set[str] = field(default_factory=set)  # normalised

    @property
    def best(self) -> Span:
        return self.spans[0]


class Answerer:
    """Turns the spans that were read for a question into an answer.

    Args:
        index: knows the articles and which of them tell one story.
        calibration: gives candidates their confidence.
        threshold: least confidence to answer; None for the fitted one.
    """

    def __init__(self, index: Articles, calibration: Calibration, threshold: float | None = None) -> None:
        self._index = index
        self._calibration = calibration
        self.threshold = calibration.threshold if threshold is None else threshold

    @property
    def sure_score(self) -> float | None:
        """The score of a span that settles a question: see :func:`qa.reading.read`."""
        return self._calibration.sure_score

    def answer(
        self,
        question: str,
        resolved: str,
        hits: Sequence[Hit],
        spans: Sequence[Span],
        timings: Mapping[str, float] | None = None,
        preference: TimePreference | None = None,
        evidence: Sequence[Evidence] = (),
    ) -> Answer:
        """The answer to one question.

        Args:
            question: as it was asked.
            resolved: as it was searched.
            hits: the passages that were read, best first.
            spans: what was found in them, best first (see :func:`qa.reading.read`).
            timings: seconds by stage, passed through.
            preference: what question and day say about the dates of the answer.
            evidence: what else is known of the question, beside what its own words say.
        """
        citer = Citer(self._index.article)
        candidates = self.candidates(hits, spans, citer, preference)
        yes_no = is_yes_no(resolved)
        if yes_no:
            candidates = as_evidence(candidates)
        told = (speaker_evidence(resolved), form_evidence(resolved), *evidence)
        speaking = [one for one in told if one is not None]
        if speaking:
            candidates = weighed(candidates, speaking, self._index.article)
        candidates = [self._with_speakers(candidate, citer) for candidate in candidates]
        if preference is not None:
            candidates = preferred_candidates(candidates, preference, self.threshold)
        confidence = candidates[0].confidence if candidates else 0.0
        if not candidates or withheld(confidence, self.threshold):
            return Answer(
                question=question,
                resolved_question=resolved,
                kind="none",
                text=None,
                confidence=confidence,
                citations=(),
                alternatives=tuple(candidates),
                closest=self._closest(hits, citer),
                timings=timings or {},
            )
        best = candidates[0]
        comparable = candidates if preference is None else of_its_time(candidates, preference)
        return Answer(
            question=question,
            resolved_question=resolved,
            kind="evidence" if yes_no else "span",
            text=best.text,
            confidence=confidence,
            citations=best.citations,
            alternatives=tuple(candidates[1:]),
            timings=timings or {},
            conflict=disagreement(resolved, comparable, self.threshold),
            support=best.support,
            articles=best.articles,
        )

    def candidates(
        self,
        hits: Sequence[Hit],
        spans: Sequence[Span],
        citer: Citer,
        preference: TimePreference | None = None,
    ) -> list[Candidate]:
        """The distinct answers, most confident first; at most one more than ``MAX_ALTERNATIVES``.

        An answer of the time asked about competes only with answers of that time.
        """
        groups = _grouped(spans)[: MAX_ALTERNATIVES + 1]
        if not groups:
            return []
        articles = list(dict.fromkeys(span.passage.article_id for group in groups for span in group.spans))
        family = dict(zip(articles, self._index.families(articles), strict=True))
        places = {hit.passage.id: (rank, hit) for rank, hit in reversed(list(enumerate(hits, 1)))}
        untimely = [self._of_another_time(group, preference) for group in groups]
        candidates = []
        for number, group in enumerate(groups):
            others = [
                other.best.score
                for place, other in enumerate(groups)
                if place != number and (untimely[number] or not untimely[place])
            ]
            support = len({family[span.passage.article_id] for span in group.spans})
            rank, hit = places.get(group.best.passage.id, (len(hits) + 1, None))
            confidence = self._confidence(_features(group.best, others, support, rank, hit))
            candidates.append(
                Candidate(
                    text=group.best.text,
                    confidence=confidence,
                    score=group.best.score,
                    support=support,
                    citations=_cited(group.spans, citer),
                    articles=len({span.passage.article_id for span in group.spans}),
                )
            )
        return sorted(candidates, key=lambda candidate: (-candidate.confidence, -candidate.score))

    def _of_another_time(self, group: _Group, preference: TimePreference | None) -> bool:
        """Whether all articles that give an answer are of another time than the one asked about."""
        if preference is None or preference.neutral:
            return False
        articles = {span.passage.article_id for span in group.spans}
        return all(preference.rules_out(self._index.article(article).published) for article in articles)

    def _confidence(self, features: Features) -> float:
        fitted = self._calibration.confidence(features)
        if "support" in self._calibration.weights:
            return fitted  # it was fitted on support already
        return confirmed(fitted, int(features.support))

    def _with_speakers(self, candidate: Candidate, citer: Citer) -> Candidate:
        """The candidate with who said it in its citations, where it is confident enough to be shown."""
        # Finding who said it costs as much as all the rest of a citation: only where it could be shown.
        if withheld(candidate.confidence, self.threshold):
            return candidate
        return replace(candidate, citations=tuple(map(citer.attributed, candidate.citations)))

    def _closest(self, hits: Sequence[Hit], citer: Citer) -> tuple[Citation, ...]:
        return tuple(
            citer.cite(number, hit.passage.article_id, hit.passage.start, hit.passage.end)
            for number, hit in enumerate(hits[:MAX_CLOSEST], 1)
        )


def _cited(spans: Sequence[Span], citer: Citer) -> tuple[Citation, ...]:
    return tuple(
        citer.cite(number, span.passage.article_id, span.start, span.end)
        for number, span in enumerate(spans[:MAX_CITATIONS], 1)
    )


def _features(best: Span, others: Sequence[float], support: int, rank: int, hit: Hit | None) -> Features:
    margin = best.score - max(others) if others else MOST_MARGIN
    return Features(
        score=best.score,
        margin=max(-MOST_MARGIN, min(MOST_MARGIN, margin)),
        null_score=best.null_score,
        support=support,
        dense_score=(hit.dense_score if hit else None) or 0.0,
        rank=rank,
        answer_words=len(best.text.split()),
    )


def _grouped(spans: Sequence[Span]) -> list[_Group]:
    """Spans of one normalised text, or of one place, are one group; groups and their spans best first."""
    groups: list[_Group] = []
    for span in spans[:_MOST_SPANS]:
        text = normalised(span.text)
        if not any(map(str.isalnum, span.text)):
            continue  # a full stop or a quotation mark is no answer
        group = next((group for group in groups if text in group.texts or _overlaps(span, group)), None)
        if group is None:
            groups.append(_Group([span], {text}))
            continue
        if not _overlaps(span, group) and span.score > _SUPPORTING_SCORE:
            group.spans.append(span)
            group.texts.add(text)
    return groups


def _overlaps(span: Span, group: _Group) -> bool:
    return any(
        span.passage.article_id == other.passage.article_id
        and span.start < other.end
        and other.start < span.end
        for other in group.spans
    )
