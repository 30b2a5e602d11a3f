"""Opening what a command works with: the assistant of an index, or a conversation with it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import platformdirs

from qa.index.location import Location
from qa.settings import Settings
from qa.types import Answer, Article, Filter, Hit

if TYPE_CHECKING:
    from qa.assistant import Assistant
    from qa.conversation import OnHits

_TITLES = 10_000  # offered for completion


def check_index(place: Location | None) -> None:
    """Say at once that there is nothing, before models are loaded for it.

    Raises:
        IndexMissing: there is no such folder or file.
        SettingsError: the location needs a package that is not installed.
    """
    if place is not None:
        from qa.index.opening import check

        check(place)


def open_assistant(place: Location | None, settings: Settings) -> Assistant:
    """The assistant of an index, or of the sample articles where none is named."""
    from qa.assistant import Assistant

    return Assistant.samples(settings) if place is None else Assistant.open(place, settings)


def note_samples(place: Location | None) -> None:
    """Say on stderr which articles answer where none were named, and where their index is kept."""
    if place is None:
        cache = platformdirs.user_cache_path("qa")
        print(f"No --index given: asking the sample articles, indexed once in {cache}.", file=sys.stderr)


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


def open_chat(place: Location | None, settings: Settings) -> AssistantChat:
    """A conversation with an index, or with the sample articles."""
    return AssistantChat(open_assistant(place, settings))


class AssistantChat:
    """What ``qa chat`` needs of an assistant: see ``qa.repl.session.Chat``."""

    def __init__(self, assistant: Assistant) -> None:
        """The assistant is closed with the chat."""
        self._assistant = assistant
        self._conversation = assistant.conversation()

    def ask(
        self,
        question: str,
        *,
        where: Filter,
        as_of: str | None,
        top: int | None,
        on_hits: OnHits | None = None,
    ) -> Answer:
        """Answer a question in the light of those before it."""
        return self._conversation.ask(question, where=where, as_of=as_of, top=top, on_hits=on_hits)

    def undo(self) -> bool:
        """Forget the last question; False where there is none."""
        return self._conversation.undo()

    def clear(self) -> None:
        """Forget all questions."""
        self._conversation.clear()

    def article(self, article_id: str) -> Article:
        """A stored article."""
        return self._assistant.index.article(article_id)

    def title_of(self, hit: Hit) -> str:
        """The title of a hit's article."""
        return self.article(hit.passage.article_id).title

    def titles(self) -> Sequence[str]:
        """Titles of articles, for completion."""
        return self._assistant.index.titles(_TITLES)

    def state(self) -> str:
        """The conversation so far, for ``restore``."""
        return self._conversation.to_json()

    def restore(self, state: str) -> None:
        """Go on from a state. Raises InputError where it is none, or another version's."""
        self._conversation.restore(state)

    def close(self) -> None:
        """Release the index and the models."""
        self._assistant.close()
