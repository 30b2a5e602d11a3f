"""What an index on Milvus Lite takes and how fast it answers, at a size, on synthetic passages.

    python -m eval.bench_milvus build 10000      # makes the index: time, disk, what a passage holds
    python -m eval.bench_milvus search 10000     # searches it with each kind of dense index: time, memory

Milvus Lite runs in the process that searches, so memory is that process's, over what it held before opening.
Its dense indexes are FAISS's; a server's are Knowhere's, built alike. Vectors are random unit vectors around
cluster centres, words are drawn by Zipf's law: latency and size are meaningful, recall is of such vectors.
What is measured is added to eval/results/bench-milvus.json under its size.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate
from pathlib import Path
from typing import Any

import numpy as np
import psutil

from eval.harness import RESULTS, WORK, Stopwatch, median_seconds, parser, record
from eval.synthetic_vectors import unit
from qa.index.location import LiteLocation
from qa.index.milvus import schema
from qa.index.milvus.client import Connection
from qa.index.milvus.index import MilvusIndex
from qa.index.milvus.texts import terms
from qa.passages import Splitter
from qa.settings import Settings
from qa.types import Article, Passage, Prepared, Scored, Vectors

RESULT = RESULTS / "bench-milvus.json"
DIM, WORDS, VOCABULARY, CLUSTERS = 384, 100, 50_000, 200
PASSAGES_AN_ARTICLE = 10
QUESTIONS = 50
KINDS = ("flat", "hnsw", "ivf_sq8")
SETTINGS = Settings(milvus_timeout=600)


class Unembedded:
    """Stands for an embedder whose vectors are made here."""

    name, fingerprint, dim = "synthetic", "synthetic-384", DIM

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors around the cluster centres, the same for the same count."""
        return vectors(np.random.default_rng(len(texts)), len(texts))


def vectors(generator: np.random.Generator, count: int) -> Vectors:
    """Unit vectors around fixed centres."""
    centres = np.random.default_rng(0).standard_normal((CLUSTERS, DIM), np.float32)
    noise = generator.standard_normal((count, DIM), np.float32)
    return unit(centres[generator.integers(CLUSTERS, size=count)] + np.float32(0.6) * noise)


def articles(passages: int) -> Iterator[Prepared]:
    """Articles of ten passages of a hundred words."""
    generator = np.random.default_rng(1)
    for n in range(passages // PASSAGES_AN_ARTICLE):
        lines = [
            " ".join(f"w{word % VOCABULARY}" for word in generator.zipf(1.2, WORDS))
            for _ in range(PASSAGES_AN_ARTICLE)
        ]
        starts = accumulate((len(line) + 1 for line in lines[:-1]), initial=0)
        parts = [
            Passage(-1, f"/{n}", at, at + len(line), line) for at, line in zip(starts, lines, strict=True)
        ]
        article = Article(f"/{n}", f"Title {n}", "\n".join(lines), f"/{n}.txt", "2022-02-25")
        yield Prepared(article, parts, vectors(generator, len(parts)))


def place(size: int) -> LiteLocation:
    """Where the index of a size is."""
    return LiteLocation(WORK / "bench-milvus" / f"{size}.db")


def build(size: int) -> dict[str, Any]:
    """Make the index."""
    database = place(size).database
    shutil.rmtree(database, ignore_errors=True)
    database.parent.mkdir(parents=True, exist_ok=True)
    with Stopwatch() as watch, MilvusIndex.create(place(size), Unembedded(), Splitter(), SETTINGS) as index:
        index.add(articles(size))
    sample = next(iter(articles(PASSAGES_AN_ARTICLE)))
    held = [terms(passage.text, sample.article.title) for passage in sample.passages]
    rows = database / "collections" / "qa_passages_1"
    return {
        "build_seconds": round(watch.seconds, 1),
        "passages_a_second": round(size / watch.seconds),
        "disk_bytes_a_passage": round(disk(database) / size),
        "rows_bytes_a_passage": round(disk(rows, "data_*.parquet") / size),
        "text_bytes_a_passage": float(np.mean([len(passage.text) for passage in sample.passages])),
        "distinct_words_a_passage": float(np.mean([len(set(text.split())) for text in held])),
    }


def search(size: int) -> dict[str, Any]:
    """Search with each kind of index."""
    generator = np.random.default_rng(2)
    asked = list(vectors(generator, QUESTIONS))
    texts = [" ".join(f"w{n}" for n in generator.integers(5, 2000, size=8)) for _ in range(QUESTIONS)]
    process = psutil.Process()
    before = process.memory_info().rss
    found: dict[str, Any] = {}
    exact: list[list[int]] = []
    with MilvusIndex.open(place(size), Unembedded(), Splitter(), SETTINGS) as index:
        connection = Connection(place(size), SETTINGS)
        collection = schema.Names.of(place(size), 1).passages
        for kind in KINDS:
            with Stopwatch() as building:
                if kind != "flat":
                    connection.reindex(collection, schema.dense_index("vector", kind))
            index.search.index_type = kind.upper()
            milliseconds, ids = timed(lambda vector: index.search.dense(vector[None], 100), asked)
            exact = exact or ids
            found[kind] = {
                "milliseconds": milliseconds,
                "recall_at_10": recall(ids, exact, 10),
                "recall_at_100": recall(ids, exact, 100),
                "index_seconds": round(building.seconds, 1),
                "index_bytes_a_passage": round(disk(place(size).database, f"*.vector.{kind}.idx") / size),
            }
        connection.reindex(collection, schema.dense_index("vector", "flat"))
        found["lexical"] = {"milliseconds": timed(lambda text: index.search.lexical([text], 100), texts)[0]}
        found["memory_bytes_a_passage"] = round((process.memory_info().rss - before) / size)
        connection.close()
    return found


def timed(
    ask: Callable[[Any], list[list[Scored]]], questions: Sequence[Any]
) -> tuple[float, list[list[int]]]:
    """Median milliseconds of a question, the first one asked twice, and the ids that each gave."""
    ask(questions[0])
    watches, given = [], []
    for question in questions:
        with Stopwatch() as watch:
            [found] = ask(question)
        watches.append(watch)
        given.append([i for i, _ in found])
    return round(1000 * median_seconds(watches), 1), given


def recall(found: Sequence[list[int]], exact: Sequence[list[int]], k: int) -> float:
    """Share of the exact k best that were found."""
    shares = [np.isin(best[:k], own[:k]).mean() for own, best in zip(found, exact, strict=True)]
    return round(float(np.mean(shares)), 3)


def disk(folder: Path, names: str = "*") -> int:
    """Bytes of the files below a folder that have such names."""
    return sum(path.stat().st_size for path in folder.rglob(names) if path.is_file())


def main() -> None:
    """Run one part."""
    options = parser("bench_milvus", __doc__)
    options.add_argument("part", choices=("build", "search"))
    options.add_argument("size", type=int, nargs="?", default=10_000)
    options.set_defaults(out=RESULT)
    arguments = options.parse_args()
    sizes = {row["passages"]: row for row in json.loads(RESULT.read_text("utf-8"))["sizes"]}
    measured = (build if arguments.part == "build" else search)(arguments.size)
    sizes[arguments.size] = {"passages": arguments.size, **sizes.get(arguments.size, {}), **measured}
    record(arguments, {"sizes": [sizes[size] for size in sorted(sizes)]}, SETTINGS)


if __name__ == "__main__":
    main()
