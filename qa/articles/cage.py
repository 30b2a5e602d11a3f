"""Parsing in a process of its own, so that a file can exhaust or crash that process and nothing else.

A parser of PDF, HTML or packed data may need all memory, never end, or crash in native code; no check
before it can tell. ``read`` gives a file to another process, which has bounds on memory, processor time and
what it may write (``qa.articles.caged``), and hears its articles one by one. A process that breaks a bound
is ended, the file is named, and the next file gets a new one. Processes are started when first needed and
kept for further files.

They are started afresh rather than forked, with what they need of the environment and none of the user's
secrets.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import IO, Any, cast

from qa.articles.files import Report, identity
from qa.articles.frames import LARGEST, LENGTH, Request, article_of, unframed
from qa.errors import InputError
from qa.types import Article

WAIT = 50.0  # seconds for an article: the bound on processor time comes first, but for a file that blocks
_KEPT = 2  # processes that wait for further files

_CODE = (
    "import sys; place = sys.argv[1]; place in sys.path or sys.path.insert(0, place);"
    "from qa.articles.caged import main; main()"
)
_ENVIRONMENT = ("PATH", "HOME", "LANG", "LANGUAGE", "TZ", "TMPDIR", "LD_LIBRARY_PATH", "SYSTEMROOT")
_PREFIXES = ("LC_", "PYTHON")
# Bounds on memory count address space, of which a pool of threads for each core takes gigabytes.
_ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


def read(path: Path, report: Report) -> Iterator[Article]:
    """The articles of a file, parsed in another process by whatever format its name says.

    ``report`` hears, in one line, what of the file could not be read.

    Raises:
        InputError: nothing, or nothing more, of it can be read; it says so where a bound was broken.
    """
    place = identity(path)
    yield from _articles(Request(place, place), report)


def read_answer(data: bytes, asked: Request, report: Report) -> Iterator[Article]:
    """The articles of what an address answered, as ``read`` gives those of a file.

    ``asked``: its path does not count; the bytes are put where the other process finds them.
    """
    with tempfile.TemporaryDirectory(prefix="qa-") as folder:
        path = Path(folder) / "answer"
        path.write_bytes(data)
        yield from _articles(replace(asked, path=str(path)), report)


def _articles(request: Request, report: Report) -> Iterator[Article]:
    worker = _worker()
    whole = False
    try:
        worker.ask(request)
        while (frame := worker.frame()) is not None:
            head, text = frame
            if "article" in head:
                yield article_of(head["article"], text, request.place)
            elif "report" in head:
                report(str(head["report"]))
            elif "goes on" not in head:
                break
        whole = frame is not None and bool(head.get("stays"))
        if frame is None or "failed" in head:
            raise InputError(worker.end() if frame is None else str(head["failed"]))
    except ValueError as error:  # a process that was taken over, say: nothing more of it is heard
        raise InputError(f"the process that parsed it gave no article: {error}") from error
    finally:
        if whole and len(_IDLE) < _KEPT:
            _IDLE.append(worker)
        else:
            worker.end()


def _worker() -> _Worker:
    """A process that waits for a file, or a new one."""
    with contextlib.suppress(IndexError):  # none, or none any more
        while True:
            worker = _IDLE.pop()
            if worker.is_there:
                return worker
            worker.end()
    return _Worker()


class _Worker:
    """One process that parses files, one after the other."""

    def __init__(self) -> None:
        kept = {
            name: value
            for name, value in os.environ.items()
            if name in _ENVIRONMENT or name.startswith(_PREFIXES)
        }
        try:
            self._process = subprocess.Popen(
                # -P: the working folder, which may be that of the files, brings no modules.
                [sys.executable, "-P", "-c", _CODE, str(Path(__file__).resolve().parents[2])],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,  # native libraries write there what the file says
                env={**kept, **_ONE_THREAD},
                start_new_session=True,  # Ctrl-C is for the process that indexes
                bufsize=0,
            )
        except OSError as error:
            raise InputError(f"no process could be started to parse it in: {error.strerror}") from error
        self._out = cast(IO[bytes], self._process.stdout).fileno()
        self._late = False

    @property
    def is_there(self) -> bool:
        """Whether the process has not been ended by somebody else."""
        return self._process.poll() is None

    def ask(self, request: Request) -> None:
        """Ask for the articles of a file."""
        with contextlib.suppress(BrokenPipeError):  # that it is gone shows where its answer is waited for
            cast(IO[bytes], self._process.stdin).write(request.line())

    def frame(self) -> tuple[Mapping[str, Any], bytes] | None:
        """The next frame; None where the process ended, or broke a bound and was ended.

        Raises:
            ValueError: what came is no frame.
        """
        until = time.monotonic() + WAIT
        length = self._bytes(LENGTH, until)
        if length is None:
            return None
        size = int.from_bytes(length, "little")
        if size > LARGEST:
            raise ValueError("a frame that is too large")
        frame = self._bytes(size, until)
        return None if frame is None else unframed(frame)

    def _bytes(self, count: int, until: float) -> bytes | None:
        read = bytearray()
        while len(read) < count:
            if not _readable(self._out, until - time.monotonic()):
                self._late = True
                return None
            some = os.read(self._out, min(count - len(read), 1 << 20))
            if not some:
                return None
            read += some
        return bytes(read)

    def end(self) -> str:
        """End the process; why it could not give any more."""
        process = self._process
        if self._late:
            self._kill()
        for pipe in (process.stdin, process.stdout):
            cast(IO[bytes], pipe).close()
        try:
            process.wait(1)
        except subprocess.TimeoutExpired:
            self._kill()
            process.wait()
        return _reason(process.returncode, self._late)

    def _kill(self) -> None:
        """End the process and those that it started."""
        if hasattr(os, "killpg"):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
        else:
            self._process.kill()


def _reason(code: int, late: bool) -> str:
    if late:
        return f"parsing it takes more than {WAIT:.0f} s; skipped"
    if sys.platform != "win32" and code == -signal.SIGXCPU:
        return "parsing it takes too much time; skipped"
    if code < 0:
        return f"parsing it takes too much memory or breaks the parser ({_signal(-code)}); skipped"
    return f"the process that parsed it ended with {code}; skipped"


def _signal(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


def _readable(handle: int, seconds: float) -> bool:
    """Whether there is something to read, or the end, in time. Systems without poll wait without a bound."""
    if not hasattr(select, "poll"):
        return True
    poll = select.poll()
    poll.register(handle, select.POLLIN)
    return bool(poll.poll(max(0.0, 1000 * seconds)))


_IDLE: list[_Worker] = []


def end_all() -> None:
    """End the processes that wait for a file; the next file starts one anew."""
    while _IDLE:
        _IDLE.pop().end()


atexit.register(end_all)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_IDLE.clear)  # they are the parent's
