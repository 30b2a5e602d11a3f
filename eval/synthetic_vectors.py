"""Vectors for collections too large to embed, and how much they are like real ones.

    python -m eval.synthetic_vectors [--out eval/results/synthetic-vectors.json]

A synthetic vector is drawn between one of 30,000 embedded passages of SQuAD 2.0 train and one of its thirty
nearest neighbours, and away from there by half a length, in a direction drawn with the covariance of the real
ones. A synthetic question has a cosine of 0.6 to some passage's vector, as real questions have, and goes away
from it in a direction drawn likewise.

Run by itself, it compares both with the real passages and with 1,000 real questions: how near the neighbours
are, and which recall@10 an inverted file of 512 lists has when so many are scanned. It also builds the base
that the index itself would make of the real passages, and holds the recall that the index says it has against
that of the real questions. Embedding takes some minutes the first time; the vectors are kept in QA_WORK.
"""

from __future__ import annotations

import argparse
import functools
import hashlib
import json
import lzma
import math
import os
import random
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from qa.index.catalog import Catalog
from qa.index.manifest import Identity
from qa.index.writing import embed
from qa.models.embedder import load_embedder
from qa.passages import Splitter
from qa.settings import Settings
from qa.types import Article, Passage, Vectors

DATA = Path(os.environ.get("QA_DATA", "../shared/data"))
WORK = Path(os.environ.get("QA_WORK", ".work")) / "bench-index"
DIM = 384
REAL = 30_000  # real passages that the synthetic vectors are drawn from
NEIGHBOURS = 30
COSINE = 0.6  # of a question to its passage
QUESTIONS = 1_000
LISTS = 512
PROBES = (4, 8, 16, 32, 64, 128)


class Stopwatch:
    """Adds up what the ``with`` blocks of it take."""

    def __init__(self) -> None:
        self.seconds = 0.0  # on the clock
        self.processor = 0.0  # of this process

    def __enter__(self) -> Stopwatch:
        self._began = time.perf_counter(), time.process_time()
        return self

    def __exit__(self, *_: object) -> None:
        self.seconds += time.perf_counter() - self._began[0]
        self.processor += time.process_time() - self._began[1]


class ClusteredEmbedder:
    """A vector among the real ones for every text; questions are told which vector they have."""

    name = "clustered"
    dim = DIM

    def __init__(self, real: Vectors) -> None:
        self._real = real
        self.fingerprint = hashlib.sha256(b"2" + real.tobytes()).hexdigest()
        self.known: dict[str, Vectors] = {}
        self.spent = Stopwatch()

    @functools.cached_property
    def _near(self) -> npt.NDArray[np.int32]:
        return neighbours(self._real)

    @functools.cached_property
    def _directions(self) -> Vectors:
        """What two of are added: drawing anew for each text would take most of the time."""
        return np.random.default_rng(3).standard_normal((REAL, DIM), np.float32) @ spread(self._real)

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


def neighbours(real: Vectors) -> npt.NDArray[np.int32]:
    """The nearest other vectors of each, kept between runs: int32[len(real), NEIGHBOURS]."""
    path = WORK / f"near-{len(real)}.npy"
    if not path.exists():
        found = []
        for at in range(0, len(real), 1000):
            cosines = real[at : at + 1000] @ real.T
            cosines[np.arange(len(cosines)), at + np.arange(len(cosines))] = -1
            found.append(np.argpartition(-cosines, NEIGHBOURS, axis=1)[:, :NEIGHBOURS].astype(np.int32))
        np.save(path, np.concatenate(found))
    stored: npt.NDArray[np.int32] = np.load(path)
    return stored


def spread(real: Vectors) -> Vectors:
    """What normal draws are multiplied with to have the covariance of ``real``: float32[dim, dim]."""
    root: Vectors = np.linalg.cholesky(np.cov(real.T)).T.astype(np.float32)
    return root


def asked(own: Vectors, real: Vectors) -> Vectors:
    """A question's vector for each passage's: float32 of the same shape."""
    away = np.random.default_rng(2).standard_normal(own.shape, np.float32) @ spread(real)
    away = unit(away - np.sum(away * own, axis=1, keepdims=True) * own)
    return (COSINE * own + math.sqrt(1 - COSINE**2) * away).astype(np.float32)


def unit(vectors: Vectors) -> Vectors:
    """Rows of length one."""
    made: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return made


def paragraphs() -> list[str]:
    """The paragraphs of SQuAD 2.0 train."""
    pages = json.loads(lzma.decompress((DATA / "squad-2.0-train.json.xz").read_bytes()))["data"]
    return [paragraph["context"] for page in pages for paragraph in page["paragraphs"]]


