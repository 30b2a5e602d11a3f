"""``qa ask``: one question, one cited answer."""

from __future__ import annotations

import sys
import time
from typing import Annotated

import typer

from qa.commands import opening
from qa.commands.options import ANSWERING, Asking, Form, with_asking

NO_ANSWER = 1


@with_asking(*ANSWERING, "prompts")
def ask(
    question: Annotated[str, typer.Argument(metavar="QUESTION", help="The question, in quotes.")],
    asking: Asking,
    form: Form = None,
    profile: Annotated[bool, typer.Option("--profile", help="Say on stderr where the time went.")] = False,
) -> int:
    """Answer one question.

    The answer stands in the words of the articles, with citations. Exit code 0: answered; 1: the articles
    do not say.
    """
    from qa.question.checking import checked_question
    from qa.rendering.renderer import Renderer
    from qa.rendering.terminal import Screen

    question = checked_question(question)
    renderer = Renderer(Screen.of(sys.stdout), asking.settings.prompts)
    began = time.perf_counter()
    assistant = opening.assistant_for(asking)
    loaded = time.perf_counter()
    with assistant:
        answer = assistant.ask(question, where=asking.where, as_of=asking.as_of)
        asked_in = time.perf_counter() - loaded
        print(opening.written(answer, assistant, asking, form) or renderer.answer(answer))
    if profile:
        asked = {"load": loaded - began, **answer.timings, "ask": asked_in}
        print("  ".join(f"{stage} {seconds:.3f} s" for stage, seconds in asked.items()), file=sys.stderr)
    return NO_ANSWER if answer.kind == "none" else 0
