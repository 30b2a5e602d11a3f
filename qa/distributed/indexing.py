"""Files to index on a cluster: listed here, read, split and embedded there, and stored here by one writer."""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from qa.articles.files import Report
from qa.articles.folders import Walk, something_of
from qa.articles.formats import Sidecars
from qa.distributed.cluster import Cluster, cluster, streamed
from qa.errors import ClusterError
from qa.index import opening
from qa.index.location import Location, located
from qa.indexing import splitter_of, store
from qa.models.embedder import load_embedder
from qa.settings import Settings
from qa.types import Article, Embedder, IndexReport, Prepared, Progress
from qa.version import __version__

if TYPE_CHECKING:
    import pyarrow as pa

TABLE_BYTES = 128 * 1024  # of text that a worker gets: some 280 passages, the seconds that a lost one costs
_FILES_AT_ONCE = 16  # given to a reader together
_FILES_IN_A_RUN = 100_000  # of Ray Data: bounds the list of files in memory; starting a run takes seconds
_WINDOW = 60.0  # seconds looked back for the rates of the nodes


def add_articles(
    paths: Sequence[Path],
    place: Location | Path,
    settings: Settings,
    address: str,
    *,
    on_problem: Callable[[str], None],
    on_skipped: Callable[[str], None] | None = None,
    on_article: Callable[[Article], None] = lambda article: None,
    on_progress: Callable[[Progress], None] = lambda progress: None,
    embedder: Embedder | None = None,
    load: Callable[[], Embedder] | None = None,
    prune: bool = False,
    follow_links: bool = False,
) -> IndexReport:
    """As :func:`qa.indexing.add_articles`, on the Ray cluster at ``address``; the index comes out the same.

    Every node must find the files and the embedder under the same paths. Articles are stored here in batches
    as they arrive in order, so a lost worker costs the table it had under way, and a lost run costs what was
    not stored yet: a batch, and two tables a worker.

    ``address``: of the cluster; ``local`` to start one on this machine. ``load`` gives the workers their
    embedder; None to load the settings' own. ``on_progress`` hears of the rates of the nodes too.

    Raises: what that function does, and
        SettingsError: Ray is not installed, or the address is none.
        ClusterError: the cluster cannot be joined, or can work no more; what is stored stays.
    """
    model, splitter = embedder or load_embedder(settings), splitter_of(settings)

    loading = (load or partial(load_embedder, of_a_worker(settings)), model.fingerprint, __version__)
    with (
        cluster(address) as workers,
        opening.create_index(located(place), model, splitter, settings) as index,
    ):
        rates = Rates()

        def begin(report: Report, skipped: Report) -> Iterator[Article | Prepared]:
            import ray

            reading = (splitter, ray.put(index.marks()), TABLE_BYTES, follow_links)
            for files in _runs(_files(paths, report, skipped, follow_links)):
                made = _prepared(workers, files, loading, reading)
                yield from _articles(made, model.dim, report, rates)

        return store(
            index,
            something_of(paths, begin, on_problem, on_skipped),
            paths,
            on_article=on_article,
            on_progress=lambda progress: on_progress(replace(progress, nodes=rates.now())),
            prune=prune,
        )


def _prepared(
    workers: Cluster, files: Sequence[pa.Table], loading: Sequence[object], reading: Sequence[object]
) -> Iterator[pa.Table]:
    """What the nodes make of tables of files: read, split, and embedded where they are not stored already."""
    from qa.distributed.preparing import EmbeddingWorker, read_files

    return streamed(
        workers, files, EmbeddingWorker, *loading, read=read_files, read_with=reading, table_bytes=TABLE_BYTES
    )


def of_a_worker(settings: Settings) -> Settings:
    """The settings of one of many workers: a single thread, and no secrets, for it opens no index."""
    secrets = dict.fromkeys(name for name in Settings.model_fields if name.startswith("milvus_"))
    defaults = {name: Settings.model_fields[name].default for name in secrets}
    return settings.model_copy(update={"threads": 1, **defaults})


def _files(paths: Sequence[Path], report: Report, skipped: Report, follow_links: bool) -> Iterator[Path]:
    """The files to read, under paths that do not hang on the working folder."""
    sidecars = Sidecars(report, follow_links=follow_links)
    for path in Walk(sidecars, report, skipped, follow_links=follow_links).files(paths):
        sidecars.of(path.parent)  # tells what is wrong with it, which readers keep to themselves
        yield Path.cwd() / path


def _runs(files: Iterator[Path]) -> Iterator[list[pa.Table]]:
    import pyarrow as pa

    from qa.distributed.preparing import FILES

    while run := [os.fsencode(path) for path in islice(files, _FILES_IN_A_RUN)]:
        parts = [run[at : at + _FILES_AT_ONCE] for at in range(0, len(run), _FILES_AT_ONCE)]
        yield [pa.Table.from_pydict({"path": part}, FILES) for part in parts]


def _articles(
    made: Iterator[pa.Table], dim: int, report: Report, rates: Rates
) -> Iterator[Article | Prepared]:
    from qa.distributed.preparing import Failure, Problem, rows_of

    for table in made:
        for row in rows_of(table, dim):
            if isinstance(row, Problem):
                report(row.line)
            elif isinstance(row, Failure):
                raise ClusterError(f"the node {row.node} cannot embed: {row.line}")
            else:
                if isinstance(row.article, Prepared):
                    rates.add(row.node, len(row.article.passages))
                yield row.article


class Rates:
    """Passages a second by node, over the last minute."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._began = clock()
        self._recent: deque[tuple[float, str, int]] = deque()
        self.totals: dict[str, int] = {}

    def add(self, node: str, passages: int) -> None:
        """So many passages came from a node just now."""
        self._recent.append((self._clock(), node, passages))
        self.totals[node] = self.totals.get(node, 0) + passages

    def now(self) -> tuple[tuple[str, float], ...]:
        """Each node that ever gave anything, by name; one that has gone gives nothing any more."""
        now = self._clock()
        while self._recent and self._recent[0][0] < now - _WINDOW:
            self._recent.popleft()
        counts = dict.fromkeys(sorted(self.totals), 0)
        for _, node, passages in self._recent:
            counts[node] += passages
        seconds = max(min(now - self._began, _WINDOW), 1e-9)
        return tuple((node, count / seconds) for node, count in counts.items())
