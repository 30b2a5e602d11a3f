"""One thread at a time, until it is closed."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager

from qa.errors import IndexClosed


class Guard(AbstractContextManager["Guard"]):
    """Held in a ``with`` statement around every use of what it guards; a thread may hold it again."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._lock = threading.RLock()
        self.closed = False

    def __enter__(self) -> Guard:
        """Wait for the others. Raises IndexClosed where it was closed."""
        self._lock.acquire()
        if self.closed:
            self._lock.release()
            raise IndexClosed(f"{self._what} was closed; open another one to go on")
        return self

    def __exit__(self, *error: object) -> None:
        self._lock.release()

    def close(self, release: Callable[[], object]) -> bool:
        """Wait for the others, then release what is guarded; False where that was done before."""
        with self._lock:
            if self.closed:
                return False
            self.closed = True
            release()
            return True
