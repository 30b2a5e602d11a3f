"""Small collections for the tests of the index."""

from __future__ import annotations

import re
from pathlib import Path

from qa.types import Article, Passage


class LineSplitter:
    """One passage a line that is not blank."""

    def __init__(self, signature: str = "lines") -> None:
        self.signature = signature

    def split(self, article: Article) -> list[Passage]:
        """The article's lines."""
        found = re.finditer(r"[^\n]+", article.text)
        return [Passage(-1, article.id, line.start(), line.end(), line.group()) for line in found]


def article(
    name: str, text: str, *, title: str = "", published: str | None = None, source: str | None = None
) -> Article:
    """An article as if read from ``/articles/<name>``."""
    path = f"/articles/{name}"
    return Article(path, title or name, text, source or path, published)


ANIMALS = (
    article("cats.txt", "The cat sleeps all day.\nIt wakes for fish.", published="2022-02"),
    article("dogs.txt", "The dog barks at the moon.\nIt loves bones and the cat.", published="2019"),
    article("owls.txt", "The owl hunts at night.", published=None),
    article("old/newts.md", "A newt swims in the pond.", published="1987-05-03"),
)


def corrupt_page(folder: Path, marker: bytes) -> None:
    """Overwrite the part of the catalog around a text."""
    path = folder / "catalog.sqlite"
    content = bytearray(path.read_bytes())
    at = content.index(marker)
    page = at - at % 8192
    content[page : page + 8192] = b"\xff" * 8192
    path.write_bytes(content)
