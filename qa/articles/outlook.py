"""Mail that Outlook saved (.msg): the properties of MS-OXMSG that hold its text, read out of its storage."""

from __future__ import annotations

import datetime
import struct
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from qa.articles.drafts import Draft
from qa.articles.encodings import decoded, label_of
from qa.articles.files import MEGABYTE, File, Report
from qa.articles.html_blocks import text_of
from qa.articles.mail import header, parsed
from qa.articles.published import partial_date
from qa.errors import InputError
from qa.types import Article

_LIMIT = 64 * MEGABYTE
_SUBJECT, _BODY, _HTML, _SENDER, _TO, _ID, _HEADERS = "0037", "1000", "1013", "0C1A", "0E04", "1035", "007D"
_TIMES = (0x0039, 0x0E06, 0x3007)  # submitted, delivered, made
_SINCE = datetime.datetime(1601, 1, 1, tzinfo=datetime.UTC)


def read(file: File, report: Report) -> Iterator[Article]:
    """The one article of a message.

    Raises:
        InputError: it cannot be read, or has no text.
    """
    import olefile

    try:
        with olefile.OleFileIO(BytesIO(file.data(_LIMIT))) as storage:
            stated = {
                name: _string(storage, name, report)
                for name in (_SUBJECT, _BODY, _SENDER, _TO, _ID, _HEADERS)
            }
            page = _bytes(storage, f"__substg1.0_{_HTML}0102")
            sent = _sent(_bytes(storage, "__properties_version1.0"))
    except OSError as error:
        raise InputError(f"not a message of Outlook that can be opened: {error}") from error
    headers = parsed(stated[_HEADERS].encode("utf-8", "replace"))
    date = partial_date(header(headers, "Date")) or sent
    named = (stated[_ID] or header(headers, "Message-ID")).strip("<>")
    place = ", ".join(filter(None, (f"message {named}" if named else "", date or "")))
    draft = Draft()
    draft.add(stated[_BODY].replace("\r\n", "\n") or text_of(decoded(page, report, label_of(page))), place)
    about = {"author": stated[_SENDER], "to": stated[_TO]}
    yield draft.article(file, title=stated[_SUBJECT], published=date, about=about)


def _bytes(storage: Any, name: str) -> bytes:
    if not storage.exists(name):
        return b""
    return bytes(storage.openstream(name).read(_LIMIT))


def _string(storage: Any, name: str, report: Report) -> str:
    wide = _bytes(storage, f"__substg1.0_{name}001F")
    if wide:
        return wide.decode("utf-16-le", "replace").rstrip("\0")
    return decoded(_bytes(storage, f"__substg1.0_{name}001E").rstrip(b"\0"), report)


def _sent(properties: bytes) -> str | None:
    """The first of the times, which are counted in tenths of a microsecond."""
    found: dict[int, int] = {}
    for at in range(32, len(properties) - 15, 16):
        kind, name, _, value = struct.unpack_from("<HHIQ", properties, at)
        if kind == 0x0040:
            found[name] = value
    for name in _TIMES:
        if 0 < found.get(name, 0) < 1 << 58:
            return (_SINCE + datetime.timedelta(microseconds=found[name] // 10)).date().isoformat()
    return None
