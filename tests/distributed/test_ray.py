"""Work on a real Ray cluster of two nodes: the same index and answers, whatever is lost on the way."""

from __future__ import annotations

import json
import logging
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import pytest

from qa.distributed import evaluating, indexing
from qa.errors import ClusterError
from qa.evaluation.records import Record
from qa.evaluation.runner import asking
from qa.evaluation.subjects import Opened, assistant_over, reader_alone
from qa.index import writing
from qa.index.local import LocalIndex
from qa.index.location import located
from qa.indexing import add_articles, splitter_of
from qa.models.embedder import load_embedder
from qa.questionsets.question_set import Question
from qa.settings import Settings
from qa.types import Article, IndexReport, Progress, Vectors
from tests.fakes import HashEmbedder
from tests.ray_child import BATCH, SETTINGS, TABLE_BYTES
from tests.ray_fakes import DIM, SlowEmbedder

pytestmark = [
    pytest.mark.slow,
    # Ray's own: it opens files and sockets that it leaves to the garbage collector when a node goes down.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    # Ray says what a future version of it will not do any more with accelerators; there are none here.
    # Copying Ray Data's settings sets them all, the old ones too.
    pytest.mark.filterwarnings("ignore::DeprecationWarning:ray.data.context"),
    pytest.mark.filterwarnings("ignore:Tip. In future versions of Ray:FutureWarning"),
]

ARTICLES = 60
_NODE: dict[str, Any] = {"num_cpus": 1, "object_store_memory": 80 * 1024**2, "include_dashboard": False}


class TwoNodes:
    """A cluster of this machine's processes: a head, and a second node that can be taken away."""

    def __init__(self) -> None:
        from ray.cluster_utils import Cluster

        self._cluster = Cluster(initialize_head=True, head_node_args=_NODE)
        self._second = self._cluster.add_node(**_NODE)

    @property
    def address(self) -> str:
        """Where it is joined."""
        return str(self._cluster.address)

    def lose_the_second(self) -> None:
        """Kill the second node with all its processes."""
        self._cluster.remove_node(self._second, allow_graceful=False)

    def replace_the_second(self) -> None:
        """Another one in its place."""
        self._second = self._cluster.add_node(**_NODE)

    def close(self) -> None:
        """End all processes."""
        self._cluster.shutdown()  # type: ignore[no-untyped-call]  # untyped there


@pytest.fixture(scope="module")
def nodes() -> Iterator[TwoNodes]:
    """Two nodes of one processor, joined by this process."""
    # Workers are started with a low priority: beside other work on two cores they would hardly run at all.
    quiet = {"RAY_USAGE_STATS_ENABLED": "0", "RAY_worker_niceness": "0", "RAY_BACKEND_LOG_LEVEL": "fatal"}
    before = {name: os.environ.get(name) for name in quiet}
    os.environ.update(quiet)
    import ray

    two = TwoNodes()
    ray.init(address=two.address, log_to_driver=False, logging_level=logging.ERROR)
    yield two
    ray.shutdown()
    two.close()
    for name, value in before.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small batches and tables, so that a small collection makes many of them."""
    monkeypatch.setattr(writing, "BATCH", BATCH)
    monkeypatch.setattr(indexing, "TABLE_BYTES", TABLE_BYTES)


@pytest.fixture
def shared(nodes: TwoNodes, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both nodes get work, however late one has its worker: else Ray gives all of so little to the other."""
    from ray.data import DataContext

    context = DataContext.get_current()
    monkeypatch.setattr(context, "wait_for_min_actors_s", 240)
    monkeypatch.setattr(context, "max_tasks_in_flight_per_actor", 1)


@pytest.fixture
def news(tmp_path: Path) -> Path:
    """Articles of many sentences, each its own passage of 20 words."""
    folder = tmp_path / "news"
    folder.mkdir()
    for n in range(ARTICLES):
        lines = [
            f"Report {n} point {m} says that {' '.join(f'w{n}x{m}y{k}' for k in range(14))}."
            for m in range(4)
        ]
        (folder / f"{n:03}.txt").write_text(" ".join(lines))
    return folder


def disturbed(
    news: Path, index: Path, journal: Path, two: TwoNodes, after_batch: Any = lambda heard: None
) -> tuple[IndexReport, list[Progress]]:
    """Index on the cluster with a slow embedder; ``after_batch`` hears of all batches stored so far."""
    heard: list[Progress] = []

    def progressed(progress: Progress) -> None:
        heard.append(progress)
        after_batch(heard)

    report = indexing.add_articles(
        [news],
        index,
        SETTINGS,
        two.address,
        on_problem=pytest.fail,
        on_progress=progressed,
        embedder=HashEmbedder(DIM),
        load=partial(SlowEmbedder, journal),
    )
    return report, heard


