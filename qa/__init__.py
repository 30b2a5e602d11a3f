"""Extractive question answering over a folder of articles: exact words, with citations, offline.

from qa import Assistant

assistant = Assistant.from_articles(["news/"])
answer = assistant.ask("Who is Finland's new Prime Minister?")
print(answer.text, answer.confidence, answer.citations[0].quote)
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

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
    from qa.archive.quotes import Found, Wanted
    from qa.archive.speakers import Speaker
    from qa.archive.trends import Month, Trend
    from qa.assistant import Assistant
    from qa.browsing.articles import ArticleList, ArticleSummary, FullArticle
    from qa.browsing.passages import FoundPassage
    from qa.browsing.quotations import Quoted
    from qa.conversation import Conversation
    from qa.exporting import exported
    from qa.lists import ItemList, Listed
    from qa.settings import Settings, load_settings
    from qa.timelines import Change, TimeLine, Told
    from qa.types import (
        Age,
        Answer,
        Article,
        Candidate,
        Citation,
        Earlier,
        Filter,
        Item,
        Listing,
        Passage,
        Progress,
        Quotation,
        SpeakerCount,
    )

__all__ = [
    "Age",
    "Answer",
    "Article",
    "ArticleList",
    "ArticleSummary",
    "Assistant",
    "Candidate",
    "Change",
    "Citation",
    "Conversation",
    "Earlier",
    "Filter",
    "Found",
    "FoundPassage",
    "FullArticle",
    "IndexBusy",
    "IndexClosed",
    "IndexCorrupt",
    "IndexMismatch",
    "IndexMissing",
    "IndexUnreachable",
    "InputError",
    "Item",
    "ItemList",
    "Listed",
    "Listing",
    "ModelMissing",
    "Month",
    "Passage",
    "Progress",
    "QAError",
    "Quotation",
    "Quoted",
    "Settings",
    "SettingsError",
    "Speaker",
    "SpeakerCount",
    "TimeLine",
    "Told",
    "Trend",
    "Wanted",
    "exported",
    "load_settings",
]

# Where the names stand that are imported on first use, so that `qa --help` waits for none of them.
_MODULES = {
    "qa.archive.quotes": "Found Wanted",
    "qa.archive.speakers": "Speaker",
    "qa.archive.trends": "Month Trend",
    "qa.assistant": "Assistant",
    "qa.browsing.articles": "ArticleList ArticleSummary FullArticle",
    "qa.browsing.passages": "FoundPassage",
    "qa.browsing.quotations": "Quoted",
    "qa.conversation": "Conversation",
    "qa.exporting": "exported",
    "qa.lists": "ItemList Listed",
    "qa.settings": "Settings load_settings",
    "qa.timelines": "Change TimeLine Told",
    "qa.types": "Age Answer Article Candidate Citation Earlier Filter "
    "Item Listing Passage Progress Quotation SpeakerCount",
}
_LAZY = {name: module for module, names in _MODULES.items() for name in names.split()}

if not TYPE_CHECKING:  # to a type checker it would say that there is every name

    def __getattr__(name: str) -> object:
        if name in _LAZY:
            return getattr(importlib.import_module(_LAZY[name]), name)
        raise AttributeError(f"module 'qa' has no attribute {name!r}")
