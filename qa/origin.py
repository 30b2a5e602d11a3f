"""The file behind an article: what it was when it was read, and whether it still is."""

from __future__ import annotations

import datetime
import hashlib
import os
import stat
from pathlib import Path

from qa.types import Article, Origin

_CHUNK = 1 << 20
_MOST_HASHED = 256_000_000  # bytes
_LONGEST = 4096  # characters of a path


def origin_of(path: Path) -> Origin | None:
    """The file as it is now; None where it cannot be read. Of a very large one no digest is made."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            return None  # a pipe would be waited for
        digest = _digest(path) if status.st_size <= _MOST_HASHED else ""
    except OSError:
        return None
    return Origin(status.st_size, status.st_mtime_ns, digest, datetime.date.today().isoformat())


def note_of(article: Article) -> str:
    """What a reader of a citation is to know of the file: that it has changed, or is gone; else nothing.

    Size and time are looked at first; the content only where the size is the same and the time is not.
    """
    origin = article.origin
    if origin is None:
        return ""
    path = file_of(article.id)
    try:
        status = path.stat()
        if not origin.digest or (status.st_size, status.st_mtime_ns) == (origin.size, origin.modified):
            return ""
        # An index is anybody's: what is read is a file, of a size that says so (that of /proc is 0).
        comparable = stat.S_ISREG(status.st_mode) and 0 < status.st_size == origin.size <= _MOST_HASHED
        if comparable and _digest(path) == origin.digest:
            return ""
    except (OSError, ValueError):
        return f"the file is not there any more; shown as indexed on {origin.day}"
    return f"the file has changed since; shown as indexed on {origin.day}"


def is_gone(article: Article) -> bool:
    """Whether an article was read from a file that is not there any more."""
    return article.origin is not None and not os.path.lexists(file_of(article.id))


def file_of(article_id: str) -> Path:
    """The file behind an id. A name may hold a # itself: the longest part that is a file is the file."""
    end = len(article_id) if len(article_id) <= _LONGEST else article_id.rfind("#", 0, _LONGEST)
    while end > 0:
        if os.path.isfile(article_id[:end]):  # noqa: PTH113 (Path.is_file raises where a name is too long)
            return Path(article_id[:end])
        end = article_id.rfind("#", 0, end)
    return Path(article_id.partition("#")[0])


def _digest(path: Path) -> str:
    digest, left = hashlib.sha256(), _MOST_HASHED
    with path.open("rb") as file:
        while left > 0 and (chunk := file.read(min(_CHUNK, left))):
            digest.update(chunk)
            left -= len(chunk)
    return digest.hexdigest()