def contents(folder: Path, embedder: Any, settings: Settings) -> tuple[list[Any], Vectors]:
    """Every article, passage and family of an index in order, and the vectors."""
    with LocalIndex.open(folder, embedder, splitter_of(settings)) as index:
        catalog = index.catalog
        articles = [index.article(name) for name in index.article_ids()]
        ids = catalog.ids_after(0).tolist()
        passages = [catalog.passages([number])[number] for number in ids]
        families = index.families([article.id for article in articles])
        return [articles, passages, families], catalog.vectors(ids)[1]


def assert_same_as_without_ray(news: Path, index: Path, settings: Settings, embedder: Any) -> None:
    """The same articles, passages, ids and stories; vectors to 1e-3."""
    plain = index.with_name("plain")
    add_articles([news], plain, settings, on_problem=lambda line: None, embedder=embedder)
    (ours, our_vectors), (theirs, their_vectors) = (
        contents(folder, embedder, settings) for folder in (index, plain)
    )
    assert ours == theirs
    assert len(our_vectors) > 0
    assert np.abs(our_vectors - their_vectors).max() <= 1e-3


def test_the_index_is_the_one_built_without_ray(nodes: TwoNodes, tmp_path: Path) -> None:
    """Formats, dates of the sidecar, odd characters, reprints and problems included; then nothing is new."""
    folder = tmp_path / "news"
    (folder / "sub").mkdir(parents=True)
    story = "The harbour of Turku was closed on Monday because of thick ice, the port authority said. " * 3
    (folder / "a.txt").write_text(story)
    (folder / "b.md").write_text(f"# Ice\n\n{story} Ships wait outside.")
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7 no more than this")
    (folder / "metadata.jsonl").write_text('{"file": "a.txt", "title": "Ice", "published": "2022-02-25"}\n')
    records = [
        {"id": f"r{n}", "text": f"Story {n} \u201c\0\u201d about the ferry number {n}."} for n in range(40)
    ]
    (folder / "sub" / "many.jsonl").write_text("\n".join(map(json.dumps, records)) + "\nno json\n")
    settings = Settings()
    embedder = load_embedder(settings)
    problems: list[str] = []
    told: list[str] = []

    def run() -> IndexReport:
        problems.clear()
        return indexing.add_articles(
            [folder],
            tmp_path / "index",
            settings,
            nodes.address,
            on_problem=problems.append,
            on_article=lambda article: told.append(article.id),
            prune=True,
        )

    report = run()
    assert (report.added, report.unchanged) == (42, 0)
    assert sorted(problem.split(": ")[0] for problem in problems) == [
        str(folder / "broken.pdf"),
        str(folder / "sub" / "many.jsonl"),
    ]
    assert told == [article.id for article in contents(tmp_path / "index", embedder, settings)[0][0]]
    assert_same_as_without_ray(folder, tmp_path / "index", settings, embedder)
    (folder / "a.txt").unlink()
    (folder / "b.md").write_text("Another story altogether.")
    assert run() == IndexReport(replaced=1, unchanged=40, removed=1, passages=1)


@pytest.mark.usefixtures("small", "shared")
def test_a_killed_worker_loses_nothing(nodes: TwoNodes, news: Path, tmp_path: Path) -> None:
    """SIGKILL of a worker in the middle: its table is done again, and the index is the same."""
    killed: list[int] = []
    homes: set[int] = set()

    def kill(heard: list[Progress]) -> None:
        workers = _workers()
        homes.update(psutil.Process(worker).ppid() for worker in workers)
        if len(heard) == 4:
            killed.append(min(workers))
            os.kill(killed[0], signal.SIGKILL)

    report, heard = disturbed(news, tmp_path / "index", tmp_path / "journal", nodes, kill)
    assert len(killed) == 1
    assert report.added == ARTICLES
    assert {node for progress in heard for node, rate in progress.nodes if rate > 0} == set(
        dict(heard[-1].nodes)
    )
    # Ray decides how many nodes get work of so little: both workers may be on one, or all tables go to one.
    assert 0 < len(heard[-1].nodes) <= len(homes), "nodes that work are told of, and no others"
    assert_same_as_without_ray(news, tmp_path / "index", SETTINGS, HashEmbedder(DIM))


def _workers() -> list[int]:
    """Process ids of this cluster's workers that embed, as Ray names its processes."""
    below = psutil.Process().children(recursive=True)
    return [process.pid for process in below if "MapWorker(MapBatches(EmbeddingWorker))" in _name(process)]


def _name(process: psutil.Process) -> str:
    """What a process is called; nothing where it has ended, also where nobody has heard of its end yet."""
    with suppress(psutil.NoSuchProcess):  # a zombie counts as one
        return " ".join(process.cmdline())
    return ""


