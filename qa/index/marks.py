"""Recognising stored articles far from the index, at eight bytes an article.

A mark is a 64-bit hash of the three things that decide whether an article is stored anew: its id, the digest
of its text and the digest of everything else about it. Whoever prepares articles elsewhere skips those whose
mark is there; the index compares the digests themselves again. So a mark that two articles share, one pair in
ten million times ten million, costs embedding an article in the writing process, and nothing else.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import numpy as np

from qa.index.stored import details_of
from qa.types import Article, Marks


def marks_of(states: Iterable[tuple[str, bytes, bytes]]) -> Marks:
    """The marks of articles, sorted, from the id, digest and details of each."""
    marks = np.fromiter((_mark(*state) for state in states), np.uint64)
    marks.sort()
    return marks


def is_marked(marks: Marks, article: Article) -> bool:
    """Whether the article is stored as it is."""
    mark = np.uint64(_mark(article.id, bytes.fromhex(article.digest), details_of(article)))
    at = int(np.searchsorted(marks, mark))
    return at < len(marks) and bool(marks[at] == mark)


def _mark(article_id: str, digest: bytes, details: bytes) -> int:
    key = article_id.encode("utf-8", "surrogatepass") + digest + details  # the last two have fixed lengths
    return int.from_bytes(hashlib.blake2b(key, digest_size=8).digest(), "big")
