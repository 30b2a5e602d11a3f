"""Plain text: the decoded file is the article's text, so its offsets are offsets in the file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from qa.articles import titles
from qa.articles.files import Report, identity, read_text
from qa.errors import InputError
from qa.types import Article


def read(path: Path, report: Report) -> Iterator[Article]:
    """The one article of a text file.

    Raises:
        InputError: the file cannot be read, is no text, or is empty.
    """
    text = read_text(path)
    body_start = int(text.startswith("\ufeff"))
    if not text[body_start:].strip():
        raise InputError("empty: skipped")
    place = identity(path)
    title = titles.from_text(text) or titles.from_path(path)
    yield Article(place, title, text, place, body_start=body_start)
