"""PDF: the text of every page, its lines joined to paragraphs, with the page of every character."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from qa.articles import titles
from qa.articles.files import MEGABYTE, TEXT_LIMIT, File, Report
from qa.articles.jsonl import plain_values
from qa.errors import InputError
from qa.types import Article, Places

if TYPE_CHECKING:
    import pypdfium2

    from qa.articles.pdf_layout import Line

_LIMIT = 256 * MEGABYTE  # bytes of a file
_MOST_PAGES = 20_000  # a few bytes can say that there are a million
_MOST_RECOGNISED = 2_000  # scans of a file that are given to Tesseract, some seconds each
_FEW = 200  # characters: a page of fewer may be a scan


def read(file: File, report: Report) -> Iterator[Article]:
    """The one article of a PDF; a page that cannot be read is reported and left empty.

    Raises:
        InputError: the file cannot be read, is damaged or locked, or has no text (a scan).
    """
    import pypdfium2  # a quarter of a second; only who has PDFs waits for it

    from qa.articles.pdf_text import text_of

    data = file.data(_LIMIT)
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise InputError(_why_not(data, str(error))) from error
    try:
        recognised: set[int] = set()
        pages = list(_pages(document, recognised, report))
        stated = document.get_metadata_dict(skip_empty=True)
        labels = [document.get_page_label(i) for i in range(len(pages))]
    finally:
        document.close()
    text, starts = text_of(pages)
    yield Article(
        id=file.place,
        title=titles.stated(stated.get("Title", "")) or titles.from_text(text) or titles.from_path(file.path),
        text=text,
        source=file.source,
        # No date: a PDF states when the file was made, which may be years after the article.
        metadata=plain_values(
            {"author": stated.get("Author", ""), "created": stated.get("CreationDate", "")}
        ),
        page_starts=starts,
        places=_places(starts, labels, recognised),
    )


def _pages(document: pypdfium2.PdfDocument, recognised: set[int], report: Report) -> Iterator[list[Line]]:
    """The lines of each page; the numbers of those that a program had to recognise are added to a set.

    Raises:
        InputError: there are too many, or none on any page.
    """
    import pypdfium2

    if len(document) > _MOST_PAGES:
        raise InputError(f"{len(document):,} pages; the most is {_MOST_PAGES:,}: divide it")
    from qa.articles import recognition

    form = document.formenv if document.get_formtype() and document.init_forms() is not False else None
    missing = recognition.missing()
    total, scans, texts = 0, list[int](), 0
    for number in range(1, len(document) + 1):
        lines: list[Line] = []
        try:
            page = document[number - 1]
            lines, is_scan = _lines(page, form)
            if is_scan and not missing and len(scans) + len(recognised) < _MOST_RECOGNISED:
                seen = recognition.lines_of(page)
                lines, is_scan = seen or lines, not seen
                recognised |= {number} if seen else set()
            page.close()
        except (pypdfium2.PdfiumError, InputError) as error:
            report(f"page {number} cannot be read: {error}")
            is_scan = isinstance(error, InputError)
        scans += [number] if is_scan else []
        size = sum(len(line.text) for line in lines)
        texts += size > 0 and not is_scan
        total += size
        if total > TEXT_LIMIT:
            raise InputError(f"more than {TEXT_LIMIT // MEGABYTE} MB of text: divide it")
        yield lines
    hint = f"scans are read with {missing}" if missing else "Tesseract sees none there either"
    if not texts:
        raise InputError(f"no text in its {len(document)} pages: a scan? skipped; {hint}")
    if scans:
        report(f"{len(scans):,} of {len(document):,} pages have no text (scans?): {_ranges(scans)}; {hint}")


def _lines(page: pypdfium2.PdfPage, form: Any) -> tuple[list[Line], bool]:
    """The lines of a page, and whether it is a scan: a picture, with nothing but a stamp in a margin."""
    from qa.articles import pdf_glyphs, pdf_text
    from qa.articles.pdf_layout import lines_of

    drawn = pdf_glyphs.pieces_of(page)
    lines = lines_of([*drawn, *pdf_glyphs.values_of(page, form, drawn)])
    few = sum(len(line.text) for line in lines) < _FEW
    return lines, few and pdf_text.is_stamp(lines, page.get_height()) and pdf_glyphs.is_picture(page)


def _ranges(numbers: Sequence[int]) -> str:
    """Numbers as people write them: 2-41, 44."""
    ranges: list[list[int]] = []
    for number in numbers:
        if ranges and ranges[-1][1] == number - 1:
            ranges[-1][1] = number
        else:
            ranges.append([number, number])
    shown = [f"{first}-{last}" if last > first else f"{first}" for first, last in ranges[:12]]
    return ", ".join(shown) + (" and others" if len(ranges) > 12 else "")


def _places(starts: Sequence[int], labels: Sequence[Any], recognised: set[int]) -> Places:
    """The pages by what is printed on them too, and by how they were read, where there is more to say."""
    places: list[tuple[int, int | str]] = []
    for number, (start, label) in enumerate(zip(starts, labels, strict=True), start=1):
        printed = titles.tidy(str(label or ""))
        place = f"p. {number}" + (f" (printed {printed})" if printed not in ("", str(number)) else "")
        places.append((start, place + (", recognised text" if number in recognised else "")))
    return tuple(places) if any(place != f"p. {n}" for n, (_, place) in enumerate(places, start=1)) else ()


def _why_not(data: bytes, error: str) -> str:
    """Why a file is no PDF that can be opened, as far as it shows."""
    beginning = data[:1024].lstrip().lower()
    if not beginning:
        return "empty: not a PDF; skipped"
    if "password" in error.lower():
        return "locked with a password: save it without one"
    if beginning.startswith((b"<!doctype", b"<html", b"<head", b"<?xml")):
        return "a web page, not a PDF: load the file itself, or rename it to .html"
    if b"%pdf" not in beginning:
        return "not a PDF: it does not begin like one; skipped"
    if b"%%EOF" not in data[-2048:]:
        return "not a PDF that can be opened: cut off, its end is missing; load it again"
    return f"not a PDF that can be opened: damaged ({error})"
