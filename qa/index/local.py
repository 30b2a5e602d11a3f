"""The index in a folder: catalog, dense and lexical ranking as one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path

from filelock import FileLock, Timeout

from qa.errors import IndexBusy
from qa.index import watermark
from qa.index.catalog import Catalog
from qa.index.engine import Engine, identity_of
from qa.index.layout import Layout, settle
from qa.index.maintenance import Maintenance
from qa.index.view import View
from qa.index.writing import Splits
from qa.types import Embedder, IndexReport, Passage


class LocalIndex(Engine):
    """Implements ``qa.types.Index`` over a folder. One process writes, any number read."""

    def __init__(
        self,
        layout: Layout,
        catalog: Catalog,
        embedder: Embedder,
        splitter: Splits,
        lock: FileLock | None,
    ) -> None:
        """Use ``open`` or ``create``; ``lock`` is held by an index that may be written."""
        self._layout = layout
        self.catalog = catalog  # what is stored, for those who inspect it
        self._lock = lock
        self._maintenance = Maintenance(layout, catalog)
        self._view = View(catalog, self._maintenance)
        super().__init__(embedder, splitter, catalog, self._view)

    @classmethod
    def open(
        cls, folder: Path | str, embedder: Embedder, splitter: Splits, *, writable: bool = False
    ) -> LocalIndex:
        """Open an existing index; nothing is embedded.

        Derived files are checked byte by byte; what is missing, altered or behind is made again from the
        catalog: in the folder when ``writable``, else for this process alone, for reading never writes.

        Raises:
            IndexMissing: there is none in the folder.
            IndexMismatch: it was made by another embedder, splitter or format version.
            IndexCorrupt: its catalog is damaged.
            IndexBusy: another process writes to it (``writable`` only), or it cannot be read or written.
        """
        layout = Layout(folder)
        layout.require()
        with ExitStack() as undo:
            lock = undo.enter_context(locked(layout)) if writable else None
            catalog = Catalog(layout.catalog, writable=writable)
            undo.callback(catalog.close)
            catalog.identity().require(identity_of(embedder, splitter), str(folder))
            catalog.require_newest()
            if writable:
                catalog.make_room_for_speech()
            index = cls(layout, catalog, embedder, splitter, lock)
            index._mend()
            undo.pop_all()
        return index

    @classmethod
    def create(
        cls, folder: Path | str, embedder: Embedder, splitter: Splits, *, generation: int = 0
    ) -> LocalIndex:
        """Open an index for writing, making it where there is none. Raises as ``open`` does.

        ``generation``: where a new one begins to count.
        """
        layout = Layout(folder)
        try:
            layout.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise IndexBusy(f"cannot make the folder {folder}: {error.strerror}") from error
        layout.sizes()
        with locked(layout):
            if not layout.catalog.exists():
                for leftover in layout.folder.glob(f"{layout.unfinished.name}*"):
                    leftover.unlink()
                watermark.place(layout.catalog).unlink(missing_ok=True)  # of a catalog that was deleted
                settle(layout.folder)
                identity = identity_of(embedder, splitter)
                Catalog.create(layout.unfinished, identity, generation=generation).close()
                layout.unfinished.replace(layout.catalog)
                for place in (layout.folder, layout.folder.absolute().parent):
                    settle(place)
        return cls.open(folder, embedder, splitter, writable=True)

    @property
    def generation(self) -> int:
        """Counts the stored changes, whichever process made them."""
        return self.catalog.state().generation

    def remove(self, article_ids: Iterable[str]) -> int:
        """Forget articles; returns how many were there."""
        count = self._writing().remove(article_ids)
        self._maintenance.maintain()
        return count

    def compact(self) -> None:
        """Give back the room of removed articles, in the catalog and in the derived indexes."""
        self._writing()
        self._maintenance.maintain(compact=True)
        self.catalog.shrink()

    def __len__(self) -> int:
        """Number of passages."""
        return self.catalog.state().passages

    def close(self) -> None:
        """Release files and locks."""
        self.catalog.close()
        self._maintenance.close()
        if self._lock is not None:
            self._lock.release()

    def _found(self, ids: Sequence[int]) -> Mapping[int, Passage]:
        return self._view.passages(ids)

    # -- derived files

    def _writing(self) -> Catalog:
        if self._lock is None:
            raise IndexBusy(f"the index {self._layout.folder} was opened for reading only")
        return self.catalog

    def _batch_stored(self) -> None:
        if self._maintenance.lagging():
            self._maintenance.maintain()

    def _run_stored(self, report: IndexReport) -> None:
        self.catalog.listen()
        if self._maintenance.due():
            self._maintenance.maintain()

    def _mend(self) -> None:
        """Bring derived files up to date on opening: in the folder if we may, else for us alone."""
        if not self._maintenance.due():
            return
        if self._lock is not None:
            self._maintenance.maintain()
        else:
            self._maintenance.maintain_privately()


def locked(layout: Layout) -> AbstractContextManager[FileLock]:
    """The writer's lock, taken. Raises IndexBusy where another process has it or nobody may."""
    try:
        return FileLock(layout.lock).acquire(timeout=0)
    except Timeout as error:
        raise IndexBusy(
            f"another process is writing to the index {layout.folder}; try again when it is done"
        ) from error
    except OSError as error:
        raise IndexBusy(f"cannot write to the index {layout.folder}: {error.strerror}") from error
