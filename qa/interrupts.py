"""Ctrl-C at any moment ends the program with one exit code, and never with a traceback.

Python raises ``KeyboardInterrupt`` wherever it happens to be: in the middle of an import, where an extension
module turns it into an ``ImportError``, or in a callback that can raise nothing, where it is lost. So an
interrupt ends the process at once while there is nothing to clean up, and is noted where there is.
"""

from __future__ import annotations

import _thread
import atexit
import os
import signal
import sys
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # the fewer imports, the sooner an interrupt is handled here
    from collections.abc import Iterator
    from types import FrameType

INTERRUPTED = 130  # 128 + SIGINT, as shells report it
_AGAIN = 0.05  # seconds
_RECENT = 2.0  # seconds in which an interrupt may come out as another error


class Noted:
    """When the last interrupt came."""

    def __init__(self) -> None:
        self._at = float("-inf")

    @property
    def recent(self) -> bool:
        """Whether what just failed was interrupted."""
        return time.monotonic() - self._at < _RECENT

    def note(self, number: int, frame: FrameType | None) -> None:
        """A signal handler."""
        self._at = time.monotonic()
        raise KeyboardInterrupt


def at_once(number: int = 0, frame: FrameType | None = None) -> None:
    """A signal handler: leave, with nothing to clean up and nothing to say."""
    os._exit(INTERRUPTED)


@contextmanager
def ending_at_once() -> Iterator[None]:
    """For imports."""
    before = _handled(at_once)
    try:
        yield
    finally:
        _handled(before)


@contextmanager
def noted(*, last: bool) -> Iterator[Noted]:
    """For a command. ``last``: the process ends behind it, and nothing is to be cleaned up any more."""
    seen = Noted()
    before, hook = _handled(seen.note), sys.unraisablehook
    sys.unraisablehook = _raised_again
    try:
        yield seen
    finally:
        _handled(at_once if last else before)
        if last:  # the interpreter takes handlers away while it ends, but leaves what is ignored
            atexit.register(_handled, signal.SIG_IGN)
        sys.unraisablehook = hook


def _handled(handler: Any) -> Any:
    """Set the handler and give back the one before; only the main thread may, and others need none."""
    with suppress(ValueError, TypeError):  # of another thread, and for a handler that Python does not know
        return signal.signal(signal.SIGINT, handler)


def _raised_again(unraisable: sys.UnraisableHookArgs) -> None:
    """An interrupt that came where nothing can be raised comes again where it can."""
    if isinstance(unraisable.exc_value, KeyboardInterrupt):
        import threading

        # Not here, where it would be lost again, but when the callback is over.
        again = threading.Timer(_AGAIN, _thread.interrupt_main)
        again.daemon = True
        again.start()
    else:
        sys.__unraisablehook__(unraisable)
