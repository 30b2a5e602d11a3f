"""Web pages that a browser saved in one file: MHTML, and the web archives of Safari."""

from __future__ import annotations

import plistlib
from collections.abc import Iterator
from dataclasses import replace
from xml.parsers.expat import ExpatError

from qa.articles.encodings import decoded, label_of
from qa.articles.files import File, Report
from qa.articles.html import of_page
from qa.articles.mail import header, parsed, text_of_part
from qa.errors import InputError
from qa.types import Article


def read(file: File, report: Report) -> Iterator[Article]:
    """The one article of a saved page; pictures and styles are left out.

    Raises:
        InputError: it cannot be read, or no text was found in it.
    """
    data = file.data()
    if file.path.suffix.lower() == ".webarchive":
        page, url = _of_safari(data, report)
    else:
        message = parsed(data)
        part = next((part for part in message.walk() if part.get_content_type() == "text/html"), None)
        if part is None:
            raise InputError("no page in it; skipped")
        page = text_of_part(part, report)
        url = str(part.get("Content-Location", "") or header(message, "Snapshot-Content-Location"))
    article = of_page(page, file, report)
    about = {"url": url, **article.metadata} if url else dict(article.metadata)
    yield replace(article, metadata=about, places=((0, ""),))  # its lines are none of the file's


def _of_safari(data: bytes, report: Report) -> tuple[str, str]:
    try:
        main = plistlib.loads(data)["WebMainResource"]
        content, label = main["WebResourceData"], main.get("WebResourceTextEncodingName")
        return decoded(content, report, label or label_of(content)), str(main.get("WebResourceURL", ""))
    except (ExpatError, LookupError, TypeError, AttributeError, ValueError) as error:
        raise InputError(f"not a web archive that can be opened: {error}") from error
