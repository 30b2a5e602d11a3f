"""A Ray cluster to work on: one that runs already, or this machine's processors for the time of a run."""

from __future__ import annotations

import importlib.util
import logging
import os
import socket
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from qa.errors import ClusterError, SettingsError
from qa.models.cores import cores
from qa.version import install

if TYPE_CHECKING:
    import pyarrow as pa
    from ray.data import DataContext

LOCAL = "local"

# A worker is bound to one thread and keeps a processor busy; it asks Ray for less, so that the nodes left
# can take over the workers of a node that was lost, up to half of them, beside the readers.
_WORKER_CPUS = 0.4
_READER_CPUS = 0.1
_WORKERS_A_READER = 4  # the slowest files to read, HTML and PDF, take a fifth as long as embedding them
# How much text and vectors may wait for the writer, in tables of text a worker: what a lost writer costs. Two
# tables with their vectors, so that no worker waits for a writer that keeps up.
_TABLES_AHEAD = 8
_PATIENCE = 5.0  # seconds for a cluster's machine to answer
_LOCAL_STORE = 256 * 1024**2  # bytes of shared memory, where the tables of a local run are


@dataclass(frozen=True, slots=True)
class Cluster:
    """Who works."""

    nodes: int
    workers: int  # one for each processor

    @property
    def readers(self) -> int:
        """How many read files at a time; reading is waited for as soon as tables pile up behind it."""
        return 1 + self.workers // _WORKERS_A_READER


@contextmanager
def cluster(address: str) -> Iterator[Cluster]:
    """Join the cluster at ``address``, or start one on this machine for ``local``; left again at the end.

    A process that has joined one already works on that and does not leave it.

    Raises:
        SettingsError: Ray is not installed, or the address is none.
        ClusterError: there is no cluster that can be joined.
    """
    if importlib.util.find_spec("ray") is None:
        raise SettingsError(f"--ray needs Ray: {install('ray')}")
    if "://" in address:
        raise SettingsError(
            f"{address}: name a cluster that this machine is a node of (ray start joins one),"
            " as HOST:PORT or auto"
        )
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # no word to anyone outside
    os.environ.setdefault("RAY_COLOR_PREFIX", "0")
    os.environ.setdefault("RAY_BACKEND_LOG_LEVEL", "fatal")  # it warns of every actor that may be restarted
    import ray

    joined = ray.is_initialized()
    if not joined:
        _join(address)
    try:
        yield Cluster(
            nodes=sum(node["Alive"] for node in ray.nodes()),  # type: ignore[no-untyped-call]  # untyped
            workers=max(1, int(ray.cluster_resources().get("CPU", 1))),  # type: ignore[no-untyped-call]  # too
        )
    finally:
        if not joined:
            ray.shutdown()


def _join(address: str) -> None:
    import ray

    host, _, port = address.rpartition(":")
    quiet: dict[str, Any] = {"log_to_driver": False, "logging_level": logging.ERROR}
    try:
        if address == LOCAL:
            ray.init(
                address=LOCAL,  # whatever RAY_ADDRESS says
                num_cpus=cores(),
                object_store_memory=_LOCAL_STORE,
                include_dashboard=False,
                _node_ip_address="127.0.0.1",  # who reaches Ray's ports runs code: nobody outside does
                **quiet,
            )
        else:
            if host:  # Ray itself would try for two minutes
                socket.create_connection((host, int(port)), _PATIENCE).close()
            ray.init(address=address, **quiet)
    except (ConnectionError, RuntimeError, ValueError, OSError) as error:
        reason = " ".join(str(error).split()) or type(error).__name__
        raise ClusterError(f"cannot join the Ray cluster {address}: {reason}") from error


def streamed(
    cluster: Cluster,
    tables: Sequence[pa.Table],
    worker: type,
    *arguments: object,
    read: Callable[..., Iterator[pa.Table]] | None = None,
    read_with: Sequence[object] = (),
    table_bytes: int = 128 * 1024,
) -> Iterator[pa.Table]:
    """What the workers make of the tables, in the tables' order.

    A table waits in shared memory until it is taken; while as many wait as two a worker, no more are made.
    What a lost worker or node was working on is given to another.

    Args:
        cluster: whose workers.
        tables: the work; each goes as a whole to one reader, or to one worker where nothing is to be read.
        worker: a class; called with a table, its objects give another. One for each processor.
        arguments: of its constructor.
        read: turns a table into those that the workers get.
        read_with: its further arguments.
        table_bytes: about the size of a table that moves; a row is never divided.

    Raises:
        ClusterError: Ray gives up: too few nodes are left, or a worker failed in a way not foreseen.
    """
    import ray
    from ray.data import ActorPoolStrategy, DataContext, Dataset

    with DataContext.current(_in_order(table_bytes, cluster.workers * _TABLES_AHEAD)):
        data: Dataset = ray.data.from_arrow(list(tables))
        if read is not None:
            data = data.map_batches(
                read,
                batch_size=None,
                batch_format="pyarrow",
                fn_args=list(read_with),
                num_cpus=_READER_CPUS,
                concurrency=cluster.readers,
            )
        data = data.map_batches(
            worker,
            batch_size=None,
            batch_format="pyarrow",
            fn_constructor_args=arguments,
            num_cpus=_WORKER_CPUS,
            compute=ActorPoolStrategy(size=cluster.workers),
        )
        made = iter(data.iter_batches(batch_size=None, batch_format="pyarrow", prefetch_batches=1))
    yield from _pulled(made)


def _in_order(table_bytes: int, ahead: int) -> DataContext:
    """Ray's settings: tables of a size come in their order and in silence, at most so many ahead."""
    from ray.data import DataContext, ExecutionResources

    context = DataContext.get_current().copy()
    options = context.execution_options
    options.preserve_order = True
    options.resource_limits = ExecutionResources.for_limits(object_store_memory=ahead * table_bytes)
    context.target_max_block_size = table_bytes
    context.enable_progress_bars = False
    context.print_on_execution_start = False
    logging.getLogger("ray.data").setLevel(logging.ERROR)
    # It warns, in a thread of its own, where there is less to do than there are workers.
    warnings.filterwarnings("ignore", "The minimum number of concurrent actors", UserWarning)
    return context


def _pulled(made: Iterator[pa.Table]) -> Iterator[pa.Table]:
    """The tables as they are made. Raises ClusterError where Ray gives up."""
    import ray

    while True:
        try:
            table = next(made, None)
        except (ray.exceptions.RayError, RuntimeError) as error:
            raise ClusterError(
                f"the work on Ray has stopped: {_in_a_line(error)}; what is stored stays,"
                " the same command goes on"
            ) from error
        if table is None:
            return
        yield table


def _in_a_line(error: BaseException) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[-1] if lines else type(error).__name__
