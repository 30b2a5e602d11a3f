"""``metadata.jsonl``: what a folder's owner says about the files in it, a line an article."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict

from qa.articles import titles
from qa.articles.files import MEGABYTE, Few, Report, opened
from qa.articles.jsonl import parsed_lines, plain_values
from qa.articles.published import partial_date
from qa.errors import InputError
from qa.types import Article

NAME = "metadata.jsonl"
_MOST = 500_000  # entries of a folder: about a kilobyte of memory each
_LARGEST = 256 * MEGABYTE


def _dated(stated: str) -> str:
    date = partial_date(stated)
    if date is None:
        raise ValueError(f"{stated[:40]!r} is not a date like 2022, 2022-02 or 2022-02-25")
    return date


class Entry(BaseModel):
    """One line: a file (``name``, or ``name#id`` for a record of a JSONL file) and what is said of it."""

    model_config = ConfigDict(extra="allow", frozen=True, coerce_numbers_to_str=True)

    file: str
    title: str | None = None
    published: Annotated[str, AfterValidator(_dated)] | None = None
    source: str | None = None
    url: str | None = None


def load(folder: Path, report: Report) -> Mapping[str, Entry]:
    """The entries of a folder's sidecar by the file they are about; none where there is no sidecar.

    Names are in composed characters (NFC), whatever a file system makes of them.
    """
    path = folder / NAME
    if not path.is_file():
        return {}
    entries: dict[str, Entry] = {}
    few = Few(report)
    try:
        if path.stat().st_size > _LARGEST:
            raise InputError(f"larger than {_LARGEST // MEGABYTE} MB; left out")
        with opened(path) as file:
            for number, entry in parsed_lines(file.stream, Entry, few):
                if len(entries) == _MOST:
                    raise InputError(f"line {number}: more than {_MOST:,} entries; the others are left out")
                name = unicodedata.normalize("NFC", entry.file)
                if name in entries:
                    few(f"line {number}: {entry.file[:80]!r} was described already; this line counts")
                entries[name] = entry
    except InputError as error:
        report(str(error))
    few.end()
    return entries


def described(article: Article, entry: Entry) -> Article:
    """The article with what its entry says in place of what its file says."""
    title = titles.tidy(entry.title or "") or article.title
    head = article.text[: article.body_start].lstrip("\ufeff# ")
    return replace(
        article,
        title=title,
        # A first line that is no title any more is text.
        body_start=0 if title != article.title and head.startswith(article.title) else article.body_start,
        published=entry.published or article.published,
        source=entry.source or article.source,
        metadata={**article.metadata, **plain_values({"url": entry.url, **(entry.model_extra or {})})},
    )
