"""A real pseudo-terminal with ``qa`` on it, and what its screen shows."""

from __future__ import annotations

import os
import re
import signal
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pexpect
import pyte

ROOT = Path(__file__).parent.parent
_LIMIT = 120.0  # seconds until what does not come about counts as a failure, also on a busy machine
_QUIET = ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES", "PAGER", "LESS")

_PROMPT = re.compile(r">")
_TOOLBAR = re.compile(
    r"\S.* · (?:\d+ articles?|loading the models)\b.*"
)  # below the prompt, on the last line


def _heed_interrupts() -> None:
    """A shell starts background jobs deaf to Ctrl-C, their children inherit it, and tests run there too."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def own_environment() -> dict[str, str]:
    """This process's, without what a user sets to see other things, and with this checkout to import."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in _QUIET and not name.startswith(("QA_", "XDG_"))
    }
    return {**kept, "PYTHONPATH": str(ROOT)}


class _Screen(pyte.Screen):
    """A screen that says where its cursor is when it is asked, as real terminals do."""

    def __init__(self, columns: int, lines: int) -> None:
        super().__init__(columns, lines)
        self._answers: list[str] = []

    def write_process_input(self, data: str) -> None:
        """What the terminal types by itself."""
        self._answers.append(data)

    def answers(self) -> list[str]:
        """What is to be typed, each once."""
        answers, self._answers = self._answers, []
        return answers


class Terminal:
    """A program on a pseudo-terminal of its own, its output drawn by a terminal emulator."""

    def __init__(
        self,
        arguments: list[str],
        *,
        columns: int = 80,
        lines: int = 40,
        home: Path,
        environment: Mapping[str, str] | None = None,
        module: str = "tests.fake_qa",
    ) -> None:
        self.raw = ""  # everything written so far
        self._screen = _Screen(columns, lines)
        self._stream = pyte.Stream(self._screen)
        self.child: Any = pexpect.spawn(
            sys.executable,
            ["-m", module, *arguments],
            env={
                **own_environment(),
                "HOME": str(home),
                "TERM": "xterm-256color",
                **(environment or {}),
            },
            cwd=str(home),
            dimensions=(lines, columns),
            encoding="utf-8",
            timeout=_LIMIT,
            preexec_fn=_heed_interrupts,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.child.close(force=True)

    @property
    def shown(self) -> str:
        """The screen as text, without blanks at the ends and without the toolbar."""
        lines = self._screen.display[:-1] if self.toolbar else self._screen.display
        return "\n".join(line.rstrip() for line in lines).rstrip()

    @property
    def toolbar(self) -> str:
        """What stands below the prompt; empty where there is no prompt."""
        last = self._screen.display[-1].rstrip()
        return last if _TOOLBAR.fullmatch(last) else ""

    @property
    def buffer(self) -> Any:
        """The screen's cells with their styles: ``buffer[row][column]``."""
        return self._screen.buffer

    def wait_until(self, seen: Callable[[str], bool]) -> str:
        """The screen once ``seen`` holds of it; fails with the screen where that does not come about."""
        deadline = time.monotonic() + _LIMIT
        while not seen(self.shown):
            assert time.monotonic() < deadline, f"the screen never showed it:\n{self.shown}"
            self._read(0.1)
        self._read(0.05)
        return self.shown

    def wait_for(self, text: str) -> str:
        """The screen once it, or the toolbar, shows ``text``."""
        return self.wait_until(lambda shown: text in shown or text in self.toolbar)

    def wait_for_prompt(self) -> str:
        """The screen once its last line is an empty prompt, models are loaded, and nothing is under way."""
        return self.wait_until(
            lambda shown: (
                bool(_PROMPT.fullmatch(shown.split("\n")[-1]))
                and self.toolbar != ""
                and "loading" not in self.toolbar
            )
        )

    def type(self, text: str) -> None:
        """Send keys."""
        self.child.send(text)

    def say(self, line: str) -> str:
        """Type a line, press Enter, and give back the screen at the next prompt."""
        self.type(line)
        self.wait_until(lambda shown: shown.split("\n")[-1].startswith(f"> {line}"[:40]))
        self.type("\r")
        return self.wait_for_prompt()

    def leave(self, keys: str = "\x04") -> int:
        """Press Ctrl-D (or other keys) and give back the exit code."""
        self.type(keys)
        return self.end()

    def end(self) -> int:
        """Wait for the program to end and give back its exit code."""
        deadline = time.monotonic() + _LIMIT
        while self.child.isalive():
            assert time.monotonic() < deadline, f"it does not end:\n{self.shown}"
            self._read(0.1)
        self._read(0.05)
        self.child.close()
        return int(self.child.exitstatus if self.child.exitstatus is not None else -1)

    def _read(self, seconds: float) -> None:
        try:
            text = self.child.read_nonblocking(size=65536, timeout=seconds)
        except (pexpect.TIMEOUT, pexpect.EOF):
            return
        self.raw += text
        self._stream.feed(text)
        for answer in self._screen.answers():
            self.child.send(answer)
