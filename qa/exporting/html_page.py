"""One HTML page that needs nothing else: no script, no picture of elsewhere, only links to the articles."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from qa.exporting.rows import Section
from qa.rendering.cleaning import one_line


def as_html(sections: Sequence[Section]) -> str:
    """The page: a table of each section, with its picture where it has one."""
    import jinja2
    from markupsafe import Markup

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["line"] = lambda value: one_line(_shown(value))
    environment.filters["picture"] = Markup  # only of what timeline_svg made, which escapes what it is given
    return environment.get_template("page.html.j2").render(sections=[(s, _columns(s)) for s in sections])


def _columns(section: Section) -> list[str]:
    """The names of the facts that any row has."""
    names = dict.fromkeys(name for row in section.rows for name in row.facts)
    return [
        name for name in names if any(row.facts.get(name) not in (None, "", False) for row in section.rows)
    ]


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else ""
    if isinstance(value, float):
        return f"{value:.2f}"
    return "" if value is None else str(value)
