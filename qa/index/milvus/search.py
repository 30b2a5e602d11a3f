"""The two rankings of an index in Milvus.

Milvus's hybrid search could fuse them in one request, by reciprocal ranks or by weighted scores. It is not
used for answers: our fusion stretches each ranking's scores to 0..1 first, which finds more (see
``qa.retrieval``) and which Milvus does not offer, and the answer's confidence was fitted on both scores of a
hit, of which a fused request returns neither. Two requests instead of one cost a round trip.

An expression of Milvus may let through more than a filter does, never less: Milvus compares bytes where a
glob compares characters, and knows no sets of characters. So dates are decided by Milvus alone, and sources
by both: what its pattern lets through is held against the glob itself.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

from qa.index.engine import depth_for
from qa.index.milvus import texts
from qa.index.milvus.articles import Articles, covered
from qa.index.milvus.client import Connection, Row
from qa.index.milvus.schema import Names, search_params
from qa.index.where import Bounds, Glob, SourceCheck
from qa.types import EVERYTHING, Filter, Scored, Vectors

_MOST_DEPTH = 16_384  # hits that Milvus returns at most
_WORD_WEIGHT = 2.0  # of a word in a question's terms: see ``texts.question_terms``
_PLAIN = re.compile(r"[A-Za-z0-9 ./:@#+=,;~()!-]")
_ESCAPED = {"%": r"\\%", "_": r"\\_"}  # a backslash in a pattern is written twice in an expression


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

    def _search(self, field: str, queries: Sequence[Any], k: int, where: Filter) -> list[list[Scored]]:
        bounds = Bounds.of(where)
        if k <= 0 or not queries or bounds.hopeless:
            return [[] for _ in queries]
        depth = min(depth_for(k), _MOST_DEPTH)
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
            key: covered(row) for key, row in articles.items() if check.passes(json.loads(row["source"]))
        }
        return [
            [
                (hit["id"], hit["distance"])
                for hit in sorted(hits, key=lambda hit: (-hit["distance"], hit["id"]))
                if hit["id"] in passing.get(hit["entity"]["article"], ())
            ]
            for hits in found
        ]


def expression(bounds: Bounds) -> str:
    """What Milvus is asked to keep; empty where that is everything."""
    conditions = []
    if bounds.since is not None:
        conditions.append(f"last_day >= {bounds.since}")
    if bounds.until is not None:
        conditions.append(f"first_day <= {bounds.until}")
    if bounds.source is not None:
        pattern = _like(bounds.source)
        if pattern != "%":
            conditions.append(f'(source like "{pattern}" or source like "%/{pattern}")')
    return " and ".join(conditions)


def _like(glob: Glob) -> str:
    """A pattern that matches whatever the glob does."""
    found: list[str] = []
    for part in glob.parts:
        char = chr(part[0][0]) if part is not None and len(part) == 1 and part[0][0] == part[0][1] else ""
        if char in _ESCAPED:
            found.append(_ESCAPED[char])
        elif _PLAIN.fullmatch(char):
            found.append(char)
        elif found[-1:] != ["%"]:
            found.append("%")
    return "".join(found)
