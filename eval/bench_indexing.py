"""What indexing real articles costs beside the embedder itself.

    python -m eval.bench_indexing [--passages 2000] [--rounds 2] [--out FILE]

Paragraphs of SQuAD 2.0 train are written as text files, one to a file, and indexed from the files on:
reading, splitting, embedding, storing, looking for reprints, the lexical index. Each round also has the
embedder alone embed the same passages, in one call. The figure is the ratio of the two rates in passages a
second, of the medians over the rounds: by the clock, and by processor time, which other work on the machine
changes little. Imports and the model are loaded before.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from collections.abc import Sequence
from itertools import count
from pathlib import Path

from eval.harness import Stopwatch, in_turn, median_seconds, parser, questions_of, record
from qa.index import families
from qa.indexing import add_articles, splitter_of
from qa.models.embedder import load_embedder
from qa.settings import Settings


def main() -> None:
    """Measure and print; write the result where asked."""
    options = parser("bench_indexing", __doc__)
    options.add_argument("--passages", type=int, default=2000, help="how many, about")
    options.add_argument("--rounds", type=int, default=2)
    arguments = options.parse_args()
    settings = Settings()
    embedder, splitter = load_embedder(settings), splitter_of(settings)
    passages: list[str] = []
    with tempfile.TemporaryDirectory() as name:
        folder, numbers = Path(name) / "articles", count()
        folder.mkdir()
        for files, article in enumerate(questions_of("squad-2.0-train").articles):
            if len(passages) >= arguments.passages:
                break
            (folder / f"{files}.txt").write_text(article.text, "utf-8")
            passages += [passage.text for passage in splitter.split(article)]
        families.lead_of(article, embedder.embed(passages[:64]))  # imports are done now

        def index() -> None:
            target = Path(name) / f"index-{next(numbers)}"
            add_articles([folder], target, settings, on_problem=sys.exit, embedder=embedder)

        ways = {"embedder_alone": lambda: embedder.embed(passages), "indexing": index}
        taken = in_turn(ways, arguments.rounds)
    alone, whole = taken.values()
    figures = {
        "files": files,
        "passages": len(passages),
        **{name: described(its, len(passages)) for name, its in taken.items()},
        "ratio_by_seconds": round(median_seconds(alone) / median_seconds(whole), 3),
        "ratio_by_processor_seconds": round(processor_seconds(alone) / processor_seconds(whole), 3),
    }
    record(arguments, figures, settings)


def described(watches: Sequence[Stopwatch], passages: int) -> dict[str, object]:
    """The times of the rounds, and passages a second by the clock."""
    return {
        "passages_per_second": round(passages / median_seconds(watches), 1),
        "seconds": [round(watch.seconds, 2) for watch in watches],
        "processor_seconds": [round(watch.processor, 2) for watch in watches],
    }


def processor_seconds(watches: Sequence[Stopwatch]) -> float:
    """The median of the rounds."""
    return statistics.median(watch.processor for watch in watches)


if __name__ == "__main__":
    main()
