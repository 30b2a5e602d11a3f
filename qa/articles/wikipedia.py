"""Dumps of Wikipedia and other MediaWikis: an article a page, streamed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from qa.articles import titles
from qa.articles.files import MEGABYTE, File, Report
from qa.articles.formats import unforeseen
from qa.articles.packages import called
from qa.errors import InputError
from qa.types import Article
from qa.version import install

_LONGEST_PAGE = 4 * MEGABYTE  # characters of a page's source
_REDIRECT = re.compile(r"\s*#\w+\s*:?\s*\[\[")
_NO_TEXT = re.compile(r"\[\[\s*(?:file|image|category|datei|kategorie|fichier|archivo)\s*:", re.IGNORECASE)
_NO_TAGS = ("table", "s", "del", "strike", "ref", "references", "gallery", "timeline", "score", "imagemap")
_BLANK_LINES = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")


def read(file: File, report: Report) -> Iterator[Article]:
    """The articles of a dump; redirects, talk and other pages about pages are left out.

    Raises:
        InputError: it cannot be read, or has no page.
    """
    found = 0
    try:
        events = etree.iterparse(
            file.stream, events=("end",), resolve_entities=False, no_network=True, huge_tree=True
        )
        for _, element in events:
            if called(element) != "page":
                continue
            stated = {called(each): each.text or "" for each in element.iter() if called(each)}
            page = stated.get("text", "")
            if stated.get("ns", "0").strip() == "0" and not _REDIRECT.match(page):
                found += 1
                yield from _article(file, stated, page, report)
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]
    except etree.XMLSyntaxError as error:
        raise InputError(f"not valid XML: {error}; the rest is skipped") from error
    if not found:
        raise InputError("no pages in this dump")


def _article(file: File, stated: dict[str, str], page: str, report: Report) -> Iterator[Article]:
    title = titles.tidy(stated.get("title", ""))
    if len(page) > _LONGEST_PAGE:
        report(f"the page {title!r} is larger than {_LONGEST_PAGE // MEGABYTE} MB; skipped")
        return
    try:
        text = plain(page)
    except (InputError, MemoryError):
        raise
    except Exception as error:  # of the library: a page may lead it to any, and costs no other
        report(f"the page {title!r} {unforeseen(error)}")
        return
    if not text:
        report(f"the page {title!r} has no text; skipped")
        return
    yield Article(
        id=f"{file.place}#{title}",
        title=title,
        text=text,
        source=file.source,
        places=((0, f'page "{title}"'),),
    )


def plain(page: str) -> str:
    """The text of a page's source: without templates, notes, tables, pictures and categories.

    Raises:
        InputError: what reads it is not installed.
    """
    try:
        import mwparserfromhell
    except ImportError as error:
        raise InputError(f"what reads pages of wikis is not installed: {install('markup')}") from error

    code = mwparserfromhell.parse(page, skip_style_tags=False)
    for link in code.filter_wikilinks(matches=lambda node: _NO_TEXT.match(str(node)) is not None):
        try:
            code.remove(link)
        except ValueError:  # went with a link around it
            continue
    for tag in code.filter_tags(matches=lambda node: str(node.tag).strip().lower() in _NO_TAGS):
        try:
            code.remove(tag)
        except ValueError:
            continue
    lines = (line.strip() for line in code.strip_code(normalize=True, collapse=True).splitlines())
    return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip()
