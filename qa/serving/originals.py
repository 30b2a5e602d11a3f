"""The files that articles were read from, given only as they were when they were indexed.

An article's id is the word of whoever made the index, and could name any file of this machine. So a file is
given only where its SHA-256 is the one that was stored when the article was read: whoever makes up an id
would have to know the content already. Links are not followed, and what is not a plain file is not opened.
"""

from __future__ import annotations

import hashlib
import os
import stat
from pathlib import Path
from urllib.parse import quote

from qa.origin import file_of
from qa.serving.problems import Problem
from qa.types import Article

MOST_BYTES = 64_000_000
# No script, form or frame of the file does anything, whatever a browser takes it for.
HEADERS = {
    "content-security-policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
    "cache-control": "no-store",
}


def original_of(article: Article) -> tuple[str, bytes]:
    """The name and the bytes of the file behind an article.

    Raises:
        Problem: there is none, it has changed, it is too large, or it is behind a link.
    """
    origin = article.origin
    if origin is None:
        raise Problem(404, "no file is known behind this article")
    if origin.size > MOST_BYTES:
        raise Problem(404, f"the file is larger than {MOST_BYTES // 1_000_000} MB; open it where it is")
    if not origin.digest:
        raise Problem(404, "this is one of several articles in a file, and only whole files are given")
    path = file_of(article.id)
    content = _read(path)
    if hashlib.sha256(content).hexdigest() != origin.digest:
        raise Problem(404, f"the file has changed since it was indexed on {origin.day}")
    return path.name, content


def disposition(name: str) -> str:
    """The header that has a browser save a file and never show it (RFC 6266)."""
    return f"attachment; filename*=UTF-8''{quote(name, safe='', errors='replace')}"


def _read(path: Path) -> bytes:
    gone = Problem(404, "the file is not there any more")
    try:
        if path.resolve(strict=True) != path:
            raise Problem(404, "the file is behind a link, and links are not followed")
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | getattr(os, "O_NOFOLLOW", 0))
    except OSError:
        raise gone from None
    with os.fdopen(handle, "rb") as file:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise gone
        return file.read(MOST_BYTES + 1)
