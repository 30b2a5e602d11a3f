"""One line of status below the question, gone when the answer is there."""

from __future__ import annotations

import threading
import time
from typing import TextIO

import wcwidth

from qa.rendering.cleaning import one_line
from qa.rendering.terminal import Screen

_ERASE = "\r\x1b[K"
_AFTER = 0.3  # seconds before anything is shown: most answers are quicker
_FRAMES = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"


class Status:
    """Shown only where the terminal can erase a line; its text may be set from any thread."""

    def __init__(self, stream: TextIO, screen: Screen, text: str) -> None:
        """The line is drawn by ``tick`` and erased by ``clear``."""
        self._stream = stream
        self._screen = screen
        self._text = text
        self._begun = time.monotonic()
        self._drawn = False
        self._lock = threading.Lock()

    def say(self, text: str) -> None:
        """What is being done now."""
        with self._lock:
            self._text = one_line(text)

    def tick(self) -> None:
        """Draw the line as it is now."""
        waited = time.monotonic() - self._begun
        if not self._screen.styled or waited < _AFTER:
            return
        with self._lock:
            text = self._text
        frame = _FRAMES[int(waited * 10) % len(_FRAMES)]
        line = wcwidth.clip(f"{frame} {text} …", 0, (self._screen.width or 80) - 1)
        self._stream.write(_ERASE + self._screen.style(line, "faint"))
        self._stream.flush()
        self._drawn = True

    def clear(self) -> None:
        """Leave an empty line behind."""
        if self._drawn:
            self._stream.write(_ERASE)
            self._stream.flush()
