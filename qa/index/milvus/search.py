"""The two rankings of an index in Milvus.

Milvus's hybrid search could fuse them in one request, by reciprocal ranks or by weighted scores. It is not
used for answers: our fusion stretches each ranking's scores to 0..1 first, which finds more (see
``qa.retrieval``) and which Milvus does not offer, and the answer's confidence was fitted on both scores of a
hit, of which a fused request returns neither. Two requests instead of one cost a round trip.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from qa.index.milvus import texts
from qa.index.milvus.articles import Articles, passage_of
from qa.index.milvus.client import Connection, Row
from qa.index.milvus.filters import SourceCheck, expression
from qa.index.milvus.schema import Names, search_params
from qa.index.where import Bounds
from qa.types import EVERYTHING, Filter, Passage, Scored, Vectors

_LEAST_DEPTH = 128  # hits asked of Milvus at least
_MOST_DEPTH = 16_384  # that it returns at most
_WORD_WEIGHT = 2.0  # of a word in a question's terms: see ``texts.question_terms``


class MilvusSearch:
    """Implements ``qa.index.engine.Search`` over one generation of an index, a batch in one request."""

    def __init__(self, connection: Connection, names: Names, articles: Articles) -> None:
        self._connection = connection
        self._names = names
        self._articles = articles
        self.index_type = connection.index_type(names.passages, "vector")

    def dense(self, vectors: Vectors, k: int, where: Filter = EVERYTHING) -> list[list[Scored]]:
        """The best passages by inner product."""
        return self._search("vector", list(vectors), k, where)

    def lexical(self, questions: Sequence[str], k: int, where: Filter = EVERYTHING) -> list[list[Scored]]:
        """The best passages by BM25."""
        terms = [texts.question_terms(question) for question in questions]
        asked = [text for text in terms if text]  # Milvus takes no question without a word
        found = iter(self._search("sparse", asked, k, where))
        return [[(i, score / _WORD_WEIGHT) for i, score in next(found)] if text else [] for text in terms]

    def passages(self, ids: Sequence[int]) -> Mapping[int, Passage]:
        """The passages with these ids that their articles cover."""
        fields = ["id", "article", "start", "stop", "text"]
        rows = self._connection.get(self._names.passages, ids, fields)
        articles = self._articles.believed({row["article"] for row in rows})
        return {
            row["id"]: passage_of(row, articles[row["article"]], self._articles)
            for row in rows
            if row["article"] in articles and row["id"] in _covered(articles[row["article"]])
        }

    def _search(self, field: str, queries: Sequence[Any], k: int, where: Filter) -> list[list[Scored]]:
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
                fields=("article",),
            )
            for hit in (hit for hits in found for hit in hits) if field == "sparse" else ():
                hit["distance"] = abs(hit["distance"])  # Milvus Lite gives BM25 the sign of a distance
            kept = self._visible(found, SourceCheck(bounds))
            short = [len(own) < k and len(all_) >= depth for own, all_ in zip(kept, found, strict=True)]
            if not any(short) or depth >= _MOST_DEPTH:
                return [own[:k] for own in kept]
            depth = min(4 * depth, _MOST_DEPTH)

    def _visible(self, found: Sequence[Sequence[Row]], check: SourceCheck) -> list[list[Scored]]:
        """What the articles cover that pass, best first, ties by id."""
        articles = self._articles.seen({hit["entity"]["article"] for hits in found for hit in hits})
        passing = {
            key: _covered(row) for key, row in articles.items() if check.passes(json.loads(row["source"]))
        }
        return [
            [
                (hit["id"], hit["distance"])
                for hit in sorted(hits, key=lambda hit: (-hit["distance"], hit["id"]))
                if hit["id"] in passing.get(hit["entity"]["article"], ())
            ]
            for hits in found
        ]


def _covered(row: Row) -> range:
    """The ids of the passages of an article's row."""
    return range(row["first"], row["first"] + row["count"])


def _depth(k: int) -> int:
    """How many hits to ask for: the same for most ``k``, so that a greater ``k`` only shows more of them."""
    depth = _LEAST_DEPTH
    while depth < k:
        depth *= 4
    return min(depth, _MOST_DEPTH)
