"""Lists of links with their titles: bookmarks of browsers, exports of Pocket and Instapaper."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from qa.articles.drafts import Draft
from qa.articles.files import File
from qa.articles.page_tree import parsed
from qa.types import Article

_BOOKMARKS = re.compile(r"<!doctype netscape-bookmark-file|<title>\s*pocket export", re.IGNORECASE)
_EXPORT = {"url", "title"}  # columns of an export, and further ones that it may have
_FURTHER = {"selection", "folder", "timestamp", "time_added", "cursor", "tags", "status"}


def is_list(page: str) -> bool:
    """Whether a page is an export of links."""
    return _BOOKMARKS.search(page[:4096]) is not None


def is_export(names: Sequence[str]) -> bool:
    """Whether a table of these columns is an export of links."""
    return _EXPORT < set(names) <= _EXPORT | _FURTHER


def of_page(page: str, file: File) -> Article:
    """The article of a page of links.

    Raises:
        InputError: there are none.
    """
    draft, tree = Draft(), parsed(page)
    title = "" if tree is None else (tree.findtext(".//title") or "")
    for element in () if tree is None else tree.iter("h1", "h3", "a"):
        text = " ".join(element.text_content().split())
        url = element.get("href", "").strip()
        draft.add(f"{text}: {url}" if url and text != url else text or url, element.sourceline or "")
    return draft.article(file, title=title, first_line=False)


def of_rows(rows: Sequence[Sequence[str]], file: File) -> Article:
    """The article of a table of links, with its names of columns first.

    Raises:
        InputError: there are none.
    """
    names = [name.strip().lower() for name in rows[0]]
    draft = Draft()
    for number, row in enumerate(rows[1:], start=2):
        stated = dict(zip(names, row, strict=False))
        title, url = stated.get("title", "").strip(), stated.get("url", "").strip()
        parts: Iterator[str] = filter(None, (title, url, stated.get("selection", "").strip()))
        draft.add(": ".join(parts), f"row {number}")
    return draft.article(file, first_line=False)
