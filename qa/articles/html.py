"""Web pages as saved: their main text, without menus and footers, and what their head says about it."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from pathlib import Path

from qa.articles import titles
from qa.articles.files import MEGABYTE, Report, identity, read_bytes
from qa.articles.jsonl import plain_values
from qa.articles.published import partial_date
from qa.errors import InputError
from qa.types import Article

_LIMIT = 16 * MEGABYTE  # bytes: trafilatura reads about 0.25 MB/s and takes many times the memory


def read(path: Path, report: Report) -> Iterator[Article]:
    """The one article of a page.

    Raises:
        InputError: the file cannot be read, or no text was found in it.
    """
    # A second to import; only who has web pages waits for it.
    from trafilatura import bare_extraction
    from trafilatura.settings import Document

    data = read_bytes(path, _LIMIT)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # dateutil warns of each time zone that it does not know
        page = bare_extraction(
            data,
            with_metadata=True,
            include_comments=False,
            # The date the page states, not one guessed from dates in its text.
            date_extraction_params={"extensive_search": False, "original_date": True},
        )
    text = (page.text or "").strip() if isinstance(page, Document) else ""
    if not isinstance(page, Document) or not text:
        raise InputError("no article text found in this page; skipped")
    place = identity(path)
    yield Article(
        id=place,
        title=titles.tidy(page.title or "") or titles.from_text(text) or titles.from_path(path),
        text=text,
        source=place,
        published=partial_date(page.date or ""),
        metadata=plain_values({"url": page.url, "author": page.author, "site": page.sitename}),
    )
