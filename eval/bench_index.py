"""How the index behaves as it grows: searching, opening, memory, disk, updating.

    python -m eval.bench_index build 100000     # resumes where it stopped
    python -m eval.bench_index measure 100000   # in a process of its own, so that memory is the index's
    python -m eval.bench_index recall 100000    # of the dense ranking against exact search
    python -m eval.bench_index update 100000    # change 1 % of the articles
    python -m eval.bench_index all 100000       # all of these
    python -m eval.bench_index report           # the table of everything measured

The collections are synthetic. Texts: articles of five passages of five sentences, each drawn from all
sentences of the paragraphs of SQuAD 2.0 train. Vectors: no text is embedded, ``eval.synthetic_vectors`` says
how they are drawn. A question is ten words of some passage, and a vector whose cosine to that passage's is
0.6. Results are kept in ``eval/results/bench-index``.
"""

from __future__ import annotations

import json
import random
import resource
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate
from typing import Any

import numpy as np

from eval.harness import RESULTS as ALL_RESULTS
from eval.harness import Stopwatch, parser, questions_of, record
from eval.synthetic_vectors import FOLDER, ClusteredEmbedder, unit
from qa.index import families
from qa.index.halves import Ids
from qa.index.local import LocalIndex
from qa.index.where import Bounds
from qa.language.sentences import spans
from qa.retrieval import DenseRetriever, FusedRetriever, LexicalRetriever
from qa.types import EVERYTHING, Article, Filter, IndexReport, Passage, Vectors

PASSAGES = 5  # an article
SENTENCES = 5  # a passage
QUESTIONS = 300
RESULTS = ALL_RESULTS / "bench-index"
# Everything; 0.1 % and 20 % of it.
FILTERS = {
    "everything": EVERYTHING,
    "narrow": Filter(source="/bench/7/*"),
    "wide": Filter(since="2010", until="2014"),
}


class ParagraphSplitter:
    """One passage a paragraph."""

    signature = "paragraphs"

    def split(self, article: Article) -> list[Passage]:
        """The article's paragraphs."""
        texts = article.text.split("\n\n")
        starts = accumulate((len(text) + 2 for text in texts[:-1]), initial=0)
        return [
            Passage(-1, article.id, at, at + len(text), text) for at, text in zip(starts, texts, strict=True)
        ]


