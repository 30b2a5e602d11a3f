"""``qa chat``: a conversation with the articles."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from qa.commands.options import ANSWERING, Asking, with_asking


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
    from qa.commands import opening
    from qa.index.opening import check
    from qa.rendering.renderer import Renderer
    from qa.rendering.terminal import Screen
    from qa.repl.setup import Setup

    setup = Setup(asking, Renderer(Screen.of(sys.stdout), asking.settings.prompts), resume)
    if asking.index is not None:
        check(asking.index)  # before models are loaded for nothing
    if sys.stdin.isatty() and sys.stdout.isatty() and not asking.json:
        return setup.on_a_terminal()
    opening.note_samples(asking.index)
    return setup.through_a_pipe()
