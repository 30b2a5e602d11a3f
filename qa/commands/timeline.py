"""``qa timeline``: what the articles say to a question as it changes."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from qa.commands import opening
from qa.commands.options import SURVEYING, Asking, Form, with_asking

NO_ANSWER = 1


@with_asking(*SURVEYING, "threshold", "precision")
def timeline(
    question: Annotated[
        str, typer.Argument(metavar="QUESTION", help="A question, or the words of a topic, in quotes.")
    ],
    asking: Asking,
    form: Form = None,
) -> int:
    """Show how the answer to a question changes over time.

    Each answer stands where it was first given, with its citation, until articles say something else;
    corrections are marked, and what contradicts itself on one day stands side by side. Of a topic, the
    sentences that bear on it are shown by date. Exit code 0: something is said; 1: the articles do not say.
    """
    from qa.question.checking import checked_question
    from qa.rendering.renderer import Renderer
    from qa.rendering.terminal import Screen
    from qa.rendering.views import numbered

    opening.require_words(question, "timeline")
    question = checked_question(question)
    renderer = Renderer(Screen.of(sys.stdout), asking.settings.prompts)
    with opening.assistant_for(asking) as assistant:
        line = assistant.timeline(question, where=asking.where, as_of=asking.as_of)
        print(opening.written([line], assistant.index, asking, form) or renderer.timeline(line))
    opening.remember(asking, numbered(told.citations[0] for change in line.changes for told in change.told))
    return 0 if line.changes else NO_ANSWER
