"""Subtitles (SRT, WebVTT): what is said, with the time it is said at."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qa.articles.drafts import Draft
from qa.articles.encodings import decoded
from qa.articles.files import File, Report
from qa.types import Article

_TIME = re.compile(r"\s*((?:\d+:)?\d\d:\d\d)[.,]\d+\s*-->")
_BLOCK = re.compile(r"\n[ \t]*\n")
_TAG = re.compile(r"<[^>]*>|\{\\[^}]*\}")


def read(file: File, report: Report) -> Iterator[Article]:
    """The one article of a file; lines that go on one after the other are joined.

    Raises:
        InputError: it cannot be read, or nothing is said.
    """
    draft = Draft()
    last = ""
    for block in _BLOCK.split(decoded(file.data(), report).replace("\r\n", "\n").replace("\r", "\n")):
        lines = block.splitlines()
        at = next((i for i, line in enumerate(lines) if _TIME.match(line)), None)
        if at is None:
            continue
        time = _TIME.match(lines[at])
        said = " ".join(_TAG.sub("", " ".join(lines[at + 1 :])).split())
        if time and said != last:
            goes_on = last and not last.endswith((".", "!", "?", ":", '"', "\u201d"))
            draft.add(said, time[1], before=" " if goes_on else "\n")
            last = said
    yield draft.article(file, first_line=False)
