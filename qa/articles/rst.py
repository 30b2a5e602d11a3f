"""reStructuredText: its text block by block, with the lines of the file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from qa.articles.drafts import Draft
from qa.articles.encodings import decoded
from qa.articles.files import File, Report
from qa.articles.published import told_date
from qa.errors import InputError
from qa.types import Article

_SETTINGS = {
    "file_insertion_enabled": False,  # nothing that a file names is read,
    "raw_enabled": False,
    "_disable_config": True,
    "report_level": 5,
    "halt_level": 5,
    "line_length_limit": 1_000_000,
    "docinfo_xform": True,
    "smart_quotes": False,
}
_BLOCKS = frozenset((
    "paragraph", "title", "subtitle", "literal_block", "doctest_block", "line", "term", "attribution",
    "caption",
))  # fmt: skip
_LEFT_OUT = frozenset((
    "comment", "system_message", "docinfo", "substitution_definition", "target", "raw", "problematic",
))  # fmt: skip


def read(file: File, report: Report) -> Iterator[Article]:
    """The one article of a file.

    Raises:
        InputError: it cannot be read, or has no text.
    """
    from docutils.core import publish_doctree

    source = decoded(file.data(), report)
    try:
        tree = publish_doctree(source, settings_overrides=_SETTINGS)
    except Exception as error:  # of the library: it raises whatever a broken file leads it to
        raise InputError(f"not reStructuredText that can be read: {error}") from error
    lines = source.splitlines()
    draft, last = Draft(), 1
    for block in _blocks(tree):
        text = block.astext() if block.tagname == "literal_block" else " ".join(block.astext().split())
        last = _line(text, block.line or last, last, lines)
        draft.add(text, last)
    info = {each.tagname: each.astext() for each in tree.findall() if each.tagname in ("author", "date")}
    date = told_date(info.get("date", ""), report)
    yield draft.article(
        file, title=tree.get("title", ""), published=date, about={"author": info.get("author")}
    )


def _blocks(node: Any) -> Iterator[Any]:
    for child in node.children:
        if child.tagname in _BLOCKS:
            yield child
        elif child.tagname not in _LEFT_OUT and child.children:
            yield from _blocks(child)


def _line(text: str, stated: int, last: int, lines: list[str]) -> int:
    """The line a block begins on: the library may state that before it or behind it."""
    word = text.split(maxsplit=1)[0] if text.strip() else ""
    for line in sorted(
        range(max(last, stated - 4), min(stated + 4, len(lines)) + 1), key=lambda at: abs(at - stated)
    ):
        if word and word in lines[line - 1]:
            return line
    return next((at for at in range(last, len(lines) + 1) if word in lines[at - 1]), last)
