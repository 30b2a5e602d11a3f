"""Org (Emacs). The text is the decoded file: offsets and lines are the file's.

What is no text (comments and drawers) is blanks in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from qa.articles import titles
from qa.articles.files import File, Report
from qa.articles.published import told_date
from qa.errors import InputError
from qa.types import Article

_KEY = re.compile(r"^[ \t]*#\+(\w+):[ \t]*(.*?)[ \t]*\r?$", re.MULTILINE)
_HEADING = re.compile(r"^\*+[ \t]+(?:(?:TODO|DONE)[ \t]+)?(.+?)(?:[ \t]+:[\w:@]+:)?[ \t]*\r?$", re.MULTILINE)
_INSIDE = r"[^\n]*\n(?:(?![ \t]*#\+(?:begin|end)_)[^\n]*\n)*+[ \t]*"  # of a block: they do not nest
_HIDDEN = re.compile(
    rf"(?P<code>^[ \t]*#\+begin_(?:src|example)\b{_INSIDE}#\+end_(?:src|example))"
    rf"|^[ \t]*#\+begin_comment\b{_INSIDE}#\+end_comment[^\n]*"
    r"|^[ \t]*:\w+:[ \t]*\r?\n(?:(?![ \t]*:\w+:[ \t]*\r?$)[^\n]*\n)*+[ \t]*:end:[ \t]*\r?$"
    r"|^[ \t]*#(?:[ \t][^\n]*|\+\w+:[^\n]*)?$|(?<![^\s(])\+(?=\S)[^\n+]*\S\+(?![^\s).,;:!?])",
    re.MULTILINE | re.DOTALL | re.IGNORECASE,
)
_NOT_A_BREAK = re.compile(r"[^\r\n]")


def read(file: File, report: Report) -> Iterator[Article]:
    """The one article of a file.

    Raises:
        InputError: it cannot be read, is no text, or is empty.
    """
    source = file.text()
    stated = {key.lower(): value for key, value in reversed(_KEY.findall(source[:20_000])) if value}
    text = _HIDDEN.sub(lambda match: match[0] if match["code"] else _NOT_A_BREAK.sub(" ", match[0]), source)
    if not text.strip("\ufeff \t\r\n"):
        raise InputError("empty: skipped")
    heading = _HEADING.search(text)
    yield Article(
        id=file.place,
        title=titles.tidy(stated.get("title", ""))
        or titles.tidy(heading[1] if heading else "")
        or titles.from_text(text)
        or titles.from_path(file.path),
        text=text,
        source=file.source,
        published=told_date(stated.get("date", "").strip("<>[]"), report),
        metadata={"author": stated["author"]} if stated.get("author") else {},
        body_start=int(text.startswith("\ufeff")),
    )
