"""Story families: articles that tell the same story in mostly the same words.

News is reprinted: cut from the end, retitled, lightly edited. Candidates are found by MinHash over word
shingles of the lead (Broder 1997) with locality-sensitive hashing in bands of two, which still finds pairs
that share only a fifth or so of their shingles: true reprints often share no more (NEWS-COPY, Silcock et
al. 2022).
What is found is confirmed by the similarity of the leads' embeddings and by the dates.
"""

from __future__ import annotations

import functools
import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from qa.errors import IndexCorrupt
from qa.index.halves import unpacked
from qa.index.seals import seal
from qa.index.sql import Connection
from qa.index.where import day_range
from qa.types import Article, Vectors

if TYPE_CHECKING:
    from datasketch import MinHash

_WORD = re.compile(r"\w+")
_LEAD_CHARS = 3_000  # cuts are made from the end, so the lead is what reprints share
_SHINGLE = 3  # words
_LEAST_SHINGLES = 6  # of an article that is compared at all
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)  # Knuth's, from the golden ratio
_BANDS, _ROWS = 50, 2  # a pair that shares 30 % of its shingles meets with p = 0.99, 20 %: 0.87, 1 %: 0.005
_CANDIDATES = 20  # the nearest, confirmed one by one
_LEAD_PASSAGES = 10
LEAST_COSINE = 0.8  # of the leads' mean embeddings: cuts and light edits of a page stay above it
_WINDOW_DAYS = 31  # reprints of a story are published within a month


@dataclass(frozen=True, slots=True)
class Lead:
    """What decides to which story an article belongs."""

    bands: tuple[int, ...]  # int64 each; empty for an article too short to tell
    days: tuple[int, int] | None
    vector: Vectors  # mean of the first passages' vectors, float32[dim]


def lead_of(article: Article, vectors: Vectors) -> Lead:
    """``vectors``: of the article's passages, float32[passages, dim]."""
    return Lead(_bands(article.text[:_LEAD_CHARS]), day_range(article.published), _mean(vectors))


def _bands(text: str) -> tuple[int, ...]:
    shingles = _shingles(_WORD.findall(text.lower()))
    if len(shingles) < _LEAST_SHINGLES:
        return ()
    signature = _empty().copy()
    signature.update_batch(shingles.tolist())
    rows = signature.hashvalues.astype(np.uint64).reshape(_BANDS, _ROWS)
    mixed = np.arange(_BANDS, dtype=np.uint64)
    for at in range(_ROWS):
        mixed = (mixed + rows[:, at]) * _MULTIPLIER
        mixed ^= mixed >> np.uint64(29)
    return tuple((mixed * _MULTIPLIER).view(np.int64).tolist())


@functools.cache
def _empty() -> MinHash:
    """A signature of nothing; drawing its permutations costs more than using them."""
    from datasketch import MinHash  # brings half of scipy, which a question has no use for

    return MinHash(_BANDS * _ROWS, seed=1, hashfunc=int)  # shingles are hashes already


def _shingles(words: Sequence[str]) -> npt.NDArray[np.uint64]:
    """A 32-bit hash for each distinct run of three words."""
    hashes = np.array([zlib.crc32(word.encode("utf-8", "replace")) for word in words], np.uint64)
    mixed = np.zeros(max(len(words) - _SHINGLE + 1, 0), np.uint64)
    for at in range(_SHINGLE):
        mixed = mixed * _MULTIPLIER + hashes[at : at + len(mixed)]  # modulo 2**64
    return np.unique(mixed * _MULTIPLIER >> np.uint64(32))


def _mean(vectors: Vectors) -> Vectors:
    if not len(vectors):
        return np.zeros(vectors.shape[1], np.float32)
    mean: Vectors = vectors[:_LEAD_PASSAGES].mean(axis=0)
    return mean / max(float(np.linalg.norm(mean)), 1e-12)


def join(database: Connection, n: int, lead: Lead) -> None:
    """Put the stored article ``n`` into the family of the stories it repeats; inside a transaction."""
    same = [other for other in _candidates(database, lead.bands) if _same_story(database, lead, other)]
    if lead.bands:
        database.run_many("INSERT INTO bands VALUES (?, ?)", ((band, n) for band in set(lead.bands)))
    if not same:
        return
    marks = str([n, *same])
    families = database.rows(
        "SELECT DISTINCT family FROM articles WHERE n IN (SELECT value FROM json_each(?))", (marks,)
    )
    first = min(family for (family,) in families)
    for (family,) in families:
        if family != first:
            members = database.rows("SELECT n FROM articles WHERE family = ?", (family,))
            assign(database, [member for (member,) in members], first)


def assign(database: Connection, members: Sequence[int], family: int) -> None:
    """Put articles into a family; inside a transaction."""
    sql = "UPDATE articles SET family = ?, family_seal = ? WHERE n = ?"
    database.run_many(sql, ((family, seal(n, family), n) for n in members))


def _candidates(database: Connection, bands: Sequence[int]) -> list[int]:
    rows = database.rows(
        "SELECT n, count(*) AS shared FROM bands WHERE band IN (SELECT value FROM json_each(?)) "
        "GROUP BY n ORDER BY shared DESC, n LIMIT ?",
        (str(list(set(bands))), _CANDIDATES),
    )
    return [n for n, _ in rows]


def about_one_time(days: tuple[int, int], others: tuple[int, int]) -> bool:
    """Whether an article of some days, first and last, may be a reprint of one of others."""
    return max(days[0] - others[1], others[0] - days[1]) <= _WINDOW_DAYS


def _same_story(database: Connection, lead: Lead, other: int) -> bool:
    rows = database.rows(
        "SELECT first_day, last_day, first_passage, passages FROM articles WHERE n = ?", (other,)
    )
    if not rows:
        return False
    first, last, start, count = rows[0]
    if lead.days is not None and first is not None and not about_one_time(lead.days, (first, last)):
        return False
    rows = database.rows(
        "SELECT id, vector FROM vectors WHERE id >= ? AND id < ? ORDER BY id",
        (start, start + min(count, _LEAD_PASSAGES)),
    )
    if not rows:
        return False
    try:
        _, vectors = unpacked(rows, len(lead.vector))
    except ValueError as error:
        raise IndexCorrupt(f"the catalog has a vector that is not as it was stored ({error})") from error
    return float(_mean(vectors) @ lead.vector) >= LEAST_COSINE
