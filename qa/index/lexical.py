"""Ranking by BM25 over the words of passages and of their articles' titles (Tantivy).

A question is analysed into words and searched as a plain disjunction of them: no query language is ever
parsed, so quotes, stars and operators in a question mean nothing.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import tantivy

from qa.index import segments
from qa.index.dense import Ranking, best
from qa.index.engine import depth_for
from qa.index.halves import Ids
from qa.index.stored import PassageRow
from qa.index.where import Bounds
from qa.index.words import MOST_WORDS, analyser, plain, telling_words

# Of a word in the title against one in the passage. On SQuAD, where forty paragraphs share a title, no weight
# up to 1 changes anything (eval/results/retrieval-squad.md); elsewhere a title may hold the only mention.
TITLE_WEIGHT = 0.5
_ANALYSER = "words"
_WRITER_BYTES = 64 << 20


@contextmanager
def reported() -> Iterator[None]:
    """Where Tantivy meets a file that is not what it wrote, it may panic, which is no ``Exception``.

    Raises:
        ValueError: it did.
    """
    try:
        yield
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise ValueError(f"Tantivy cannot read it: {error}") from error


def _schema() -> Any:
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("id", indexed=True, fast=True)
    for field in ("text", "title"):
        builder.add_text_field(field, tokenizer_name=_ANALYSER, index_option="freq")
    for field in ("source", "source_name"):
        builder.add_text_field(field, tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("first_day", fast=True)
    builder.add_integer_field("last_day", fast=True)
    return builder.build()


def write(target: Path, base: Path | None, removed: Ids, rows: Iterable[PassageRow]) -> None:
    """Make a lexical index in the new folder ``target``: that of ``base``, less some ids, plus some passages.

    The files of ``base`` are linked, not copied: Tantivy never changes a segment file.

    Raises:
        OSError: a file cannot be written.
        ValueError: Tantivy cannot write, or cannot read ``base``.
    """
    with reported():
        _write(target, base, removed, rows)


def _write(target: Path, base: Path | None, removed: Ids, rows: Iterable[PassageRow]) -> None:
    if base is None:
        target.mkdir()
    else:
        _clone(base, target)
    index = tantivy.Index(_schema(), str(target), reuse=base is not None)
    index.register_tokenizer(_ANALYSER, analyser())
    writer = index.writer(_WRITER_BYTES, 1)
    for passage_id in removed:
        writer.delete_documents_by_term("id", int(passage_id))
    for row in rows:
        writer.add_document(_document(row))
    writer.commit()
    writer.wait_merging_threads()  # nothing may change in the folder once it is described and published


def _document(row: PassageRow) -> tantivy.Document:
    document = tantivy.Document()
    document.add_integer("id", row.id)
    document.add_text("text", plain(row.text))
    document.add_text("title", plain(row.title))
    source = plain(row.source)
    document.add_text("source", source)
    document.add_text("source_name", source.rpartition("/")[2])
    if row.days is not None:
        document.add_integer("first_day", row.days[0])
        document.add_integer("last_day", row.days[1])
    return document


def _clone(base: Path, target: Path) -> None:
    target.mkdir()
    for path in base.iterdir():
        if path.suffix == ".lock":
            continue
        if path.suffix == ".json":  # the two files that Tantivy rewrites
            shutil.copyfile(path, target / path.name)
            continue
        try:
            os.link(path, target / path.name)
        except OSError:  # a file system without links
            shutil.copyfile(path, target / path.name)


class LexicalIndex:
    """A published lexical index, opened for searching."""

    def __init__(self, folder: Path) -> None:
        """Open it. Raises ValueError where Tantivy cannot read it."""
        with reported():
            self._open(folder)

    def _open(self, folder: Path) -> None:
        segments.check(folder)
        try:
            index = tantivy.Index.open(str(folder))
            self._searcher = index.searcher()
        except ValueError:
            # Tantivy makes a lock file even to read, which a folder that cannot be written does not allow.
            with tempfile.TemporaryDirectory(prefix="qa-lexical-", ignore_cleanup_errors=True) as linked:
                for path in folder.absolute().iterdir():
                    if path.suffix != ".lock":
                        (Path(linked) / path.name).symlink_to(path)
                index = tantivy.Index.open(linked)
                self._searcher = index.searcher()  # holds the files open: the links are not needed any more
        self._schema = index.schema

    def __len__(self) -> int:
        return int(self._searcher.num_docs)

    def search(self, question: str, k: int, bounds: Bounds, *, title_weight: float = TITLE_WEIGHT) -> Ranking:
        """The ids and BM25 scores of the best ``k`` passages that pass the filter; ties by id.

        Raises:
            ValueError: Tantivy cannot read its files.
        """
        with reported():
            return self._search(question, k, bounds, title_weight)

    def _search(self, question: str, k: int, bounds: Bounds, title_weight: float) -> Ranking:
        query = self._query(question, title_weight)
        if query is None or k <= 0:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        for condition in self._conditions(bounds):
            unscored = tantivy.Query.const_score_query(condition, 0.0)
            query = tantivy.Query.boolean_query([(tantivy.Occur.Must, query), (tantivy.Occur.Must, unscored)])
        limit = depth_for(k + 1)
        while True:
            hits = self._searcher.search(query, limit, count=False).hits
            # Tantivy orders ties by its own addresses: take all of the last tie, then order it by id.
            if len(hits) < limit or hits[-1][0] < hits[k - 1][0]:
                break
            limit *= 4
        values = self._searcher.fast_field_values("id", [address for _, address in hits])
        if None in values:
            raise ValueError("it holds a passage without an id")
        ids = np.array(values, np.int64)
        scores = np.array([score for score, _ in hits], np.float32)
        return best(ids, scores, k)

    def _query(self, question: str, title_weight: float) -> Any | None:
        telling = telling_words(question)
        if len(telling) > MOST_WORDS:
            telling = sorted(telling, key=self._frequency)[:MOST_WORDS]
        clauses = []
        for word in telling:
            in_text = tantivy.Query.term_query(self._schema, "text", word, "freq")
            in_title = tantivy.Query.term_query(self._schema, "title", word, "freq")
            clauses.append((tantivy.Occur.Should, in_text))
            if title_weight:
                clauses.append((tantivy.Occur.Should, tantivy.Query.boost_query(in_title, title_weight)))
        return tantivy.Query.boolean_query(clauses) if clauses else None

    def _frequency(self, word: str) -> int:
        return int(self._searcher.doc_freq("text", word)) or 1 << 62  # a word nobody uses tells nothing

    def _conditions(self, bounds: Bounds) -> list[Any]:
        query, whole = tantivy.Query, tantivy.FieldType.Integer
        found = []
        if bounds.since is not None:
            found.append(query.range_query(self._schema, "last_day", whole, lower_bound=bounds.since))
        if bounds.until is not None:
            found.append(query.range_query(self._schema, "first_day", whole, upper_bound=bounds.until))
        if bounds.hopeless:
            found.append(query.empty_query())
        elif bounds.source is not None:
            pattern = bounds.source.regex()
            either = [
                (tantivy.Occur.Should, query.regex_query(self._schema, field, pattern))
                for field in ("source", "source_name")
            ]
            found.append(query.boolean_query(either))
        return found
