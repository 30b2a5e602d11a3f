"""Vectors for collections too large to embed, drawn like real ones.

A synthetic vector is drawn between one of 30,000 embedded passages of SQuAD 2.0 train and one of its thirty
nearest neighbours, and away from there by half a length, in a direction drawn with the covariance of the real
ones. A synthetic question has a cosine of 0.6 to some passage's vector, as real questions have, and goes away
from it in a direction drawn likewise. docs/benchmarks.md says how like real ones
they are. Embedding takes some minutes the first time; the vectors are kept in QA_WORK.
"""

from __future__ import annotations

import functools
import hashlib
import math
import random
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from eval.harness import WORK, Stopwatch, questions_of
from qa.index.writing import embed
from qa.models.embedder import load_embedder
from qa.passages import Splitter
from qa.settings import Settings
from qa.types import Vectors

FOLDER = WORK / "bench-index"
DIM = 384
REAL = 30_000  # real passages that the synthetic vectors are drawn from
NEIGHBOURS = 30
COSINE = 0.6  # of a question to its passage


class ClusteredEmbedder:
    """A vector among the real ones for every text; questions are told which vector they have."""

    name = "clustered"
    dim = DIM

    def __init__(self) -> None:
        self._real: Vectors = kept("real", real_vectors)
        self.fingerprint = hashlib.sha256(b"2" + self._real.tobytes()).hexdigest()
        self.known: dict[str, Vectors] = {}
        self.spent = Stopwatch()

    @functools.cached_property
    def _near(self) -> npt.NDArray[np.int32]:
        found: npt.NDArray[np.int32] = kept("near", lambda: neighbours(self._real))
        return found

    @functools.cached_property
    def _directions(self) -> Vectors:
        """What two of are added: drawing anew for each text would take most of the time."""
        return directions(3, REAL, self._real)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Unit-length float32[len(texts), dim]; what a text gets depends on nothing but the text."""
        if all(text in self.known for text in texts):
            return np.stack([self.known[text] for text in texts])
        with self.spent:
            digests = b"".join(hashlib.blake2b(text.encode(), digest_size=20).digest() for text in texts)
            pick, other, share, one, two = np.frombuffer(digests, np.uint32).reshape(-1, 5).T
            pick = pick % REAL
            between = (0.5 / 2**32 * share).astype(np.float32)[:, None]
            near = self._real[self._near[pick, other % NEIGHBOURS]]
            away = unit(self._directions[one % REAL] + self._directions[two % REAL])
            return unit((1 - between) * self._real[pick] + between * near + 0.5 * away)

    def embed_questions(self, questions: Sequence[str]) -> Vectors:
        """As ``embed``."""
        return self.embed(questions)

    def asked(self, own: Vectors) -> Vectors:
        """A question's vector for each passage's: float32 of the same shape."""
        away = directions(2, len(own), self._real)
        away = unit(away - np.sum(away * own, axis=1, keepdims=True) * own)
        return (COSINE * own + math.sqrt(1 - COSINE**2) * away).astype(np.float32)


def directions(seed: int, count: int, real: Vectors) -> Vectors:
    """Normal draws with the covariance of ``real``: float32[count, dim]."""
    spread = np.linalg.cholesky(np.cov(real.T)).T.astype(np.float32)
    return np.random.default_rng(seed).standard_normal((count, DIM), np.float32) @ spread


def unit(vectors: Vectors) -> Vectors:
    """Rows of length one."""
    made: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return made


def neighbours(real: Vectors) -> npt.NDArray[np.int32]:
    """The nearest other vectors of each: int32[len(real), NEIGHBOURS]."""
    found = []
    for at in range(0, len(real), 1000):
        cosines = real[at : at + 1000] @ real.T
        cosines[np.arange(len(cosines)), at + np.arange(len(cosines))] = -1
        found.append(np.argpartition(-cosines, NEIGHBOURS, axis=1)[:, :NEIGHBOURS].astype(np.int32))
    return np.concatenate(found)


def real_vectors() -> Vectors:
    """Embeddings of 30,000 passages of SQuAD 2.0 train."""
    articles = questions_of("squad-2.0-train").articles
    passages = [passage.text for article in articles for passage in Splitter().split(article)]
    random.Random(0).shuffle(passages)
    return embed(passages[:REAL], load_embedder(Settings()))


def kept(name: str, make: Callable[[], npt.NDArray[Any]]) -> npt.NDArray[Any]:
    """An array that is made once."""
    path = FOLDER / f"{name}-{REAL}.npy"
    if not path.exists():
        FOLDER.mkdir(parents=True, exist_ok=True)
        np.save(path, make())
    stored: npt.NDArray[Any] = np.load(path)
    return stored
