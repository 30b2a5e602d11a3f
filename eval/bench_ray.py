"""Indexing on Ray against indexing in one process: real work, and work where the embedder does nothing.

    python -m eval.bench_ray [MEASURE ...] [--rounds 2] [--out FILE]

MEASURE is one of

    local, ray                 real articles with the real embedder, here and on a local cluster
    local-nothing, ray-nothing an embedder that gives random vectors at once: all that is not embedding
    storing                    prepared articles into an index: the most that one writer can take

The articles are made of paragraphs of SQuAD. Each measure is taken ``--rounds`` times in turn with the
others. The best round counts: what disturbs only slows.
"""

from __future__ import annotations

import json
import os
import resource
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from functools import partial
from itertools import groupby, islice
from pathlib import Path

import numpy as np
import psutil

from eval.harness import Stopwatch, parser, questions_of, record
from eval.synthetic_vectors import unit
from qa.distributed import indexing
from qa.distributed.cluster import cluster
from qa.index.local import LocalIndex
from qa.indexing import add_articles, splitter_of
from qa.models.embedder import load_embedder
from qa.settings import Settings
from qa.types import Article, Embedder, Prepared, Progress, Vectors

DIM = 384
FILES = 32
PARAGRAPHS = 5  # of an article: some 600 words, as long as news are
Result = dict[str, float]


