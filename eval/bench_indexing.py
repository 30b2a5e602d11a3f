"""What indexing real articles costs beside the embedder itself.

    python -m eval.bench_indexing [--passages 2000] [--rounds 2] [--paragraphs 1] [--out FILE]

Paragraphs of SQuAD 2.0 train (looked for in the folder that QA_DATA names) are written as text files, some
``--paragraphs`` to a file, and indexed from the files on: reading, splitting, embedding, storing, looking for
reprints, the lexical index. Each round also has the embedder alone embed the same passages, in one call. The
figure is the ratio of the two rates in passages a second, of the medians over the rounds.
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
import time
from collections.abc import Callable
from pathlib import Path

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
    embedder.embed(passages[:64])
    bare, indexing = [], []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "articles"
        folder.mkdir()
        for number, text in enumerate(chosen):
            (folder / f"{number}.txt").write_text(text, "utf-8")
        for number in range(arguments.rounds):
            target = Path(name) / f"index-{number}"
            bare.append(_seconds(lambda: embedder.embed(passages)))
            indexing.append(
                _seconds(
                    lambda: add_articles([folder], target, settings, on_problem=_fail, embedder=embedder)  # noqa: B023  # called before target changes
                )
            )
    alone, whole = (len(passages) / statistics.median(seconds) for seconds in (bare, indexing))
    result = {
        "command": " ".join(["python -m eval.bench_indexing", *sys.argv[1:]]),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "load_before": round(os.getloadavg()[0], 1),
        "files": len(chosen),
        "passages": len(passages),
        "embedder_alone_passages_per_second": round(alone, 1),
        "indexing_passages_per_second": round(whole, 1),
        "ratio": round(whole / alone, 3),
        "seconds": {
            "embedder alone": [round(value, 2) for value in bare],
            "indexing": [round(value, 2) for value in indexing],
        },
    }
    text = json.dumps(result, indent=2)
    print(text)
    if arguments.out:
        arguments.out.parent.mkdir(parents=True, exist_ok=True)
        arguments.out.write_text(text + "\n", "utf-8")


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


def _seconds(run: Callable[[], object]) -> float:
    began = time.perf_counter()
    run()
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
