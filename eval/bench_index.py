"""How the index behaves as it grows: searching, opening, memory, disk, updating.

    python -m eval.bench_index build 100000     # resumes where it stopped
    python -m eval.bench_index measure 100000   # in a process of its own, so that memory is the index's
    python -m eval.bench_index recall 100000    # of the dense ranking against exact search
    python -m eval.bench_index update 100000    # change 1 % of the articles
    python -m eval.bench_index plain 100000     # the same search with faiss.IndexFlatIP and bm25s
    python -m eval.bench_index report           # table and plot of everything measured

The collections are synthetic. Texts: articles of five passages of five sentences, each drawn from all
sentences of the paragraphs of SQuAD 2.0 train. Vectors: no text is embedded, ``eval.synthetic_vectors`` says
how they are drawn and how like real ones they are. A question is ten words of some passage, and a vector
whose cosine to that passage's is 0.6.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import psutil

from eval.synthetic_vectors import (
    DIM,
    WORK,
    ClusteredEmbedder,
    Stopwatch,
    asked,
    paragraphs,
    real_vectors,
    unit,
)
from qa.index import families
from qa.index.local import LocalIndex
from qa.index.stored import Ids
from qa.index.where import Bounds
from qa.language.sentences import spans
from qa.retrieval import DenseRetriever, FusedRetriever, LexicalRetriever
from qa.types import EVERYTHING, Article, Filter, IndexReport, Passage, Vectors

RESULTS = Path(__file__).parent / "results" / "bench-index"
PASSAGES = 5  # an article
SENTENCES = 5  # a passage
QUESTIONS = 300
NARROW, WIDE = Filter(source="/bench/7/*"), Filter(since="2010", until="2014")  # 0.1 % and 20 %


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


class Made:
    """Articles as they are made up, and the time that takes, which is not the index's."""

    def __init__(self, articles: Iterator[Article]) -> None:
        self._articles = articles
        self.spent = Stopwatch()

    def __iter__(self) -> Iterator[Article]:
        while True:
            with self.spent:
                article = next(self._articles, None)
            if article is None:
                return
            yield article


def opened(passages: int, embedder: ClusteredEmbedder | None = None, *, writable: bool = False) -> LocalIndex:
    """The benchmark's index of a size."""
    folder = WORK / f"index-{passages}"
    how = LocalIndex.create if writable else LocalIndex.open
    return how(folder, embedder or ClusteredEmbedder(real_vectors()), ParagraphSplitter())


def added(passages: int, changed: float = 0.0) -> tuple[IndexReport, dict[str, float]]:
    """Index the collection; what that took, without making up texts and vectors."""
    embedder = ClusteredEmbedder(real_vectors())
    # What is done once in a process, importing above all, is done before the clock starts.
    families.lead_of(Article("a", "a", "one two three four five six seven eight", "a"), embedder.embed(["a"]))
    embedder.spent = Stopwatch()
    made, whole = Made(articles(passages, changed)), Stopwatch()
    with whole, opened(passages, embedder, writable=True) as index:
        report = index.add(made)
    aside = (made.spent, embedder.spent)
    return report, {
        "seconds": round(whole.seconds - sum(watch.seconds for watch in aside), 1),
        "processor_seconds": round(whole.processor - sum(watch.processor for watch in aside), 1),
    }


def build(passages: int) -> dict[str, Any]:
    """Make the index, or go on making it."""
    report, took = added(passages)
    return {**took, "stored": report.passages, "unchanged": report.unchanged}


def questions(index: LocalIndex) -> tuple[list[str], Vectors]:
    """Questions on random passages and their vectors."""
    generator = random.Random(1)
    ids = generator.sample(index.catalog.ids_after(0).tolist(), QUESTIONS)
    found = index.catalog.passages(ids)
    texts = []
    for i in ids:
        words = found[i].text.split()
        texts.append(" ".join(generator.sample(words, min(10, len(words)))))
    order, vectors = index.catalog.vectors(ids)
    of = dict(zip(order.tolist(), unit(vectors), strict=True))
    own = np.stack([of[i] for i in ids])
    return texts, asked(own, real_vectors())


def measure(passages: int) -> dict[str, Any]:
    """Open and search."""
    embedder = ClusteredEmbedder(real_vectors())
    process = psutil.Process()
    resident = process.memory_info().rss
    index, opening = timed(lambda: opened(passages, embedder))
    texts, vectors = questions(index)
    embedder.known = dict(zip(texts, vectors, strict=True))
    result: dict[str, Any] = {"open_seconds": round(opening, 3)}
    fused = FusedRetriever(index)
    peak = Peak(process)
    searches: dict[str, Callable[[str], object]] = {
        "hybrid": lambda text: fused.search([text], 10),
        "dense": lambda text: DenseRetriever(index).search([text], 10),
        "lexical": lambda text: LexicalRetriever(index).search([text], 10),
        "narrow filter": lambda text: fused.search([text], 10, NARROW),
        "wide filter": lambda text: fused.search([text], 10, WIDE),
    }
    for name, search in searches.items():
        for text in texts[:30]:
            search(text)
        result[name] = searched(search, texts[30:])
    result["memory_mb"] = round((peak.stop() - resident) / 1e6)
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


