"""What runs on the nodes when articles are prepared: readers of files, and workers that hold the model.

What moves between the processes are Arrow tables: files to read, then a row an article or a problem.
Every row has the same columns, so that tables of any rows go together. Texts and ids are bytes, because they
may hold lone surrogates; what is small goes as one JSON object. Ray serialises its own messages between the
processes it starts; nothing that was read from a file is ever unpickled.
"""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from qa.articles.formats import Sidecars, read_file
from qa.errors import QAError
from qa.headings import searched_texts
from qa.index.fields import article_from, fields_of
from qa.index.writing import embed, is_marked
from qa.passages import Splitter
from qa.types import Article, Embedder, Passage, Prepared, Vectors
from qa.version import __version__

FILES = pa.schema([("path", pa.binary())])
READ = pa.schema(
    [
        ("kind", pa.string()),  # article, problem or failure
        ("head", pa.string()),  # JSON: the article without its text, or the message
        ("text", pa.large_binary()),
        ("starts", pa.list_(pa.int64())),  # of the passages; null where the article is stored already
        ("ends", pa.list_(pa.int64())),
    ]
)
EMBEDDED = pa.schema([*READ, ("vectors", pa.large_binary()), ("node", pa.string())])


@dataclass(frozen=True, slots=True)
class Problem:
    """A line about what could not be read."""

    line: str


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a worker cannot work."""

    line: str
    node: str


@dataclass(frozen=True, slots=True)
class Arrived:
    """An article and who prepared it."""

    article: Article | Prepared  # without passages and vectors: it was recognised as stored
    node: str


class Rows:
    """A table in the making."""

    def __init__(self) -> None:
        self._rows: list[dict[str, Any]] = []
        self.size = 0  # characters of the texts

    def add(self, article: Article, passages: Sequence[Passage] | None) -> None:
        """``passages``: None where they are not needed."""
        head = fields_of(article)
        text = head.pop("text")
        self._rows.append(
            {
                "kind": "article",
                "head": json.dumps(head),
                "text": text.encode("utf-8", "surrogatepass"),
                "starts": None if passages is None else [passage.start for passage in passages],
                "ends": None if passages is None else [passage.end for passage in passages],
            }
        )
        self.size += len(article.text)

    def problem(self, line: str) -> None:
        """A line about what could not be read."""
        self._rows.append({"kind": "problem", "head": json.dumps(line)})

    def taken(self) -> pa.Table:
        """The table so far; the next one is begun."""
        table = pa.Table.from_pylist(self._rows, READ)
        self._rows, self.size = [], 0
        return table


def embedded(table: pa.Table, vectors: Sequence[Vectors | None], node: str) -> pa.Table:
    """A table of ``READ`` with the vectors of each row's passages."""
    packed = [None if each is None else np.ascontiguousarray(each, np.float32).tobytes() for each in vectors]
    columns = [*table.columns, pa.array(packed, pa.large_binary()), pa.array([node] * len(packed))]
    return pa.Table.from_arrays(columns, schema=EMBEDDED)


def failure(line: str, node: str) -> pa.Table:
    """The table of a worker that cannot work."""
    row = {"kind": "failure", "head": json.dumps(line), "node": node}
    return pa.Table.from_pylist([row], EMBEDDED)


def texts_of(table: pa.Table) -> list[list[str] | None]:
    """The texts of each row's passages; None where there are none to embed."""
    return [
        None if article is None or passages is None else searched_texts(article, passages)
        for article, passages in map(_article, table.to_pylist())
    ]


def rows_of(table: pa.Table, dim: int) -> Iterator[Arrived | Problem | Failure]:
    """What a table of ``EMBEDDED`` says, row by row; vectors have length ``dim``."""
    for row in table.to_pylist():
        article, passages = _article(row)
        if row["kind"] == "failure":
            yield Failure(json.loads(row["head"]), row["node"])
        elif article is None:
            yield Problem(json.loads(row["head"]))
        elif passages is None:
            yield Arrived(article, row["node"])
        else:
            vectors = np.frombuffer(row["vectors"], np.float32).reshape(len(passages), dim)
            yield Arrived(Prepared(article, passages, vectors), row["node"])


def _article(row: dict[str, Any]) -> tuple[Article | None, list[Passage] | None]:
    if row["kind"] != "article":
        return None, None
    head, text = json.loads(row["head"]), row["text"].decode("utf-8", "surrogatepass")
    article = article_from({**head, "text": text})
    if row["starts"] is None:
        return article, None
    ranges = zip(row["starts"], row["ends"], strict=True)
    return article, [Passage(-1, article.id, start, end, text[start:end]) for start, end in ranges]


def read_files(
    files: pa.Table, splitter: Splitter, marks: Any, table_bytes: int, follow_links: bool
) -> Iterator[pa.Table]:
    """The articles of files, with the passages of those that are not stored yet.

    Args:
        files: a table of ``FILES``.
        splitter: of the index.
        marks: of what is stored, as a reference into Ray's shared memory, which a node reads without a copy.
        table_bytes: about the size of a table of articles.
        follow_links: whether a sidecar may be a link out of its folder; other links were followed or not.
    """
    import ray

    stored = ray.get(marks)
    rows = Rows()
    sidecars = Sidecars(
        lambda line: None, follow_links=follow_links
    )  # who lists the files has told their problems
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
            return failure(self._problem, self._node)
        texts = texts_of(read)
        vectors = embed([text for own in texts for text in own or ()], self._embedder)
        divided, at = [], 0
        for own in texts:
            divided.append(None if own is None else vectors[at : at + len(own)])
            at += len(own or ())
        return embedded(read, divided, self._node)


def node_name() -> str:
    """The node this process runs on: its host's name, and what tells two nodes of one host apart."""
    import ray

    return f"{socket.gethostname()}/{ray.get_runtime_context().get_node_id()[:6]}"
