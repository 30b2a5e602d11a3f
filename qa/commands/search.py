"""``qa search``: passages that words find, unread."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from qa.commands import opening
from qa.commands.options import MODELS, Looking, with_looking

NOTHING = 1


@with_looking("candidates", "retriever", *MODELS, "prompts")
def search(
    looking: Looking,
    words: Annotated[list[str], typer.Argument(metavar="WORDS...", help="Words or a question.")],
    top: Annotated[int, typer.Option("--top", min=1, max=1000, metavar="N", help="Show N passages.")] = 10,
) -> int:
    """Show the passages that words find, best first, without looking for an answer in them.

    Passages are found by their meaning and by their words, so that something is nearest to any words; where
    no article has one of them, that is said. Exit code 1: no article passes the filter, or there is none.
    """
    from qa.browsing.passages import search as found_by
    from qa.rendering.renderer import Renderer, to_json_line
    from qa.rendering.terminal import Screen
    from qa.rendering.views import citation_view
    from qa.retrieval import retriever_of

    opening.require_words(" ".join(words), "search")
    renderer = Renderer(Screen.of(sys.stdout), looking.settings.prompts)
    opening.note_samples(looking)
    with opening.open_index(looking.index, looking.settings) as index:
        retriever = retriever_of(index, looking.settings)
        found = found_by(index, retriever, " ".join(words), top=top, where=looking.where)
        [written] = index.lexical.scores([" ".join(words)], 1, looking.where)
        passing = len(found) or index.listed(looking.where, 0)[0]
    if looking.json:
        for one in found:
            print(to_json_line(one.to_dict()))
    else:
        rows = [(f"{one.score:.3f}", citation_view(one.citation)) for one in found]
        print(renderer.render("search", found=rows, filtered_out=not passing))
    if found and not written:
        print("No article has any of these words: these passages are nearest in meaning.", file=sys.stderr)
    opening.remember(looking, [one.citation for one in found])
    return 0 if found else NOTHING
