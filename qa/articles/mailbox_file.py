"""Mailboxes of the mbox kind: an article a message, streamed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import BinaryIO

from qa.articles import titles
from qa.articles.files import MEGABYTE, File, Report
from qa.articles.formats import unforeseen
from qa.articles.mail import header, of_message, parsed
from qa.errors import InputError
from qa.types import Article

_LIMIT = 64 * MEGABYTE  # bytes of a message with all that hangs on it


def read(file: File, report: Report) -> Iterator[Article]:
    """The articles of a mailbox; a message without text is reported and left out.

    Raises:
        InputError: the file cannot be read, or holds no message.
    """
    seen: set[str] = set()
    number = 0
    for number, data in enumerate(_messages(file.stream), start=1):
        if data is None:
            report(f"message {number}: larger than {_LIMIT // MEGABYTE} MB; skipped")
            continue
        try:
            message = parsed(data)
            article = of_message(message, file, partial(_told, report, number))
        except InputError as error:
            report(f"message {number}: {error}")
            continue
        except MemoryError:
            raise
        except Exception as error:  # of the parser, which broken headers lead to whatever they do
            report(f"message {number}: {unforeseen(error)}")
            continue
        name = titles.tidy(header(message, "Message-ID").strip("<>")) or f"message-{number}"
        name = name if name not in seen else f"{name}-{number}"
        seen.add(name)
        places = article.places if article.places[0][1] else ((0, f"message {number}"),)
        yield replace(article, id=f"{file.place}#{name}", places=places)
    if not number:
        raise InputError("no messages in it")


def _told(report: Report, number: int, problem: str) -> None:
    report(f"message {number}: {problem}")


def _messages(stream: BinaryIO) -> Iterator[bytes | None]:
    """The messages, without the lines that divide them; None for one that is too large."""
    lines: list[bytes] = []
    size, begun, blank = 0, False, True
    while line := stream.readline(MEGABYTE):
        if blank and line.startswith(b"From "):
            if begun:
                yield b"".join(lines) if size <= _LIMIT else None
            lines, size, begun = [], 0, True
        elif begun:
            size += len(line)
            if size <= _LIMIT:
                lines.append(
                    line[1:] if line.startswith(b">") and line.lstrip(b">").startswith(b"From ") else line
                )
        blank = not line.strip()
    if begun:
        yield b"".join(lines) if size <= _LIMIT else None
