"""The road of a question: retrieve, read, judge. Each stage returns what it found as a value.

    Query -> retrieve -> Retrieved -> read -> Found -> judge -> Outcome

``Assistant``, ``Conversation``, evaluation, the fitting of the calibration and the workers of a cluster all
go this road, and learn what they need from its values.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from qa.answering.answerer import Answerer
from qa.answering.judging import Judged
from qa.answering.overview import overview
from qa.archive.asked import in_nobody_else_s, in_their_words
from qa.archive.spellings import Spellings
from qa.question.query import Query
from qa.question.speech import asked_words
from qa.question.time import UNDATED
from qa.reading import corrected, read
from qa.types import EVERYTHING, Answer, Hit, Index, Reader, Retriever, Span

_CONSIDERED = 50  # passages that time may move up among those that are read, however few these are
# What a doubling of a passage's distance from the time asked about costs, as a share of the range of scores
# of the passages considered. On 400 questions about real news the answer is among the first ten passages for
# 86.0 instead of 83.8 % of them.
_DOUBLING_COST = 0.09
# A follow-up is read in the articles last cited, too: their best passages, wherever they are ranked, take
# this share of those that are read. Of the turns of chats over real news 56.4 and 36.6 % are answered rightly
# so, and 54.7 and 35.8 % without (eval/news_chats.py, tuned and kept).
_STAYING = 1 / 3
_RANKED_TO_STAY = 200
_QUESTIONS_AT_ONCE = 16  # bounds the passages held and read at once, whatever the size of a batch


@dataclass(frozen=True, slots=True)
class Retrieved:
    """The passages found for a question."""

    query: Query
    ranking: Sequence[Hit]  # as the retriever ranked them, at least as deep as the query asks
    hits: Sequence[Hit]  # to read, best first
    timings: Mapping[str, float]  # seconds by stage


@dataclass(frozen=True, slots=True)
class Found:
    """The spans found in them. Where a slip was mended, the query is the mended one."""

    query: Query
    ranking: Sequence[Hit]
    hits: Sequence[Hit]  # that were read, but for those that an early answer left unread
    spans: Sequence[Span]  # best first
    timings: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Outcome:
    """The answer, and the judged candidates that it was chosen from, best first."""

    found: Found
    candidates: Sequence[Judged]
    answer: Answer


@dataclass(frozen=True, slots=True)
class Pipeline:
    """The stages over one index."""

    index: Index
    retriever: Retriever
    reader: Reader
    answerer: Answerer
    depth: int = 15  # passages read for a question that does not say how many
    spellings: Spellings = field(default_factory=Spellings)  # of names, where quotations are looked for

    def run(self, queries: Sequence[Query]) -> list[Outcome]:
        """All stages, for any number of questions, in their order."""
        outcomes: list[Outcome] = []
        for first in range(0, len(queries), _QUESTIONS_AT_ONCE):
            part = queries[first : first + _QUESTIONS_AT_ONCE]
            outcomes += [self.judge(found) for found in self.read(self.retrieve(part))]
        return outcomes

    def retrieve(self, queries: Sequence[Query]) -> list[Retrieved]:
        """The passages to read for each question; those of the time it speaks of move up some ranks.

        Raises:
            ValueError: the questions differ in which articles may answer.
        """
        if not queries:
            return []
        began = time.perf_counter()
        [where] = {query.where for query in queries}
        depth = max(max(query.ranked, query.depth, _considered(query)) for query in queries)
        rankings = self.retriever.search([query.searched for query in queries], depth, where)
        hits = [self._to_read(query, ranking) for query, ranking in zip(queries, rankings, strict=True)]
        timings = {"retrieve": (time.perf_counter() - began) / len(queries)}
        return [Retrieved(*one, timings) for one in zip(queries, rankings, hits, strict=True)]

    def read(self, retrieved: Sequence[Retrieved]) -> list[Found]:
        """The spans of each question; a mistyped one is searched and read again as it was understood."""
        found = self._read(retrieved)
        meant = {
            place: replace(one.query, text=right)
            for place, one in enumerate(found)
            if (right := corrected(one.query.text, one.hits, one.spans))
        }
        if meant:
            for place, one in zip(meant, self._read(self.retrieve(list(meant.values()))), strict=True):
                spent = {stage: found[place].timings[stage] + more for stage, more in one.timings.items()}
                found[place] = replace(one, timings=spent)
        return found

    def judge(self, found: Found) -> Outcome:
        """The answer of what was read; where nothing was, because no article may answer, it says so."""
        answer, judged = self.answerer.answer(found.query, found.hits, found.spans, found.timings)
        topic = found.query.topic
        if topic is not None and (topic.demanded or answer.kind == "none" or answer.unsure):
            answer = self._told_about(found, answer)
        where = found.query.where
        if not found.ranking and where != EVERYTHING and not self.index.listed(where, 0)[0]:
            answer = replace(answer, filtered_out=True)
        asked = asked_words(found.query.text)
        if asked is not None:
            answer = in_their_words(answer, self.index, asked, found.query.within, self.spellings)
        elif found.query.speech is not None and found.query.speech.exclusive:
            answer = in_nobody_else_s(answer, self.index, found.query.speech.asked_of, self.spellings)
        return Outcome(found, judged, answer)

    def _told_about(self, found: Found, answer: Answer) -> Answer:
        """What the articles say on a topic; where that is nothing, the reader's answer, if it has one."""
        told = overview(found.query, found.ranking, self.index)
        if told.kind == "none" or told.confidence < self.answerer.judge.threshold:
            return answer
        return replace(told, timings=answer.timings)

    def _read(self, retrieved: Sequence[Retrieved]) -> list[Found]:
        began = time.perf_counter()
        spans = read(
            self.reader,
            [one.query.text for one in retrieved],
            # What is to be told about is chosen without the reader.
            [() if one.query.demanded is not None else one.hits for one in retrieved],
            sure_scores=[self.answerer.judge.sure_score(one.query) for one in retrieved],
            puts=[one.query.put_to for one in retrieved],
        )
        seconds = (time.perf_counter() - began) / max(len(retrieved), 1)
        return [
            Found(one.query, one.ranking, one.hits, its_spans, {**one.timings, "read": seconds})
            for one, its_spans in zip(retrieved, spans, strict=True)
        ]

    def _to_read(self, query: Query, ranking: Sequence[Hit]) -> list[Hit]:
        """The hits to read: each moved by what its article's date says, ties in the order given."""
        considered = ranking[: max(query.depth, _CONSIDERED)]
        if not considered:
            return []
        distances = [query.time.distance(hit.passage.published) for hit in considered]
        doubling = _DOUBLING_COST * (considered[0].score - considered[-1].score)
        costs = [doubling * (UNDATED if distance is None else distance) for distance in distances]
        places = [cost - hit.score for cost, hit in zip(costs, considered, strict=True)]
        order = sorted(range(len(considered)), key=lambda rank: (places[rank], rank))
        return _staying(query, [considered[rank] for rank in order[: query.depth]], ranking)


def _considered(query: Query) -> int:
    return _CONSIDERED if query.before is None else _RANKED_TO_STAY


def _staying(query: Query, hits: list[Hit], ranking: Sequence[Hit]) -> list[Hit]:
    """The hits to read, the last of them given up for passages of the articles that the talk is in."""
    if query.before is None:
        return hits
    inside = [hit for hit in ranking if hit.passage.title in query.before.titles]
    inside = inside[: round(_STAYING * query.depth)]
    staying = {hit.passage.id for hit in inside}
    others = [hit for hit in hits if hit.passage.id not in staying][: query.depth - len(staying)]
    kept = staying | {hit.passage.id for hit in others}
    in_order = {hit.passage.id: hit for hit in [*hits, *inside]}
    return [hit for i, hit in in_order.items() if i in kept]
