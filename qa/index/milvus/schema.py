"""The collections of an index: what they hold, and how they are searched.

An index named NAME has one collection of records, ``NAME_records`` (what the index says of itself, and the
texts of articles), and for each generation g a collection of articles and one of passages. A rebuilt index
is another generation; the records say which one counts, so that changing over is one write.

Milvus wants a vector in every collection: the records' is of no use.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pymilvus import CollectionSchema, DataType, Function, FunctionType, MilvusClient

from qa.errors import IndexMismatch
from qa.index.location import LiteLocation, Location, ServerLocation
from qa.index.milvus.client import Connection

TEXT_BYTES = 65_535  # the most that Milvus takes in one VARCHAR
NO_USE = [0.0, 0.0]  # the vector of a record
UNDATED = (2**31 - 1, -1)  # first and last day of an article without a date: outside of every range
FLAT_LIMIT = 100_000  # passages that are compared one by one; above it a graph is searched
K1, B = 1.2, 0.75  # of BM25, as Tantivy has them

_INT32, _INT64, _TEXT = DataType.INT32, DataType.INT64, DataType.VARCHAR


@dataclass(frozen=True, slots=True)
class Names:
    """The collections of one generation of an index."""

    records: str
    articles: str
    passages: str

    @classmethod
    def of(cls, location: Location, generation: int) -> Names:
        """The names at a location."""
        base = location.collection if isinstance(location, ServerLocation) else "qa"
        return cls(f"{base}_records", f"{base}_articles_{generation}", f"{base}_passages_{generation}")


def create_records(connection: Connection, names: Names) -> None:
    """Make the collection of records."""
    schema = MilvusClient.create_schema(auto_id=False, enable_dynamic_field=False)
    schema.add_field("key", _TEXT, is_primary=True, max_length=64)
    schema.add_field("value", _TEXT, max_length=TEXT_BYTES)
    schema.add_field("unused", DataType.FLOAT_VECTOR, dim=len(NO_USE))
    connection.create(names.records, schema, [_flat("unused")], shards=1)


def create_generation(connection: Connection, names: Names, dim: int, dense: str, shards: int) -> None:
    """Make the collections of a generation, as far as they are not there."""
    kind = "flat" if dense == "auto" else dense
    if not connection.has(names.articles):
        looked_up = [_scalar(field) for field in ("n", "family")]
        connection.create(names.articles, _articles(dim), [dense_index("lead", kind), *looked_up], shards=1)
    if not connection.has(names.passages):
        indexes = [
            dense_index("vector", kind),
            {
                "field_name": "sparse",
                "index_type": "SPARSE_INVERTED_INDEX",
                "metric_type": "BM25",
                "params": {"bm25_k1": K1, "bm25_b": B},
            },
            *(_scalar(field) for field in ("source", "first_day", "last_day")),
        ]
        connection.create(names.passages, _passages(dim), indexes, shards)


def _articles(dim: int) -> CollectionSchema:
    schema = MilvusClient.create_schema(auto_id=False, enable_dynamic_field=False)
    schema.add_field("key", _TEXT, is_primary=True, max_length=32)  # a hash of the id
    schema.add_field("id", _TEXT, max_length=TEXT_BYTES)  # escaped: see ``texts``
    schema.add_field("title", _TEXT, max_length=TEXT_BYTES)
    schema.add_field("source", _TEXT, max_length=TEXT_BYTES)
    schema.add_field("n", _INT64)  # of this version of the article; never given twice
    schema.add_field("first", _INT64)  # its passages are first, first + 1, ...
    schema.add_field("count", _INT32)  # ... as many as this
    schema.add_field("parts", _INT32)  # records that hold the text
    schema.add_field("digest", _TEXT, max_length=64)
    schema.add_field("details", _TEXT, max_length=64)
    schema.add_field("first_day", _INT32)
    schema.add_field("last_day", _INT32)
    schema.add_field("family", _INT64)
    schema.add_field("bands", DataType.ARRAY, element_type=_INT64, max_capacity=64)
    schema.add_field("lead", DataType.FLOAT_VECTOR, dim=dim)  # mean of the first passages' vectors
    return schema


def _passages(dim: int) -> CollectionSchema:
    schema = MilvusClient.create_schema(auto_id=False, enable_dynamic_field=False)
    schema.add_field("id", _INT64, is_primary=True)
    schema.add_field("article", _TEXT, max_length=32)  # the key of its article
    schema.add_field("start", _INT32)
    schema.add_field("stop", _INT32)
    schema.add_field("text", _TEXT, max_length=TEXT_BYTES)
    schema.add_field("source", _TEXT, max_length=TEXT_BYTES)
    schema.add_field("first_day", _INT32)
    schema.add_field("last_day", _INT32)
    analyser = {"tokenizer": "standard"}  # the words are ours (``terms``): it has only to part them
    schema.add_field("terms", _TEXT, max_length=TEXT_BYTES, enable_analyzer=True, analyzer_params=analyser)
    schema.add_field("sparse", DataType.SPARSE_FLOAT_VECTOR)
    schema.add_field("vector", DataType.FLOAT_VECTOR, dim=dim)
    schema.add_function(
        Function(
            name="bm25",
            function_type=FunctionType.BM25,
            input_field_names=["terms"],
            output_field_names=["sparse"],
        )
    )
    return schema


def _flat(field: str) -> dict[str, Any]:
    return {"field_name": field, "index_type": "FLAT", "metric_type": "IP"}


def _scalar(field: str) -> dict[str, Any]:
    return {"field_name": field, "index_type": "INVERTED"}


def dense_index(field: str, kind: str) -> dict[str, Any]:
    """The index of a field of vectors that a setting names (``milvus_dense``)."""
    built: dict[str, dict[str, int]] = {
        "flat": {},
        "hnsw": {"M": 16, "efConstruction": 200},
        "ivf_sq8": {"nlist": 2048},
        "diskann": {},
    }
    return {**_flat(field), "index_type": kind.upper(), "params": built[kind]}


def dense_fields(names: Names) -> tuple[tuple[str, str], ...]:
    """The collections that are searched by vectors, and the fields that hold them."""
    return (names.passages, "vector"), (names.articles, "lead")


def mend_indexes(connection: Connection, names: Names) -> None:
    """Finish a change of index that was cut short between dropping the one and building the other."""
    for collection, field in dense_fields(names):
        if not connection.index_type(collection, field):
            connection.reindex(collection, dense_index(field, "hnsw"))


def search_params(index_type: str, limit: int) -> dict[str, int]:
    """How hard an index looks for the best ``limit``; a flat one compares everything anyway."""
    return {
        "HNSW": {"ef": max(2 * limit, 128)},
        "IVF_SQ8": {"nprobe": 64},
        "DISKANN": {"search_list": max(limit, 100)},
    }.get(index_type, {})


def check(connection: Connection, names: Names) -> None:
    """Refuse collections that bear our names and are not ours.

    Raises:
        IndexMismatch: naming the collection and the field.
    """
    expected = {
        names.articles: {field.name for field in _articles(1).fields},
        names.passages: {field.name for field in _passages(1).fields},
    }
    for collection, fields in expected.items():
        lacking = sorted(fields - connection.fields(collection).keys())
        if lacking:
            raise foreign(connection.location, f"{collection} has no field {lacking[0]!r}")


def foreign(location: Location, why: str) -> IndexMismatch:
    """The error for a collection that something else made."""
    another = "milvus:OTHER.db" if isinstance(location, LiteLocation) else "another collection"
    return IndexMismatch(f"{location} is not an index of qa ({why}); name {another}")
