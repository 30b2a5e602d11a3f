"""The files of an index folder, by name.

Published files are never changed: a new version is written beside the old one under its own generation,
the catalog is told in one transaction, and the old one is deleted. A reader therefore never sees half of
two versions, and a writer that dies leaves at most files that nobody refers to.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from qa.errors import IndexMissing

DERIVED_NAMES = {"dense": "dense-{}.faiss", "lexical": "lexical-{}"}  # by kind, of a generation
_DERIVED = re.compile(r"(?:dense-\d+\.faiss|lexical-\d+)(?:\.part)?")


@dataclass(frozen=True, slots=True)
class Layout:
    """Where things are in the index at ``folder``."""

    folder: Path

    @property
    def catalog(self) -> Path:
        """The SQLite file that everything else can be made from again."""
        return self.folder / "catalog.sqlite"

    def require(self) -> None:
        """Raises IndexMissing where there is no index in the folder."""
        if not self.catalog.is_file():
            raise IndexMissing(
                f"there is no index in {self.folder}; make one: qa index ARTICLES --index {self.folder}"
            )

    @property
    def unfinished(self) -> Path:
        """A catalog in the making: it gets its name when its tables are there."""
        return self.folder / "catalog.part"

    @property
    def lock(self) -> Path:
        """Held by the one process that writes."""
        return self.folder / "writer.lock"

    @property
    def rebuild(self) -> Path:
        """A whole index in the making, when one is rebuilt for another embedder or splitter."""
        return self.folder / "rebuild"

    def derived(self) -> list[Path]:
        """Every derived file or folder that is there, referred to or not."""
        return sorted(path for path in self.folder.iterdir() if _DERIVED.fullmatch(path.name))
