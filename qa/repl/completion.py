"""What Tab offers in a chat: commands, titles of articles, earlier questions."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.completion.filesystem import PathCompleter
from prompt_toolkit.document import Document
from prompt_toolkit.history import History

from qa.rendering.cleaning import one_line
from qa.repl.commands import COMMANDS

_MOST = 20  # offered at once
_LEAST = 2  # letters of a word before titles are offered


class ChatCompleter(Completer):
    """Completes a command's name, a file name after ``/save``, else earlier questions and titles."""

    def __init__(self, titles: Callable[[], Sequence[str]], history: History) -> None:
        """``titles`` is asked at each Tab and gives nothing while the index is still being opened."""
        self._titles = titles
        self._history = history
        self._files = PathCompleter(expanduser=True)

    def get_completions(self, document: Document, event: CompleteEvent) -> Iterable[Completion]:
        """Completions of what stands before the cursor."""
        text = document.text_before_cursor
        if text.startswith("/save "):
            name = text.removeprefix("/save ")
            yield from self._files.get_completions(Document(name, len(name)), event)
        elif text.startswith("/"):
            for command in COMMANDS:
                if command.name.startswith(text):
                    yield Completion(command.name, -len(text), display_meta=command.help)
        elif text.strip():
            yield from self._questions(text)
            yield from self._titles_for(text)

    def _questions(self, text: str) -> Iterable[Completion]:
        earlier = dict.fromkeys(reversed(self._history.get_strings()))
        found = (line for line in earlier if line.startswith(text) and line != text)
        for line, _ in zip(found, range(_MOST), strict=False):
            yield Completion(line, -len(text), display_meta="asked before")

    def _titles_for(self, text: str) -> Iterable[Completion]:
        """Titles with a word that begins like the last word typed."""
        word = re.split(r"\s", text)[-1].lstrip("\"'(")
        if len(word) < _LEAST:
            return
        begins = re.compile(rf"\b{re.escape(word)}", re.IGNORECASE)
        found = (title for title in map(one_line, self._titles()) if begins.search(title))
        for title, _ in zip(found, range(_MOST), strict=False):
            yield Completion(title, -len(word), display_meta="article")
