"""An article in the making: blocks of text, each with the place where people find it in the file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from qa.articles import titles
from qa.articles.files import MEGABYTE, TEXT_LIMIT, File
from qa.articles.jsonl import plain_values
from qa.errors import InputError
from qa.types import Article


def row_of(cells: Iterable[str]) -> str:
    """A row of a table in one line, with bars between its cells; empty ones keep their places."""
    lines = [" ".join(cell.split()).replace("|", "\\|") for cell in cells]
    if not any(lines):
        return ""
    line = " | ".join(lines)
    return line if lines[0] and lines[-1] else f"| {line} |"


class Draft:
    """Collects blocks; offsets count in what was collected."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._places: list[tuple[int, int | str]] = []
        self._length = 0

    def add(self, text: str, place: int | str = "", *, before: str = "\n") -> None:
        """Add a block, with ``before`` between it and the one before; blanks at its ends are left out.

        Raises:
            InputError: the article has become larger than one may be.
        """
        text = text.strip()
        if not text:
            return
        between = before if self._parts else ""
        self._parts += [between, text]
        start = self._length + len(between)
        if not self._places or self._places[-1][1] != place:
            self._places.append((start, place))
        self._length = start + len(text)
        if self._length > TEXT_LIMIT:
            raise InputError(f"more than {TEXT_LIMIT // MEGABYTE} MB of text: divide it")

    def article(
        self,
        file: File,
        *,
        title: str = "",
        published: str | None = None,
        about: Mapping[str, str | None] | None = None,
        first_line: bool = True,
    ) -> Article:
        """The article; its title is the one given, else the ``first_line`` or the file's name.

        Raises:
            InputError: it has no text.
        """
        text = "".join(self._parts)
        if not text:
            raise InputError("no text in it; skipped")
        named = titles.stated(title) or (titles.from_text(text) if first_line else None)
        return Article(
            id=file.place,
            title=named or titles.from_path(file.path),
            text=text,
            source=file.source,
            published=published,
            metadata=plain_values({key: value for key, value in (about or {}).items() if value}),
            places=tuple(self._places),
        )
