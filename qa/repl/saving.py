"""``/save``: a conversation as Markdown to read, or as JSON for programs, with every citation."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from qa.errors import InputError
from qa.rendering.cleaning import escape_unsafe
from qa.rendering.renderer import Renderer, to_json
from qa.rendering.views import view_of
from qa.types import Answer

FORMAT = 1  # of the JSON file


def save(path: Path, turns: Sequence[Answer], renderer: Renderer) -> None:
    """Write the turns to a new file; the suffix ``.json`` chooses JSON.

    Raises:
        InputError: there is nothing to save, the file exists already, or it cannot be written.
    """
    if not turns:
        raise InputError("there is nothing to save yet")
    text = _as_json(turns) if path.suffix.lower() == ".json" else _as_markdown(turns, renderer)
    try:
        with path.open("x", encoding="utf-8", errors="backslashreplace") as file:
            file.write(text)
    except FileExistsError:
        raise InputError(f"there is already a file {path}: choose another name") from None
    except OSError as error:
        raise InputError(f"cannot write {path}: {error.strerror}") from error


def _as_json(turns: Sequence[Answer]) -> str:
    record = {"format": FORMAT, "turns": [to_json(answer) for answer in turns]}
    return escape_unsafe(json.dumps(record, ensure_ascii=False, indent=2)) + "\n"


def _as_markdown(turns: Sequence[Answer], renderer: Renderer) -> str:
    return renderer.plain().render("saved", answers=[view_of(answer) for answer in turns]) + "\n"
