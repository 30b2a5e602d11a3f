"""JSON lines: an article a line, streamed. Our own field names, and those that others give the same."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, BinaryIO, TypeVar

from pydantic import AliasChoices, BaseModel, ConfigDict, Field, ValidationError, model_validator

from qa.articles import titles
from qa.articles.files import MEGABYTE, File, Report
from qa.articles.published import first_date
from qa.errors import InputError
from qa.types import Article
from qa.validation import in_words

_LONGEST_LINE = 16 * MEGABYTE  # bytes
_LONGEST_VALUE = 1_000  # characters of an id, a source, and anything else about an article
_MOST_BROKEN = 10_000  # lines more than there are good ones: what has so many is another kind of file
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"

TEXTS = ("text", "body", "content", "content_text", "article", "fulltext", "full_text")  # the best first

_MARKUP = re.compile(
    r"\s*<(?:p|div|h[1-6]|article|section|body|html|[uo]l|table|figure|blockquote)\b[^>]*>(?=.*</)", re.DOTALL
)

Line = TypeVar("Line", bound=BaseModel)


class Record(BaseModel):
    """One line. Further fields are metadata where they hold one value."""

    model_config = ConfigDict(extra="allow", frozen=True, coerce_numbers_to_str=True)

    id: str | None = Field(None, validation_alias=AliasChoices("id", "_id"), max_length=_LONGEST_VALUE)
    text: str
    title: str | None = None
    source: str | None = Field(None, max_length=_LONGEST_VALUE)
    url: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _by_our_names(cls, stated: Any) -> Any:
        """The fields, with text and title under the names they are read by."""
        if not isinstance(stated, dict):
            return stated
        named = dict(stated)
        for ours, others in (("text", TEXTS), ("title", ("headline",))):
            if not isinstance(named.get(ours), str):
                name = next((name for name in others if isinstance(named.get(name), str)), None)
                named |= {ours: named.pop(name)} if name else {}
        return named


def read(file: File, report: Report) -> Iterator[Article]:
    """The articles of a file, one a line; a line that is none is reported by its number and left out.

    Raises:
        InputError: the file cannot be opened or read on, or holds no article.
    """
    seen: dict[int, int] = {}  # hash of each id: its line; some 100 MB for a million records
    for number, record in parsed_lines(file.stream, Record, report):
        record_id = record.id or f"line-{number}"
        first = seen.setdefault(hash(record_id), number)
        if not record.text.strip():
            report(f"line {number}: it has no text; skipped")
        elif first != number:
            report(f"line {number}: the id {record_id[:80]!r} was on line {first} already; skipped")
        else:
            yield article_of(
                file, record_id, record, number if record.id is None else f"record {record.id}", report
            )
    if not seen:
        raise InputError("no articles in it")


def article_of(file: File, record_id: str, record: Record, place: int | str, report: Report) -> Article:
    """The article of a record, and where it stands in the file: a line, or the name of the place."""
    text = _unmarked(record.text)
    title = titles.tidy(record.title or "") or titles.from_text(text)
    extra = record.model_extra or {}
    stated = {key.lower(): value for key, value in plain_values(extra).items()}
    where = place[:80] if isinstance(place, str) else f"line {place}"
    return Article(
        id=f"{file.place}#{record_id}",
        title=title or f"{titles.from_path(file.path)} {record_id}".rstrip(),
        text=text,
        source=record.source or file.source,
        published=first_date(stated, report, f"{where}: "),
        metadata=plain_values({"url": record.url, **extra}),
        places=((0, place),),
    )


def _unmarked(text: str) -> str:
    """The text of a record, which some keep as a web page has it."""
    if not _MARKUP.match(text):
        return text
    from qa.articles.html_blocks import text_of

    return text_of(text) or text


def plain_values(stated: dict[str, Any]) -> dict[str, str]:
    """The values that are one string or number, as strings: nothing nested, nothing empty, nothing long."""
    plain = {key: str(value) for key, value in stated.items() if isinstance(value, str | int | float)}
    return {key: value for key, value in plain.items() if 0 < len(value) <= _LONGEST_VALUE}


def parsed_lines(stream: BinaryIO, model: type[Line], report: Report) -> Iterator[tuple[int, Line]]:
    """Each line of a file that is a valid ``model``, with its number; the others are reported.

    Raises:
        InputError: the file cannot be read on.
    """
    broken = good = 0
    for number, line in _lines(stream):
        if line is None:
            problem = f"longer than {_LONGEST_LINE // MEGABYTE} MB"
        else:
            try:
                yield number, model.model_validate_json(line)
                good += 1
                continue
            except ValidationError as error:
                problem = in_words(error, "the line")
        broken += 1
        report(f"line {number}: {problem}; skipped")
        if broken > good + _MOST_BROKEN:
            raise InputError(f"line {number}: {broken:,} lines have been wrong by now; not read on")


def _lines(file: BinaryIO) -> Iterator[tuple[int, bytes | None]]:
    """Lines that are not blank, with their numbers from 1; None for one that is too long to hold."""
    number = 0
    while line := file.readline(_LONGEST_LINE + 1):
        number += 1
        if len(line) > _LONGEST_LINE and not line.endswith(b"\n"):
            while (rest := file.readline(MEGABYTE)) and not rest.endswith(b"\n"):
                pass
            yield number, None
            continue
        line = line.removeprefix(_BYTE_ORDER_MARK) if number == 1 else line
        if line.strip():
            yield number, line
