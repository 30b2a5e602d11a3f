"""A chat on a terminal: a prompt at once, models loading behind it, Ctrl-C for a turn and Ctrl-D to leave."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from itertools import islice
from pathlib import Path

from prompt_toolkit import PromptSession
from prompt_toolkit.auto_suggest import AutoSuggestFromHistory
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.completion.filesystem import PathCompleter
from prompt_toolkit.document import Document
from prompt_toolkit.formatted_text import FormattedText
from prompt_toolkit.history import FileHistory, History, InMemoryHistory
from prompt_toolkit.styles import Style

from qa.errors import QAError
from qa.rendering.cleaning import one_line
from qa.repl.chat import Opened
from qa.repl.commands import COMMANDS, Leave, run_command
from qa.repl.pager import page_text, room
from qa.repl.session import Session

_STYLE = Style.from_dict(
    {"prompt": "bold", "bottom-toolbar": "noreverse ansibrightblack", "auto-suggestion": "ansibrightblack"}
)
_PLAIN = Style.from_dict({"bottom-toolbar": "noreverse"})
_MOST = 20  # completions offered at once
_LEAST = 2  # letters of a word before titles are offered


class Repl:
    """Reads lines from the terminal and prints what the session says to them."""

    def __init__(self, session: Session, articles: str, history: Path | None) -> None:
        """``articles``: what is talked with, by name.

        ``history`` is the file that keeps questions across runs; None keeps them in memory.
        """
        self._session = session
        self._name = articles
        self._chat = chat = session.chat
        self._screen = session.renderer.screen
        kept: History = FileHistory(str(history)) if history else InMemoryHistory()
        self._prompt: PromptSession[str] = PromptSession(
            history=kept,
            completer=ChatCompleter(chat.titles, kept),
            complete_while_typing=False,
            auto_suggest=AutoSuggestFromHistory(),
            style=_STYLE if self._screen.coloured else _PLAIN,
            bottom_toolbar=self._state,
        )
        chat.opening.add_done_callback(self._opened)
        chat.collect_titles().add_done_callback(lambda _: self._redraw())
        # Loading libraries takes the interpreter away from the prompt: the prompt is drawn first.
        self._prompt.app.after_render += lambda _: chat.start()

    def run(self, greeting: str) -> int:
        """Greet, and talk until the person leaves.

        Raises:
            QAError: the index or a model could not be opened.
        """
        print(f"{greeting}\n")
        while True:
            try:
                line = self._prompt.prompt(FormattedText([("class:prompt", "> ")]))
            except KeyboardInterrupt:  # Ctrl-C at the prompt: a fresh line, as in a shell
                continue
            except EOFError:
                return 0
            if self._chat.opening.done():
                self._chat.opening.result()  # raises what went wrong
            if not line.strip():
                continue
            try:
                print()
                for shown in self._replies(line.strip()):
                    print(f"{shown}\n" if shown else "")
            except Leave:
                return 0

    def _replies(self, line: str) -> Iterator[str]:
        """What is to be printed for a line: of several questions, each answer as soon as it is there."""
        try:
            command = self._session.command_of(line)
            if command is not None:
                yield page_text(run_command(self._session, command))
                return
            for answer in self._session.ask_each(line):
                asked = f"{self._screen.style(f'> {one_line(answer.question)}', 'faint')}\n\n"
                shown = self._fitted(self._session.renderer.answer(answer))
                yield shown if answer.question == " ".join(line.split()) else asked + shown
                if answer.act == "goodbye":
                    raise Leave
        except KeyboardInterrupt:
            yield self._screen.style("Cancelled.", "faint")
        except QAError as error:
            if self._chat.opening.done():
                self._chat.opening.result()
            yield self._screen.wrap(self._screen.style(one_line(str(error)), "poor"))

    def _fitted(self, reply: str) -> str:
        """A reply cut to the screen: what is said first stays in sight, however much is cited."""
        lines = reply.split("\n")
        most = room()
        if len(lines) <= most:
            return reply
        return "\n".join([*lines[: most - 1], self._screen.style("... /sources shows the rest.", "faint")])

    def _state(self) -> str:
        """What stands below the prompt: what is asked, and how."""
        parts = [self._name]
        if not self._chat.opening.done():
            parts.append("loading the models")
        elif (articles := self._chat.articles) is not None:
            parts.append(f"{articles} {'article' if articles == 1 else 'articles'}")
        parts += self._session.narrowed
        parts += [f"as of {self._session.as_of}"] if self._session.as_of else []
        return one_line(" · ".join(parts))

    def _opened(self, opening: Future[Opened]) -> None:
        """Runs on the worker's thread: redraw the prompt, or leave it where there is nothing to ask."""
        app = self._prompt.app
        if opening.exception() is None:
            self._redraw()
        elif app.loop is not None:
            app.loop.call_soon_threadsafe(lambda: app.exit(result="") if app.is_running else None)

    def _redraw(self) -> None:
        """Draw the toolbar anew, from whatever thread."""
        app = self._prompt.app
        if app.loop is not None:
            app.loop.call_soon_threadsafe(app.invalidate)


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
        for line in islice(found, _MOST):
            yield Completion(line, -len(text), display_meta="asked before")

    def _titles_for(self, text: str) -> Iterable[Completion]:
        """Titles with a word that begins like the last word typed."""
        word = re.split(r"\s", text)[-1].lstrip("\"'(")
        if len(word) < _LEAST:
            return
        begins = re.compile(rf"\b{re.escape(word)}", re.IGNORECASE)
        found = (title for title in map(one_line, self._titles()) if begins.search(title))
        for title in islice(found, _MOST):
            yield Completion(title, -len(word), display_meta="article")


def leave_now(code: int) -> None:
    """End the process without waiting for a model that is still being loaded.

    The interpreter would tear the loading libraries down under the loading thread's feet, which crashes.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)
