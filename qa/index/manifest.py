"""What the catalog says about itself: who made it, and which derived files belong to it.

The values are JSON in the catalog's ``manifest`` table. An index folder is untrusted, so they are validated
when read.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from qa.errors import IndexMismatch

FORMAT = 1  # of the catalog's tables, of the derived files, and of the text that is embedded
DERIVED = r"(dense-\d+\.faiss|lexical-\d+)"  # the name of a derived file or folder; no path


class Stated(BaseModel):
    """What an index says of itself: all that is expected, and nothing else."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Identity(Stated):
    """What an index was made with. Two indexes of different identities have incomparable contents."""

    format: int = FORMAT
    embedder: str
    fingerprint: str
    dim: int = Field(ge=1, le=65_536)
    splitter: str  # Splitter.signature

    def require(self, wanted: Identity, folder: str) -> None:
        """Refuse an index that was made otherwise.

        Raises:
            IndexMismatch: naming what the index has, what was asked for, and the command that mends it.
        """
        mend = _mend(folder)
        if self.format != wanted.format:
            raise IndexMismatch(
                f"the index {folder} has format {self.format}, this version reads {wanted.format}; {mend}"
            )
        if (self.fingerprint, self.dim) != (wanted.fingerprint, wanted.dim):
            raise IndexMismatch(
                f"the index {folder} was made with the embedder {self.embedder!r} ({self.fingerprint[:12]}, "
                f"{self.dim} dimensions), not with {wanted.embedder!r} ({wanted.fingerprint[:12]}, "
                f"{wanted.dim} dimensions); {mend}"
            )
        require_splitter(self.splitter, wanted.splitter, folder)


def require_splitter(stated: str, wanted: str, place: str) -> None:
    """Refuse an index that was split otherwise than the settings, or this version, would.

    Raises:
        IndexMismatch: as :meth:`Identity.require` does.
    """
    if stated != wanted:
        raise IndexMismatch(
            f"the index {place} was split with {stated!r}, not with {wanted!r}; {_mend(place)}"
        )


def _mend(place: str) -> str:
    return f"to keep its articles and make it anew: qa index --index {place} --rebuild"


class Counters(Stated):
    """How far the catalog has come: see ``qa.index.catalog.State``."""

    generation: int = Field(default=0, ge=0, lt=1 << 62)
    next_id: int = Field(default=1, ge=1, lt=1 << 62)
    removals: int = Field(default=0, ge=0, lt=1 << 62)
    articles: int = Field(default=0, ge=0, lt=1 << 62)
    passages: int = Field(default=0, ge=0, lt=1 << 62)
    listened: int = Field(default=0, ge=0, lt=1 << 62)


FileName = Annotated[str, Field(pattern=r"^\.?[A-Za-z0-9_][A-Za-z0-9_.-]{0,200}$")]  # no path


class DerivedFile(Stated):
    """One file of a derived index as it was published."""

    size: int = Field(ge=0)
    sha256: str


class Stamp(Stated):
    """A published derived index: which state of the catalog it holds, and its files."""

    name: str = Field(pattern=f"^{DERIVED}$")
    # Every passage with an id up to this one was in the catalog when it was made.
    high: int = Field(ge=0, lt=1 << 62)
    removals: int = Field(ge=0, lt=1 << 62)  # the removals up to this number are no longer in it
    passages: int = Field(ge=0)  # how many it holds
    files: dict[FileName, DerivedFile]
    facts: dict[str, float | int | str] = Field(default_factory=dict)  # parameters and measured recall
