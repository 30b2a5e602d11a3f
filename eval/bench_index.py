"""How the index behaves as it grows: searching, opening, memory, disk, updating.

    python -m eval.bench_index build 100000     # resumes where it stopped
    python -m eval.bench_index measure 100000   # in a process of its own, so that memory is the index's
    python -m eval.bench_index update 100000    # change 1 % of the articles
    python -m eval.bench_index plain 100000     # the same search with faiss.IndexFlatIP and bm25s
    python -m eval.bench_index report           # table and plot of everything measured

The collections are synthetic. Texts: articles of five passages of five sentences, each drawn from all
sentences of the paragraphs of SQuAD 2.0 train. Vectors: no text is embedded; each gets the sum of three
vectors of real paragraphs and noise, so that they lie in clusters as real ones do. A question is ten words
of some passage, and a vector whose cosine to that passage's is 0.6, as that of real questions is.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import lzma
import os
import platform
import random
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import psutil

from qa.index.local import LocalIndex
from qa.language.sentences import spans
from qa.models.embedder import load_embedder
from qa.retrieval import FusedRetriever
from qa.settings import Settings
from qa.types import EVERYTHING, Article, Filter, Passage, Vectors

DATA = Path(os.environ.get("QA_DATA", "../shared/data"))
WORK = Path(os.environ.get("QA_WORK", ".work")) / "bench-index"
RESULTS = Path(__file__).parent / "results" / "bench-index"
PASSAGES = 5  # an article
SENTENCES = 5  # a passage
QUESTIONS = 300
DIM = 384


class ParagraphSplitter:
    """One passage a paragraph."""

    signature = "paragraphs"

    def split(self, article: Article) -> list[Passage]:
        """The article's paragraphs."""
        passages, start = [], 0
        for text in article.text.split("\n\n"):
            passages.append(Passage(-1, article.id, start, start + len(text), text))
            start += len(text) + 2
        return passages


class ClusteredEmbedder:
    """A clustered vector for every text; questions are told which vector they have."""

    name = "clustered"
    dim = DIM

    def __init__(self, real: Vectors) -> None:
        self._real = real
        self.fingerprint = hashlib.sha256(real.tobytes()).hexdigest()
        self.known: dict[str, Vectors] = {}

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Unit-length float32[len(texts), dim]."""
        unknown = [text for text in texts if text not in self.known]
        if not unknown:
            return np.stack([self.known[text] for text in texts])
        seeds = [hashlib.blake2b(text.encode(), digest_size=8).digest() for text in texts]
        generator = np.random.default_rng(int.from_bytes(seeds[0], "big"))
        picks = np.array([np.frombuffer(seed[:6], np.uint16) for seed in seeds]) % len(self._real)
        mixed = self._real[picks[:, 0]] + 0.7 * self._real[picks[:, 1]] + 0.5 * self._real[picks[:, 2]]
        mixed += 0.6 * unit(generator.standard_normal(mixed.shape, np.float32))
        return unit(mixed)


def unit(vectors: Vectors) -> Vectors:
    """Rows of length one."""
    made: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return made


def paragraphs() -> list[str]:
    """The paragraphs of SQuAD 2.0 train."""
    data = json.loads(lzma.decompress((DATA / "squad-2.0-train.json.xz").read_bytes()))["data"]
    return [paragraph["context"] for page in data for paragraph in page["paragraphs"]]


def real_vectors(count: int = 2000) -> Vectors:
    """Embeddings of some real paragraphs, kept between runs."""
    path = WORK / f"real-{count}.npy"
    if not path.exists():
        WORK.mkdir(parents=True, exist_ok=True)
        chosen = paragraphs()
        random.Random(0).shuffle(chosen)
        np.save(path, load_embedder(Settings()).embed(chosen[:count]))
    stored: Vectors = np.load(path)
    return stored


def sentences() -> list[str]:
    """All sentences of the paragraphs."""
    path = WORK / "sentences.json"
    if not path.exists():
        found = [text[start:end] for text in paragraphs() for start, end in spans(text)]
        path.write_text(json.dumps(found), "utf-8")
    stored: list[str] = json.loads(path.read_text("utf-8"))
    return stored


def articles(passages: int, changed: float = 0.0) -> Iterator[Article]:
    """The first ``passages`` of the endless collection; a ``changed`` share says something else."""
    pool = sentences()
    for number in range(passages // PASSAGES):
        edition = int(changed > 0 and number % round(1 / changed) == 0)
        generator = random.Random(f"{number} {edition}")
        drawn = [" ".join(generator.choices(pool, k=SENTENCES)) for _ in range(PASSAGES)]
        year, month = 2000 + number % 25, number % 12 + 1
        path = f"/bench/{number % 1000}/{number}.txt"
        yield Article(path, drawn[0][:60], "\n\n".join(drawn), path, f"{year}-{month:02d}")


def opened(passages: int, *, writable: bool = False) -> LocalIndex:
    """The benchmark's index of a size."""
    embedder, folder = ClusteredEmbedder(real_vectors()), WORK / f"index-{passages}"
    if writable:
        return LocalIndex.create(folder, embedder, ParagraphSplitter())
    return LocalIndex.open(folder, embedder, ParagraphSplitter())