def recall(passages: int) -> dict[str, Any]:
    """Share of the ten best of exact search that the dense ranking returns, with and without filters."""
    embedder = ClusteredEmbedder(real_vectors())
    with opened(passages, embedder) as index:
        texts, vectors = questions(index)
        embedder.known = dict(zip(texts, vectors, strict=True))
        filters = {"everything": EVERYTHING, "narrow": NARROW, "wide": WIDE}
        exact = exact_search(index, vectors, list(filters.values()))
        result = {}
        for (name, where), best in zip(filters.items(), exact, strict=True):
            found = [[i for i, _ in own] for own in index.dense.scores(texts, 10, where)]
            shares = [np.isin(one, other).mean() for one, other in zip(best, found, strict=True)]
            result[name] = round(float(np.mean(shares)), 4)
    return {"at_10": result}


def exact_search(index: LocalIndex, vectors: Vectors, filters: Sequence[Filter]) -> list[Ids]:
    """The ten best ids for each question, one array int64[questions, 10] a filter."""
    allowed = [index.catalog.selected(Bounds.of(where)) for where in filters]
    best = [(np.empty((len(vectors), 0), np.int64), np.empty((len(vectors), 0), np.float32)) for _ in filters]
    for some, stored in index.catalog.vectors_after(0, 20_000):
        cosines = vectors @ stored.T
        for at, inside in enumerate(np.isin(some, ids, assume_unique=True) for ids in allowed):
            ids = np.hstack([best[at][0], np.broadcast_to(some[inside], (len(vectors), inside.sum()))])
            scores = np.hstack([best[at][1], cosines[:, inside]])
            top = np.argpartition(-scores, min(10, ids.shape[1] - 1), axis=1)[:, :10]
            best[at] = np.take_along_axis(ids, top, 1), np.take_along_axis(scores, top, 1)
    return [ids for ids, _ in best]


def update(passages: int) -> dict[str, Any]:
    """Change 1 % of the articles and index everything again; then change it back."""
    skipped, skipping = added(passages)
    report, took = added(passages, changed=0.01)
    added(passages)
    if skipped.added or skipped.replaced:
        raise SystemExit(f"build {passages} first")
    return {**took, "replaced": report.replaced, "skipping_all": skipping}


def plain(passages: int) -> dict[str, Any]:
    """What a short script does: exact search over all vectors in memory, bm25s, rank fusion."""
    import bm25s
    import faiss

    process = psutil.Process()
    resident = process.memory_info().rss
    index = opened(passages)
    texts, vectors = questions(index)
    stored = [row.text for row in index.catalog.passage_rows(0, index.catalog.state().next_id)]
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

    result = searched(search, range(10, min(110, len(texts))))
    memory = round((process.memory_info().rss - resident) / 1e6)
    return {"plain": {**result, "memory_mb": memory, "bm25s_index_seconds": round(seconds, 1)}}


def timed(work: Callable[[], Any]) -> tuple[Any, float]:
    """A result and the seconds it took."""
    began = time.perf_counter()
    result = work()
    return result, time.perf_counter() - began


def searched(search: Callable[[Any], object], questions: Iterable[Any]) -> dict[str, float]:
    """Times of single searches; the processor's is a mean, and hardly changed by other work."""
    whole, took = Stopwatch(), []
    with whole:
        for question in questions:
            with Stopwatch() as one:
                search(question)
            took.append(one.seconds * 1000)
    return {
        "p50_ms": percentile(took, 50),
        "p95_ms": percentile(took, 95),
        "processor_ms": round(whole.processor / len(took) * 1000, 2),
    }


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
    parser.add_argument("what", choices=["build", "measure", "recall", "update", "plain", "all", "report"])
    parser.add_argument("passages", type=int, nargs="?", default=10_000)
    options = parser.parse_args()
    if options.what == "report":
        subprocess.run([sys.executable, "-m", "eval.bench_index_report"], check=True)
    elif options.what == "all":
        for what in ("build", "measure", "recall", "update", "plain"):
            subprocess.run(
                [sys.executable, "-m", "eval.bench_index", what, str(options.passages)], check=True
            )
    else:
        work = {"build": build, "measure": measure, "recall": recall, "update": update, "plain": plain}
        done = work[options.what](options.passages)
        record(options.passages, options.what, done)


if __name__ == "__main__":
    main()
