"""Articles and passages in Milvus, written so that a crash at any moment leaves neither doubles nor holes.

An article's row is the only truth about its passages: it names a range of ids, and a passage counts exactly
when the row of its article covers its id. A batch is written in this order:

1. the writer's record reserves the ids and names the versions that the batch replaces;
2. texts and passages, which nobody sees yet;
3. the articles' rows: each makes its article's new version count, and its old one not, in one write;
4. the old versions are deleted.

Whoever writes next finds the record and deletes what no row covers, new or old, so that a batch that was cut
short is forgotten where it had not come to 3, and finished where it had. Nothing else has to be repaired.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, chain

import numpy as np

from qa.headings import searched_text, searched_texts, with_headings
from qa.index.fields import details_of
from qa.index.milvus import families, texts
from qa.index.milvus.articles import Articles, covered
from qa.index.milvus.client import Connection, Row
from qa.index.milvus.records import Batch, Gone, Records, Writer, all_keys, speech_key, text_keys
from qa.index.milvus.schema import UNDATED, Names
from qa.index.stored import Known
from qa.index.where import day_range
from qa.index.words import plain
from qa.index.writing import Written
from qa.types import Vectors

_VERSION = ("n", "first", "count", "parts")
_REMOVED_AT_ONCE = 256


class MilvusStore(Articles):
    """Implements ``qa.index.writing.Store`` over one generation; one at a time may be writing."""

    def __init__(self, connection: Connection, records: Records, names: Names, generation: int) -> None:
        """Become the writer, and mend what the last one left.

        Raises:
            IndexBusy: another process is writing.
        """
        super().__init__(connection, records, names)
        self._generation = generation
        self._writer = records.claim()
        self._mend()

    def known(self, article_ids: Sequence[str]) -> dict[str, Known]:
        """Those of the articles that are stored, and as what."""
        keys = {texts.key_of(article_id): article_id for article_id in article_ids}
        rows = self.rows(keys, ["n", "digest", "details"])
        return {
            keys[key]: Known(row["n"], bytes.fromhex(row["digest"]), bytes.fromhex(row["details"]))
            for key, row in rows.items()
        }

    def copies(self, digests: Sequence[bytes]) -> dict[bytes, Known]:
        """Of texts with these digests, a stored article each that has the same."""
        wanted = f"digest in {json.dumps([digest.hex() for digest in digests])}"
        rows = self._connection.select(self._names.articles, wanted, ["n", "digest", "details"])
        found = [Known(row["n"], bytes.fromhex(row["digest"]), bytes.fromhex(row["details"])) for row in rows]
        return {known.digest: known for known in found}

    def reusable(self, replaced: Sequence[Known]) -> dict[str, Vectors]:
        """Stored vectors by what their passages are found by."""
        numbers = json.dumps([known.n for known in replaced])
        found: dict[str, Vectors] = {}
        for row in self._connection.select(self._names.articles, f"n in {numbers}", ["first", "count"]):
            passages = list(self.passages(covered(row)).values())
            headed = with_headings(passages, lambda article_id: self.article(article_id).text)
            words = {passage.id: searched_text(passage) for passage in headed}
            for passage in self._connection.get(self._names.passages, list(words), ["id", "vector"]):
                found[words[passage["id"]]] = np.asarray(passage["vector"], np.float32)
        return found

    def write(self, batch: Sequence[Written]) -> None:
        """Store the batch: of each article all, or nothing."""
        values = [texts.packed(item.article) for item in batch]
        keys = [texts.key_of(item.article.id) for item in batch]
        replaced = self._versions(keys)
        counts = [len(item.passages) for item in batch]
        first, n = self._begin(
            passages=sum(counts),
            parts=[len(value) for value in values],
            new=[key for key in keys if key not in replaced],
            gone=list(replaced.values()),
        )
        firsts = [first + before for before in accumulate(counts, initial=0)]
        rows = [
            _article_row(item, key, n + at, firsts[at], len(values[at]))
            for at, (item, key) in enumerate(zip(batch, keys, strict=True))
        ]
        self._records.put(
            {
                key: part
                for at, value in enumerate(values)
                for key, part in zip(text_keys(n + at, len(value)), value, strict=True)
            }
        )
        said = {speech_key(n + at): texts.packed_speech(item.speeches) for at, item in enumerate(batch)}
        self._records.put({key: value for key, value in said.items() if value})
        self._connection.upsert(
            self._names.passages,
            [
                row
                for at, (item, key) in enumerate(zip(batch, keys, strict=True))
                for row in _passage_rows(item, key, firsts[at])
            ],
        )
        # Joined families first: a batch that is cut short after them is added again, and joins them again.
        self._connection.upsert(
            self._names.articles, families.joined(self._connection, self._names.articles, rows)
        )
        self._connection.upsert(self._names.articles, rows)
        self._delete(self._names, list(replaced.values()))

    def remove(self, article_ids: Iterable[str]) -> int:
        """Forget articles; returns how many were there."""
        keys = list(dict.fromkeys(texts.key_of(article_id) for article_id in article_ids))
        count = 0
        for at in range(0, len(keys), _REMOVED_AT_ONCE):
            gone = self._versions(keys[at : at + _REMOVED_AT_ONCE])
            self._begin(passages=0, parts=[], new=[], gone=list(gone.values()))
            self._connection.delete(self._names.articles, list(gone))
            self._delete(self._names, list(gone.values()))
            count += len(gone)
        return count

    def close(self) -> None:
        """Say that nothing is being written any more."""
        self._records.release()

    def _versions(self, keys: Sequence[str]) -> dict[str, Gone]:
        rows = self.rows(keys, _VERSION)
        return {key: Gone(key, *(row[name] for name in _VERSION)) for key, row in rows.items()}

    def _begin(self, passages: int, parts: list[int], new: list[str], gone: list[Gone]) -> tuple[int, int]:
        """Reserve ids and say what will be written; returns the first id and the first number."""
        first, n = self._writer.next_id, self._writer.next_n
        batch = Batch(
            generation=self._generation, first=first, passages=passages, n=n, parts=parts, new=new, gone=gone
        )
        self._recent.forget_rows()
        self._writer = self._records.update(
            Writer(next_id=first + passages, next_n=n + len(parts), batch=batch)
        )
        return first, n

    def _mend(self) -> None:
        """Delete what no article's row covers of the batch that was written last."""
        batch = self._writer.batch
        if batch is None:
            return
        names = Names.of(self._connection.location, batch.generation)
        if self._connection.has(names.articles):  # else it was of an index that is no more
            self._connection.load(names.articles)
            keys = [*batch.new, *(version.key for version in batch.gone)]
            rows = Articles(self._connection, self._records, names).rows(keys, _VERSION).values()
            current = {row["n"] for row in rows}
            kept = set(chain.from_iterable(map(covered, rows)))
            ids = [i for i in range(batch.first, batch.first + batch.passages) if i not in kept]
            self._connection.delete(names.passages, ids)
            for n, parts in enumerate(batch.parts, batch.n):
                if n not in current:
                    self._records.delete(all_keys(n, parts))
            self._delete(names, [version for version in batch.gone if version.n not in current])
        self._writer = self._records.update(self._writer.model_copy(update={"batch": None}))

    def _delete(self, names: Names, gone: Sequence[Gone]) -> None:
        self._recent.forget_rows()
        ids = [i for version in gone for i in range(version.first, version.first + version.passages)]
        self._connection.delete(names.passages, ids)
        self._records.delete([key for version in gone for key in all_keys(version.n, version.parts)])


def _article_row(item: Written, key: str, n: int, first: int, parts: int) -> Row:
    article = item.article
    days = day_range(article.published) or UNDATED
    return {
        "key": key,
        "id": texts.escaped(article.id),
        "title": texts.escaped(article.title[: texts.SHOWN]),
        "source": texts.escaped(article.source),
        "n": n,
        "first": first,
        "count": len(item.passages),
        "parts": parts,
        "digest": article.digest,
        "details": details_of(article).hex(),
        "first_day": days[0],
        "last_day": days[1],
        "family": n,
        "bands": list(item.lead.bands),
        "lead": item.lead.vector,
    }


def _passage_rows(item: Written, key: str, first: int) -> Iterator[Row]:
    days = day_range(item.article.published) or UNDATED
    words = searched_texts(item.article, item.passages)
    for at, passage in enumerate(item.passages):
        yield {
            "id": first + at,
            "article": key,
            "start": passage.start,
            "stop": passage.end,
            "text": texts.storable(passage.text),
            "source": plain(item.article.source),
            "first_day": days[0],
            "last_day": days[1],
            "terms": texts.terms(words[at], item.article.title),
            "vector": item.vectors[at],
        }
