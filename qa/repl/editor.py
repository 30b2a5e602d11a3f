"""A question written in the user's own editor."""

from __future__ import annotations

import os
import shlex
import subprocess
import tempfile
from pathlib import Path

from qa.errors import InputError

_DEFAULT = "notepad" if os.name == "nt" else "vi"


def edited(text: str) -> str:
    """What a text is after it was edited in ``$VISUAL``, ``$EDITOR`` or vi.

    Raises:
        InputError: there is no such editor, or it failed.
    """
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR") or _DEFAULT
    with tempfile.TemporaryDirectory(prefix="qa-") as folder:
        path = Path(folder) / "question.txt"
        path.write_text(f"{text}\n", "utf-8")
        try:
            done = subprocess.run([*shlex.split(editor), str(path)], check=False)
        except (OSError, ValueError) as error:
            raise InputError(f"cannot start the editor {editor}: set EDITOR to one that is there") from error
        if done.returncode != 0:
            raise InputError(f"the editor {editor} failed: nothing was asked")
        return path.read_text("utf-8", errors="replace").strip()
