"""Opening what a command works with: the assistant of an index."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qa.errors import InputError, SettingsError
from qa.index.location import Location

if TYPE_CHECKING:
    from qa.assistant import Assistant
    from qa.commands.options import Looking
    from qa.settings import Settings
    from qa.types import Citation, Index


def require_words(words: str, command: str, what: str = "question") -> None:
    """Raises SettingsError where nothing is asked, before anything is opened for it."""
    if not words.strip():
        raise SettingsError(f'the {what} is empty: qa {command} "{what.upper()}" (see qa {command} --help)')


def open_assistant(place: Location | None, settings: Settings) -> Assistant:
    """The assistant of an index, or of the sample articles where none is named."""
    from qa.assistant import Assistant

    return Assistant.samples(settings) if place is None else Assistant.open(place, settings)


def assistant_for(looking: Looking) -> Assistant:
    """The assistant that a command asks; what is wrong with its index is known before models are loaded."""
    from qa.index.opening import check

    if looking.index is not None:
        check(looking.index)
    note_samples(looking)
    with waiting("Loading the models"):
        assistant = open_assistant(looking.index, looking.settings)
    if not len(assistant.index):
        print("The index holds no article yet: qa index FOLDER adds those of a folder.", file=sys.stderr)
    return assistant


def written(values: Sequence[Any], index: Index, looking: Looking, form: str | None) -> str | None:
    """Values as ``--format`` or ``--json`` wants them; None where neither is given.

    Raises:
        SettingsError: they exclude each other.
    """
    if looking.json and form not in (None, "json"):
        raise SettingsError(f"--json and --format {form} exclude each other: give one of them")
    if not looking.json and form is None:
        return None
    from qa.exporting import exported

    return exported(values, form or "json", index.article)


def open_index(place: Location | None, settings: Settings, *, writable: bool = False) -> Index:
    """An index by itself, or that of the sample articles; of the models, the embedder alone is loaded."""
    from qa.assistant import samples_place
    from qa.index import opening
    from qa.indexing import splitter_of
    from qa.models.embedder import load_embedder

    if place is not None:
        opening.check(place)  # before the embedder is loaded for nothing
    with waiting("Opening the index"):
        embedder = load_embedder(settings)
        if place is None:
            place = samples_place(settings, embedder)
        return opening.open_index(place, embedder, splitter_of(settings), settings, writable=writable)


def note_samples(looking: Looking) -> None:
    """Say on stderr which articles answer where none were named, and how to have one's own answer."""
    if looking.unnamed:
        print(
            "No index is named, so the sample articles answer. To ask your own articles:"
            " qa index FOLDER --name NAME, then qa use NAME.",
            file=sys.stderr,
        )


def remember(looking: Looking, shown: Sequence[Citation]) -> None:
    """Keep what was shown with numbers, for ``qa open`` and ``qa show``; unless nothing is to be kept."""
    from qa import lastshown
    from qa.collections.registry import absolute

    if looking.settings.log:
        # The answer was given: that it cannot be opened by its number is no failure of it.
        with suppress(InputError):
            lastshown.remember(None if looking.index is None else str(absolute(looking.index)), shown)


def numbered_article(looking: Looking, name: str) -> tuple[Location | None, str]:
    """The index and the id of the article with this number in what was shown last; else the name itself.

    Raises:
        InputError: there is no such number.
    """
    from qa import lastshown
    from qa.collections.registry import chosen

    if not name.isdecimal() or Path(name).exists():
        return looking.index, name
    shown = lastshown.last()
    place = chosen(shown.index) if shown.index is not None else None
    return place, shown.numbered(int(name)).article_id


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
