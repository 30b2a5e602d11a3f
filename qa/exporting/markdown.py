"""Markdown: a heading a question, a point a cited thing. What an article says is text and never markup."""

from __future__ import annotations

from collections.abc import Sequence

from qa.exporting.rows import Reference, Row, Section, Value
from qa.rendering.cleaning import one_line
from qa.rendering.renderer import escape_markdown
from qa.rendering.views import wording

# Of the facts.
_SHOWN = ("date", "until", "speaker", "confidence", "stories", "also", "correction", "contradicted")
_JUDGED = ("answer", "disagrees")  # roles whose confidence is shown, as in a terminal


def as_markdown(sections: Sequence[Section]) -> str:
    """One document."""
    return "\n\n".join(map(_section, sections))


def _section(section: Section) -> str:
    heading = [f"## {_text(section.heading)}"] if section.heading else []
    points = ["\n".join(map(_point, section.rows))] if section.rows else []
    note = [f"*{_text(section.note)}*"] if section.note else []
    return "\n\n".join([*heading, *points, *note])


def _point(row: Row) -> str:
    judged = row.facts.get("role") in _JUDGED
    names = [name for name in _SHOWN if judged or name != "confidence"]
    facts = [_fact(name, row.facts[name]) for name in names if row.facts.get(name) not in (None, "", False)]
    lines = [f"- **{_text(row.text)}**" + "".join(f" · {fact}" for fact in facts)]
    lines += [f"    - {_cited(reference)}" for reference in row.references]
    return "\n".join(lines)


def _fact(name: str, value: Value) -> str:
    if value is True:
        return name
    if name == "stories":
        return f"{value} {'story' if value == 1 else 'stories'}"
    if name == "confidence" and isinstance(value, float):
        return f"{wording(value)[0]} ({value:.0%})"
    return _text(str(value)) if name in ("date", "speaker") else f"{name} {_text(str(value))}"


def _cited(reference: Reference) -> str:
    told = (reference.published, reference.source, reference.place)
    where = ", ".join(_text(part) for part in told if part)
    title = f"*{_text(reference.title)}*" if reference.title.strip() else ""
    address = f" <{reference.url}>" if reference.url else ""
    return f"“{_text(reference.sentence)}” {title}{', ' if title and where else ''}{where}{address}"


def _text(text: str) -> str:
    return escape_markdown(one_line(text)).replace("&", r"\&")
