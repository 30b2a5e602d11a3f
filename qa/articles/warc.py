"""Web archives (WARC): an article a page, streamed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import redirect_stderr
from dataclasses import replace
from io import StringIO
from typing import Any

from qa.articles.encodings import decoded, kind_of, label_of
from qa.articles.files import MEGABYTE, File, Report
from qa.articles.formats import unforeseen
from qa.articles.html import of_page
from qa.errors import InputError
from qa.types import Article

_LIMIT = 16 * MEGABYTE  # bytes of a page


def read(file: File, report: Report) -> Iterator[Article]:
    """The articles of an archive: of each address the page fetched first; what is no page is left out.

    Raises:
        InputError: it cannot be read, or no article is in it.
    """
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    seen: set[str] = set()
    pages = 0
    try:
        for record in _quiet(ArchiveIterator(file.stream)):
            url = record.rec_headers.get_header("WARC-Target-URI") or ""
            header = (record.http_headers or record.rec_headers).get_header("Content-Type") or ""
            kind, charset = kind_of(header)
            ok = record.http_headers is None or record.http_headers.get_statuscode() == "200"
            if record.rec_type not in ("response", "resource") or not ok or url in seen:
                continue
            if kind not in ("text/html", "application/xhtml+xml"):
                continue
            seen.add(url)
            data = record.content_stream().read(_LIMIT + 1)
            try:
                if len(data) > _LIMIT:
                    raise InputError(f"larger than {_LIMIT // MEGABYTE} MB")
                page = decoded(data.replace(b"\0", b""), report, charset or label_of(data))
                article = of_page(page, file, report)
            except InputError as error:
                report(f"{url[:200]}: {error}")
                continue
            except MemoryError:
                raise
            except Exception as error:  # of a page, which costs no other
                report(f"{url[:200]}: {unforeseen(error)}")
                continue
            pages += 1
            about = {**article.metadata, "url": url}
            yield replace(article, id=f"{file.place}#{url}", metadata=about, places=((0, url),))
    except (ArchiveLoadFailed, ValueError, EOFError) as error:
        raise InputError(f"damaged: {error}; the rest is skipped") from error
    if not pages:
        raise InputError("no page with an article in it")


def _quiet(records: Iterator[Any]) -> Iterator[Any]:
    """The records, without what the library writes to stderr about their lengths."""
    while True:
        with redirect_stderr(StringIO()):
            record = next(records, None)
        if record is None:
            return
        yield record
