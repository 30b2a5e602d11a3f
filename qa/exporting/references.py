"""The cited articles as a bibliography: BibTeX, and CSL-JSON as Zotero, Pandoc and others read it.

Each article is one entry, with what it is quoted for as a note. CSL-JSON: schema 1.0.2 of
https://citationstyles.org; BibTeX as Biber and BibTeX both read it.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from qa.dates import days
from qa.exporting.rows import Reference, Section
from qa.rendering.cleaning import escape_unsafe, one_line

# What TeX would take for markup in a field, as what prints it.
_TEX: Mapping[str, str] = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",  # BibTeX counts every brace, with a backslash or without
    "}": r"\textbraceright{}",
    "$": r"\$",
    "&": r"\&",
    "%": r"\%",
    "#": r"\#",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_PEOPLE = re.compile(r"\s*(?:;|\band\b)\s*")


def as_bibtex(sections: Sequence[Section]) -> str:
    """The entries, each of type ``misc``, by the order in which they are cited."""
    return "\n\n".join(_entry(key, cited) for key, cited in _articles(sections))


def as_csl(sections: Sequence[Section]) -> str:
    """A JSON array of the same entries."""
    return escape_unsafe(
        json.dumps([_item(*one) for one in _articles(sections)], ensure_ascii=False, indent=2)
    )


def _articles(sections: Sequence[Section]) -> Iterator[tuple[str, list[Reference]]]:
    """The cited articles, each with a key of its own and all its references."""
    cited: dict[str, list[Reference]] = {}
    for section in sections:
        for row in section.rows:
            for reference in row.references:
                cited.setdefault(reference.article_id, []).append(reference)
    for references in cited.values():
        yield _key(references[0]), references


def _key(reference: Reference) -> str:
    """Year and first words of the title, told apart by a digest: the same whenever it is exported."""
    plain = unicodedata.normalize("NFKD", reference.title).encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z0-9]+", plain.lower())[:3]
    digest = hashlib.sha256(reference.article_id.encode("utf-8", "surrogatepass")).hexdigest()[:6]
    year = reference.published[:4] if _parts(reference.published) else "undated"
    return "-".join([*words, year, digest])


def _entry(key: str, cited: Sequence[Reference]) -> str:
    first = cited[0]
    date = _parts(first.published)
    fields = {
        "title": f"{{{_tex(first.title)}}}",  # twice in braces: its capitals stay
        "author": " and ".join(f"{{{_tex(name)}}}" for name in _people(first.author)),
        "howpublished": _tex(_publisher(first.source)),
        "year": str(date[0]) if date else "",
        "date": first.published if date else "",
        "url": first.url,
        "note": "; ".join(map(_tex, _notes(cited))),
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    if len(date) > 1:
        lines.append(f"  month = {_MONTHS[date[1] - 1]},")
    return "\n".join([f"@misc{{{key},", *lines, "}"])


def _item(key: str, cited: Sequence[Reference]) -> dict[str, Any]:
    first = cited[0]
    date = _parts(first.published)
    item: dict[str, Any] = {
        "id": key,
        "type": "article",
        "title": one_line(first.title),
        "author": [{"literal": one_line(name)} for name in _people(first.author)],
        "container-title": one_line(_publisher(first.source)),
        "issued": {"date-parts": [date]} if date else None,
        "URL": first.url,
        "note": "; ".join(_notes(cited)),
    }
    return {name: value for name, value in item.items() if value}


def _publisher(source: str) -> str:
    """The paper, or whatever else the source is; of an address its host, since the address has a field."""
    try:
        address = urlsplit(source) if "://" in source else None
    except ValueError:  # no address
        return source
    return address.hostname.removeprefix("www.") if address and address.hostname else source


def _notes(cited: Sequence[Reference]) -> list[str]:
    """What it is quoted for, and where that stands."""
    quoted = dict.fromkeys((one_line(one.quote), one_line(one.place)) for one in cited)
    return [f"“{quote}”{f' ({place})' if place else ''}" for quote, place in quoted]


def _people(author: str) -> list[str]:
    return [name for name in _PEOPLE.split(author.strip()) if name]


def _parts(published: str) -> list[int]:
    """Year, month and day, as far as they are known; none of what is no date."""
    try:
        days(published)
    except ValueError:
        return []
    return [int(part) for part in published.split("-")]


def _tex(text: str) -> str:
    return "".join(_TEX.get(char, char) for char in one_line(text))
