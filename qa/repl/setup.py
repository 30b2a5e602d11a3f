"""Putting a chat together from what the command line asked for."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from qa.commands import opening
from qa.commands.options import Asking
from qa.rendering.cleaning import one_line
from qa.rendering.renderer import Renderer
from qa.repl.chat import Chat
from qa.repl.pager import page_through
from qa.repl.piped import converse, converse_json
from qa.repl.session import Session
from qa.repl.worker import Here, Worker
from qa.turnlog import TurnLog


@dataclass(frozen=True, slots=True)
class Setup:
    """A chat to be held."""

    asking: Asking
    renderer: Renderer
    resume: bool  # the last conversation

    def on_a_terminal(self) -> int:
        """Talk with a person.

        Raises:
            QAError: the index or a model cannot be opened, or the log cannot be read.
        """
        from qa.repl.interactive import Repl, leave_now

        kept = self.asking.settings.log
        with ExitStack() as closing:
            session = self._session(closing, Worker(), log=kept)
            session.show_page, session.notice = page_through, print
            if self.resume:
                self._say(session, session.resume())
            repl = Repl(session, _data_folder() / "history" if kept else None)
            code = repl.run(self.renderer.render("greeting", articles=one_line(self._articles)))
        if session.chat.busy:
            leave_now(code)
        return code

    def through_a_pipe(self) -> int:
        """Talk with a program, or with a file of questions."""
        with ExitStack() as closing:
            log = self.asking.settings.log and self.resume
            session = self._session(closing, Here(), log=log)
            session.chat.opening.result()  # raises what went wrong
            if self.resume:
                session.resume()
            if self.asking.json:
                return converse_json(session, sys.stdin, sys.stdout)
            return converse(session, sys.stdin, sys.stdout, sys.stderr)

    @property
    def _articles(self) -> str:
        """What the chat is with, as the greeting names it and the log tells conversations apart."""
        return str(self.asking.index) if self.asking.index is not None else "the sample articles"

    def _session(self, closing: ExitStack, worker: Worker | Here, *, log: bool) -> Session:
        index, settings = self.asking.index, self.asking.settings
        chat = Chat(lambda: opening.open_assistant(index, settings), self.renderer.screen, worker)
        closing.callback(chat.close)
        session = Session(chat, self.renderer, self.asking.where, self.asking.as_of, settings.top)
        if log:
            file = _data_folder() / "conversations.sqlite"
            session.log = closing.enter_context(TurnLog(file, self._articles))
        return session

    def _say(self, session: Session, turns: int) -> None:
        if session.last is None:
            print("There is no conversation with these articles to continue.")
            return
        print(f"Continuing after {turns} {'turn' if turns == 1 else 'turns'}. The last one:\n")
        print(f"> {one_line(session.last.question)}\n\n{self.renderer.answer(session.last)}\n")


def _data_folder() -> Path:
    return platformdirs.user_data_path("qa")
