"""The project's own ranking over whole paragraphs, for hundreds of thousands of questions.

What :class:`qa.retrieval.FusedRetriever` does over the passages of an index, a block of questions at a time.
Vectors and rankings are kept in a folder as they are made, so that a run that was stopped goes on.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property, partial
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from qa.index import lexical
from qa.index.stored import PassageRow
from qa.index.where import Bounds
from qa.retrieval import fused
from qa.settings import Settings
from qa.types import EVERYTHING, Embedder, Scored, Vectors

Places = npt.NDArray[np.int32]
Array = TypeVar("Array", bound=npt.NDArray[Any])

_DEPTH = Settings().candidates  # of either ranking, before they are fused
_NONE = -1  # fills a ranking that is too short
_AT_ONCE = 2048  # texts embedded, or questions ranked, between two files


class HybridRanking:
    """Ranks paragraphs by words, those of their titles among them, and by meaning.

    Args:
        paragraphs: what is ranked.
        titles: what the article of each paragraph is called.
        embedder: of paragraphs and questions; what it cuts off does not count.
        folder: where vectors and rankings are kept, those of other paragraphs or embedders beside them.
        say: told how far it is.
    """

    def __init__(
        self,
        paragraphs: Sequence[str],
        titles: Sequence[str],
        embedder: Embedder,
        folder: Path,
        say: Callable[[str], None],
    ) -> None:
        self._paragraphs, self._titles, self._embedder, self._say = paragraphs, titles, embedder, say
        self._folder = folder / _digest([embedder.fingerprint, *titles, *paragraphs])
        self._folder.mkdir(parents=True, exist_ok=True)
        self._ranked_yet = 0

    def __call__(self, questions: Sequence[str], k: int) -> list[list[int]]:
        """The places of the best ``k`` paragraphs for each question, best first."""
        found: list[list[int]] = []
        for first in range(0, len(questions), _AT_ONCE):
            block = questions[first : first + _AT_ONCE]
            path = self._folder / f"ranked-{_digest([str(k), *block])}.npy"
            found += _kept(path, partial(self._ranked, block, k)).tolist()
            self._ranked_yet += len(block)
            self._say(f"{self._ranked_yet} questions ranked")
        return [[place for place in row if place != _NONE] for row in found]

    def _ranked(self, questions: Sequence[str], k: int) -> Places:
        depth = min(_DEPTH, len(self._paragraphs))
        cosines, near = self._dense.search(self._embedder.embed(questions), depth)
        ranked = np.full((len(questions), k), _NONE, np.int32)
        for row, question in enumerate(questions):
            said = _pairs(*self._lexical.search(question, depth, Bounds.of(EVERYTHING)))
            best = [place for place, _ in fused(_pairs(near[row], cosines[row]), said)[:k]]
            ranked[row, : len(best)] = best
        return ranked

    @cached_property
    def _dense(self) -> Any:
        import faiss

        index = faiss.IndexFlatIP(self._embedder.dim)
        for vectors in self._vectors():
            index.add(vectors)
        return index

    def _vectors(self) -> Iterable[Vectors]:
        for first in range(0, len(self._paragraphs), _AT_ONCE):
            block = self._paragraphs[first : first + _AT_ONCE]
            path = self._folder / f"vectors-{first:08d}.npy"
            yield _kept(path, partial(self._embedder.embed, block))
            self._say(f"{first + len(block)} of {len(self._paragraphs)} paragraphs embedded")

    @cached_property
    def _lexical(self) -> lexical.LexicalIndex:
        path = self._folder / "lexical"
        if not path.is_dir():
            part = self._folder / "lexical.part"
            shutil.rmtree(part, ignore_errors=True)
            both = zip(self._paragraphs, self._titles, strict=True)
            rows = (PassageRow(place, text, title, "", None) for place, (text, title) in enumerate(both))
            lexical.write(part, None, np.empty(0, np.int64), rows)
            part.rename(path)
        return lexical.LexicalIndex(path)


def _kept(path: Path, make: Callable[[], Array]) -> Array:
    """The array in a file, which is made where it is not there; whole or not there."""
    if not path.is_file():
        part = path.with_suffix(".part")
        with part.open("wb") as out:
            np.save(out, make(), allow_pickle=False)
        part.rename(path)
    array: Array = np.load(path, allow_pickle=False)
    return array


def _pairs(places: npt.NDArray[Any], scores: npt.NDArray[Any]) -> list[Scored]:
    return list(zip(places.tolist(), scores.tolist(), strict=True))


def _digest(texts: Iterable[str]) -> str:
    digest = hashlib.sha256()
    for text in texts:
        digest.update(f"{len(text)}:{text}".encode("utf-8", "surrogatepass"))
    return digest.hexdigest()[:24]
