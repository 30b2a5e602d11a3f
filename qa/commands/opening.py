"""Opening what a command works with: the assistant of an index, or a conversation with it."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from qa.errors import IndexMissing
from qa.settings import Settings
from qa.types import Answer, Article, Filter, Hit


def check_index(folder: Path | None) -> None:
    """Say at once that there is no such folder, before models are loaded for it.

    Raises:
        IndexMissing: there is none.
    """
    if folder is not None and not folder.is_dir():
        raise IndexMissing(
            f"there is no index at {folder}; make one with: qa index ARTICLES --index {folder}"
        )


def open_assistant(folder: Path | None, settings: Settings) -> Any:
    """The assistant of an index folder, or of the sample articles where none is named."""
    assistant = importlib.import_module("qa.assistant").Assistant
    return assistant.samples(settings) if folder is None else assistant.open(folder, settings)


def open_chat(folder: Path | None, settings: Settings) -> AssistantChat:
    """A conversation with an index folder, or with the sample articles."""
    return AssistantChat(open_assistant(folder, settings))


class AssistantChat:
    """What ``qa chat`` needs of an assistant: see ``qa.repl.session.Chat``."""

    def __init__(self, assistant: Any) -> None:
        """The assistant is closed with the chat."""
        self._assistant = assistant

    def ask(
        self, question: str, *, where: Filter, as_of: str | None, top: int | None, on_hits: object = None
    ) -> Answer:
        """Answer a question."""
        answer: Answer = self._assistant.ask(question, where=where, top=top)
        return answer

    def undo(self) -> bool:
        """Forget the last question."""
        return True

    def clear(self) -> None:
        """Forget all questions."""

    def article(self, article_id: str) -> Article:
        """A stored article."""
        article: Article = self._assistant.index.article(article_id)
        return article

    def title_of(self, hit: Hit) -> str:
        """The title of a hit's article."""
        return self.article(hit.passage.article_id).title

    def titles(self) -> Sequence[str]:
        """Titles of articles, for completion."""
        return ()

    def state(self) -> str:
        """The conversation so far."""
        return ""

    def restore(self, state: str) -> None:
        """Go on from a state."""

    def close(self) -> None:
        """Release the index and the models."""
        self._assistant.close()


def add_articles(paths: Sequence[Path], folder: Path, settings: Settings) -> None:
    """Read articles into the index at ``folder``, made where there is none, with a summary on stderr."""
    module = importlib.import_module("qa.indexing")
    module.add_articles(paths, folder, settings, on_problem=lambda line: print(line, file=sys.stderr))
