"""Extractive question answering over a folder of articles: exact words, with citations, offline.

from qa import Assistant

assistant = Assistant.from_articles(["news/"])
answer = assistant.ask("Who is Finland's new Prime Minister?")
print(answer.text, answer.confidence, answer.citations[0].quote)
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from qa.errors import (
    IndexBusy,
    IndexClosed,
    IndexCorrupt,
    IndexMismatch,
    IndexMissing,
    IndexUnreachable,
    InputError,
    ModelMissing,
    QAError,
    SettingsError,
)
from qa.version import __version__ as __version__

if TYPE_CHECKING:
    from qa.assistant import Assistant
    from qa.settings import Settings, load_settings
    from qa.types import Answer, Article, Candidate, Citation, Filter, Listing, Passage, Progress

__all__ = [
    "Answer",
    "Article",
    "Assistant",
    "Candidate",
    "Citation",
    "Filter",
    "IndexBusy",
    "IndexClosed",
    "IndexCorrupt",
    "IndexMismatch",
    "IndexMissing",
    "IndexUnreachable",
    "InputError",
    "Listing",
    "ModelMissing",
    "Passage",
    "Progress",
    "QAError",
    "Settings",
    "SettingsError",
    "load_settings",
]

# Where the names stand that are imported on first use, so that `qa --help` waits for none of them.
_LAZY = {
    "Assistant": "qa.assistant",
    **dict.fromkeys(("Settings", "load_settings"), "qa.settings"),
    **dict.fromkeys(
        ("Answer", "Article", "Candidate", "Citation", "Filter", "Listing", "Passage", "Progress"), "qa.types"
    ),
}


def __getattr__(name: str) -> Any:
    if name in _LAZY:
        return getattr(importlib.import_module(_LAZY[name]), name)
    raise AttributeError(f"module 'qa' has no attribute {name!r}")
