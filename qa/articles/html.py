"""Web pages as saved: their main text, without menus and footers, and what their head says about it."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from copy import deepcopy
from typing import TYPE_CHECKING

from qa.articles import links, titles
from qa.articles.encodings import decoded, label_of
from qa.articles.files import MARKS, MEGABYTE, File, Report
from qa.articles.html_blocks import blocks_in
from qa.articles.jsonl import plain_values
from qa.errors import InputError
from qa.types import Article, Places

if TYPE_CHECKING:
    from lxml.html import HtmlElement
    from trafilatura.settings import Document

_LIMIT = 16 * MEGABYTE  # bytes: trafilatura reads about 0.25 MB/s and takes many times the memory
_SHORT = 20_000  # characters of a page whose article may be short
_WIDE = tuple(mark for mark, _ in MARKS)  # of encodings that hold zeros
_NOTHING = "no article text found in this page; skipped"
_BLANKS = re.compile(r"(?<=\S)[ \t\xa0]{2,}(?=\S)|[ \t]+(?=\n|\Z)")


def read(file: File, report: Report) -> Iterator[Article]:
    """The one article of a page.

    Raises:
        InputError: the file cannot be read, or no text was found in it.
    """
    data = file.data(_LIMIT)
    if not data.startswith(_WIDE):
        data = data.replace(b"\0", b"")  # browsers pass over zeros
    page = decoded(data, report, label_of(data))
    yield links.of_page(page, file) if links.is_list(page) else of_page(page, file, report)


def of_page(page: str, file: File, report: Report) -> Article:
    """The article of a page's characters.

    Raises:
        InputError: no text was found in it.
    """
    from qa.articles.page_date import published_of
    from qa.articles.page_tree import parsed, prepared, unmarked

    tree = parsed(page)
    if tree is None:
        raise InputError(_NOTHING)
    published = published_of(tree, report)
    prepared(tree)
    short = deepcopy(tree) if len(page) < _SHORT else None
    found = _extracted(tree)
    text = (found.text or "").strip() if found is not None else ""
    if short is not None and "\n" not in text:
        text = _in_blocks(short) or text
    text, places = squeezed(*unmarked(text))
    if found is None or not text.strip():
        raise InputError(_NOTHING)
    title = titles.tidy(unmarked(found.title or "")[0])
    about = {"url": found.url, "author": found.author, "site": found.sitename}
    return Article(
        id=file.place,
        title=title or titles.from_text(text) or titles.from_path(file.path),
        text=text,
        source=file.source,
        published=published,
        metadata=plain_values({key: unmarked(value)[0] for key, value in about.items() if value}),
        places=places or ((0, ""),),
    )


def _in_blocks(tree: HtmlElement) -> str:
    """The text of a page's only article block by block: of a short one the extractor makes a single line."""
    articles = tree.findall(".//article")
    return "\n".join(text for _, text in blocks_in(articles[0])) if len(articles) == 1 else ""


def squeezed(text: str, places: Places) -> tuple[str, Places]:
    """A text with one blank for several and none at the ends of lines, and its places where they are then."""
    parts: list[str] = []
    at = 0
    cuts: list[tuple[int, int]] = []  # up to an offset, so many characters fewer
    gone = 0
    for match in _BLANKS.finditer(text):
        keep = 0 if match.end() == len(text) or text[match.end()] == "\n" else 1
        parts.append(text[at : match.start()] + " " * keep)
        at = match.end()
        gone += match.end() - match.start() - keep
        cuts.append((match.end(), gone))
    parts.append(text[at:])
    moved: list[tuple[int, int | str]] = []
    cut = 0
    for start, name in places:
        while cut < len(cuts) and cuts[cut][0] <= start:
            cut += 1
        moved.append((start - (cuts[cut - 1][1] if cut else 0), name))
    return "".join(parts), tuple(moved)


def _extracted(tree: object) -> Document | None:
    # A second to import; only who has web pages waits for it.
    from trafilatura import bare_extraction
    from trafilatura.settings import Document

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # dateutil warns of each time zone that it does not know
        page = bare_extraction(
            tree,
            with_metadata=True,
            include_comments=False,
            # Its guess of a date is not used (see page_date): the cheapest one will do.
            date_extraction_params={"extensive_search": False, "original_date": True},
        )
    return page if isinstance(page, Document) else None
