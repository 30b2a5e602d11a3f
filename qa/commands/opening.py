"""Opening what a command works with: the assistant of an index."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from qa.errors import SettingsError
from qa.index.location import Location

if TYPE_CHECKING:
    from qa.assistant import Assistant
    from qa.commands.options import Asking
    from qa.settings import Settings


def open_assistant(place: Location | None, settings: Settings) -> Assistant:
    """The assistant of an index, or of the sample articles where none is named."""
    from qa.assistant import Assistant

    return Assistant.samples(settings) if place is None else Assistant.open(place, settings)


def assistant_for(asking: Asking) -> Assistant:
    """The assistant that a command asks; what is wrong with its index is known before models are loaded."""
    from qa.index.opening import check

    if asking.index is not None:
        check(asking.index)
    note_samples(asking.index)
    with waiting("Loading the models"):
        return open_assistant(asking.index, asking.settings)


def written(value: Any, assistant: Assistant, asking: Asking, form: str | None) -> str | None:
    """A value as ``--format`` or ``--json`` wants it; None where neither is given.

    Raises:
        SettingsError: they exclude each other.
    """
    if asking.json and form not in (None, "json"):
        raise SettingsError(f"--json and --format {form} exclude each other: give one of them")
    if not asking.json and form is None:
        return None
    from qa.exporting import exported

    return exported([value], form or "json", assistant.index.article)


def note_samples(place: Location | None) -> None:
    """Say on stderr which articles answer where none were named, and where their index is kept."""
    import platformdirs

    if place is None:
        cache = platformdirs.user_cache_path("qa")
        print(f"No --index given: asking the sample articles, indexed once in {cache}.", file=sys.stderr)


@contextmanager
def waiting(note: str) -> Iterator[None]:
    """A note on the terminal for as long as something takes; nothing where stderr is no terminal."""
    shown = sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
    if shown:
        print(f"{note} …", end="", file=sys.stderr, flush=True)
    try:
        yield
    finally:
        if shown:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
