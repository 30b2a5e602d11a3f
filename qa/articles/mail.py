"""Mail: its text, under its subject, with its sender and date."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import getaddresses
from typing import Any

from qa.articles.drafts import Draft
from qa.articles.encodings import decoded, label_of
from qa.articles.files import File, Report
from qa.articles.html_blocks import text_of
from qa.articles.published import told_date
from qa.types import Article

_BLANK_LINE = re.compile(rb"\r?\n\r?\n")
_LONG_LINE = re.compile(rb"^([^\r\n]{2000})[^\r\n]*", re.MULTILINE)


def read(file: File, report: Report) -> Iterator[Article]:
    """The one article of a message.

    Raises:
        InputError: it cannot be read, or has no text.
    """
    yield of_message(parsed(file.data()), file, report)


def parsed(data: bytes) -> EmailMessage:
    """A message, however broken."""
    head = _BLANK_LINE.search(data)
    end = head.start() if head else len(data)
    short = _LONG_LINE.sub(rb"\1", data[:end])  # the parser takes quadratic time on a header
    message = message_from_bytes(short + data[end:], policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def header(message: EmailMessage, name: str) -> str:
    """A header in one line; empty where there is none that can be read."""
    try:
        return " ".join(str(message.get(name, "")).split())
    except (ValueError, TypeError, LookupError, AttributeError):  # the parser's, of broken headers
        return ""


def people(stated: str) -> str:
    """Names of people where they have one, else addresses."""
    return ", ".join(name or address for name, address in getaddresses([stated]))


def of_message(message: EmailMessage, file: File, report: Report) -> Article:
    """The article of a message.

    Raises:
        InputError: it has no text.
    """
    date = told_date(header(message, "Date"), report)
    named = header(message, "Message-ID").strip("<>")
    place = ", ".join(filter(None, (f"message {named}" if named else "", date or "")))
    draft = Draft()
    for number, part in enumerate(_texts(message)):
        text = text_of_part(part, report).replace("\r\n", "\n")
        text = text_of(text) if part.get_content_subtype() == "html" else text
        draft.add(text, place, before="\n\n" if number else "")
    files = ", ".join(
        filter(None, (part.get_filename() for part in message.walk() if not part.is_multipart()))
    )
    about = {name: people(header(message, field)) for name, field in (("author", "From"), ("to", "To"))}
    about["attachments"] = files
    return draft.article(file, title=header(message, "Subject"), published=date, about=about)


def _texts(message: EmailMessage) -> Iterator[Any]:
    """The parts that are read: of alternatives the plain one, attachments none."""
    try:
        body = message.get_body(("plain", "html"))
    except (ValueError, AttributeError, LookupError):  # the parser's, of broken messages
        body = None
    if body is not None:
        yield body
        return
    for part in message.walk():
        if part.get_content_maintype() == "text" and not part.get_filename():
            yield part


def text_of_part(part: Any, report: Report) -> str:
    """The characters of a part, in the encoding that it states."""
    data = part.get_payload(decode=True)
    data = data if isinstance(data, bytes) else b""
    stated = part.get_content_charset()
    if stated is None and part.get_content_subtype() == "html":
        stated = label_of(data)
    return decoded(data.replace(b"\0", b""), report, stated)