def build(passages: int) -> dict[str, Any]:
    """Make the index, or go on making it."""
    began = time.monotonic()
    with opened(passages, writable=True) as index:
        report = index.add(articles(passages))
    seconds = time.monotonic() - began
    return {"build_seconds": round(seconds, 1), "stored": report.passages, "unchanged": report.unchanged}


def questions(index: LocalIndex, passages: int) -> tuple[list[str], Vectors]:
    """Questions on random passages and their vectors."""
    generator = random.Random(1)
    ids = generator.sample(range(1, passages + 1), QUESTIONS)
    found = index.catalog.passages(ids)
    texts = []
    for i in ids:
        words = found[i].text.split()
        texts.append(" ".join(generator.sample(words, min(10, len(words)))))
    order, vectors = index.catalog.vectors(ids)
    of = dict(zip(order.tolist(), unit(vectors), strict=True))
    own = np.stack([of[i] for i in ids])
    noise = np.random.default_rng(2).standard_normal(own.shape, np.float32)
    noise = unit(noise - np.sum(noise * own, axis=1, keepdims=True) * own)
    return texts, (0.6 * own + 0.8 * noise).astype(np.float32)


def measure(passages: int) -> dict[str, Any]:
    """Open and search."""
    real_vectors()  # made before memory is looked at
    process = psutil.Process()
    resident = process.memory_info().rss
    index, opening = timed(lambda: opened(passages))
    texts, vectors = questions(index, passages)
    embedder = index.embedder
    embedder.known = dict(zip(texts, vectors, strict=True))
    result: dict[str, Any] = {"open_seconds": round(opening, 3)}
    fused = FusedRetriever(index.dense, index.lexical)
    peak = Peak(process)
    narrow, wide = Filter(source="/bench/7/*"), Filter(since="2010", until="2014")
    searches: dict[str, Callable[[str], object]] = {
        "hybrid": lambda text: fused.search([text], 10),
        "dense": lambda text: index.dense.search([text], 10),
        "lexical": lambda text: index.lexical.search([text], 10),
        "narrow filter": lambda text: fused.search([text], 10, narrow),
        "wide filter": lambda text: fused.search([text], 10, wide),
    }
    for name, search in searches.items():
        for text in texts[:30]:
            search(text)
        took = [timed(lambda search=search, text=text: search(text))[1] * 1000 for text in texts[30:]]  # type: ignore[misc]  # bound at once
        result[name] = {"p50_ms": percentile(took, 50), "p95_ms": percentile(took, 95)}
    result["memory_mb"] = round((peak.stop() - resident) / 1e6)
    result["recall_at_10"] = recall(index, texts, vectors, EVERYTHING)
    result["recall_at_10_narrow"] = recall(index, texts, vectors, narrow)
    result["recall_at_10_wide"] = recall(index, texts, vectors, wide)
    files = [path for path in (WORK / f"index-{passages}").rglob("*") if path.is_file()]
    result["disk_kb_per_passage"] = round(sum(path.stat().st_size for path in files) / passages / 1000, 2)
    stamp = index.catalog.stamp("dense")
    result["dense"] |= {"index": dict(stamp.facts) if stamp else "exact"}
    index.close()
    return result


class Peak:
    """Watches the resident memory of a process."""

    def __init__(self, process: psutil.Process) -> None:
        self._process = process
        self._most = 0
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def _watch(self) -> None:
        while not self._done.wait(0.05):
            self._most = max(self._most, self._process.memory_info().rss)

    def stop(self) -> int:
        """The most bytes that were resident."""
        self._done.set()
        self._thread.join()
        return max(self._most, self._process.memory_info().rss)


