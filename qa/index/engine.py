"""What every engine of an index does alike: how articles are stored, read and ranked."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Protocol, Self

from qa.headings import with_headings
from qa.index.manifest import Identity
from qa.index.writing import Splits, Store, follow, marks_of
from qa.types import (
    EVERYTHING,
    Article,
    Articles,
    Embedder,
    Filter,
    IndexReport,
    Marks,
    Passage,
    Prepared,
    Progress,
    Scored,
    SpeakerCount,
    Speech,
    Vectors,
)

_LEAST_DEPTH = 128  # hits of any search


class Shelf(Articles, Protocol):
    """The articles that an engine holds."""

    def article_ids(self) -> Iterator[str]:
        """The ids of all articles, in the order of storing."""

    def titles(self, limit: int) -> list[str]:
        """At most ``limit`` titles, those of the articles stored last."""

    def listed(self, where: Filter, limit: int, *, oldest: bool = False) -> tuple[int, list[str]]:
        """How many articles a filter lets through, and at most ``limit`` of their ids, ordered by date."""

    def states(self) -> Iterator[tuple[str, bytes, bytes]]:
        """Id, digest and digest of the details of every article."""

    def passages(self, ids: Sequence[int]) -> Mapping[int, Passage]:
        """The passages with these ids that are still there."""

    def speeches(self, article_ids: Sequence[str]) -> list[tuple[Speech, ...]]:
        """The reported speech of each article, in its order; nothing for an unknown one."""

    def speakers(self, surname: str | None = None, where: Filter = EVERYTHING) -> list[SpeakerCount]:
        """Who is reported to speak, each spelling by itself; only those of a folded last word, if given."""

    def spoken(self, names: Sequence[str], where: Filter, most: int) -> list[str]:
        """At most ``most`` articles in which one of these speaks, or anybody, newest first."""


class Search(Protocol):
    """How an engine finds passages; each ranking is best first, with ties by id."""

    def dense(self, vectors: Vectors, k: int, where: Filter) -> list[list[Scored]]:
        """Cosines of at most ``k`` passages a question; ``vectors``: of the questions, float32[n, dim]."""

    def lexical(self, questions: Sequence[str], k: int, where: Filter) -> list[list[Scored]]:
        """BM25 of at most ``k`` passages a question."""


@dataclass(frozen=True, slots=True)
class Scores:
    """Implements ``qa.types.Ranking``."""

    scored: Callable[[Sequence[str], int, Filter], list[list[Scored]]]

    def scores(self, questions: Sequence[str], k: int, where: Filter = EVERYTHING) -> list[list[Scored]]:
        """See ``qa.types.Ranking``."""
        return self.scored(questions, k, where)


class Engine(ABC):
    """Implements what an engine shares with the others of ``qa.types.Index``, which documents it."""

    def __init__(self, embedder: Embedder, splitter: Splits, shelf: Shelf, search: Search) -> None:
        self._embedder = embedder
        self._splitter = splitter
        self._shelf = shelf
        # The questions are all that is ever embedded to answer.
        self.dense = Scores(
            lambda questions, *wanted: search.dense(embedder.embed_questions(questions), *wanted)
        )
        self.lexical = Scores(search.lexical)
        # These are asked of the index and answered by its parts as they are.
        self.article, self.families, self.titles = shelf.article, shelf.families, shelf.titles
        self.listed = shelf.listed
        self.speeches, self.speakers, self.spoken = shelf.speeches, shelf.speakers, shelf.spoken

    def passages(self, ids: Sequence[int]) -> Mapping[int, Passage]:
        """The passages with these ids that are still there, with the headings of their tables."""
        found = self._found(ids)
        headed = with_headings(list(found.values()), lambda article_id: self.article(article_id).text)
        return dict(zip(found, headed, strict=True))

    def _found(self, ids: Sequence[int]) -> Mapping[int, Passage]:
        return self._shelf.passages(ids)

    @abstractmethod
    def _writing(self) -> Store:
        """What is written to. Raises IndexBusy where the index was opened for reading only."""

    @abstractmethod
    def _batch_stored(self) -> None:
        """A run of indexing goes on after this batch."""

    @abstractmethod
    def _run_stored(self, report: IndexReport) -> None:
        """A run of indexing is over."""

    @abstractmethod
    def close(self) -> None:
        """Release files, locks and connections."""

    def add(
        self,
        articles: Iterable[Article | Prepared],
        *,
        on_progress: Callable[[Progress], None] = lambda progress: None,
        total: int | None = None,
    ) -> IndexReport:
        """Store articles; ``on_progress`` is called after each stored batch."""

        def after_batch(progress: Progress) -> None:
            self._batch_stored()
            on_progress(progress)

        report = follow(self._writing(), self._embedder, self._splitter, articles, after_batch, total)
        self._run_stored(report)
        return report

    def article_ids(self) -> list[str]:
        """The ids of all articles, in the order of storing."""
        return list(self._shelf.article_ids())

    def marks(self) -> Marks:
        """What the stored articles are recognised by."""
        return marks_of(self._shelf.states())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def depth_for(wanted: float, times: int = 4) -> int:
    """How many hits to ask for: the same for most ``wanted``, so that more only shows more of them."""
    depth = _LEAST_DEPTH
    while depth < wanted:
        depth *= times
    return depth


def identity_of(embedder: Embedder, splitter: Splits) -> Identity:
    """What an index made with these is made with."""
    return Identity(
        embedder=embedder.name,
        fingerprint=embedder.fingerprint,
        dim=embedder.dim,
        splitter=splitter.signature,
    )
