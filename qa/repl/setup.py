"""Putting a chat together from what the command line asked for."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from qa.rendering.cleaning import one_line
from qa.rendering.renderer import Renderer
from qa.repl.pager import page_article, print_article
from qa.repl.piped import converse, converse_json
from qa.repl.session import Chat, Session
from qa.turnlog import TurnLog
from qa.types import Filter


@dataclass(frozen=True, slots=True)
class Setup:
    """A chat to be held."""

    open_chat: Callable[[], Chat]
    articles: str  # what the chat is with: the index folder, or "samples"
    renderer: Renderer
    where: Filter
    as_of: str | None
    top: int
    keep: bool  # questions and conversations, across runs
    resume: bool  # the last conversation

    def on_a_terminal(self) -> int:
        """Talk with a person.

        Raises:
            QAError: the index or a model cannot be opened, or the log cannot be read.
        """
        from qa.repl.background import BackgroundChat
        from qa.repl.interactive import Repl, leave_now

        chat = BackgroundChat(self.open_chat, self.renderer.screen)
        with ExitStack() as closing:
            closing.callback(chat.close)
            session = self._session(chat, closing, print, log=self.keep)
            session.show_article = page_article
            if self.resume:
                self._say(session, session.resume())
            repl = Repl(session, chat, _data_folder() / "history" if self.keep else None)
            code = repl.run(self.renderer.render("greeting", articles=one_line(self.articles)))
        if chat.busy:
            leave_now(code)
        return code

    def through_a_pipe(self, json: bool) -> int:
        """Talk with a program, or with a file of questions."""
        with ExitStack() as closing:
            chat = self.open_chat()
            closing.callback(chat.close)
            session = self._session(chat, closing, _to_stderr, log=self.keep and self.resume)
            if self.resume:
                session.resume()
            if json:
                return converse_json(session, sys.stdin, sys.stdout)
            return converse(session, sys.stdin, sys.stdout, sys.stderr)

    def _session(
        self, chat: Chat, closing: ExitStack, notice: Callable[[str], None], *, log: bool
    ) -> Session:
        turns = None
        if log:
            turns = closing.enter_context(TurnLog(_data_folder() / "conversations.sqlite", self.articles))
        return Session(chat, self.renderer, print_article, notice, self.where, self.as_of, self.top, turns)

    def _say(self, session: Session, turns: int) -> None:
        if session.last is None:
            print("There is no conversation with these articles to continue.")
            return
        print(f"Continuing after {turns} {'turn' if turns == 1 else 'turns'}. The last one:\n")
        print(f"> {one_line(session.last.question)}\n\n{self.renderer.answer(session.last)}\n")


def _data_folder() -> Path:
    return platformdirs.user_data_path("qa")


def _to_stderr(line: str) -> None:
    print(f"qa: {one_line(line)}", file=sys.stderr)
