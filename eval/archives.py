"""Archives of our own making, with what their questions are to be answered with.

The files are text, one archive behind the other; their own first lines say how they are written.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from qa.assistant import Assistant
from qa.index.local import LocalIndex
from qa.indexing import splitter_of
from qa.models.embedder import load_embedder
from qa.settings import Settings
from qa.types import Article

Half = Literal["tuned", "kept", "fresh"]
HALVES: tuple[Half, ...] = ("tuned", "kept", "fresh")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and the lines that say what answers it."""

    archive: str
    question: str
    expected: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Archives:
    """The articles of one half, and what is asked of them."""

    articles: Sequence[Article]
    asked: Sequence[Asked]


def archives(path: Path, half: Half) -> Archives:
    """One half of a file.

    Raises:
        ValueError: a line that is none of an archive.
    """
    articles: list[Article] = []
    asked: list[Asked] = []
    for name, lines in _parts(path, half):
        for line in lines:
            if line.startswith("= "):
                date, _, title = line[2:].partition(" | ")
                place = f"/{name}/{len(articles):03d}.txt"
                articles.append(Article(place, title, "", place, date))
            elif line.startswith("? "):
                asked.append(Asked(name, line[2:]))
            elif asked and asked[-1].archive == name:
                asked[-1].expected.append(line)
            elif articles and not articles[-1].text:
                last = articles[-1]
                articles[-1] = Article(last.id, last.title, line, last.source, last.published)
            else:
                raise ValueError(f"{path}: what is {line[:40]!r}?")
    return Archives(articles, asked)


def assistant_of(articles: Sequence[Article], folder: Path, settings: Settings) -> Assistant:
    """The assistant of these articles, indexed in a folder."""
    with LocalIndex.create(folder, load_embedder(settings), splitter_of(settings)) as index:
        index.add(articles)
    return Assistant.open(folder, settings)


def _parts(path: Path, half: Half) -> Iterator[tuple[str, list[str]]]:
    """Name and lines of each archive of a half."""
    for part in path.read_text("utf-8").split("\n## ")[1:]:
        head, *lines = (line for line in part.splitlines() if line.strip())
        name, its = head.split()
        if its == half:
            yield name, lines
