"""What indexing real articles costs beside the embedder itself.

    python -m eval.bench_indexing [--passages 2000] [--rounds 2] [--paragraphs 1] [--out FILE]

Paragraphs of SQuAD 2.0 train are written as text files, some ``--paragraphs`` to a file, and indexed from the
files on: reading, splitting, embedding, storing, looking for reprints, the lexical index. Each round also has
the embedder alone embed the same passages, in one call. The figure is the ratio of the two rates in passages
a second, of the medians over the rounds: by the clock, and by processor time, which other work on the machine
changes little. Imports and the model are loaded before.
"""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Sequence
from itertools import count
from pathlib import Path

from eval.harness import Stopwatch, contexts, in_turn, median_seconds, parser, record, squad_pages
from qa.index import families
from qa.indexing import add_articles, splitter_of
from qa.models.embedder import load_embedder
from qa.settings import Settings
from qa.types import Article


def main() -> None:
    """Measure and print; write the result where asked."""
    options = parser("bench_indexing", __doc__)
    options.add_argument("--passages", type=int, default=2000, help="how many, about")
    options.add_argument("--rounds", type=int, default=2)
    options.add_argument("--paragraphs", type=int, default=1, help="in a file")
    arguments = options.parse_args()
    settings = Settings()
    embedder = load_embedder(settings)
    chosen, passages = articles(arguments.passages, arguments.paragraphs, settings)
    families.lead_of(Article("a", "a", chosen[0], "a"), embedder.embed(passages[:64]))  # imports are done now
    with tempfile.TemporaryDirectory() as name:
        folder, numbers = Path(name) / "articles", count()
        folder.mkdir()
        for number, text in enumerate(chosen):
            (folder / f"{number}.txt").write_text(text, "utf-8")

        def index() -> None:
            target = Path(name) / f"index-{next(numbers)}"
            add_articles([folder], target, settings, on_problem=fail, embedder=embedder)

        ways = {"embedder_alone": lambda: embedder.embed(passages), "indexing": index}
        taken = in_turn(ways, arguments.rounds)
    alone, whole = taken.values()
    figures = {
        "files": len(chosen),
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


def articles(count: int, paragraphs: int, settings: Settings) -> tuple[list[str], list[str]]:
    """Texts of files that together have at least ``count`` passages, and these passages."""
    splitter = splitter_of(settings)
    texts: list[str] = []
    passages: list[str] = []
    for page in squad_pages("squad-2.0-train"):
        found = contexts(page)
        for at in range(0, len(found), paragraphs):
            if len(passages) >= count:
                return texts, passages
            texts.append("\n\n".join(found[at : at + paragraphs]))
            passages += [passage.text for passage in splitter.split(Article("a", "a", texts[-1], "a"))]
    return texts, passages


def fail(problem: str) -> None:
    """Nothing may be left out of what is timed."""
    raise SystemExit(problem)


if __name__ == "__main__":
    main()
