"""What is in each collection, without opening any of them for questions."""

from __future__ import annotations

from dataclasses import dataclass

from qa.collections.registry import Collection, known
from qa.errors import IndexMismatch, QAError
from qa.index.manifest import require_splitter
from qa.index.opening import summary_of
from qa.indexing import splitter_of
from qa.records import Record
from qa.settings import Settings


@dataclass(frozen=True, slots=True)
class CollectionSummary(Record):
    """A collection and what its index holds."""

    name: str
    place: str  # as --index takes it
    default: bool  # it is asked where none is named
    articles: int | None  # None here and below where the index cannot be read, or does not know
    first: str | None  # when the oldest and the newest article were published: partial ISO dates
    last: str | None
    size: int | None  # bytes on this machine's disk
    indexed: str | None  # when it was last written to: ISO date and time
    problem: str  # why its index cannot be read, or not be asked; else empty


def summaries(settings: Settings) -> list[CollectionSummary]:
    """Every collection, by name; one that cannot be read says why.

    Raises:
        SettingsError: the names cannot be read.
    """
    return [summary(collection, settings) for collection in known()]


def summary(collection: Collection, settings: Settings) -> CollectionSummary:
    """What one collection holds."""
    named = collection.name, str(collection.place), collection.default
    try:
        held = summary_of(collection.place, settings)
    except QAError as error:
        return CollectionSummary(*named, None, None, None, None, None, str(error))
    problem = ""
    try:
        require_splitter(held.splitter, splitter_of(settings).signature, collection.name)
    except IndexMismatch as error:
        problem = str(error)
    return CollectionSummary(*named, held.articles, held.first, held.last, held.size, held.indexed, problem)
