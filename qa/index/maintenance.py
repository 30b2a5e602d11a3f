"""Keeping the derived indexes in step with the catalog: when to build, extend, publish and drop them."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

import numpy as np

from qa.errors import IndexBusy, IndexCorrupt, reason_of
from qa.index import dense
from qa.index.catalog import Catalog, State
from qa.index.layout import DERIVED_NAMES, Layout, describe, remove, settle
from qa.index.manifest import Stamp

KINDS = tuple(DERIVED_NAMES)
_GONE_LIMIT = 0.2  # share of a base that may be removed passages before it is written anew
_MOST_PRIVATE = 200_000  # passages: some seconds of work
_LAG = 0.25  # share of the collection that may be missing from the published indexes during a long run

Located = tuple[Path, Stamp]


class Maintenance:
    """The derived indexes of one folder, as one process uses them."""

    def __init__(self, layout: Layout, catalog: Catalog) -> None:
        """Nothing is read until it is asked for."""
        self._layout = layout
        self._catalog = catalog
        self._checked: dict[str, Located] = {}
        self._private: Path | None = None
        # By kind: the published version that is not good enough, and what serves in its place, if anything.
        self._instead: dict[str, tuple[Stamp | None, Located | None]] = {}

    def locate(self, kind: str) -> Located | None:
        """The published index of a kind; every version is checked byte by byte before its first use.

        None where there is none, and where it is damaged.
        """
        stamp = self._catalog.stamp(kind)
        if kind in self._instead and self._instead[kind][0] == stamp:
            return self._instead[kind][1]
        held = self._checked.get(kind)
        if held is not None and held[1] == stamp:
            return held
        if stamp is None or self._layout.fault(stamp) is not None:
            return None
        self._checked[kind] = (self._layout.folder / stamp.name, stamp)
        return self._checked[kind]

    def lost(self, kind: str) -> bool:
        """Whether an index of a kind is published that can neither be used nor be done without."""
        stamp = self._catalog.stamp(kind)
        replaced = kind in self._instead and self._instead[kind][0] == stamp
        return stamp is not None and not replaced and self.locate(kind) is None

    def due(self) -> bool:
        """Whether the derived indexes lack something that the catalog holds."""
        state = self._catalog.state()
        return self._lexical_due(state) or self._dense_due(state)

    def lagging(self) -> bool:
        """Whether, in the middle of a long run, they lack so much that a new reader would suffer."""
        state = self._catalog.state()
        located = self.locate("lexical")
        behind = state.next_id - 1 - (located[1].high if located else 0)
        return behind > max(dense.TAIL_LIMIT, _LAG * state.passages)

    def maintain(self, *, compact: bool = False) -> None:
        """Publish what is due and delete what is unused. Only the process that holds the lock may.

        Raises:
            IndexBusy: the files cannot be written; the catalog is whole, and the next opening tries again.
        """
        try:
            self._maintain(compact=compact)
        except (OSError, ValueError, RuntimeError) as error:  # of Python, Tantivy and FAISS, in this order
            raise IndexBusy(
                f"cannot write the search files of {self._layout.folder} ({reason_of(error)}); the articles"
                " are stored: make room and run the same command again"
            ) from error

    def _maintain(self, *, compact: bool) -> None:
        for kind in KINDS:
            if self._catalog.stamp(kind) is not None and self.locate(kind) is None:
                self._publish(kind, None)
        state = self._catalog.state()
        if self._lexical_due(state) or compact:
            base = None if compact else self.locate("lexical")
            self._publish("lexical", self._lexical(state, base))
        if self._dense_due(state, compact=compact):
            self._publish("dense", self._write_dense(self._layout.folder, state))
        self._layout.sweep(self._catalog.stamp(kind) for kind in KINDS)

    def maintain_privately(self) -> None:
        """Make for this process alone what is missing or behind: reading writes nothing into the folder.

        Raises:
            IndexCorrupt: so much is missing that it is made once, in the folder, and not at every opening.
            IndexBusy: there is no room for temporary files.
        """
        with self._catalog.snapshot():
            state = self._catalog.state()
            for kind in KINDS:
                if self.lost(kind) and state.passages > _MOST_PRIVATE:
                    raise IndexCorrupt(
                        f"the search files of {self._layout.folder} are damaged; make them again: "
                        f"qa index --index {self._layout.folder} --compact"
                    )
            if self.lost("dense"):
                self._instead["dense"] = self._catalog.stamp("dense"), None  # all is searched exactly
            base = self.locate("lexical")
            behind = state.next_id - 1 - (base[1].high if base else 0)
            if self._lexical_due(state) and (base is None or behind <= _MOST_PRIVATE):
                self._instead["lexical"] = self._catalog.stamp("lexical"), self._privately(state, base)

    def _privately(self, state: State, base: Located | None) -> Located:
        self._private = self._private or Path(tempfile.mkdtemp(prefix="qa-index-"))
        for start in (base, None) if base else (None,):
            try:
                stamp = self._write_lexical(self._private, state, start)
                return self._private / stamp.name, stamp
            except (OSError, ValueError) as error:  # the base is gone meanwhile, or Tantivy cannot read it
                failed = error
        raise IndexBusy(
            f"cannot keep temporary search files of {self._layout.folder} ({reason_of(failed)}); make room"
            " and try again"
        ) from failed

    def close(self) -> None:
        """Delete what was built for this process alone."""
        if self._private is not None:
            shutil.rmtree(self._private, ignore_errors=True)

    # -- lexical: follows every run, because its segments make that cheap

    def _lexical_due(self, state: State) -> bool:
        located = self.locate("lexical")
        if located is None:
            return state.passages > 0
        return (located[1].high, located[1].removals) != (state.next_id - 1, state.removals)

    def _lexical(self, state: State, base: Located | None) -> Stamp:
        """The next version in the folder; without ``base`` where that cannot be read."""
        if base is not None:
            with suppress(ValueError):
                return self._write_lexical(self._layout.folder, state, base)
        return self._write_lexical(self._layout.folder, state, None)

    def _write_lexical(self, folder: Path, state: State, base: Located | None) -> Stamp:
        from qa.index import lexical

        target = _cleared(folder, "lexical", state)
        after, removals = (base[1].high, base[1].removals) if base else (0, state.removals)
        removed = self._catalog.removed_after(removals)
        high = state.next_id - 1
        rows = self._catalog.passage_rows(after, high)
        lexical.write(target, base[0] if base else None, removed[removed <= after], rows)
        files = describe(target, base[1].files if base else {})
        return Stamp(
            name=target.name, high=high, removals=state.removals, passages=state.passages, files=files
        )

    # -- dense: a base for what is many, the rest is searched exactly

    def _dense_due(self, state: State, *, compact: bool = False) -> bool:
        located = self.locate("dense")
        if located is None:
            return state.passages > dense.TAIL_LIMIT
        stamp = located[1]
        gone = len(self._gone(stamp))
        tail = state.passages - (stamp.passages - gone)
        limit = dense.TAIL_LIMIT // dense.TAIL_SHARE
        return tail > limit or gone > _GONE_LIMIT * stamp.passages or (compact and gone + tail > 0)

    def _gone(self, stamp: Stamp) -> np.typing.NDArray[np.int64]:
        removed = self._catalog.removed_after(stamp.removals)
        return removed[removed <= stamp.high]

    def _write_dense(self, folder: Path, state: State) -> Stamp | None:
        if state.passages <= dense.TAIL_LIMIT:
            return None
        from qa.index import ivf

        target = _cleared(folder, "dense", state)
        located = self.locate("dense")
        facts = None
        if located is not None:
            path, stamp = located
            with suppress(RuntimeError, ValueError, TypeError):  # it is none of ours: made anew
                facts = ivf.extend(path, stamp.facts, self._catalog, target, stamp.high, self._gone(stamp))
        if facts is None:
            facts = ivf.build(self._catalog, target, state.passages)
        settle(target)
        return Stamp(
            name=target.name,
            high=state.next_id - 1,
            removals=state.removals,
            passages=state.passages,
            files=describe(target),
            facts=facts,
        )

    def _publish(self, kind: str, stamp: Stamp | None) -> None:
        settle(self._layout.folder)  # before the catalog names what is in it
        with self._catalog.transaction():
            self._catalog.publish(kind, stamp)
            caught_up = [other.removals for name in KINDS if (other := self._catalog.stamp(name))]
            self._catalog.forget_removals(min(caught_up, default=self._catalog.state().removals))
        if stamp is None:
            self._checked.pop(kind, None)
        else:
            self._checked[kind] = (self._layout.folder / stamp.name, stamp)


def _cleared(folder: Path, kind: str, state: State) -> Path:
    """Where the next version of a derived index goes; what a killed writer left there is deleted."""
    target = folder / DERIVED_NAMES[kind].format(state.generation + 1)
    remove(target)
    return target
