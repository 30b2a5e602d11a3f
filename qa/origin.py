"""The file behind an article: what it was when it was read, and whether it still is."""

from __future__ import annotations

import datetime
import hashlib
import stat
from pathlib import Path

from qa.types import Article, Origin

_CHUNK = 1 << 20
_MOST_HASHED = 256_000_000  # bytes read again when asking; a larger file of another time counts as changed


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
        if (status.st_size, status.st_mtime_ns) == (origin.size, origin.modified):
            return ""
        same_size = stat.S_ISREG(status.st_mode) and status.st_size == origin.size <= _MOST_HASHED
        if same_size and _digest(path) == origin.digest:
            return ""
    except OSError:
        return f"the file is not there any more; shown as indexed on {origin.day}"
    return f"the file has changed since; shown as indexed on {origin.day}"


def file_of(article_id: str) -> Path:
    """The file behind an id. A name may hold a # itself: the longest part that is a file is the file."""
    end = len(article_id)
    while end > 0:
        path = Path(article_id[:end])
        if path.is_file():
            return path
        end = article_id.rfind("#", 0, end)
    return Path(article_id.partition("#")[0])


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        digest = hashlib.sha256()
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
