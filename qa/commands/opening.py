"""Opening the assistant for a command, with a note on stderr of what is being waited for."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

from qa.settings import Settings


def open_assistant(index: Path | None, settings: Settings) -> Any:
    """The assistant of an index folder, or of the sample articles where none is named."""
    return importlib.import_module("qa.assistant").Assistant.open(index, settings)
