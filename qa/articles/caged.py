"""The process that files are parsed in, its bounds, and what it says of a file: see ``qa.articles.cage``."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from qa.articles import recognition
from qa.articles.files import MEGABYTE, Report
from qa.articles.formats import answered, parsed, unforeseen
from qa.articles.frames import Request, framed, framed_article, request_of
from qa.errors import InputError
from qa.types import Article

MEMORY = 1000  # MB of address space, beyond what the process has before it has read anything
SECONDS = 30  # of the processor, for an article or to find that there are no more
_GROWN = 300  # MB of address space that a process may keep from one file to the next

_STATM = Path("/proc/self/statm")  # Linux: sizes in pages, that of the address space first


def main() -> None:
    """Parse the files that are asked for, a ``Request`` a line, until there are no more."""
    out = os.fdopen(os.dup(1), "wb")
    with open(os.devnull, "wb") as nowhere:  # noqa: PTH123 (no file)
        os.dup2(nowhere.fileno(), 1)  # what libraries print is no frame

    def send(frame: bytes) -> None:
        out.write(frame)
        out.flush()

    def go_on() -> None:
        send(framed({"goes on": True}))
        _grant_time()

    recognition.on_page = go_on
    before = _bound()
    for line in sys.stdin.buffer:
        if not serve(request_of(line), send, before):
            return


def serve(request: Request, send: Callable[[bytes], None], before: int) -> bool:
    """Send the articles of a file, and how it ended; whether the process is fit for another file.

    ``before``: bytes of address space that the process had before the first file.
    """
    stays, failed = True, None
    try:
        _grant_time()
        for article in _articles(request, lambda line: send(framed({"report": line}))):
            send(framed_article(article))
            _grant_time()
    except InputError as error:
        failed = str(error)
    except MemoryError:
        stays, failed = False, f"parsing it takes more than {MEMORY} MB of memory; skipped"
    except Exception as error:  # a defect of a parser: it ends neither the run nor, unsaid, the file
        stays, failed = False, unforeseen(error)
    stays = stays and _address_space() - before < _GROWN * MEGABYTE
    send(framed({"stays": stays} if failed is None else {"stays": stays, "failed": failed}))
    return stays


def _articles(request: Request, report: Report) -> Iterator[Article]:
    return answered(request, report) if request.ending else parsed(Path(request.path), report)


def _bound() -> int:
    """Set the bounds that hold for all files; the address space taken before them, in bytes."""
    before = _address_space()
    try:
        import resource
    except ImportError:  # Windows, where only time is bounded
        return before
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # it writes no file, wherever a parser is led to
    if before:
        _limit(resource.RLIMIT_AS, before + MEMORY * MEGABYTE)
    return before


def _grant_time() -> None:
    try:
        import resource
    except ImportError:
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    _limit(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime) + 1 + SECONDS)


def _limit(what: int, most: int) -> None:
    """Set a bound, or leave that of the system where it is lower."""
    import resource

    _, hard = resource.getrlimit(what)
    resource.setrlimit(what, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def _address_space() -> int:
    """Bytes of it, 0 where that is not known."""
    try:
        return int(_STATM.read_text("ascii").split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0
