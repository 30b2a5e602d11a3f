"""Which program shows a citation where it stands: an editor at the line, a browser at the page.

The path or address is the last word of a command that the user chose, never a part of one, and nothing goes
through a shell: an article's name can be no option and no command.
"""

from __future__ import annotations

import os
import shlex
import subprocess
import webbrowser
from dataclasses import dataclass
from pathlib import Path

from qa.errors import InputError
from qa.origin import file_of
from qa.types import Citation

_WEB = ("http://", "https://")
_BROWSED = {".html", ".htm", ".xhtml", ".mhtml", ".mht"}
_PDF = ".pdf"
# What stands for the line and the file in editors that do not take "+LINE FILE".
_AT_LINE = {
    **dict.fromkeys(("code", "codium", "code-insiders", "cursor"), ("--goto", "{file}:{line}")),
    **dict.fromkeys(("subl", "hx", "helix", "zed"), ("{file}:{line}",)),
    "kate": ("--line", "{line}", "{file}"),
    "notepad": ("{file}",),
}


@dataclass(frozen=True, slots=True)
class Viewer:
    """What shows a citation: a command, or an address for the browser."""

    command: tuple[str, ...] = ()
    address: str = ""


def viewer_of(citation: Citation) -> Viewer | None:
    """What shows a citation; None where its text is best shown by ourselves.

    That is so for files whose lines nobody sees, for such as are gone, and where no editor is set.
    """
    if citation.article_id.startswith(_WEB):
        return Viewer(address=citation.article_id)
    file = file_of(citation.article_id)
    if not file.is_absolute() or not file.is_file():
        return None
    ending = file.suffix.lower()
    if ending == _PDF:
        return Viewer(address=f"{file.as_uri()}#page={citation.page or 1}")
    if ending in _BROWSED:
        return Viewer(address=file.as_uri())
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    if citation.line is None or not editor:
        return None
    return Viewer(_at_line(editor, file, citation.line))


def _at_line(editor: str, file: Path, line: int) -> tuple[str, ...]:
    """The user's editor, opening a file at a line. Raises InputError where it is no command."""
    try:
        words = shlex.split(editor)
        name = Path(words[0]).stem
    except (ValueError, IndexError):
        raise InputError(f"EDITOR is no command: {editor}") from None
    wanted = _AT_LINE.get(name, ("+{line}", "{file}"))
    return (*words, *(word.replace("{line}", str(line)).replace("{file}", str(file)) for word in wanted))


def start(viewer: Viewer) -> bool:
    """Show it; whether there was a program for that.

    Raises:
        InputError: the editor cannot be started, or failed.
    """
    if viewer.address:
        return webbrowser.open(viewer.address)
    try:
        done = subprocess.run(viewer.command, check=False)
    except OSError as error:
        raise InputError(
            f"cannot start the editor {viewer.command[0]} ({error.strerror}): set EDITOR to one that is there"
        ) from error
    if done.returncode != 0:
        raise InputError(f"the editor {viewer.command[0]} failed with {done.returncode}")
    return True
