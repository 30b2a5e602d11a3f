"""``qa ask``: one question, one cited answer."""

from __future__ import annotations

import sys
import time
from typing import Annotated

import typer

from qa.commands import opening
from qa.commands.options import ANSWERING, Asking, Form, with_asking

NO_ANSWER = 1
_MOST_READ = 1_000_000  # characters of standard input; more is no question


@with_asking(*ANSWERING, "prompts")
def ask(
    question: Annotated[
        list[str],
        typer.Argument(metavar="QUESTION...", help="The question; - reads it from standard input."),
    ],
    asking: Asking,
    form: Form = None,
    profile: Annotated[bool, typer.Option("--profile", help="Say on stderr where the time went.")] = False,
) -> int:
    """Answer one question.

    The answer stands in the words of the articles, with citations. Exit code 0: answered; 1: the articles
    do not say. Quotation marks keep the question from the shell, which takes ? and * for itself; without a
    command before it, what is a question is asked.
    """
    from qa.question.checking import checked_question
    from qa.rendering.renderer import Renderer
    from qa.rendering.terminal import Screen
    from qa.rendering.views import shown_citations

    asked = checked_question(_words(question))
    renderer = Renderer(Screen.of(sys.stdout), asking.settings.prompts)
    began = time.perf_counter()
    assistant = opening.assistant_for(asking)
    loaded = time.perf_counter()
    with assistant:
        answer = assistant.ask(asked, where=asking.where, as_of=asking.as_of)
        spent_asking = time.perf_counter() - loaded
        print(opening.written([answer], assistant.index, asking, form) or renderer.answer(answer))
    opening.remember(asking, shown_citations(answer))
    if profile:
        spent = {"load": loaded - began, **answer.timings, "ask": spent_asking}
        print("  ".join(f"{stage} {seconds:.3f} s" for stage, seconds in spent.items()), file=sys.stderr)
    return NO_ANSWER if answer.kind == "none" else 0


def _words(question: list[str]) -> str:
    """The question, of its words or of standard input. Raises SettingsError where there is none."""
    words = sys.stdin.read(_MOST_READ) if question == ["-"] else " ".join(question)
    opening.require_words(words, "ask")
    return words
