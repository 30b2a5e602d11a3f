"""Indexing on Ray against indexing in one process: real work, and work where the embedder does nothing.

    python -m eval.bench_ray [MEASURE ...] [--rounds 2] [--out eval/results/bench-ray.json]

MEASURE is one of

    local, ray                 real articles with the real embedder, here and on a local cluster
    local-nothing, ray-nothing an embedder that gives random vectors at once: all that is not embedding
    storing                    prepared articles into an index: the most that one writer can take

The articles are made of paragraphs of SQuAD; QA_DATA names the data. Each measure is taken ``--rounds`` times
in turn with the others of one call, and is added to the rounds that the result holds already.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby, islice
from pathlib import Path

import numpy as np
import psutil

from qa.distributed import indexing
from qa.distributed.cluster import cluster
from qa.index.local import LocalIndex
from qa.indexing import add_articles, splitter_of
from qa.models.cores import cores
from qa.models.embedder import load_embedder
from qa.questionsets.loading import load_questions
from qa.settings import Settings
from qa.types import Article, Embedder, Prepared, Progress, Vectors

DATA = Path(os.environ.get("QA_DATA", "../shared/data"))
DIM = 384
FILES = 32
_PARAGRAPHS = 5  # of an article
_LOOK = 0.5  # seconds between two looks at the processes
_BATCHES = 8  # least of a run whose first one is left out
Result = dict[str, float]


class Nothing:
    """An embedder that gives random unit vectors at once, drawn beforehand."""

    name, fingerprint, dim = "nothing", "0" * 64, DIM

    def __init__(self) -> None:
        drawn = np.random.default_rng(0).standard_normal((4096, DIM), np.float32)
        self._drawn: Vectors = drawn / np.linalg.norm(drawn, axis=1, keepdims=True)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Unit-length float32[len(texts), dim]; those of a text hang on its length only."""
        rows: Vectors = self._drawn[[len(text) * 31 % 4096 for text in texts]]
        return rows


