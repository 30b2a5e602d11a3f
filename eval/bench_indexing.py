"""What indexing real articles costs beside the embedder itself.

    python -m eval.bench_indexing [--passages 2000] [--rounds 2] [--paragraphs 1] [--out FILE]

Paragraphs of SQuAD 2.0 train (looked for in the folder that QA_DATA names) are written as text files, some
``--paragraphs`` to a file, and indexed from the files on: reading, splitting, embedding, storing, looking for
reprints, the lexical index. Each round also has the embedder alone embed the same passages, in one call. The
figure is the ratio of the two rates in passages a second, of the medians over the rounds: by the clock, and
by processor time, which other work on the machine changes little. Imports and the model are loaded before.
"""

from __future__ import annotations

import argparse
import json
import lzma
import os
import platform
import statistics
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from eval.synthetic_vectors import Stopwatch
from qa.index import families
from qa.indexing import add_articles, splitter_of
from qa.models.embedder import load_embedder
from qa.settings import Settings
from qa.types import Article

DATA = Path(os.environ.get("QA_DATA", "../shared/data"))


def main() -> None:
    """Measure and print; write the result where asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--passages", type=int, default=2000, help="how many, about")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--paragraphs", type=int, default=1, help="in a file")
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    settings = Settings()
    embedder = load_embedder(settings)
    chosen, passages = articles(arguments.passages, arguments.paragraphs, settings)
    vectors = embedder.embed(passages[:64])
    families.lead_of(Article("a", "a", chosen[0], "a"), vectors)  # so that its imports are done
    alone: list[Stopwatch] = []
    indexing: list[Stopwatch] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "articles"
        folder.mkdir()
        for number, text in enumerate(chosen):
            (folder / f"{number}.txt").write_text(text, "utf-8")
        for number in range(arguments.rounds):
            target = Path(name) / f"index-{number}"
            with Stopwatch() as watch:
                embedder.embed(passages)
            alone.append(watch)
            with Stopwatch() as watch:
                add_articles([folder], target, settings, on_problem=_fail, embedder=embedder)
            indexing.append(watch)
    result: dict[str, Any] = {
        "command": " ".join(["python -m eval.bench_indexing", *sys.argv[1:]]),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "load_before": round(os.getloadavg()[0], 1),
        "files": len(chosen),
        "passages": len(passages),
        "embedder_alone": described(alone, len(passages)),
        "indexing": described(indexing, len(passages)),
    }
    for by in ("seconds", "processor_seconds"):
        medians = [statistics.median(result[what][by]) for what in ("embedder_alone", "indexing")]
        result[f"ratio_by_{by}"] = round(medians[0] / medians[1], 3)
    text = json.dumps(result, indent=2)
    print(text)
    if arguments.out:
        arguments.out.parent.mkdir(parents=True, exist_ok=True)
        arguments.out.write_text(text + "\n", "utf-8")


def described(watches: Sequence[Stopwatch], passages: int) -> dict[str, Any]:
    """The times of the rounds, and passages a second by the clock."""
    seconds = [watch.seconds for watch in watches]
    return {
        "passages_per_second": round(passages / statistics.median(seconds), 1),
        "seconds": [round(value, 2) for value in seconds],
        "processor_seconds": [round(watch.processor, 2) for watch in watches],
    }


def articles(count: int, paragraphs: int, settings: Settings) -> tuple[list[str], list[str]]:
    """Texts of files that together have at least ``count`` passages, and these passages."""
    with lzma.open(DATA / "squad-2.0-train.json.xz", "rt", encoding="utf-8") as file:
        pages = json.load(file)["data"]
    splitter = splitter_of(settings)
    texts: list[str] = []
    passages: list[str] = []
    for page in pages:
        contexts = [paragraph["context"] for paragraph in page["paragraphs"]]
        for at in range(0, len(contexts), paragraphs):
            if len(passages) >= count:
                return texts, passages
            text = "\n\n".join(contexts[at : at + paragraphs])
            texts.append(text)
            passages += [passage.text for passage in splitter.split(Article("a", "a", text, "a"))]
    return texts, passages


def _fail(problem: str) -> None:
    raise SystemExit(problem)


if __name__ == "__main__":
    main()
