"""What an index on Milvus Lite takes and how fast it answers, at a few sizes, on synthetic passages.

    python -m eval.bench_milvus build 10000      # makes the index, notes time, disk and what a passage holds
    python -m eval.bench_milvus search 10000     # searches it with each kind of dense index, notes memory
    python -m eval.bench_milvus report           # eval/results/bench-milvus.json

Milvus Lite runs in the process that searches, so memory is that process's, over what it held before opening.
Its dense indexes are FAISS's; a server's are Knowhere's, built alike. Vectors are random unit vectors around
cluster centres, words are drawn by Zipf's law: latency and size are meaningful, recall is of such vectors.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import psutil

from qa.index.location import LiteLocation
from qa.index.milvus import schema
from qa.index.milvus.client import Connection
from qa.index.milvus.index import MilvusIndex
from qa.index.milvus.texts import terms
from qa.settings import Settings
from qa.types import Article, Passage, Prepared, Vectors

WORK = Path(os.environ.get("QA_WORK", ".work")) / "bench-milvus"
RESULT = Path(__file__).parent / "results" / "bench-milvus.json"
DIM, WORDS, VOCABULARY, CLUSTERS = 384, 100, 50_000, 200
PASSAGES_AN_ARTICLE = 10
QUESTIONS = 50
KINDS = ("flat", "hnsw", "ivf_sq8")


class Unembedded:
    """Stands for an embedder whose vectors are made here."""

    name, fingerprint, dim = "synthetic", "synthetic-384", DIM

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors around the cluster centres, the same for the same count."""
        return vectors(np.random.default_rng(len(texts)), len(texts))


class Unsplit:
    """Stands for a splitter: articles come split."""

    signature = "synthetic"

    def split(self, article: Article) -> list[Passage]:
        """Nothing is split here."""
        raise NotImplementedError


def vectors(generator: np.random.Generator, count: int) -> Vectors:
    """Unit vectors around fixed centres."""
    centres = np.random.default_rng(0).standard_normal((CLUSTERS, DIM), np.float32)
    noise = generator.standard_normal((count, DIM), np.float32)
    drawn = centres[generator.integers(CLUSTERS, size=count)] + np.float32(0.6) * noise
    found: Vectors = (drawn / np.linalg.norm(drawn, axis=1, keepdims=True)).astype(np.float32)
    return found


def words(generator: np.random.Generator, count: int) -> str:
    """Words by Zipf's law."""
    return " ".join(f"w{n % VOCABULARY}" for n in generator.zipf(1.2, count))


