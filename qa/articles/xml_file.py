"""XML that holds articles: feeds (RSS, Atom), and the dumps of Wikipedia."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qa.articles import feeds, wikipedia
from qa.articles.files import File, Report
from qa.errors import InputError
from qa.types import Article

_LOOKED_AT = 4096  # bytes in which the outermost element is looked for
_OUTERMOST = re.compile(rb"<(?:[\w.-]+:)?(rss|feed|rdf|mediawiki)[\s>]", re.IGNORECASE)


def read(file: File, report: Report) -> Iterator[Article]:
    """The articles of a file: entries of a feed, or pages of a dump.

    Raises:
        InputError: it is another kind of XML, or cannot be read.
    """
    outermost = _OUTERMOST.search(file.stream.read(_LOOKED_AT))
    file.stream.seek(0)
    if outermost is None:
        raise InputError("XML of a kind that is not read; skipped")
    of = wikipedia if outermost[1].lower() == b"mediawiki" else feeds
    yield from of.read(file, report)
