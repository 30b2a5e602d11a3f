"""What the measurements of this folder share: arguments, data, asking and reading, clocks, the record.

A measurement is a module that says in its docstring what is measured, and ends in

    arguments = parser("NAME", __doc__, questions=500).parse_args()
    ...
    record(arguments, {"f1": interval(values)})

It prints its figures; ``--out`` keeps them in ``eval/results/NAME.json``, ``--out FILE`` elsewhere. Data sets
are looked for in the folder that QA_DATA names, what may be made again is kept in that of QA_WORK.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

import numpy as np

from qa.assistant import Assistant
from qa.evaluation import metrics
from qa.evaluation.bootstrap import mean_estimate
from qa.evaluation.metrics import Bools, Floats
from qa.evaluation.own_index import own_index
from qa.indexing import splitter_of
from qa.models.cores import cores
from qa.models.embedder import load_embedder
from qa.questionsets.loading import load_questions
from qa.questionsets.question_set import QuestionSet, paragraphs_of, sample
from qa.settings import Settings
from qa.types import Passage, Reader

DATA = Path(os.environ.get("QA_DATA", "../shared/data"))
WORK = Path(os.environ.get("QA_WORK", ".work"))
RESULTS = Path(__file__).parent / "results"
SEEDS = Path(__file__).parent / "seeds.jsonl"  # questions on the sample articles
Metric = Callable[[str, Sequence[str]], float]  # of an answer and the right ones, 0 to 1
_AT_ONCE = 200  # questions read together


def parser(
    name: str, documentation: str | None, *, questions: int | None = None, models: bool = False
) -> argparse.ArgumentParser:
    """The arguments of a measurement; its own may be added, also in the place of one of these.

    Args:
        name: of its module, and of its result.
        documentation: the module's, whose first line describes it.
        questions: how many are drawn unless told otherwise, 0 for all; None: none are drawn.
        models: whether the reader and how it is computed can be chosen.
    """
    made = argparse.ArgumentParser(
        prog=f"python -m eval.{name}",
        description=(documentation or "").partition("\n")[0],
        conflict_handler="resolve",
    )
    made.add_argument("--out", nargs="?", type=Path, const=RESULTS / f"{name.replace('_', '-')}.json")
    if questions is not None:
        made.add_argument("--limit", type=int, default=questions, help="questions drawn; 0: all")
        made.add_argument("--seed", type=int, default=0)
    if models:
        made.add_argument("--reader", default="default", help="a model folder, or default")
        made.add_argument("--runtime", choices=["auto", "torch", "onnx"], default="auto")
        made.add_argument("--dtype", choices=["auto", "float32", "bfloat16", "int8"], default="auto")
        made.add_argument("--threads", type=int, default=0)
    made.set_defaults(program=made.prog, load_before=round(os.getloadavg()[0], 1))
    return made


def settings_of(arguments: argparse.Namespace, **changed: object) -> Settings:
    """The settings that the arguments name, with some of them changed."""
    given = {name: getattr(arguments, name) for name in ("reader", "runtime", "dtype", "threads")}
    return Settings.model_validate(given | changed)


def way_settings(way: str) -> Settings:
    """The settings of a way to compute, as runtime/dtype."""
    runtime, _, dtype = way.partition("/")
    return Settings.model_validate({"runtime": runtime, "dtype": dtype})


def record(
    arguments: argparse.Namespace, figures: Mapping[str, object], settings: Settings | None = None
) -> None:
    """Print the figures with their command, day, machine and settings, and keep them where asked."""
    result: dict[str, object] = {
        "command": " ".join([arguments.program, *sys.argv[1:]]),
        "date": date.today().isoformat(),
        "cores": cores(),
        "load_before": arguments.load_before,  # above the cores: others were computing too
    }
    if settings is not None:
        kept = {"reader", "embedder", "runtime", "dtype", "threads", "retriever", "top"}
        result["settings"] = settings.model_dump(include=kept)
    text = json.dumps(result | dict(figures), indent=2, ensure_ascii=False)
    print(text)
    if arguments.out:
        arguments.out.write_text(text + "\n", "utf-8")


# -- data


def questions_of(name: str | Path, limit: int = 0, seed: int = 0) -> QuestionSet:
    """A set of the data folder ("squad-2.0-dev", or a file), or a sample of it with all its paragraphs."""
    path = DATA / name
    return sample(load_questions(path if path.exists() else DATA / f"{name}.json.xz"), limit or None, seed)


# -- asking and reading


def assistant_over(questions: QuestionSet, settings: Settings) -> Assistant:
    """The assistant of all the paragraphs of a set, indexed once."""
    embedder, cache = load_embedder(settings), WORK / "indexes"
    return Assistant.open(own_index(questions, embedder, splitter_of(settings), cache, progress), settings)


@dataclass(frozen=True, slots=True)
class Judged:
    """The best span for each question, and the answers that are right."""

    texts: Sequence[str]  # empty: there is no span
    scores: Floats  # float64[questions]; -inf: there is no span
    gold: Sequence[Sequence[str]]  # none: the question has no answer

    @property
    def answerable(self) -> Bools:
        """Whether each question has an answer: bool[questions]."""
        return np.array([bool(answers) for answers in self.gold])

    def always(self, metric: Metric) -> Floats:
        """What each span is worth, given whatever its score: float64[questions], 0 to 1."""
        return np.array([metric(text, right) for text, right in zip(self.texts, self.gold, strict=True)])

    def given(self, threshold: float) -> Bools:
        """Whether each question is answered from a score on: bool[questions]."""
        return np.logical_and(self.scores >= threshold, [bool(text) for text in self.texts])

    def kept(self, metric: Metric, threshold: float) -> Floats:
        """What each question is worth, answered from a score on; silence may be right."""
        right = np.where(self.answerable, self.always(metric), 0.0)
        return np.where(self.given(threshold), right, (~self.answerable).astype(np.float64))

    def best_threshold(self, metric: Metric) -> float:
        """The score from which on to answer for the highest mean, as the script of SQuAD 2.0 finds it."""
        found = np.array([bool(text) for text in self.texts])
        best = metrics.best_threshold(self.always(metric), -self.scores, self.answerable, found)
        return -best.threshold

    def best(self, metric: Metric) -> Floats:
        """What each question is worth at the best threshold."""
        return self.kept(metric, self.best_threshold(metric))


def read_closed(reader: Reader, drawn: QuestionSet, questions: Sequence[str] | None = None) -> Judged:
    """Read each question, or another text in its place, on its own paragraph as one passage, however long."""
    asked = list(paragraphs_of(drawn))
    texts = questions or [question.text for question, _ in asked]
    paragraphs = [Passage(-1, article.id, 0, len(article.text), article.text) for _, article in asked]
    pairs = list(zip(texts, paragraphs, strict=True))
    found = []
    for first in range(0, len(pairs), _AT_ONCE):
        found += [spans[0] if spans else None for spans in reader.read(pairs[first : first + _AT_ONCE])]
        progress(len(found), len(pairs))
    return Judged(
        [span.text if span else "" for span in found],
        np.array([span.score if span else -np.inf for span in found], np.float64),
        [question.answers or () for question, _ in asked],
    )


# -- figures


def percent(values: Floats | Bools | Sequence[float]) -> float | None:
    """The mean in percent; None of nothing."""
    return round(100 * float(np.mean(values)), 2) if len(values) else None


def interval(values: Floats | Bools | Sequence[float]) -> dict[str, float]:
    """The mean in percent with its 95 % bootstrap interval and the number of values."""
    found = asdict(mean_estimate(100 * np.asarray(values, np.float64)))
    return {name: round(value, 2) for name, value in found.items()}


def progress(done: int, total: int) -> None:
    """Show on stderr how far it is."""
    print(f"{done}/{total}", end="\r", file=sys.stderr, flush=True)


# -- clocks


class Stopwatch:
    """Adds up what its ``with`` blocks take."""

    def __init__(self) -> None:
        self.seconds = 0.0  # on the clock
        self.processor = 0.0  # of this process, all threads

    def __enter__(self) -> Stopwatch:
        self._began = time.perf_counter(), time.process_time()
        return self

    def __exit__(self, *_: object) -> None:
        self.seconds += time.perf_counter() - self._began[0]
        self.processor += time.process_time() - self._began[1]


def in_turn(ways: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, list[Stopwatch]]:
    """Time each way once a round, so that whatever else the machine does falls on all of them."""
    taken: dict[str, list[Stopwatch]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, call in ways.items():
            with Stopwatch() as watch:
                call()
            taken[name].append(watch)
    return taken


def percentiles(seconds: Sequence[float]) -> dict[str, float]:
    """Median and 95th percentile."""
    values = np.percentile(seconds, [50, 95])
    return {"p50": round(float(values[0]), 4), "p95": round(float(values[1]), 4)}


def median_seconds(watches: Sequence[Stopwatch]) -> float:
    """By the clock."""
    return statistics.median(watch.seconds for watch in watches)
