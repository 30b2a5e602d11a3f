"""Rich text (RTF)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from qa.articles.drafts import Draft
from qa.articles.files import MEGABYTE, File, Report
from qa.errors import InputError
from qa.types import Article

_LIMIT = 64 * MEGABYTE  # bytes: pictures stand in it as digits
_ABOUT = re.compile(r"\{\\(title|author)\s([^{}]{1,1000})\}")
_DATE = re.compile(r"\{\\creatim\\yr(\d{4})\\mo(\d{1,2})\\dy(\d{1,2})")


def read(file: File, report: Report) -> Iterator[Article]:
    """The one article of a file.

    Raises:
        InputError: it cannot be read, or has no text.
    """
    from striprtf import striprtf

    plain: Callable[..., str] = striprtf.rtf_to_text
    data = file.data(_LIMIT)
    if not data.lstrip().startswith(b"{\\rtf"):
        raise InputError("not rich text: it does not begin like it; skipped")
    source = data.decode("latin-1")
    try:
        text = plain(source, errors="replace")
        about = {name: plain(value).strip() for name, value in _ABOUT.findall(source)}
    except Exception as error:  # of the library: it raises whatever a broken file leads it to
        raise InputError(f"not rich text that can be read: {error}") from error
    draft = Draft()
    for line in text.splitlines():
        draft.add(" ".join(line.strip("|").replace("|", " | ").split()))
    day = _DATE.search(source)
    created = "-".join(part.zfill(2) for part in day.groups()) if day else None
    about_it = {"author": about.get("author"), "created": created}
    yield draft.article(file, title=about.get("title", ""), about=about_it)
