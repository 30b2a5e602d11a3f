"""Opening the assistant for a command, with a note on stderr of what is being waited for."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from qa.settings import Settings


def open_assistant(index: Path | None, settings: Settings) -> Any:
    """The assistant of an index folder, or of the sample articles where none is named."""
    return importlib.import_module("qa.assistant").Assistant.open(index, settings)


def add_articles(paths: Sequence[Path], folder: Path, settings: Settings) -> None:
    """Read articles into the index at ``folder``, made where there is none, with a summary on stderr."""
    module = importlib.import_module("qa.assistant")
    module.add_articles(paths, folder, settings, on_problem=lambda line: print(line, file=sys.stderr))
