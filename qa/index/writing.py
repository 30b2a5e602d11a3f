"""Following articles: skipping the unchanged, embedding the new, storing batch by batch.

Stored articles are recognised far from the index by their marks, at eight bytes an article. A mark is a
64-bit hash of the three things that decide whether an article is stored anew: its id, the digest of its text
and the digest of everything else about it. Whoever prepares articles elsewhere skips those whose mark is
there; the index compares the digests themselves again. So a mark that two articles share, one pair in ten
million times ten million, costs embedding an article in the writing process, and nothing else.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from qa.headings import searched_texts
from qa.index import families
from qa.index.fields import details_of
from qa.index.stored import Known
from qa.quotations.finding import heard
from qa.types import (
    Article,
    Embedder,
    IndexReport,
    Marks,
    Passage,
    Prepared,
    Progress,
    Speech,
    Vectors,
)

BATCH = 512  # passages embedded and stored together: some seconds of work, the most that a crash costs
_TEXTS_AT_ONCE = 1024  # given to the embedder in one call
_LOOKED_UP = 64  # articles looked up together: a server is asked once for so many
_CHARS_HELD = 2_000_000  # of the texts of articles that are held for that


class Splits(Protocol):
    """What the index needs of a splitter."""

    @property
    def signature(self) -> str:
        """Identifies the splitter's settings."""

    def split(self, article: Article) -> list[Passage]:
        """The article's passages, with ids of -1."""


@dataclass(frozen=True, slots=True)
class Written:
    """An article that is to be stored, with all that is stored of it."""

    article: Article
    known: Known | None  # what it replaces
    passages: Sequence[Passage]
    vectors: Vectors  # one a passage, float32[len(passages), dim]
    lead: families.Lead
    speeches: Sequence[Speech]  # what is reported in the article


class Store(Protocol):
    """What following articles needs of an engine."""

    def known(self, article_ids: Sequence[str]) -> dict[str, Known]:
        """Those of the articles that are stored, and as what."""

    def copies(self, digests: Sequence[bytes]) -> dict[bytes, Known]:
        """Of texts with these digests, a stored article each that has the same."""

    def reusable(self, replaced: Sequence[Known]) -> dict[str, Vectors]:
        """The vectors of passages that will be replaced, by what these are found by: float32[dim] each."""

    def write(self, batch: Sequence[Written]) -> None:
        """Store distinct articles, in the place of what they replace; of each all is stored, or nothing."""

    def remove(self, article_ids: Iterable[str]) -> int:
        """Forget articles; returns how many were there."""


@dataclass(frozen=True, slots=True)
class _Pending:
    article: Article
    known: Known | None
    passages: Sequence[Passage]
    vectors: Vectors | None  # None: still to be embedded
    alike: Known | None = None  # what may have the same passages: what is replaced, or a copy of the text
    speeches: Sequence[Speech] | None = None  # None: still to be looked for


@dataclass(slots=True)
class _Tally:
    added: int = 0
    replaced: int = 0
    unchanged: int = 0
    passages: int = 0
    began: float = field(default_factory=time.monotonic)

    def progress(self, total: int | None) -> Progress:
        rate = self.passages / max(time.monotonic() - self.began, 1e-9)
        return Progress(self.added + self.replaced + self.unchanged, total, self.passages, rate)