def articles(passages: int) -> Iterator[Prepared]:
    """Articles of ten passages of a hundred words."""
    generator = np.random.default_rng(1)
    for n in range(passages // PASSAGES_AN_ARTICLE):
        lines = [words(generator, WORDS) for _ in range(PASSAGES_AN_ARTICLE)]
        text, parts, at = "\n".join(lines), [], 0
        for line in lines:
            parts.append(Passage(-1, f"/{n}", at, at + len(line), line))
            at += len(line) + 1
        article = Article(f"/{n}", f"Title {n}", text, f"/{n}.txt", "2022-02-25")
        yield Prepared(article, parts, vectors(generator, len(parts)))


def place(size: int) -> LiteLocation:
    """Where the index of a size is."""
    return LiteLocation(WORK / f"{size}.db")


def build(size: int) -> dict[str, Any]:
    """Make the index."""
    shutil.rmtree(place(size).database, ignore_errors=True)
    WORK.mkdir(parents=True, exist_ok=True)
    began = time.perf_counter()
    with MilvusIndex.create(place(size), Unembedded(), Unsplit(), Settings(milvus_timeout=600)) as index:
        index.add(articles(size))
    seconds = time.perf_counter() - began
    sample = next(iter(articles(PASSAGES_AN_ARTICLE)))
    held = [terms(passage.text, sample.article.title) for passage in sample.passages]
    return {
        "build_seconds": round(seconds, 1),
        "passages_a_second": round(size / seconds),
        "disk_bytes_a_passage": round(disk(place(size).database) / size),
        "rows_bytes_a_passage": round(
            disk(place(size).database / "collections" / "qa_passages_1", "data_*.parquet") / size
        ),
        "text_bytes_a_passage": mean([len(passage.text) for passage in sample.passages]),
        "distinct_words_a_passage": mean([len(set(text.split())) for text in held]),
    }


def search(size: int) -> dict[str, Any]:
    """Search with each kind of index."""
    generator = np.random.default_rng(2)
    asked = vectors(generator, QUESTIONS)
    texts = [" ".join(f"w{n}" for n in generator.integers(5, 2000, size=8)) for _ in range(QUESTIONS)]
    process = psutil.Process()
    before = process.memory_info().rss
    settings = Settings(milvus_timeout=600)
    found: dict[str, Any] = {}
    exact: list[list[int]] = []
    with MilvusIndex.open(place(size), Unembedded(), Unsplit(), settings) as index:
        connection = Connection(place(size), settings)
        names = schema.Names.of(place(size), 1)
        ranking = index.search
        for kind in KINDS:
            began = time.perf_counter()
            if kind != "flat":
                connection.reindex(names.passages, schema.dense_index("vector", kind))
            built = time.perf_counter() - began
            ranking.index_type = kind.upper()
            ranking.dense(asked[:1], 100)
            seconds, scored = timed(lambda question: ranking.dense(question[None], 100)[0], list(asked))
            ids = [[i for i, _ in own] for own in scored]
            exact = exact or ids
            found[kind] = {
                "milliseconds": round(1000 * seconds, 1),
                "recall_at_10": recall(ids, exact, 10),
                "recall_at_100": recall(ids, exact, 100),
                "index_seconds": round(built, 1),
                "index_bytes_a_passage": round(disk(place(size).database, f"*.vector.{kind}.idx") / size),
            }
        connection.reindex(names.passages, schema.dense_index("vector", "flat"))
        ranking.lexical(texts[:1], 100)
        seconds, _ = timed(lambda question: ranking.lexical([question], 100)[0], texts)
        found["lexical"] = {"milliseconds": round(1000 * seconds, 1)}
        found["memory_bytes_a_passage"] = round((process.memory_info().rss - before) / size)
        connection.close()
    return found


def timed(ask: Any, questions: Sequence[Any]) -> tuple[float, list[Any]]:
    """Median seconds of a question, and what each gave."""
    seconds, given = [], []
    for question in questions:
        began = time.perf_counter()
        given.append(ask(question))
        seconds.append(time.perf_counter() - began)
    return float(np.median(seconds)), given


def recall(found: list[list[int]], exact: list[list[int]], k: int) -> float:
    """Share of the exact k best that were found."""
    return mean([len(set(own[:k]) & set(best[:k])) / k for own, best in zip(found, exact, strict=True)])


def mean(values: Sequence[float]) -> float:
    """To three digits."""
    return round(sum(values) / len(values), 3)


def disk(folder: Path, names: str = "*") -> int:
    """Bytes of the files below a folder that have such names."""
    return sum(path.stat().st_size for path in folder.rglob(names) if path.is_file())


def main() -> None:
    """Run one part."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("part", choices=("build", "search", "report"))
    parser.add_argument("size", type=int, nargs="?", default=10_000)
    chosen = parser.parse_args()
    if chosen.part == "report":
        parts = [json.loads(path.read_text("utf-8")) for path in WORK.glob("*-*.json")]
        sizes: dict[int, dict[str, Any]] = {}
        for part in parts:
            sizes.setdefault(part.pop("passages"), {}).update(part)
        record = {
            "command": "python -m eval.bench_milvus build|search SIZE; ... report",
            "cores": os.cpu_count(),
        }
        rows = [{"passages": size, **sizes[size]} for size in sorted(sizes)]
        RESULT.write_text(json.dumps({**record, "sizes": rows}, indent=1) + "\n", "utf-8")
        return
    measured = {"passages": chosen.size, **(build if chosen.part == "build" else search)(chosen.size)}
    (WORK / f"{chosen.part}-{chosen.size}.json").write_text(json.dumps(measured), "utf-8")
    print(json.dumps(measured, indent=1))


if __name__ == "__main__":
    main()