class Nothing:
    """An embedder that gives random unit vectors at once, drawn beforehand."""

    name, fingerprint, dim = "nothing", "0" * 64, DIM

    def __init__(self) -> None:
        self._drawn = unit(np.random.default_rng(0).standard_normal((4096, DIM), np.float32))

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Unit-length float32[len(texts), dim]; those of a text hang on its length only."""
        rows: Vectors = self._drawn[[len(text) * 31 % 4096 for text in texts]]
        return rows

    def embed_questions(self, questions: Sequence[str]) -> Vectors:
        """As ``embed``."""
        return self.embed(questions)


class Watch:
    """What a run takes by the clock and of the processors, in this process and all that Ray started."""

    def __init__(self) -> None:
        self._seconds: dict[int, float] = {}  # of each process, also one that has ended since
        self._before = self._look()
        self._spent = Stopwatch().__enter__()

    def batch(self, progress: Progress) -> None:
        """A batch was stored: time to look at the processes, for one may end."""
        self._look()

    def _look(self) -> float:
        """Processor seconds of all processes so far."""
        own = psutil.Process()
        for process in [own, *own.children(recursive=True)]:
            try:
                self._seconds[process.pid] = sum(process.cpu_times()[:2])
            except psutil.Error:  # it has just ended
                continue
        return sum(self._seconds.values())

    def result(self, passages: int) -> Result:
        """The figures of the run."""
        self._spent.__exit__()
        return {
            "passages": passages,
            "seconds": round(self._spent.seconds, 2),
            "processor_seconds": round(self._look() - self._before, 2),
            "passages_per_second": round(passages / self._spent.seconds, 2),
            "driver_ms_per_passage": round(1000 * self._spent.processor / passages, 4),
            "peak_memory_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        }


# -- the measures


def real(on_ray: bool, folder: Path, count: int) -> Result:
    """Real articles with the real embedder."""
    settings = Settings()
    model, load = load_embedder(settings), partial(load_embedder, settings)
    few, all_ = (made(folder / name, "squad-1.1-dev", n) for name, n in (("few", count // 3), ("all", count)))
    small = indexed(on_ray, few, folder / "small", model, load)
    large = indexed(on_ray, all_, folder / "index", model, load)
    # What the processes take to start falls out of the difference of two runs.
    more = large["passages"] - small["passages"]
    marginal = (large["processor_seconds"] - small["processor_seconds"]) / more
    return {**large, "marginal_processor_ms_per_passage": round(1000 * marginal, 3)}


def nothing(on_ray: bool, folder: Path, count: int) -> Result:
    """All but the embedding, on many more articles."""
    news = made(folder / "news", "squad-2.0-train", 10 * count)
    return indexed(on_ray, news, folder / "index", Nothing(), Nothing)


def storing(folder: Path, count: int) -> Result:
    """One writer alone."""
    splitter, embedder = splitter_of(Settings()), Nothing()
    prepared = []
    for article in islice(articles("squad-2.0-train"), 10 * count):
        passages = splitter.split(article)
        prepared.append(Prepared(article, passages, embedder.embed([passage.text for passage in passages])))
    with LocalIndex.create(folder, embedder, splitter) as index:
        watch = Watch()
        return watch.result(index.add(prepared, on_progress=watch.batch).passages)


MEASURES: dict[str, Callable[[Path, int], Result]] = {
    "local": partial(real, False),
    "ray": partial(real, True),
    "local-nothing": partial(nothing, False),
    "ray-nothing": partial(nothing, True),
    "storing": storing,
}


def indexed(
    on_ray: bool, news: Path, index: Path, embedder: Embedder, load: Callable[[], Embedder]
) -> Result:
    """One run; on Ray the clock starts when Ray runs, and the workers are still to be started."""
    what = ([news], index, Settings())
    spread = partial(indexing.add_articles, *what, "local", load=load)
    add = spread if on_ray else partial(add_articles, *what)
    with Stopwatch() as everything, cluster("local") if on_ray else nullcontext():
        watch = Watch()
        report = add(on_problem=print, on_progress=watch.batch, embedder=embedder)
        result = watch.result(report.passages)
    return {**result, "seconds_with_starting": round(everything.seconds, 2)}


def articles(name: str) -> Iterator[Article]:
    """Articles of five paragraphs of one page."""
    for title, page in groupby(questions_of(name).articles, key=lambda article: article.title):
        texts = [article.text for article in page]
        for at in range(0, len(texts), PARAGRAPHS):
            yield Article(f"{title}#{at}", title, "\n\n".join(texts[at : at + PARAGRAPHS]), title)


def made(folder: Path, name: str, count: int) -> Path:
    """The first articles of a set as a folder of JSONL files."""
    folder.mkdir(parents=True)
    for number, article in enumerate(islice(articles(name), count)):
        row = json.dumps({"id": str(number), "title": article.title, "text": article.text})
        with (folder / f"{number * FILES // count:02}.jsonl").open("a", encoding="utf-8") as file:
            file.write(row + "\n")
    return folder


# -- what they say together


def summary(rounds: dict[str, list[Result]]) -> Result:
    """The best round of each measure, and the ratios between them."""

    def least(name: str, figure: str) -> float:
        return min(each[figure] for each in rounds[name])

    most = {name: max(each["passages_per_second"] for each in its) for name, its in rounds.items()}
    driver = {name: least(name, "driver_ms_per_passage") for name in rounds}
    found = {f"{name}: passages a second": round(value, 1) for name, value in most.items()}
    if {"local", "ray"} <= rounds.keys():
        local, ray = (least(name, "marginal_processor_ms_per_passage") for name in ("local", "ray"))
        found["efficiency: passages a second on Ray to those here"] = round(most["ray"] / most["local"], 3)
        found["efficiency in processor seconds, without starting"] = round(local / ray, 3)
    if {"local", "storing", "ray-nothing"} <= rounds.keys():
        found["driver: processor ms a passage"] = driver["ray-nothing"]
        found["of these, storing"] = driver["storing"]
        embedding = driver["local"] - driver["storing"]
        found["processors that one driver keeps busy"] = round(embedding / driver["ray-nothing"])
    return found


def main() -> None:
    """Measure and print; write the result where asked."""
    options = parser("bench_ray", __doc__)
    options.add_argument("measures", nargs="*", choices=[*MEASURES, []], default=list(MEASURES))
    options.add_argument("--rounds", type=int, default=2)
    options.add_argument("--articles", type=int, default=250, help="of real work; the other has ten times")
    arguments = options.parse_args()
    # Ray gives its workers a low priority; here both sides compete with the rest of the machine alike.
    os.environ["RAY_worker_niceness"] = "0"  # noqa: SIM112  # Ray's spelling
    rounds: dict[str, list[Result]] = {name: [] for name in arguments.measures}
    with tempfile.TemporaryDirectory() as scratch:
        for number in range(arguments.rounds):
            for name, its in rounds.items():
                its.append(MEASURES[name](Path(scratch) / f"{name}-{number}", arguments.articles))
                print(name, its[-1], flush=True)
    record(arguments, {"articles": arguments.articles, "summary": summary(rounds), "rounds": rounds})


if __name__ == "__main__":
    main()
