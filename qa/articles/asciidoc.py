"""AsciiDoc. The text is the decoded file: offsets and lines are the file's.

What is no text (comments and attributes) is blanks in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from qa.articles import titles
from qa.articles.files import File, Report
from qa.articles.published import told_date
from qa.errors import InputError
from qa.types import Article

_HEADER = re.compile(r"\ufeff?(?:(?://[^\n]*|:[^\n]*|[ \t\r]*)\n)*=[ \t]+([^\n]+)\n((?:[^\n]*\S[^\n]*\n?)*)")
_ATTRIBUTE = re.compile(r"^:([\w-]+):[ \t]*(.*?)[ \t]*\r?$", re.MULTILINE)
_AUTHOR = re.compile(r"([^\W\d_][^:<=\n\d]{1,80}?)[ \t]*(?:<[^>\n]*>)?[ \t\r]*")
_REVISION = re.compile(
    r"^(?:v?[\d.]+,[ \t]*)?(\d{4}-\d\d-\d\d|\d{1,2} \w+ \d{4}|\w+ \d{1,2}, \d{4})", re.MULTILINE
)
_HIDDEN = re.compile(
    r"(?P<code>^(?P<fence>----|\.\.\.\.)[ \t]*\r?\n.*?^(?P=fence)[ \t]*\r?$)"
    r"|^////[ \t]*\r?\n.*?(?:^////[ \t]*\r?$|\Z)"
    r"|^//(?!/)[^\n]*|^:!?[\w-]+!?:[^\n]*|\[(?:\.line-through|line-through)\]#[^#\n]*#",
    re.MULTILINE | re.DOTALL,
)
_NOT_A_BREAK = re.compile(r"[^\r\n]")


def read(file: File, report: Report) -> Iterator[Article]:
    """The one article of a file.

    Raises:
        InputError: it cannot be read, is no text, or is empty.
    """
    source = file.text()
    header = _HEADER.match(source)
    stated = {key.lower(): value for key, value in _ATTRIBUTE.findall(source[:20_000]) if value}
    lines = header[2].splitlines() if header else []
    author = _AUTHOR.fullmatch(lines[0]) if lines else None
    revision = _REVISION.search(header[2]) if header else None
    text = _HIDDEN.sub(lambda match: match[0] if match["code"] else _NOT_A_BREAK.sub(" ", match[0]), source)
    if not text.strip("\ufeff \t\r\n"):
        raise InputError("empty: skipped")
    by = stated.get("author") or (author[1] if author else "")
    yield Article(
        id=file.place,
        title=titles.tidy(header[1] if header else stated.get("doctitle", ""))
        or titles.from_text(text)
        or titles.from_path(file.path),
        text=text,
        source=file.source,
        published=told_date(stated.get("revdate") or (revision[1] if revision else ""), report),
        metadata={"author": by} if by else {},
        body_start=int(text.startswith("\ufeff")),
    )
