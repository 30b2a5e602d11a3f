"""What runs on the nodes when articles are prepared: readers of files, and workers that hold the model."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qa.articles.formats import Sidecars, read_file
from qa.distributed import tables
from qa.errors import QAError
from qa.index.writing import embed, is_marked
from qa.passages import Splitter
from qa.types import Embedder
from qa.version import __version__

if TYPE_CHECKING:
    import pyarrow as pa


def read_files(files: pa.Table, splitter: Splitter, marks: Any, table_bytes: int) -> Iterator[pa.Table]:
    """The articles of files, with the passages of those that are not stored yet.

    Args:
        files: a table of ``tables.FILES``.
        splitter: of the index.
        marks: of what is stored, as a reference into Ray's shared memory, which a node reads without a copy.
        table_bytes: about the size of a table of articles.
    """
    import ray

    stored = ray.get(marks)
    rows = tables.Rows()
    sidecars = Sidecars(lambda line: None)  # who lists the files has told their problems
    for path in files.column("path").to_pylist():
        for article in read_file(Path(os.fsdecode(path)), sidecars, rows.problem):
            rows.add(article, None if is_marked(stored, article) else splitter.split(article))
            if rows.size >= table_bytes:
                yield rows.taken()
    yield rows.taken()


class EmbeddingWorker:
    """Holds an embedder, on one thread of one node.

    Args:
        load: gives the embedder.
        fingerprint: of the embedder that the index is made with.
        version: of this package where the work is handed out.
    """

    def __init__(self, load: Callable[[], Embedder], fingerprint: str, version: str) -> None:
        os.environ["TOKENIZERS_PARALLELISM"] = "false"  # a worker is one thread
        self._node = node_name()
        self._problem = ""
        if version != __version__:
            self._problem = f"it has qa {__version__}, and {version} is at work: install the same everywhere"
            return
        try:
            self._embedder = load()
        except QAError as error:
            self._problem = str(error)
            return
        if self._embedder.fingerprint != fingerprint:
            self._problem = f"its embedder {self._embedder.name} is another model than the index's"

    def __call__(self, read: pa.Table) -> pa.Table:
        """Add their vectors to a table of articles, or say why that cannot be."""
        if self._problem:  # an exception here would reach the user as a traceback of Ray's
            return tables.failure(self._problem, self._node)
        texts = tables.texts_of(read)
        vectors = embed([text for own in texts for text in own or ()], self._embedder)
        divided, at = [], 0
        for own in texts:
            divided.append(None if own is None else vectors[at : at + len(own)])
            at += len(own or ())
        return tables.embedded(read, divided, self._node)


def node_name() -> str:
    """The node this process runs on: its host's name, and what tells two nodes of one host apart."""
    import ray

    return f"{socket.gethostname()}/{ray.get_runtime_context().get_node_id()[:6]}"
