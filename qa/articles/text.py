"""Plain text. The text is the decoded file: offsets and lines are the file's."""

from __future__ import annotations

from collections.abc import Iterator

from qa.articles import titles
from qa.articles.files import File, Report
from qa.articles.published import headed, partial_date
from qa.errors import InputError
from qa.types import Article


def read(file: File, report: Report) -> Iterator[Article]:
    """The one article of a text file; its date stands at its top.

    Raises:
        InputError: the file cannot be read, is no text, or is empty.
    """
    text = file.text()
    body_start = int(text.startswith("\ufeff"))
    if not text[body_start:].strip():
        raise InputError("empty: skipped")
    head = headed(text[body_start:])
    stated = head.stated
    title = titles.tidy(stated.get("title", "")) or titles.from_text(text) or titles.from_path(file.path)
    dates = (
        partial_date(stated[name]) for name in ("date", "published", "publication date") if name in stated
    )
    published = next(filter(None, dates), None)
    body_start += head.body_start(title)
    yield Article(file.place, title, text, file.source, published, body_start=body_start)
