"""What ``qa doctor`` says of an index: what it holds, how it searches, what is damaged, what can be saved."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from qa.errors import IndexCorrupt
from qa.index import dense, inverted_file
from qa.index.catalog import Catalog, State
from qa.index.layout import Layout
from qa.index.manifest import Identity, Stamp
from qa.origin import is_gone

_MOST_TOLD = 20  # problems of one kind


@dataclass(frozen=True, slots=True)
class Dense:
    """How the dense ranking searches."""

    kind: str  # "exact", or the kind of the base
    facts: dict[str, float | int | str]  # of the base: lists, probes, measured recall_at_10
    base: int  # vectors in the base
    exact: int  # vectors that are searched exactly
    removed: int  # vectors of the base whose passages were removed


@dataclass(frozen=True, slots=True)
class Health:
    """The findings. An index without problems answers from exactly what was stored in it."""

    place: str  # as the user names it
    identity: Identity | None
    state: State | None
    families: int  # distinct stories
    dense: Dense | None
    lexical: int  # passages in the published lexical index
    disk: dict[str, int]  # bytes by part: catalog, dense, lexical
    readable: int  # articles that are as they were stored: these a rebuild saves
    damage: tuple[str, ...]  # of the catalog
    faults: tuple[str, ...]  # of derived files; mended by the next writing
    gone: tuple[str, ...] = ()  # articles whose files are not there any more; that is no damage

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong."""
        return not self.damage and not self.faults


def examine(folder: Path | str) -> Health:
    """Read everything in an index and compare it with what was stored; no model is loaded.

    Raises:
        IndexMissing: there is no index in the folder.
        IndexBusy: it cannot be read.
    """
    layout = Layout(folder)
    layout.require()
    health = Health(str(layout.folder), None, None, 0, None, 0, _disk(layout), 0, (), ())
    try:
        with closing(Catalog(layout.catalog)) as catalog:
            health = replace(health, damage=tuple(catalog.page_faults(_MOST_TOLD)))
            gone: list[str] = []
            readable, problems = _articles(catalog, gone)
            damage = (*health.damage, *problems)
            health = replace(health, readable=readable, damage=damage, gone=tuple(gone))
            return _compared(layout, catalog, health)
    except IndexCorrupt as error:
        return replace(health, damage=(*health.damage, str(error)))


def _compared(layout: Layout, catalog: Catalog, health: Health) -> Health:
    """What the catalog says of itself, held against what is there."""
    identity, state = catalog.identity(), catalog.state()
    stamps = {kind: catalog.stamp(kind) for kind in ("dense", "lexical")}
    faults = [layout.fault(stamp) for stamp in stamps.values() if stamp is not None]
    if not any(faults):
        faults.append(_base_fault(layout, catalog, stamps["dense"], identity))
    lexical = stamps["lexical"]
    return replace(
        health,
        identity=identity,
        state=state,
        families=catalog.family_count(),
        dense=_dense(catalog, stamps["dense"], state),
        lexical=lexical.passages if lexical else 0,
        damage=(*health.damage, *_vectors(catalog, identity, state), *_counts(catalog, health, state)),
        faults=tuple(fault for fault in faults if fault is not None),
    )


def _articles(catalog: Catalog, gone: list[str]) -> tuple[int, list[str]]:
    """How many articles are whole, and what is wrong with the others; ``gone`` gets those without files."""
    readable, problems = 0, list[str]()
    for n, article in catalog.salvaged(problems.append):
        readable += 1
        if is_gone(article):
            gone.append(article.id)
        try:
            found = catalog.known([article.id]).get(article.id)
            if found is None or found.n != n:
                problems.append(f"{article.id} is not found by its id")
            catalog.families([article.id])
            if any(article.text[p.start : p.end] != p.text for p in catalog.passages_in(n)):
                problems.append(f"the passages of {article.id} are not of its text")
            if (fault := catalog.speech_fault(n, article)) is not None:
                problems.append(fault)
        except IndexCorrupt as error:
            problems.append(str(error))
    return readable, told(problems, "articles")


def told(problems: list[str], what: str) -> list[str]:
    """The first problems of one kind, and how many more there are."""
    more = len(problems) - _MOST_TOLD
    return [*problems[:_MOST_TOLD], f"and {more} more {what}"] if more > 0 else problems


def _counts(catalog: Catalog, health: Health, state: State) -> list[str]:
    """Whether as much is there as was counted."""
    try:
        passages = len(catalog.ids_after(0))
        catalog.removed_after(0)
        catalog.require_newest()
    except IndexCorrupt as error:
        return [str(error)]
    found = (("articles", health.readable, state.articles), ("passages", passages, state.passages))
    return [f"there are {there} {what}, not {count}" for what, there, count in found if there != count]


def _base_fault(layout: Layout, catalog: Catalog, stamp: Stamp | None, identity: Identity) -> str | None:
    """Whether the base holds what the catalog held when it was made."""
    if stamp is None:
        return None
    try:
        ids = np.sort(inverted_file.check(layout.folder / stamp.name, identity.dim))
    except (ValueError, OSError) as error:
        return f"{stamp.name}: {error}"
    live = catalog.ids_after(0)
    kept = np.setdiff1d(ids, catalog.removed_after(stamp.removals), assume_unique=True)
    same = np.array_equal(kept, live[: np.searchsorted(live, stamp.high, "right")])
    return None if same else f"{stamp.name}: it holds other passages than the catalog"


def _vectors(catalog: Catalog, identity: Identity, state: State) -> list[str]:
    """Whether there is one vector of unit length for each passage."""
    count, wrong = 0, 0
    try:
        for _, vectors in catalog.vectors_after(0):
            if vectors.shape[1] != identity.dim:
                return [f"vectors have {vectors.shape[1]} dimensions, not {identity.dim}"]
            count += len(vectors)
            wrong += int(np.sum(np.abs(np.linalg.norm(vectors, axis=1) - 1) > 0.01))
    except IndexCorrupt as error:
        return [str(error)]
    problems = [f"{wrong} vectors do not have length one"] if wrong else []
    if count != state.passages:
        problems.append(f"there are {count} vectors for {state.passages} passages")
    return problems


def _dense(catalog: Catalog, stamp: Stamp | None, state: State) -> Dense:
    if stamp is None:
        return Dense("exact", {"up_to": dense.TAIL_LIMIT}, 0, state.passages, 0)
    removed = catalog.removed_after(stamp.removals)
    gone = int(np.sum(removed <= stamp.high))
    exact = state.passages - stamp.passages + gone
    return Dense(str(stamp.facts.get("kind")), stamp.facts, stamp.passages, exact, gone)


def _disk(layout: Layout) -> dict[str, int]:
    sizes = dict.fromkeys(("catalog", "dense", "lexical"), 0)
    for path, size in layout.sizes().items():
        top = path.relative_to(layout.folder).parts[0]
        for part in sizes:
            sizes[part] += size * top.startswith(part)
    return sizes
