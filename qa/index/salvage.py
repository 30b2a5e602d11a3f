"""Reading the articles of a catalog that may be damaged: each by itself, so that one costs no other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from qa.errors import IndexCorrupt
from qa.index.stored import Stored
from qa.types import Article


def articles(catalog: Path, on_problem: Callable[[str], None]) -> Iterator[Article]:
    """Every article that is as it was stored; of the others ``on_problem`` hears.

    Raises:
        IndexCorrupt: the file is no catalog at all.
    """
    stored = Stored(catalog)
    try:
        last = stored.last_number()
        for n in range(1, last + 1):
            try:
                if stored.has_number(n):
                    yield stored.numbered(n)
            except IndexCorrupt as error:
                on_problem(str(error))
    finally:
        stored.close()
