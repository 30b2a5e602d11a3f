"""The engines that an index may be in, as the contract's tests open them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from qa.index.location import FolderLocation, LiteLocation, Location
from qa.index.opening import create_index, open_index
from qa.index.writing import Splits
from qa.settings import Settings
from qa.types import Embedder, Index
from tests.collection import LineSplitter
from tests.fakes import HashEmbedder

ENGINES = ("local", "milvus")


@dataclass(frozen=True)
class Place:
    """Where a test's index is, in one of the engines."""

    location: Location
    settings: Settings

    @classmethod
    def of(cls, engine: str, folder: Path) -> Place:
        """A place that is empty."""
        if engine == "milvus":
            return cls(LiteLocation(folder / "index.db"), Settings(milvus_timeout=300))
        return cls(FolderLocation(folder / "index"), Settings())

    def create(self, embedder: Embedder | None = None, splitter: Splits | None = None) -> Index:
        """The index, made where there is none, open for writing."""
        return create_index(
            self.location, embedder or HashEmbedder(), splitter or LineSplitter(), self.settings
        )

    def open(
        self, embedder: Embedder | None = None, splitter: Splits | None = None, *, writable: bool = False
    ) -> Index:
        """The index as it is."""
        return open_index(
            self.location,
            embedder or HashEmbedder(),
            splitter or LineSplitter(),
            self.settings,
            writable=writable,
        )