@pytest.mark.usefixtures("small")
def test_a_killed_driver_goes_on_where_it_was(nodes: TwoNodes, news: Path, tmp_path: Path) -> None:
    """SIGKILL of the process that writes: what is stored stays, only what was under way is done again."""
    index, journal = tmp_path / "index", tmp_path / "journal"
    command = [sys.executable, "-m", "tests.ray_child", nodes.address, str(news), str(index), str(journal)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        before = 0
        while before <= 3 * BATCH:
            before = int(next(line for line in child.stdout if line.startswith("stored")).split()[1])
        child.send_signal(signal.SIGKILL)
    report, _ = disturbed(news, index, journal, nodes)
    passages = contents(index, HashEmbedder(DIM), SETTINGS)[0][1]
    assert report.passages <= len(passages) - before
    assert report.unchanged > 0
    embedded = Counter(journal.read_text().splitlines())
    assert set(embedded) == {passage.text for passage in passages}
    again = sum(count - 1 for count in embedded.values())
    text_bytes = sum(len(passage.text) for passage in passages) / len(passages)
    ahead, a_table = 2 * 8 * TABLE_BYTES / (text_bytes + 4 * DIM), TABLE_BYTES / text_bytes
    most = BATCH + ahead + 4 * a_table  # a batch, what may wait, and what two workers had under way
    assert again <= most < len(passages) / 2
    assert_same_as_without_ray(news, index, SETTINGS, HashEmbedder(DIM))


@pytest.mark.usefixtures("small", "shared")
def test_a_lost_node_loses_nothing(nodes: TwoNodes, news: Path, tmp_path: Path) -> None:
    """A node that goes with all its processes: those left take over its work, and the index is the same."""

    def lose(heard: list[Progress]) -> None:
        if len(heard) == 4:
            nodes.lose_the_second()

    try:
        report, heard = disturbed(news, tmp_path / "index", tmp_path / "journal", nodes, lose)
    finally:
        nodes.replace_the_second()
    assert report.added == ARTICLES
    assert len(heard) > 4
    assert_same_as_without_ray(news, tmp_path / "index", SETTINGS, HashEmbedder(DIM))


def test_a_node_without_the_model_is_named(nodes: TwoNodes, news: Path, tmp_path: Path) -> None:
    """Missing, or another one than the index's: one line, and no traceback of Ray's."""
    missing = partial(load_embedder, Settings(embedder="/nowhere/model"))
    add = partial(indexing.add_articles, [news], on_problem=pytest.fail, embedder=HashEmbedder(DIM))
    with pytest.raises(ClusterError, match=r"the node \S+ cannot embed: .*/nowhere/model"):
        add(tmp_path / "index", SETTINGS, nodes.address, load=missing)
    with pytest.raises(ClusterError, match="another model"):
        add(tmp_path / "index", SETTINGS, nodes.address, load=partial(HashEmbedder, DIM, "other"))


QUESTIONS = [
    Question("q1", "When was the harbour of Turku closed?", ("Monday",), "p1", {"p1": 1}),
    Question("q2", "Who closed the harbour?", (), "p1", {"p1": 1}),
    Question("q3", "What does the owl hunt?", ("mice \u2019",), "p2", {"p2": 1}),
] * 4
PARAGRAPHS = {
    "p1": Article("p1", "", "The harbour of Turku was closed on Monday because of thick ice.", "p1"),
    "p2": Article("p2", "", "The owl hunts mice \u2019 at night, a keeper of the zoo said.", "p2"),
}


def test_questions_are_answered_as_without_ray(nodes: TwoNodes, tmp_path: Path) -> None:
    """The reader alone, and an assistant over an index: the same records, but for the time they took."""
    settings = Settings()
    (tmp_path / "articles").mkdir()
    for name, article in PARAGRAPHS.items():
        (tmp_path / "articles" / f"{name}.txt").write_bytes(article.text.encode("utf-8", "replace"))
    place = located(tmp_path / "index")
    add_articles([tmp_path / "articles"], place, settings, on_problem=pytest.fail)
    for opened, where in ((reader_alone(settings), None), (assistant_over(place, settings), place)):
        here = _without_time(asking(opened.subject(PARAGRAPHS), 2)(QUESTIONS))
        with evaluating.asking_on(
            nodes.address, where, settings, opened, paragraphs=PARAGRAPHS, batch=2
        ) as ask:
            assert _without_time(ask(QUESTIONS)) == here
            assert list(ask([])) == []
        opened.close()


def _without_time(batches: Iterator[list[Record]]) -> list[Record]:
    return [
        record.model_copy(update={"seconds": 0.0, "timings": {}}) for batch in batches for record in batch
    ]


def test_another_reader_on_a_node_is_refused(nodes: TwoNodes) -> None:
    """Answers of two readers never meet in one run."""
    other = Opened(lambda paragraphs: pytest.fail("not asked here"), {"reader": "other"}, 0, lambda: None)
    with (
        evaluating.asking_on(nodes.address, None, Settings(), other, paragraphs=PARAGRAPHS) as ask,
        pytest.raises(ClusterError, match="another reader"),
    ):
        list(ask(QUESTIONS[:1]))
