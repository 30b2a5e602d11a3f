"""``qa ask``: one question, one cited answer."""

from __future__ import annotations

import sys
import time
from typing import Annotated

import typer

from qa.commands import opening
from qa.commands.options import ANSWERING, Asking, with_asking

NO_ANSWER = 1


@with_asking(*ANSWERING, "prompts")
def ask(
    question: Annotated[str, typer.Argument(metavar="QUESTION", help="The question, in quotes.")],
    asking: Asking,
    profile: Annotated[bool, typer.Option("--profile", help="Say on stderr where the time went.")] = False,
) -> int:
    """Answer one question.

    The answer stands in the words of the articles, with citations. Exit code 0: answered; 1: the articles
    do not say.
    """
    from qa.index.opening import check
    from qa.question.checking import checked_question
    from qa.rendering.renderer import Renderer, to_json_line
    from qa.rendering.terminal import Screen

    question = checked_question(question)
    renderer = Renderer(Screen.of(sys.stdout), asking.settings.prompts)
    if asking.index is not None:
        check(asking.index)  # before models are loaded for nothing
    opening.note_samples(asking.index)
    began = time.perf_counter()
    with opening.waiting("Loading the models"):
        assistant = opening.open_assistant(asking.index, asking.settings)
    loaded = time.perf_counter()
    with assistant:
        answer = assistant.ask(question, where=asking.where, as_of=asking.as_of)
    print(to_json_line(answer) if asking.json else renderer.answer(answer))
    if profile:
        asked = {"load": loaded - began, **answer.timings, "ask": time.perf_counter() - loaded}
        print("  ".join(f"{stage} {seconds:.3f} s" for stage, seconds in asked.items()), file=sys.stderr)
    return NO_ANSWER if answer.kind == "none" else 0
