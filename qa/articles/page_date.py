"""The day on which a page says that it was published: not the day of a change, and never a guess."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree, html

from qa.articles.files import Report
from qa.articles.published import partial_date, told_date

_NAMES = (
    "article:published_time", "og:published_time", "datepublished", "date.issued", "dc.date.issued",
    "dcterms.issued", "dcterms.created", "dc.date.created", "dc.date", "dcterms.date",
    "citation_publication_date", "citation_date", "pubdate", "publishdate", "publish-date", "publish_date",
    "published_date", "publication_date",
    "parsely-pub-date", "sailthru.date", "article.published", "date", "created", "originalpublicationdate",
)  # fmt: skip
_RANK = {name: rank for rank, name in enumerate(_NAMES)}
_METAS = etree.XPath("//meta[@content]")
_SCRIPTS = etree.XPath("//script[@type='application/ld+json']")
_TIMES = etree.XPath("//time | //*[@itemprop='datePublished' or contains(@class, 'publish')]")
_CLASSED = etree.XPath(
    "//body//*[contains(@class, 'date') or contains(@id, 'date') or contains(@class, 'posted')"
    " or contains(@class, 'byline')]"
)
_ADDRESSES = etree.XPath("//link[@rel='canonical']/@href | //meta[@property='og:url']/@content")
_LINKED = re.compile(r'"datePublished"\s*:\s*"([^"]{4,60})"')
_IN_ADDRESS = re.compile(r"/((?:19|20)\d\d)/(\d\d)/(\d\d)(?:/|$)")
_OF_A_CHANGE = re.compile(r"updat|modif|revis|edited|changed", re.IGNORECASE)
_BEFORE_A_DATE = re.compile(
    r"^(?:.*\b(?:published|posted|written|released|date)\b|\W*on\b)[:\s]*(?:on\s+)?", re.IGNORECASE
)
_BEHIND_A_DATE = re.compile(r"\s*(?:\||\bat\b|\bby\b|,?\s*\d{1,2}[:.]\d\d).*$", re.IGNORECASE | re.DOTALL)
_LIKE_A_DATE = re.compile(
    r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}"
)  # not "2 hours ago"
_LONGEST = 80  # characters: more is no date but a text about one


def published_of(tree: html.HtmlElement, report: Report) -> str | None:
    """The partial date of publication that a page states; what cannot be read as one is reported."""
    unread = ""
    for stated in _stated(tree):
        if date := partial_date(stated):
            return date
        unread = unread or (stated if _LIKE_A_DATE.search(stated) else "")
    if unread:
        told_date(unread, report)
    return None


def _stated(tree: html.HtmlElement) -> Iterator[str]:
    metas: list[tuple[int, str]] = []
    for meta in _METAS(tree):
        name = (meta.get("property") or meta.get("name") or meta.get("itemprop") or "").lower()
        if name in _RANK and meta.get("content").strip():
            metas.append((_RANK[name], meta.get("content")))
    linked = [match[1] for script in _SCRIPTS(tree) for match in _LINKED.finditer(script.text or "")]
    yield from linked[:1]
    yield from (content for _, content in sorted(metas, key=lambda each: each[0]))
    yield from _in_body(_TIMES(tree))
    for address in _ADDRESSES(tree):
        if match := _IN_ADDRESS.search(address):
            yield "-".join(match.groups())
    yield from _in_body(_CLASSED(tree))


def _in_body(elements: list[html.HtmlElement]) -> Iterator[str]:
    """The dates of elements that are about one; those that are said to be of publication come first."""
    found: list[tuple[bool, str]] = []
    for element in elements:
        about = " ".join((element.get("class") or "", element.get("itemprop") or "", element.get("id") or ""))
        text = " ".join(element.text_content().split())
        stated = element.get("datetime") or element.get("content") or ""
        if element.tag == "abbr":
            stated = element.get("title")
        if _OF_A_CHANGE.search(about) or _OF_A_CHANGE.search(text[:_LONGEST]):
            continue
        written = _BEHIND_A_DATE.sub("", _BEFORE_A_DATE.sub("", text))
        if stated or (text and len(text) <= _LONGEST and any(map(str.isdigit, written))):
            found.append(("publi" not in about.lower() and not element.get("pubdate"), stated or written))
    yield from (stated for _, stated in sorted(found, key=lambda each: each[0]))
