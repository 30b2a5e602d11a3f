"""EPUB: a book as one article, chapter by chapter."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from urllib.parse import unquote

from qa.articles.drafts import Draft
from qa.articles.encodings import decoded, label_of
from qa.articles.files import File, Report
from qa.articles.html_blocks import HEADINGS, blocks_of
from qa.articles.packages import Package, called
from qa.articles.published import told_date
from qa.errors import InputError
from qa.types import Article


def read(file: File, report: Report) -> Iterator[Article]:
    """The one article of a book.

    Raises:
        InputError: it cannot be read, or has no text.
    """
    package = Package(file)
    roots = [
        each.get("full-path", "")
        for each in package.xml("META-INF/container.xml").iter()
        if called(each) == "rootfile"
    ]
    if not roots:
        raise InputError("damaged: it names no book")
    book = package.xml(roots[0])
    folder = posixpath.dirname(roots[0])
    about: dict[str, str] = {}
    for each in book.iter():
        if each.text and each.text.strip():
            about.setdefault(called(each), each.text.strip())
    items = {each.get("id"): each for each in book.iter() if called(each) == "item"}
    draft, number = Draft(), 0
    for reference in (each for each in book.iter() if called(each) == "itemref"):
        item = items.get(reference.get("idref"))
        if item is None or "nav" in item.get("properties", "").split():
            continue
        name = posixpath.normpath(posixpath.join(folder, unquote(item.get("href", ""))))
        try:
            data = package.read(name)
        except InputError as error:
            report(f"a chapter cannot be read: {error}")
            continue
        number += 1
        chapter = f"chapter {number}"
        for element, text in blocks_of(decoded(data, report, label_of(data))):
            if element in HEADINGS and chapter == f"chapter {number}":
                chapter = f'chapter {number} "{text[:100]}"'
            words = text.lstrip(" ")
            draft.add(words, chapter, before="\n" + " " * (len(text) - len(words)))
    date = told_date(about.get("date", ""), report)
    yield draft.article(
        file, title=about.get("title", ""), published=date, about={"author": about.get("creator")}
    )
