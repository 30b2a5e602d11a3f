"""What was read of articles in the last seconds, so that one question does not ask for it again and again.

A question finds passages, looks at the dates of their articles, cites some of them and compares their
stories: all of it about the same few articles. Rows are believed for as long as a server may lag behind
anyway; the text of a version of an article never changes, and is dropped only to make room.
"""

from __future__ import annotations

import time
from collections import OrderedDict

from qa.index.milvus.client import Row
from qa.types import Article

SECONDS = 5.0
_CHARACTERS = 8_000_000


class Recent:
    """Rows by key, articles by their version's number."""

    def __init__(self) -> None:
        self._rows: OrderedDict[str, tuple[float, Row]] = OrderedDict()
        self._articles: OrderedDict[int, Article] = OrderedDict()
        self._characters = 0

    def rows(self) -> dict[str, Row]:
        """The rows that are still believed, those read first at the front."""
        now = time.monotonic()
        while self._rows and now - next(iter(self._rows.values()))[0] > SECONDS:
            self._rows.popitem(last=False)
        return {key: row for key, (_, row) in self._rows.items()}

    def saw(self, rows: dict[str, Row]) -> None:
        """Believe rows for some seconds."""
        for key, row in rows.items():
            self._rows.pop(key, None)
            self._rows[key] = (time.monotonic(), row)

    def article(self, n: int) -> Article | None:
        """A version of an article, where it is still held."""
        return self._articles.get(n)

    def hold(self, n: int, article: Article) -> None:
        """Hold a version of an article, while there is room."""
        if n not in self._articles:
            self._articles[n] = article
            self._characters += len(article.text)
        while self._characters > _CHARACTERS:
            self._characters -= len(self._articles.popitem(last=False)[1].text)

    def forget_rows(self) -> None:
        """Believe none: something was written."""
        self._rows.clear()
