"""What goes between the process that indexes and those that parse: plain values, validated where they arrive.

The other end parses what nobody vouches for, so nothing of it is unpickled or believed: a frame is its
length, a line of JSON and the bytes of a text, and an article is checked to be one.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from pydantic import TypeAdapter, ValidationError

from qa.articles.files import MEGABYTE, TEXT_LIMIT
from qa.types import Article

LENGTH = 4  # bytes of the length before each frame
LARGEST = 4 * TEXT_LIMIT + 16 * MEGABYTE  # bytes of a frame: the longest text, and what is known about it

_ARTICLE = TypeAdapter(Article)


@dataclass(frozen=True, slots=True)
class Request:
    """A file to parse. Of one that an address answered with, what it is called and what the server said."""

    path: str  # where its bytes are
    place: str  # the id of its article, or what the ids of its articles begin with
    name: str = ""  # what it is called
    ending: str = ""  # of the format that reads it; empty where its path says that
    charset: str | None = None

    def line(self) -> bytes:
        """It as it is sent."""
        return json.dumps(asdict(self)).encode("ascii") + b"\n"


def request_of(line: bytes) -> Request:
    """The reverse of ``Request.line``."""
    return Request(**json.loads(line))


def framed(head: Mapping[str, Any], text: bytes = b"") -> bytes:
    """A frame with its length before it."""
    frame = json.dumps(head).encode("ascii") + b"\n" + text
    return len(frame).to_bytes(LENGTH, "little") + frame


def framed_article(article: Article) -> bytes:
    """The frame of an article; its text may hold lone surrogates."""
    head = _ARTICLE.dump_python(replace(article, text=""), mode="json")
    return framed({"article": head}, article.text.encode("utf-8", "surrogatepass"))


def unframed(frame: bytes) -> tuple[Mapping[str, Any], bytes]:
    """The line of JSON and the text of a frame.

    Raises:
        ValueError: it is none.
    """
    line, _, text = frame.partition(b"\n")
    try:
        head = json.loads(line)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    if not isinstance(head, dict):
        raise ValueError("no object")
    return head, text


def article_of(head: Any, text: bytes, place: str) -> Article:
    """The article of a frame about the file at ``place``.

    Raises:
        ValueError: it is none, or one of another file.
    """
    try:
        article = replace(_ARTICLE.validate_python(head), text=text.decode("utf-8", "surrogatepass"))
    except ValidationError as error:
        raise ValueError("no article") from error
    if article.id != place and not article.id.startswith(f"{place}#"):
        raise ValueError("an article of another file")
    starts = (*article.page_starts, *(start for start, _ in article.places))
    if any(not 0 <= start <= len(article.text) for start in starts):
        raise ValueError("a page or place begins outside of the text")
    return article
