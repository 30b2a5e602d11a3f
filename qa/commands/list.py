"""``qa list``: everything that answers a question."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from qa.commands import opening
from qa.commands.options import SURVEYING, Asking, Form, with_asking

NO_ANSWER = 1


@with_asking(*SURVEYING)
def list_(
    question: Annotated[
        str, typer.Argument(metavar="QUESTION", help="The question, in quotes: 'Which banks failed?'")
    ],
    asking: Asking,
    form: Form = None,
) -> int:
    """List everything that the articles name in answer to a question.

    Each thing stands once, with the number of stories that name it and its best citation; what most stories
    name comes first. Exit code 0: something is named; 1: the articles do not say.
    """
    from qa.question.checking import checked_question
    from qa.rendering.renderer import Renderer
    from qa.rendering.terminal import Screen
    from qa.rendering.views import numbered

    opening.require_words(question, "list")
    question = checked_question(question)
    renderer = Renderer(Screen.of(sys.stdout), asking.settings.prompts)
    with opening.assistant_for(asking) as assistant:
        listed = assistant.list(question, where=asking.where, as_of=asking.as_of)
        print(opening.written([listed], assistant.index, asking, form) or renderer.item_list(listed))
    opening.remember(asking, numbered(item.citations[0] for item in listed.items))
    return 0 if listed.items else NO_ANSWER
