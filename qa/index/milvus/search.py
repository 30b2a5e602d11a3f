"""The two rankings of an index in Milvus.

Milvus's hybrid search could fuse them in one request, by reciprocal ranks or by weighted scores. It is not
used for answers: our fusion stretches each ranking's scores to 0..1 first, which finds more (see
``qa.retrieval``) and which Milvus does not offer, and the answer's confidence was fitted on both scores of a
hit, of which a fused request returns neither. Two requests instead of one cost a round trip.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

from qa.index.milvus import texts
from qa.index.milvus.articles import Articles, passage_of
from qa.index.milvus.client import Connection, Row
from qa.index.milvus.filters import SourceCheck, expression
from qa.index.milvus.schema import Names, search_params
from qa.index.where import Bounds
from qa.types import EVERYTHING, Embedder, Filter, Hit, Passage

_FIELDS = ("article", "start", "stop", "text")
_LEAST_DEPTH = 128  # hits asked of Milvus at least
_MOST_DEPTH = 16_384  # that it returns at most
_WORD_WEIGHT = 2.0  # of a word in a question's terms: see ``texts.question_terms``

_Made = Callable[[Passage, int, float], Hit]


class Rankings:
    """Searches one generation of an index."""

    def __init__(self, connection: Connection, names: Names, articles: Articles) -> None:
        """Search these collections."""
        self._connection = connection
        self._names = names
        self._articles = articles
        self.index_type = connection.index_type(names.passages, "vector")

    def dense(self, vectors: Sequence[Any], k: int, where: Filter = EVERYTHING) -> list[list[Hit]]:
        """The best hits by inner product."""
        return self._search("vector", vectors, k, where, _dense_hit)

    def lexical(self, questions: Sequence[str], k: int, where: Filter = EVERYTHING) -> list[list[Hit]]:
        """The best hits by BM25."""
        terms = [texts.question_terms(question) for question in questions]
        asked = [text for text in terms if text]  # Milvus takes no question without a word
        found = iter(self._search("sparse", asked, k, where, _lexical_hit))
        return [next(found) if text else [] for text in terms]

    def _search(
        self, field: str, queries: Sequence[Any], k: int, where: Filter, made: _Made
    ) -> list[list[Hit]]:
        bounds = Bounds.of(where)
        if k <= 0 or not queries or (bounds.source is not None and bounds.source.hopeless):
            return [[] for _ in queries]
        depth = _depth(k)
        while True:
            params = search_params(self.index_type, depth) if field == "vector" else {}
            found = self._connection.search(
                self._names.passages,
                field,
                queries,
                depth,
                params=params,
                expression=expression(bounds),
                fields=_FIELDS,
            )
            for hit in (hit for hits in found for hit in hits) if field == "sparse" else ():
                hit["distance"] = abs(hit["distance"])  # Milvus Lite gives BM25 the sign of a distance
            kept = self._visible(found, SourceCheck(bounds))
            short = [len(own) < k and len(all_) >= depth for own, all_ in zip(kept, found, strict=True)]
            if not any(short) or depth >= _MOST_DEPTH:
                return [self._hits(own[:k], made) for own in kept]
            depth = min(4 * depth, _MOST_DEPTH)

    def _visible(self, found: Sequence[Sequence[Row]], check: SourceCheck) -> list[list[tuple[Row, str]]]:
        """The rows that their articles cover, best first, ties by id, each with the id of its article."""
        keys = {hit["entity"]["article"] for hits in found for hit in hits}
        articles = self._articles.seen(keys)
        passing = {
            key: range(row["first"], row["first"] + row["count"])
            for key, row in articles.items()
            if check.passes(json.loads(row["source"]))
        }
        ids = {key: texts.unescaped(articles[key]["id"]) for key in passing}
        return [
            [
                ({**hit["entity"], "id": hit["id"], "score": hit["distance"]}, ids[hit["entity"]["article"]])
                for hit in sorted(hits, key=lambda hit: (-hit["distance"], hit["id"]))
                if hit["id"] in passing.get(hit["entity"]["article"], ())
            ]
            for hits in found
        ]

    def _hits(self, rows: Sequence[tuple[Row, str]], made: _Made) -> list[Hit]:
        return [
            made(passage_of(row, article_id, self._articles), rank, row["score"])
            for rank, (row, article_id) in enumerate(rows, 1)
        ]


def _dense_hit(passage: Passage, rank: int, score: float) -> Hit:
    return Hit(passage, score, dense_rank=rank, dense_score=score)


def _lexical_hit(passage: Passage, rank: int, score: float) -> Hit:
    bm25 = score / _WORD_WEIGHT
    return Hit(passage, bm25, lexical_rank=rank, lexical_score=bm25)


def _depth(k: int) -> int:
    """How many hits to ask for: the same for most ``k``, so that a greater ``k`` only shows more of them."""
    depth = _LEAST_DEPTH
    while depth < k:
        depth *= 4
    return min(depth, _MOST_DEPTH)


class DenseRanking:
    """The dense ranking, as a Retriever."""

    def __init__(self, rankings: Rankings, embedder: Embedder) -> None:
        """Embed questions with this embedder."""
        self._rankings = rankings
        self._embedder = embedder

    def search(self, questions: Sequence[str], k: int, where: Filter = EVERYTHING) -> list[list[Hit]]:
        """Embed the questions, and search for all of them in one request."""
        return self._rankings.dense(list(self._embedder.embed(questions)), k, where)


class LexicalRanking:
    """The lexical ranking, as a Retriever."""

    def __init__(self, rankings: Rankings) -> None:
        """Search these rankings."""
        self._rankings = rankings

    def search(self, questions: Sequence[str], k: int, where: Filter = EVERYTHING) -> list[list[Hit]]:
        """Search the words of all questions in one request."""
        return self._rankings.lexical(questions, k, where)
