"""What the output can show: its width, whether it takes styles, and text wrapped to fit it.

Honours NO_COLOR (https://no-color.org: no colour; bold and underline stay), FORCE_COLOR, TERM=dumb and
COLUMNS. Styles are the 8 colours of the terminal's own palette, so they suit light and dark backgrounds.
"""

from __future__ import annotations

import os
import re
import shutil
from dataclasses import dataclass
from typing import Literal, TextIO

import wcwidth

from qa.rendering.cleaning import clean

Style = Literal["strong", "quote", "faint", "good", "fair", "poor", "label"]

_MAX_WIDTH = 100  # longer lines of prose are hard to read
_MIN_WIDTH = 20
_RESET = "\x1b[0m"
# SGR parameters without and with colour.
_SGR: dict[Style, tuple[str, str]] = {
    "strong": ("1", "1"),
    "quote": ("1;4", "1;4"),
    "faint": ("2", "2"),
    "good": ("", "32"),
    "fair": ("", "33"),
    "poor": ("", "31"),
    "label": ("1", "1;36"),
}
_STYLES = re.compile(
    "(" + "|".join(re.escape(f"\x1b[{sgr}m") for sgr in {*sum(_SGR.values(), ()), "0"} if sgr) + ")"
)
# What the lines of a broken line stand clear of: blanks, then "[1] ", "7%  ", "- " or "2022-02: ".
_HANGING = re.compile(r" *(?:\[\d+\] +|\d+% +|[-•·*] +|\d{4}(?:-\d{2}){0,2}: +)?")

# A style that goes on in the next line, and that line's indent, which is not to be underlined.
_RESUMED = re.compile(r"^((?:\x1b\[[\d;]*m)+)( +)")


@dataclass(frozen=True, slots=True)
class Screen:
    """Where rendered text goes."""

    width: int | None = None  # cells a line may have; None: lines are left as long as they are
    styled: bool = False  # takes bold and underline
    coloured: bool = False  # takes colours; only where styled
    marked: bool = False  # a terminal without styles: what is quoted stands between stars

    @classmethod
    def of(cls, stream: TextIO) -> Screen:
        """The screen behind a stream, by the stream and the environment."""
        terminal = stream.isatty()
        dumb = os.environ.get("TERM", "") == "dumb"
        forced = os.environ.get("FORCE_COLOR", "") not in ("", "0")
        styled = forced or (terminal and not dumb)
        coloured = styled and (forced or not os.environ.get("NO_COLOR"))
        width = None
        if terminal or os.environ.get("COLUMNS", "").isdigit():
            width = max(_MIN_WIDTH, min(shutil.get_terminal_size().columns, _MAX_WIDTH))
        return cls(width, styled, coloured, marked=terminal and not styled)

    def style(self, text: str, style: Style) -> str:
        """The text in a style. On a terminal without styles a quote stays recognisable: ``**so**``."""
        if not self.styled:
            return f"**{text}**" if self.marked and style == "quote" and text else text
        sgr = _SGR[style][self.coloured]
        return f"\x1b[{sgr}m{text}{_RESET}" if sgr and text else text

    def clean(self, text: str) -> str:
        """The text made safe to print, its styles kept where this screen takes any."""
        if not self.styled:
            return clean(text)
        pieces = _STYLES.split(text)
        return "".join(piece if place % 2 else clean(piece) for place, piece in enumerate(pieces))

    def wrap(self, text: str) -> str:
        """The text with long lines broken between words; the rest stays clear of an indent or a label."""
        lines = [line.rstrip() for line in text.split("\n")]
        if self.width is not None:
            lines = [piece for line in lines for piece in self._wrap_line(line, self.width)]
        return "\n".join(lines)

    def _wrap_line(self, line: str, width: int) -> list[str]:
        if wcwidth.width(line) <= width:
            return [line]
        plain = wcwidth.strip_sequences(line)
        label = _HANGING.match(plain)
        indent = wcwidth.width(label[0]) if label else 0
        indent = min(indent, width // 2)
        blanks = len(line) - len(line.lstrip(" "))
        pieces = wcwidth.wrap(
            line[blanks:],
            width,
            initial_indent=" " * blanks,
            subsequent_indent=" " * indent,
            break_on_hyphens=False,
        )
        return [_RESUMED.sub(r"\2\1", piece) for piece in pieces]
