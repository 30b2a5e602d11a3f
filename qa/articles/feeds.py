"""Feeds (RSS, Atom): an article an entry."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from qa.articles import titles
from qa.articles.files import File, Report
from qa.articles.html_blocks import text_of
from qa.articles.jsonl import plain_values
from qa.articles.packages import called, xml_of
from qa.articles.published import told_date
from qa.errors import InputError
from qa.types import Article

_TEXTS = ("encoded", "content", "description", "summary")  # the fuller one first
_DATES = ("pubdate", "published", "issued", "date", "created", "updated", "modified")


def read(file: File, report: Report) -> Iterator[Article]:
    """The articles of a feed; an entry without text is reported and left out.

    Raises:
        InputError: it cannot be read, or has no entries.
    """
    tree = xml_of(file.data())
    entries = [each for each in tree.iter() if called(each).lower() in ("item", "entry")]
    if not entries:
        raise InputError("no entries in this feed")
    site = next((each.text for each in tree.iter() if called(each) == "title"), None)
    seen: set[str] = set()
    for number, entry in enumerate(entries, start=1):
        stated = _stated(entry)
        title = titles.tidy(text_of(stated.get("title", "")))
        text = next(filter(None, (text_of(stated.get(name, "")) for name in _TEXTS)), "")
        if not (text or title):
            report(f"entry {number}: it has no text; skipped")
            continue
        name = (
            titles.tidy(stated.get("guid") or stated.get("id") or stated.get("link", "")) or f"entry-{number}"
        )
        name = name if name not in seen else f"{name}-{number}"
        seen.add(name)
        date = next((stated[key] for key in _DATES if stated.get(key)), "")
        yield Article(
            id=f"{file.place}#{name}",
            title=title or titles.from_text(text) or f"{titles.from_path(file.path)} {number}",
            text=text or title,
            source=file.source,
            published=told_date(date, report, f"entry {number}: "),
            metadata=plain_values(
                {
                    "url": stated.get("link"),
                    "author": stated.get("creator") or stated.get("author"),
                    "site": site,
                }
            ),
            places=((0, f"entry {number}"),),
        )


def _stated(entry: etree._Element) -> dict[str, str]:
    """What an entry says, by the names of its elements in small letters; the first of a name counts."""
    found: dict[str, str] = {}
    for each in entry:
        name = called(each).lower()
        if not name or not isinstance(each.tag, str):
            continue
        if name == "link" and each.get("href"):
            if each.get("rel", "alternate") == "alternate":
                found.setdefault("link", each.get("href", ""))
        elif name == "author" and len(each):
            found.setdefault("author", next((one.text or "" for one in each if called(one) == "name"), ""))
        elif len(each):  # XHTML inside
            inner = "".join(etree.tostring(one, encoding="unicode", with_tail=True) for one in each)
            found.setdefault(name, (each.text or "") + inner)
        elif each.text and each.text.strip():
            found.setdefault(name, each.text.strip())
    return found