def follow(
    store: Store,
    embedder: Embedder,
    splitter: Splits,
    articles: Iterable[Article | Prepared],
    after_batch: Callable[[Progress], None] = lambda progress: None,
    total: int | None = None,
) -> IndexReport:
    """Store what is new or changed, batch by batch; ``after_batch`` hears of every batch.

    Articles that come prepared are neither split nor embedded here; everything else is the same for them.
    """
    tally = _Tally()
    pending: dict[str, _Pending] = {}
    waiting = 0

    def flush() -> None:
        nonlocal waiting
        _store(store, embedder, list(pending.values()), tally)
        pending.clear()
        waiting = 0

    for group in _distinct(articles):
        if pending.keys() & group.keys():  # the same article twice in one run: the later one wins
            flush()
        known = store.known(list(group))
        new = [one for one in group.values() if isinstance(one, Article) and one.id not in known]
        copies = store.copies([bytes.fromhex(article.digest) for article in new]) if new else {}
        for arrived in group.values():
            article = article_of(arrived)
            before = known.get(article.id)
            if before is not None and _same(before, article):
                tally.unchanged += 1
                if tally.unchanged % BATCH == 0:
                    after_batch(tally.progress(total))
                continue
            if isinstance(arrived, Prepared):
                item = _Pending(article, before, arrived.passages, arrived.vectors, speeches=arrived.speeches)
            else:
                alike = before or copies.get(bytes.fromhex(article.digest))
                item = _Pending(article, before, splitter.split(article), None, alike)
            pending[article.id] = item
            waiting += len(item.passages)
            if waiting >= BATCH or len(pending) >= BATCH:
                flush()
                after_batch(tally.progress(total))
    flush()
    after_batch(tally.progress(total))
    return IndexReport(tally.added, tally.replaced, tally.unchanged, 0, tally.passages)


def _distinct(articles: Iterable[Article | Prepared]) -> Iterator[dict[str, Article | Prepared]]:
    """Groups of distinct articles, by id, small enough to be held and looked up at once.

    Of prepared ones no more than a batch is held back, for what is held is lost when this process is.
    """
    group: dict[str, Article | Prepared] = {}
    chars = passages = 0
    for arrived in articles:
        article = article_of(arrived)
        if article.id in group:
            yield group
            group, chars, passages = {}, 0, 0
        group[article.id] = arrived
        chars += len(article.text)
        passages += len(arrived.passages) if isinstance(arrived, Prepared) else 0
        if len(group) >= _LOOKED_UP or chars >= _CHARS_HELD or passages >= BATCH:
            yield group
            group, chars, passages = {}, 0, 0
    if group:
        yield group


def article_of(arrived: Article | Prepared) -> Article:
    """The article itself, prepared or not."""
    return arrived.article if isinstance(arrived, Prepared) else arrived


def _same(known: Known, article: Article) -> bool:
    return known.digest == bytes.fromhex(article.digest) and known.details == details_of(article)


def _store(store: Store, embedder: Embedder, batch: Sequence[_Pending], tally: _Tally) -> None:
    if not batch:
        return
    vectors = _vectors(store, embedder, batch, tally)
    written, at = [], 0
    for item in batch:
        own = vectors[at : at + len(item.passages)]
        lead = families.lead_of(item.article, own)
        said = heard(item.article) if item.speeches is None else item.speeches
        written.append(Written(item.article, item.known, item.passages, own, lead, said))
        at += len(item.passages)
    store.write(written)
    tally.added += sum(item.known is None for item in batch)
    tally.replaced += sum(item.known is not None for item in batch)


def _vectors(store: Store, embedder: Embedder, batch: Sequence[_Pending], tally: _Tally) -> Vectors:
    """One vector a passage; what a replaced article or a copy said already is not embedded again."""
    alike = [item.alike for item in batch if item.alike is not None]
    stored = store.reusable(alike) if alike else {}
    vectors = np.empty((sum(len(item.passages) for item in batch), embedder.dim), np.float32)
    missing: dict[int, str] = {}  # row: text
    row = 0
    for item in batch:
        if item.vectors is not None:
            vectors[row : row + len(item.passages)] = item.vectors
            tally.passages += len(item.passages)
        else:
            for at, words in enumerate(searched_texts(item.article, item.passages), row):
                # Without the title: with it, recall@10 of the fused ranking on SQuAD is 98.2 % and not
                # 97.8 %, within the noise of 2,000 questions, and embedding takes longer
                # (eval/results/retrieval-squad.md).
                if words in stored:
                    vectors[at] = stored[words]
                else:
                    missing[at] = words
        row += len(item.passages)
    vectors[list(missing)] = embed(list(missing.values()), embedder)
    tally.passages += len(missing)
    return vectors


def embed(texts: Sequence[str], embedder: Embedder) -> Vectors:
    """Embed any number of texts in bounded calls."""
    parts = [embedder.embed(texts[at : at + _TEXTS_AT_ONCE]) for at in range(0, len(texts), _TEXTS_AT_ONCE)]
    return np.concatenate([np.empty((0, embedder.dim), np.float32), *parts])


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
