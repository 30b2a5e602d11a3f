"""``qa chat``: a conversation with the articles, on a terminal or through a pipe."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qa.commands import opening
from qa.commands.options import ANSWERING, Asking, with_asking

if TYPE_CHECKING:
    from qa.rendering.renderer import Renderer
    from qa.repl.session import Session
    from qa.repl.worker import Here, Worker


@with_asking(*ANSWERING, "prompts", "log")
def chat(
    asking: Asking,
    resume: Annotated[
        bool, typer.Option("--continue", help="Go on with the last conversation with this index.")
    ] = False,
) -> int:
    """Hold a conversation.

    Follow-up questions are understood; /help shows what else there is. Where standard input or output is no
    terminal, questions are read one a line; with --json each line is a JSON object, such as
    {"question": "...", "since": "2022"} or {"command": "/undo"}, and so is each answer.
    """
    from qa.index.opening import check
    from qa.rendering.renderer import Renderer
    from qa.rendering.terminal import Screen

    renderer = Renderer(Screen.of(sys.stdout), asking.settings.prompts)
    if asking.index is not None:
        check(asking.index)  # before models are loaded for nothing
    if sys.stdin.isatty() and sys.stdout.isatty() and not asking.json:
        return _on_a_terminal(asking, renderer, resume)
    opening.note_samples(asking)
    return _through_a_pipe(asking, renderer, resume)


def _on_a_terminal(asking: Asking, renderer: Renderer, resume: bool) -> int:
    from qa.rendering.cleaning import one_line
    from qa.repl.editor import edited
    from qa.repl.interactive import Repl, leave_now
    from qa.repl.pager import page_through
    from qa.repl.worker import Worker

    kept = asking.settings.log
    with ExitStack() as closing:
        session = _session(closing, asking, renderer, Worker(), log=kept)
        session.show_page, session.notice, session.edit = page_through, print, edited
        if resume:
            _continue(session)
        repl = Repl(session, _called(asking), _data_folder() / "history" if kept else None)
        greeting = renderer.render("greeting", articles=one_line(_called(asking)), unnamed=asking.unnamed)
        code = repl.run(greeting)
    if session.chat.busy:
        leave_now(code)
    return code


def _through_a_pipe(asking: Asking, renderer: Renderer, resume: bool) -> int:
    from qa.repl.piped import converse, converse_json
    from qa.repl.worker import Here

    with ExitStack() as closing:
        session = _session(closing, asking, renderer, Here(), log=asking.settings.log and resume)
        session.chat.opening.result()  # raises what went wrong
        if resume:
            session.resume()
        if asking.json:
            return converse_json(session, sys.stdin, sys.stdout)
        return converse(session, sys.stdin, sys.stdout, sys.stderr)


def _session(
    closing: ExitStack, asking: Asking, renderer: Renderer, worker: Worker | Here, *, log: bool
) -> Session:
    from qa.repl.chat import Chat
    from qa.repl.session import Session
    from qa.turnlog import TurnLog

    index, settings = asking.index, asking.settings
    chat = Chat(lambda: opening.open_assistant(index, settings), renderer.screen, worker)
    closing.callback(chat.close)
    session = Session(chat, renderer, asking.where, asking.as_of, settings.top)
    if log:
        file = _data_folder() / "conversations.sqlite"
        session.log = closing.enter_context(TurnLog(file, _articles(asking)))
    return session


def _continue(session: Session) -> None:
    from qa.rendering.cleaning import one_line

    turns = session.resume()
    if session.last is None:
        print("There is no conversation with these articles to continue.")
        return
    print(f"Continuing after {turns} {'turn' if turns == 1 else 'turns'}. The last one:\n")
    print(f"> {one_line(session.last.question)}\n\n{session.renderer.answer(session.last)}\n")


def _articles(asking: Asking) -> str:
    """What the chat is with, as the log tells conversations apart."""
    return str(asking.index) if asking.index is not None else "the sample articles"


def _called(asking: Asking) -> str:
    """What the chat is with, as people call it."""
    from qa.collections.registry import called

    return called(asking.index) if asking.index is not None else _articles(asking)


def _data_folder() -> Path:
    import platformdirs

    return platformdirs.user_data_path("qa")