def recall(index: LocalIndex, texts: Sequence[str], vectors: Vectors, where: Filter) -> float:
    """Share of the ten best of exact search that the dense ranking returns."""
    from qa.index.where import Bounds

    allowed = index.catalog.selected(Bounds.of(where))
    ids = np.empty((len(vectors), 0), np.int64)
    scores = np.empty((len(vectors), 0), np.float32)
    for some, stored in index.catalog.vectors_after(0):
        inside = np.isin(some, allowed, assume_unique=True)
        ids = np.hstack([ids, np.broadcast_to(some[inside], (len(vectors), int(inside.sum())))])
        scores = np.hstack([scores, vectors @ stored[inside].T])
        best = np.argsort(-scores, axis=1, kind="stable")[:, :10]
        ids, scores = np.take_along_axis(ids, best, 1), np.take_along_axis(scores, best, 1)
    found = [[hit.passage.id for hit in hits] for hits in index.dense.search(texts, 10, where)]
    shares = [len(set(one) & set(other)) / len(one) for one, other in zip(ids.tolist(), found, strict=True)]
    return round(float(np.mean(shares)), 4)


def update(passages: int) -> dict[str, Any]:
    """Change 1 % of the articles and index everything again; then change it back."""
    with opened(passages, writable=True) as index:
        reading = timed(lambda: index.add(articles(passages)))[
            1
        ]  # nothing to do: what reading and skipping costs
        report, seconds = timed(lambda: index.add(articles(passages, changed=0.01)))
        index.add(articles(passages))
    return {
        "update_seconds": round(seconds, 2),
        "skip_seconds": round(reading, 2),
        "replaced": report.replaced,
    }


def plain(passages: int) -> dict[str, Any]:
    """What a short script does: exact search over all vectors in memory, bm25s, rank fusion."""
    import bm25s
    import faiss

    process = psutil.Process()
    resident = process.memory_info().rss
    index = opened(passages)
    texts, vectors = questions(index, passages)
    stored = [row.text for row in index.catalog.passage_rows(0, passages)]
    flat = faiss.IndexFlatIP(DIM)
    for _, some in index.catalog.vectors_after(0):
        flat.add(some)
    index.close()
    words = bm25s.BM25()
    _, seconds = timed(
        lambda: words.index(bm25s.tokenize(stored, stopwords="en", show_progress=False), show_progress=False)
    )

    def search(at: int) -> list[str]:
        near = flat.search(vectors[at][None], 100)[1][0]
        query = bm25s.tokenize([texts[at]], stopwords="en", show_progress=False)
        spoken = words.retrieve(query, k=min(100, passages), show_progress=False)[0][0]
        scores: dict[int, float] = {}
        for ranking in (near, spoken):
            for rank, i in enumerate(ranking):
                scores[int(i)] = scores.get(int(i), 0) + 1 / (61 + rank)
        return [stored[i] for i in sorted(scores, key=lambda i: (-scores[i], i))[:10]]

    took = [timed(lambda at=at: search(at))[1] * 1000 for at in range(min(100, len(texts)))][10:]  # type: ignore[misc]  # bound at once
    memory = round((process.memory_info().rss - resident) / 1e6)
    result = {"p50_ms": percentile(took, 50), "p95_ms": percentile(took, 95)}
    return {"plain": {**result, "memory_mb": memory, "bm25s_index_seconds": round(seconds, 1)}}


def timed(work: Callable[[], Any]) -> tuple[Any, float]:
    """A result and the seconds it took."""
    began = time.perf_counter()
    result = work()
    return result, time.perf_counter() - began


def percentile(values: Sequence[float], percent: float) -> float:
    """Rounded to a hundredth."""
    return round(float(np.percentile(values, percent)), 2)


def record(passages: int, name: str, result: dict[str, Any]) -> None:
    """Keep a result, with what it was measured on."""
    RESULTS.mkdir(parents=True, exist_ok=True)
    path = RESULTS / f"{passages}.json"
    kept: dict[str, Any] = json.loads(path.read_text("utf-8")) if path.exists() else {}
    load = round(os.getloadavg()[0], 1)
    machine = {"cores": os.cpu_count(), "python": platform.python_version(), "load_before": load}
    command = f"python -m eval.bench_index {name} {passages}"
    kept[name] = {"command": command, **machine, **result}
    path.write_text(json.dumps(kept, indent=1) + "\n", "utf-8")
    print(json.dumps(result, indent=1))


def main() -> None:
    """Run one measurement, or all of a size."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", choices=["build", "measure", "update", "plain", "all", "report"])
    parser.add_argument("passages", type=int, nargs="?", default=10_000)
    options = parser.parse_args()
    if options.what == "report":
        subprocess.run([sys.executable, "-m", "eval.bench_index_report"], check=True)
    elif options.what == "all":
        for what in ("build", "measure", "update", "plain"):
            subprocess.run(
                [sys.executable, "-m", "eval.bench_index", what, str(options.passages)], check=True
            )
    else:
        work = {"build": build, "measure": measure, "update": update, "plain": plain}[options.what]
        record(options.passages, options.what, work(options.passages))


if __name__ == "__main__":
    main()
