"""Following files as they change, for ``qa index --watch``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Event

from qa.errors import QAError


def follow(
    paths: Sequence[Path],
    index: Path | None,
    run: Callable[[], object],
    say: Callable[[str], None],
    stop: Event | None = None,
) -> None:
    """Run now and after every change below the paths, until interrupted or ``stop`` is set.

    Changes inside ``index``, what the index occupies on this disk, are not heard, or every run would cause
    the next. A run that fails says so and is tried again after the next change.
    """
    from watchfiles import Change, watch

    own = index.resolve() if index is not None else None

    def concerns(change: Change, path: str) -> bool:
        place = Path(path).resolve()
        return own != place and own not in place.parents

    changes = watch(
        *paths,
        watch_filter=concerns,
        step=1000,  # a second without a change ends a burst: a file is not read while it is being copied
        debounce=10_000,
        rust_timeout=1000,
        yield_on_timeout=True,
        stop_event=stop,
        raise_interrupt=False,
    )
    missed = True  # what changed before the watch began
    for changed in changes:
        if not changed and not missed:
            continue
        missed = False
        try:
            run()
        except QAError as error:
            say(str(error))
