"""Rows of the reported speech of articles: packed, and taken apart again where they are what was stored."""

from __future__ import annotations

import datetime
import json
import zlib
from collections import Counter
from collections.abc import Sequence
from typing import Any

from qa.index.rows import to_bytes
from qa.index.where import published_on
from qa.quotations.spelling import surname_of
from qa.types import Speech

EVERYBODY = (b"", b"")  # the key under which every article with reported speech stands
_NO_DAY = -1
_NO_END = 1 << 40
_LONGEST_DATE = 366  # days: of a year
_PRECISIONS = (4, 7, 10)  # characters of a partial date
_MOST = 1 << 24  # bytes of an article's speech as JSON
_MOST_NAME = 200  # characters of a speaker who is looked up


def packed(found: Sequence[Speech]) -> bytes:
    """Offsets, speakers and verbs; the words themselves are in the article."""
    cells = [[one.parts, int(one.direct), one.speaker, one.named, one.verb] for one in found]
    return zlib.compress(json.dumps(cells, separators=(",", ":")).encode("ascii"), 1)


def unpacked(data: bytes) -> tuple[Speech, ...]:
    """The reverse.

    Raises:
        ValueError, TypeError, LookupError, zlib.error: it is none of ours.
    """
    plain = zlib.decompressobj().decompress(data, _MOST)
    return tuple(_speech(*cells) for cells in json.loads(plain))


def _speech(parts: Any, direct: Any, speaker: Any, named: Any, verb: Any) -> Speech:
    edges = [edge for start, end in parts for edge in (start, end)]
    if not edges or any(type(edge) is not int or edge < 0 for edge in edges) or edges != sorted(edges):
        raise ValueError("reported speech stands nowhere")
    if not all(isinstance(text, str | None) for text in (speaker, named, verb)):
        raise ValueError("a speaker is no text")
    return Speech(tuple((start, end) for start, end in parts), bool(direct), speaker, named, verb)


def day_code(days: tuple[int, int] | None) -> int:
    """One number for the days of a partial date, which orders by the last of them."""
    if days is None:
        return _NO_DAY
    return 4 * days[1] + _PRECISIONS.index(len(published_on(*days)))


def day_codes(since: int | None, until: int | None) -> tuple[int, int, int]:
    """Between which codes a filter's articles lie: whole dates up to the second, others up to the last."""
    low = _NO_DAY if since is None else 4 * since
    if until is None:
        return low, _NO_END, _NO_END
    return low, 4 * until + 3, 4 * (until + _LONGEST_DATE) + 3


def date_of(code: int | None) -> str | None:
    """The partial date of a code. Raises ValueError or LookupError where it is none."""
    if code is None or code < 0:
        return None
    return datetime.date.fromordinal(code // 4).isoformat()[: _PRECISIONS[code % 4]]


def keys_of(found: Sequence[Speech]) -> dict[tuple[bytes, bytes], int]:
    """Under which surname and name an article is looked up, and how often each speaks in it."""
    named = Counter(one.speaker for one in found if one.speaker and len(one.speaker) <= _MOST_NAME)
    keys = {key_of(name): count for name, count in named.items()}
    return {EVERYBODY: len(found), **keys} if found else {}


def key_of(name: str) -> tuple[bytes, bytes]:
    """The surname and the name that a speaker is looked up by."""
    return to_bytes(surname_of(name)), to_bytes(name)
