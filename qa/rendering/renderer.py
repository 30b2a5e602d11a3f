"""An answer as text for people (templates from ``prompts/``) or as JSON for programs.

JSON holds the text verbatim, with control characters escaped; templates get ``qa.rendering.views``, which
are clean.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment

from qa.errors import SettingsError
from qa.lists import ItemList
from qa.records import Record
from qa.rendering.archive import quotation_view
from qa.rendering.cleaning import escape_unsafe
from qa.rendering.counting import counted
from qa.rendering.surveys import list_view, timeline_view
from qa.rendering.terminal import Screen
from qa.rendering.views import citation_view, doubted, listing_view, shown_citations, view_of
from qa.resources import shipped
from qa.timelines import TimeLine
from qa.types import Answer, Quotation

# The templates of what is no question.
_REPLIES: Mapping[str, str] = {
    "reaction": "reaction",
    "doubt": "doubt",
    "source": "source",
    "greeting": "hello",
    "goodbye": "goodbye",
    "assistant": "assistant",
    "collection": "collection",
    "command": "other",
    "other": "other",
}
_MARKUP = re.compile(r"([\\`*_\[\]<>#|~])")


class Renderer:
    """Phrases what the assistant says, for one screen."""

    def __init__(self, screen: Screen, overrides: Path | None = None) -> None:
        """Templates of the folder ``overrides`` stand in for the shipped ones of the same name.

        Raises:
            SettingsError: there is no such folder.
        """
        if overrides is not None and not overrides.is_dir():
            raise SettingsError(f"there is no folder of prompts at {overrides}")
        folders = [folder for folder in (overrides, shipped("prompts")) if folder is not None]
        self.screen = screen
        self._overrides = overrides
        self._templates = ImmutableSandboxedEnvironment(  # a folder of prompts may come from someone else
            loader=jinja2.FileSystemLoader(folders),
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            autoescape=False,
        )
        self._templates.filters["style"] = screen.style
        self._templates.filters["count"] = counted
        self._templates.filters["markdown"] = escape_markdown

    def plain(self) -> Renderer:
        """The same templates without styles and line breaks, for a file."""
        return Renderer(Screen(), self._overrides)

    def answer(self, answer: Answer) -> str:
        """The answer with its confidence and citations, or that there is none and what came closest.

        What is no question has its own reply; of several questions, each has its answer.
        """
        shown = []
        for one in (answer, *answer.then):
            shown.append(self.render(_template_of(one), **_values_of(one)))
            if one.quotations:
                before = len(shown_citations(one)) - len(one.quotations)
                shown.append(self.quotations(one.quotations, before))
        return "\n\n".join(shown)

    def quotations(self, quotations: Sequence[Quotation], before: int = 0, unsaid: Sequence[str] = ()) -> str:
        """Who said what, each with its citation.

        Args:
            quotations: to show.
            before: the number in front of the first.
            unsaid: who is quoted, but not about what, where there are none.
        """
        views = [quotation_view(one, number) for number, one in enumerate(quotations, before + 1)]
        return self.render("quotes", quotations=views, unsaid=unsaid)

    def timeline(self, line: TimeLine) -> str:
        """The time line as a column of dates, each with what is said from then on."""
        return self.render("timeline", line=timeline_view(line))

    def item_list(self, listed: ItemList) -> str:
        """The list, each of its things with its best citation."""
        return self.render("list", list=list_view(listed))

    def render(self, name: str, **values: object) -> str:
        """One template, wrapped to the screen; cleaned, since a folder of prompts may be somebody else's.

        Raises:
            SettingsError: the template (the user's own, then) cannot be read or does what cannot be done.
        """
        try:
            text = self._templates.get_template(f"{name}.j2").render(values)
        except Exception as error:  # a template is a program, which can fail in every way
            line = getattr(error, "lineno", None)
            where = f"{name}.j2, line {line}" if line else f"{name}.j2"
            raise SettingsError(f"the template {where} cannot be used: {error}") from error
        return self.screen.wrap(self.screen.clean(text.strip("\n")))


def to_json_line(record: Record | Mapping[str, Any]) -> str:
    """JSON on one line; control characters and the like are escaped, so that a terminal can show it."""
    values = record if isinstance(record, Mapping) else record.to_dict()
    return escape_unsafe(json.dumps(values, ensure_ascii=False))


def _values_of(answer: Answer) -> dict[str, object]:
    """What the template of an answer sees."""
    about = view_of(answer.about) if answer.about is not None else None
    if answer.act == "doubt":
        return {"about": about, **doubted(answer)}
    if answer.act == "source":
        cited = tuple(citation_view(citation, whole=True) for citation in shown_citations(answer))
        return {"about": about, "citations": cited}
    if answer.listing is not None:
        return {"listing": listing_view(answer.listing)}
    return {"answer": view_of(answer)}


def _template_of(answer: Answer) -> str:
    if answer.act in _REPLIES:
        return _REPLIES[answer.act]
    if answer.kind == "none":
        return "clarify" if answer.readings else "refusal"
    if answer.conflict:
        return "conflict"
    return "evidence" if answer.kind == "evidence" else "answer"


def escape_markdown(text: str) -> str:
    """The text with what Markdown would take for markup escaped: an article cannot add links or HTML."""
    return _MARKUP.sub(r"\\\1", text)
