"""PDF: the text of every page, its lines joined to paragraphs, with the page of every character."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING

from qa.articles import titles
from qa.articles.files import MEGABYTE, TEXT_LIMIT, Report, identity, read_bytes
from qa.articles.jsonl import plain_values
from qa.errors import InputError
from qa.types import Article

if TYPE_CHECKING:
    import pypdfium2

_LIMIT = 256 * MEGABYTE  # bytes of a file
_MOST_PAGES = 20_000  # a few bytes can say that there are a million
_BETWEEN_PAGES = "\n\n"
_FULL_LINE = 0.75  # of the page's long lines: a shorter line ends a paragraph
_NARROWEST = 30  # characters of a column: a page of shorter lines is a list
# Left out: control characters, and U+FFFE, where pdfium joined a word that a line break had hyphenated.
_LEFT_OUT = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\xad\ufffe\uffff]|[\ud800-\udfff]")
_NO_TITLE = re.compile(r"untitled|microsoft word|.*\.(?:docx?|indd|tex|dvi|pdf|pptx?|qxd)$", re.IGNORECASE)


def read(path: Path, report: Report) -> Iterator[Article]:
    """The one article of a PDF; a page that cannot be read is reported and left empty.

    Raises:
        InputError: the file cannot be read, is damaged or locked, or has no text (a scan).
    """
    import pypdfium2  # a quarter of a second; only who has PDFs waits for it

    data = read_bytes(path, _LIMIT)
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise InputError(f"not a PDF that can be opened: {error}") from error
    try:
        pages = list(_pages(document, report))
        stated = document.get_metadata_dict(skip_empty=True)
    finally:
        document.close()
    text = _BETWEEN_PAGES.join(pages)
    if not text.strip():
        raise InputError(f"no text in its {len(pages)} pages: a scan? skipped")
    place = identity(path)
    yield Article(
        id=place,
        title=_title(stated.get("Title", "")) or titles.from_text(text) or titles.from_path(path),
        text=text,
        source=place,
        # No date: a PDF states when the file was made, which may be years after the article.
        metadata=plain_values(
            {"author": stated.get("Author", ""), "created": stated.get("CreationDate", "")}
        ),
        page_starts=tuple(accumulate((len(page) + len(_BETWEEN_PAGES) for page in pages[:-1]), initial=0)),
    )


def _pages(document: pypdfium2.PdfDocument, report: Report) -> Iterator[str]:
    import pypdfium2

    if len(document) > _MOST_PAGES:
        raise InputError(f"{len(document):,} pages; the most is {_MOST_PAGES:,}: divide it")
    total = 0
    for number in range(1, len(document) + 1):
        try:
            page = document[number - 1]
            text = page.get_textpage().get_text_range()
            page.close()
        except pypdfium2.PdfiumError as error:
            report(f"page {number} cannot be read: {error}")
            text = ""
        total += len(text)
        if total > TEXT_LIMIT:
            raise InputError(f"more than {TEXT_LIMIT // MEGABYTE} MB of text: divide it")
        yield _paragraphs(text.splitlines())


def _paragraphs(lines: Sequence[str]) -> str:
    """Lines joined where one goes on in the next: a paragraph a line.

    A PDF knows glyphs and places only. A line that is clearly shorter than the page's long lines ends a
    paragraph, as does a blank one.
    """
    lengths = sorted(len(line) for line in lines if line.strip())
    long = lengths[len(lengths) * 4 // 5] if lengths else 0
    joined: list[str] = []
    for line in lines:
        ends = not line.strip() or len(line) < max(long * _FULL_LINE, _NARROWEST)
        joined += [line.rstrip(), "\n" if ends else " "]
    return _LEFT_OUT.sub("", "".join(joined)).strip()


def _title(stated: str) -> str:
    title = titles.tidy(stated)
    return "" if _NO_TITLE.match(title) else title