def real_vectors() -> Vectors:
    """Embeddings of 30,000 passages of these paragraphs, kept between runs; some minutes the first time."""
    path = WORK / f"real-{REAL}.npy"
    if not path.exists():
        WORK.mkdir(parents=True, exist_ok=True)
        splitter = Splitter()
        passages = [p.text for text in paragraphs() for p in splitter.split(Article("a", "a", text, "a"))]
        random.Random(0).shuffle(passages)
        np.save(path, embed(passages[:REAL], load_embedder(Settings())))
    stored: Vectors = np.load(path)
    return stored


def real_questions() -> Vectors:
    """Embeddings of questions on these paragraphs, kept between runs."""
    path = WORK / f"real-questions-{QUESTIONS}.npy"
    if not path.exists():
        pages = json.loads(lzma.decompress((DATA / "squad-2.0-train.json.xz").read_bytes()))["data"]
        texts = [
            question["question"]
            for page in pages
            for paragraph in page["paragraphs"]
            for question in paragraph["qas"]
            if question["answers"]
        ]
        random.Random(0).shuffle(texts)
        WORK.mkdir(parents=True, exist_ok=True)
        np.save(path, embed(texts[:QUESTIONS], load_embedder(Settings())))
    stored: Vectors = np.load(path)
    return stored


def main() -> None:
    """Compare and print; write the result where asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    real, questions = real_vectors(), real_questions()
    embedder = ClusteredEmbedder(real)
    made = np.concatenate(
        [embedder.embed([f"text {i}" for i in range(at, at + 1000)]) for at in range(0, REAL, 1000)]
    )
    result = {
        "command": " ".join(["python -m eval.synthetic_vectors", *sys.argv[1:]]),
        "passages": REAL,
        "questions": QUESTIONS,
        "real passages, real questions": compared(real, questions),
        "real passages, synthetic questions": compared(real, asked(real[:QUESTIONS], real)),
        "synthetic passages, synthetic questions": compared(made, asked(made[:QUESTIONS], real)),
        "the index's own base of the real passages": promised(real, questions),
    }
    text = json.dumps(result, indent=1)
    print(text)
    if arguments.out:
        arguments.out.write_text(text + "\n", "utf-8")


def compared(passages: Vectors, questions: Vectors) -> dict[str, Any]:
    """Median cosines to the 1st, 10th and 100th neighbour, and recall@10 by lists scanned."""
    import faiss

    index = faiss.index_factory(DIM, f"IVF{LISTS},Flat", faiss.METRIC_INNER_PRODUCT)
    index.train(passages)
    index.add(passages)
    best = np.argsort(-questions @ passages.T, axis=1)[:, :10]
    recall = {}
    for probes in PROBES:
        found = index.search(questions, 10, params=faiss.SearchParametersIVF(nprobe=probes))[1]
        recall[str(probes)] = _shared(best, found)
    return {
        "passage to passages": _nearness(passages[:QUESTIONS], passages, skip=1),  # itself
        "question to passages": _nearness(questions, passages, skip=0),
        "recall_at_10_by_lists_scanned": recall,
    }


def _nearness(ones: Vectors, passages: Vectors, skip: int) -> dict[str, float]:
    ordered = -np.sort(-ones @ passages.T, axis=1)[:, skip:]
    return {str(rank): round(float(np.median(ordered[:, rank - 1])), 3) for rank in (1, 10, 100)}


def _shared(best: npt.NDArray[np.int64], found: npt.NDArray[np.int64]) -> float:
    shares = [np.isin(one, other).mean() for one, other in zip(best, found, strict=True)]
    return round(float(np.mean(shares)), 4)


def promised(real: Vectors, questions: Vectors) -> dict[str, Any]:
    """What the index says of a base of the real passages, and the recall of the real questions."""
    from qa.index import ivf

    best = np.argsort(-questions @ real.astype(np.float16).astype(np.float32).T, axis=1)[:, :10] + 1
    with tempfile.TemporaryDirectory() as folder:
        identity = Identity(embedder="real", fingerprint="real", dim=DIM, splitter="none")
        catalog = Catalog.create(Path(folder) / "catalog.sqlite", identity)
        with catalog.transaction():
            for number, vector in enumerate(real):
                article = Article(str(number), "", "x", "")
                catalog.store(article, [Passage(-1, article.id, 0, 1, "x")], vector[None])
        path = Path(folder) / "dense-1.faiss"
        facts = ivf.build(catalog, path, len(real))
        base = ivf.InvertedFile(path, facts, DIM)
        nothing = np.empty(0, np.int64)
        found = [base.candidates(question, 256, None, nothing) for question in questions]
        catalog.close()
    shares = [np.isin(one, other).mean() for one, other in zip(best, found, strict=True)]
    return {"facts": facts, "recall_at_10_of_real_questions": round(float(np.mean(shares)), 4)}


if __name__ == "__main__":
    main()