def articles(passages: int, spent: Stopwatch, changed: float = 0.0) -> Iterator[Article]:
    """The first ``passages`` of the endless collection; a ``changed`` share says something else.

    ``spent`` counts the time that making them up takes, which is not the index's.
    """
    with spent:
        texts = [article.text for article in questions_of("squad-2.0-train").articles]
        pool = [text[start:end] for text in texts for start, end in spans(text)]
    for number in range(passages // PASSAGES):
        with spent:
            edition = int(changed > 0 and number % round(1 / changed) == 0)
            generator = random.Random(f"{number} {edition}")
            drawn = [" ".join(generator.choices(pool, k=SENTENCES)) for _ in range(PASSAGES)]
            date = f"{2000 + number % 25}-{number % 12 + 1:02d}"
            path = f"/bench/{number % 1000}/{number}.txt"
            article = Article(path, drawn[0][:60], "\n\n".join(drawn), path, date)
        yield article


def opened(passages: int, embedder: ClusteredEmbedder, *, writable: bool = False) -> LocalIndex:
    """The benchmark's index of a size."""
    how = LocalIndex.create if writable else LocalIndex.open
    return how(FOLDER / f"index-{passages}", embedder, ParagraphSplitter())


def added(passages: int, changed: float = 0.0) -> tuple[IndexReport, dict[str, float]]:
    """Index the collection; what that took, without making up texts and vectors."""
    embedder = ClusteredEmbedder()
    # What is done once in a process, importing above all, is done before the clock starts.
    families.lead_of(Article("a", "a", "one two three four five six seven eight", "a"), embedder.embed(["a"]))
    embedder.spent, texts, whole = Stopwatch(), Stopwatch(), Stopwatch()
    with whole, opened(passages, embedder, writable=True) as index:
        report = index.add(articles(passages, texts, changed))
    return report, {
        "seconds": round(whole.seconds - texts.seconds - embedder.spent.seconds, 1),
        "processor_seconds": round(whole.processor - texts.processor - embedder.spent.processor, 1),
    }


def build(passages: int) -> dict[str, Any]:
    """Make the index, or go on making it."""
    report, took = added(passages)
    return {**took, "stored": report.passages, "unchanged": report.unchanged}


def update(passages: int) -> dict[str, Any]:
    """Change 1 % of the articles and index everything again; then change it back."""
    skipped, skipping = added(passages)
    report, took = added(passages, changed=0.01)
    added(passages)
    if skipped.added or skipped.replaced:
        raise SystemExit(f"build {passages} first")
    return {**took, "replaced": report.replaced, "skipping_all": skipping}


def questions(index: LocalIndex, embedder: ClusteredEmbedder) -> list[str]:
    """Questions on random passages, whose vectors the embedder knows from now on."""
    generator = random.Random(1)
    ids = generator.sample(index.catalog.ids_after(0).tolist(), QUESTIONS)
    found = index.catalog.passages(ids)
    split = [found[i].text.split() for i in ids]
    texts = [" ".join(generator.sample(words, min(10, len(words)))) for words in split]
    order, vectors = index.catalog.vectors(ids)
    of = dict(zip(order.tolist(), unit(vectors), strict=True))
    embedder.known = dict(zip(texts, embedder.asked(np.stack([of[i] for i in ids])), strict=True))
    return texts


def measure(passages: int) -> dict[str, Any]:
    """Open and search; memory is the process's peak, over what it was before."""
    embedder = ClusteredEmbedder()
    before = peak_mb()
    with Stopwatch() as opening:
        index = opened(passages, embedder)
    texts = questions(index, embedder)
    fused = FusedRetriever(index)
    searches: dict[str, Callable[[str], object]] = {
        "hybrid": lambda text: fused.search([text], 10),
        "dense": lambda text: DenseRetriever(index).search([text], 10),
        "lexical": lambda text: LexicalRetriever(index).search([text], 10),
        "narrow filter": lambda text: fused.search([text], 10, FILTERS["narrow"]),
        "wide filter": lambda text: fused.search([text], 10, FILTERS["wide"]),
    }
    result: dict[str, Any] = {"open_seconds": round(opening.seconds, 3)}
    result |= {name: searched(search, texts) for name, search in searches.items()}
    result["memory_mb"] = round(peak_mb() - before)
    files = [path for path in (FOLDER / f"index-{passages}").rglob("*") if path.is_file()]
    result["disk_kb_per_passage"] = round(sum(path.stat().st_size for path in files) / passages / 1000, 2)
    stamp = index.catalog.stamp("dense")
    result["dense"] |= {"index": dict(stamp.facts) if stamp else "exact"}
    index.close()
    return result


def recall(passages: int) -> dict[str, Any]:
    """Share of the ten best of exact search that the dense ranking returns, with and without filters."""
    embedder = ClusteredEmbedder()
    result = {}
    with opened(passages, embedder) as index:
        texts = questions(index, embedder)
        for name, where in FILTERS.items():
            found = [[i for i, _ in ranking] for ranking in index.dense.scores(texts, 10, where)]
            best = exact_search(index, embedder.embed(texts), where)
            shares = [np.isin(one, other).mean() for one, other in zip(best, found, strict=True)]
            result[name] = round(float(np.mean(shares)), 4)
    return {"at_10": result}


def exact_search(index: LocalIndex, vectors: Vectors, where: Filter) -> Ids:
    """The ten best ids for each question: int64[questions, 10]."""
    allowed = index.catalog.selected(Bounds.of(where))
    ids, scores = [], []
    for some, stored in index.catalog.vectors_after(0):
        inside = np.isin(some, allowed, assume_unique=True)
        cosines = vectors @ stored[inside].T
        top = np.argsort(-cosines, axis=1)[:, :10]
        ids.append(some[inside][top])
        scores.append(np.take_along_axis(cosines, top, 1))
    best = np.argsort(-np.hstack(scores), axis=1)[:, :10]
    return np.take_along_axis(np.hstack(ids), best, 1)


def searched(search: Callable[[str], object], texts: Sequence[str]) -> dict[str, float]:
    """Times of single searches after a tenth to warm up; the processor's is a mean."""
    watches = []
    for text in texts:
        with Stopwatch() as watch:
            search(text)
        watches.append(watch)
    timed = watches[len(texts) // 10 :]
    median, high = np.percentile([watch.seconds for watch in timed], [50, 95])
    processor = np.mean([watch.processor for watch in timed])
    figures = {"p50_ms": median, "p95_ms": high, "processor_ms": processor}
    return {name: round(1000 * float(seconds), 2) for name, seconds in figures.items()}


def peak_mb() -> float:
    """The most memory that this process has had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6


def report() -> None:
    """Write the table of everything measured: one column a size, a dash for what was not measured."""
    rows: dict[str, dict[int, str]] = defaultdict(dict)
    for path in sorted(RESULTS.glob("*-*.json")):
        size, _, what = path.stem.partition("-")
        for name, value in named(what, json.loads(path.read_text("utf-8"))):
            rows[name][int(size)] = f"{value:,}"
    sizes = sorted({size for row in rows.values() for size in row})
    lines = [
        "# The index as it grows\n",
        "Synthetic collections, as `eval/bench_index.py` describes them; embedding the question is not",
        "counted. Each column was measured by the commands named in its JSON files. The load average says",
        "how busy the two cores were with other work: above 2, times are longer than they need be.",
        "Hybrid: both rankings fused; the narrow filter lets 0.1 % through, the wide one 20 %.\n",
        f"| | {' | '.join(f'{size:,} passages' for size in sizes)} |",
        "|---" * (len(sizes) + 1) + "|",
        *(f"| {name} | {' | '.join(row.get(size, '-') for size in sizes)} |" for name, row in rows.items()),
    ]
    (RESULTS / "README.md").write_text("\n".join(lines) + "\n", "utf-8")


def named(name: str, value: Any) -> Iterator[tuple[str, float]]:
    """The numbers in a result, each with all its names."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from named(f"{name}, {key.replace('_', ' ')}", inner)
    elif isinstance(value, int | float) and not name.endswith(", cores"):
        yield name, value


MEASURES = {"build": build, "measure": measure, "recall": recall, "update": update}


def main() -> None:
    """Run one measurement, or all of a size."""
    options = parser("bench_index", __doc__)
    options.add_argument("what", choices=[*MEASURES, "all", "report"])
    options.add_argument("passages", type=int, nargs="?", default=10_000)
    arguments = options.parse_args()
    if arguments.what == "report":
        report()
    elif arguments.what == "all":
        for what in MEASURES:
            command = [sys.executable, "-m", "eval.bench_index", what, str(arguments.passages)]
            subprocess.run(command, check=True)
    else:
        name = f"{arguments.passages}-{arguments.what}.json"
        arguments.out = arguments.out or RESULTS / name
        record(arguments, MEASURES[arguments.what](arguments.passages))


if __name__ == "__main__":
    main()