def main() -> None:
    """Measure and print; write the result where asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("measures", nargs="*", choices=[*MEASURES, []], default=list(MEASURES))
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument(
        "--articles", type=int, default=250, help="of the real work; ten times that of the other"
    )
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    # Ray gives its workers a low priority; here both sides compete with the rest of the machine alike.
    os.environ["RAY_worker_niceness"] = "0"  # noqa: SIM112  # Ray's spelling
    rounds: dict[str, list[Result]] = {}
    if arguments.out and arguments.out.exists():
        rounds = json.loads(arguments.out.read_text("utf-8"))["rounds"]
    with tempfile.TemporaryDirectory() as scratch:
        for number in range(arguments.rounds):
            for name in arguments.measures:
                folder = Path(scratch) / f"{name}-{number}"
                result = MEASURES[name](folder, arguments.articles)
                result["load_average"] = round(os.getloadavg()[0], 1)
                print(name, result, flush=True)
                rounds.setdefault(name, []).append(result)
    text = json.dumps(
        {
            "command": " ".join(["python -m eval.bench_ray", *sys.argv[1:]]),
            "cores": cores(),
            "articles": arguments.articles,
            "summary": summary(rounds),
            "rounds": rounds,
        },
        indent=2,
    )
    print(text)
    if arguments.out:
        arguments.out.write_text(text + "\n", "utf-8")


def summary(rounds: dict[str, list[Result]]) -> Result:
    """The best round of each measure (what disturbs only slows), and the ratios between them."""

    def most(name: str) -> float:
        return max(each["passages_per_second"] for each in rounds[name])

    def least(name: str, figure: str) -> float:
        return min(each[figure] for each in rounds[name])

    found = {f"{name}: passages a second": round(most(name), 1) for name in rounds}
    if {"local", "ray"} <= rounds.keys():
        found["efficiency: passages a second on Ray to those in one process"] = round(
            most("ray") / most("local"), 3
        )
        figure = "marginal_processor_ms_per_passage"
        found["efficiency in processor seconds, without starting"] = round(
            least("local", figure) / least("ray", figure), 3
        )
    if {"storing", "ray-nothing"} <= rounds.keys():
        driver = "steady_driver_ms_per_passage"
        alone, on_ray = least("storing", driver), least("ray-nothing", driver)
        found["driver: processor ms a passage"] = round(on_ray, 3)
        found["of these, storing"] = round(alone, 3)
        found["of these, Ray's scheduling and unpacking"] = round(on_ray - alone, 3)
        if "local" in rounds:
            embedding = least("local", driver)
            found["one process doing everything: processor ms a passage"] = round(embedding, 3)
            found["processors that one driver keeps busy"] = round((embedding - alone) / on_ray)
    return found


# -- the measures


def real(on_ray: bool, folder: Path, count: int) -> Result:
    """Real articles with the real embedder."""
    news = made(folder / "news", islice(articles("squad-1.1-dev.json.xz"), count))
    less = made(folder / "less", islice(articles("squad-1.1-dev.json.xz"), count // 3))
    settings = Settings()
    model, load = load_embedder(settings), partial(load_embedder, settings)
    small = indexed(on_ray, less, folder / "small", model, load)
    large = indexed(on_ray, news, folder / "index", model, load)
    # What the processes take to start falls out of the difference of two runs.
    more = large["passages"] - small["passages"]
    marginal = (large["processor_seconds"] - small["processor_seconds"]) / more
    return {**large, "marginal_processor_ms_per_passage": round(1000 * marginal, 3)}


def nothing(on_ray: bool, folder: Path, count: int) -> Result:
    """All but the embedding, on many more articles."""
    news = made(folder / "news", islice(articles("squad-2.0-train.json.xz"), 10 * count))
    return indexed(on_ray, news, folder / "index", Nothing(), Nothing)


def storing(folder: Path, count: int) -> Result:
    """One writer alone."""
    settings, embedder = Settings(), Nothing()
    splitter = splitter_of(settings)
    prepared = []
    for article in islice(articles("squad-2.0-train.json.xz"), 10 * count):
        passages = splitter.split(article)
        prepared.append(Prepared(article, passages, embedder.embed([passage.text for passage in passages])))
    with LocalIndex.create(folder, embedder, splitter) as index:
        watch = Watch()
        report = index.add(prepared, on_progress=watch.batch)
        return watch.result(report.passages)


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
    if not on_ray:
        watch = Watch()
        report = add_articles(
            [news],
            index,
            Settings(),
            on_problem=print,
            on_article=watch.article,
            on_progress=watch.batch,
            embedder=embedder,
        )
        return watch.result(report.passages)
    began = time.perf_counter()
    with cluster("local"):
        watch = Watch()
        report = indexing.add_articles(
            [news],
            index,
            Settings(),
            "local",
            on_problem=print,
            on_article=watch.article,
            on_progress=watch.batch,
            embedder=embedder,
            load=load,
        )
        result = watch.result(report.passages)
    return {**result, "seconds_with_starting_ray": round(time.perf_counter() - began, 2)}


class Watch:
    """What a run takes by the clock and of the processors, in this process and all that Ray started."""

    def __init__(self) -> None:
        self._seconds: dict[int, float] = {}  # of each process, also one that has ended since
        self._looked = 0.0
        self._before = self._look()
        self._marks = [_mark(0)]

    def article(self, article: Article) -> None:
        """An article arrived: now and then the time to look at the processes."""
        if time.perf_counter() - self._looked > _LOOK:
            self._look()

    def _look(self) -> float:
        """Processor seconds of all processes so far."""
        self._looked = time.perf_counter()
        own = psutil.Process()
        for process in [own, *own.children(recursive=True)]:
            try:
                self._seconds[process.pid] = sum(process.cpu_times()[:2])
            except psutil.Error:  # it has just ended
                continue
        return sum(self._seconds.values())

    def batch(self, progress: Progress) -> None:
        """A batch was stored."""
        self._look()
        self._marks.append(_mark(progress.passages))

    def result(self, passages: int) -> Result:
        """The figures of the whole run, and of what came after the first batch: starting is beside that."""
        first = self._marks[1] if len(self._marks) > _BATCHES else self._marks[0]
        begun, last = self._marks[0], _mark(passages)
        steady = last.passages - first.passages
        return {
            "passages": passages,
            "seconds": round(last.clock - begun.clock, 2),
            "processor_seconds": round(self._look() - self._before, 2),
            "passages_per_second": round(passages / (last.clock - begun.clock), 2),
            "steady_passages_per_second": round(steady / (last.clock - first.clock), 2),
            "steady_driver_ms_per_passage": round(1000 * (last.driver - first.driver) / steady, 4),
            "peak_memory_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        }


@dataclass(frozen=True, slots=True)
class Mark:
    """A moment of a run."""

    passages: int
    clock: float
    driver: float  # processor seconds of this process


def _mark(passages: int) -> Mark:
    return Mark(passages, time.perf_counter(), time.process_time())


# -- the articles


def articles(name: str) -> Iterator[Article]:
    """Articles of five paragraphs of one encyclopaedia article, some 600 words, as long as news are."""
    for title, own in groupby(load_questions(DATA / name).articles, key=lambda paragraph: paragraph.title):
        texts = [paragraph.text for paragraph in own]
        for at in range(0, len(texts), _PARAGRAPHS):
            text = "\n\n".join(texts[at : at + _PARAGRAPHS])
            yield Article(f"{title}#{at}", title, text, title)


def made(folder: Path, articles: Iterable[Article]) -> Path:
    """The articles as a folder of JSONL files."""
    folder.mkdir(parents=True)
    lines = [
        json.dumps({"id": str(number), "title": article.title, "text": article.text})
        for number, article in enumerate(articles)
    ]
    size = -(-len(lines) // FILES)
    for number in range(FILES):
        part = lines[number * size : (number + 1) * size]
        if part:
            (folder / f"{number:03}.jsonl").write_text("\n".join(part) + "\n", "utf-8")
    return folder


if __name__ == "__main__":
    main()
