"""Quoted stretches of a text, in curly, straight, angled and German marks."""

from __future__ import annotations

import re

_OPEN = re.compile(r"[“„«]|(?<!\w)[‘'](?=\S)|\"")
_CLOSERS = {
    "“": re.compile(r"”|(?<=[.,!?])(?:\"|''|’’)(?!\w)"),
    "„": re.compile(r"[“”]"),
    "«": re.compile(r"»"),
    "‘": re.compile(r"’(?!\w)"),
    "'": re.compile(r"'(?!\w)"),
    '"': re.compile(r"\"|(?<=[.,!?])(?:”|''|’’)(?!\w)"),
}
_MISTYPED = re.compile(r"(?<=[.,!?])['’](?=\s\w)")  # '“It is late,’ she said. “Go.”'
_MAX_SINGLE = 400  # characters; a single mark that closes later than this was an apostrophe


def quoted(text: str) -> list[tuple[int, int]]:
    """Half-open offsets of what stands between quotation marks, the marks included.

    A double quotation mark left open runs to the end of its line, as in speech that goes on in the next
    paragraph; a single one left open is taken for an apostrophe. Quotes inside quotes are part of the outer.
    """
    found: list[tuple[int, int]] = []
    at = 0
    while True:
        opening = _OPEN.search(text, at)
        if opening is None:
            return found
        end = _closing(text, opening)
        if end is None:
            at = opening.end()
        else:
            found.append((opening.start(), end))
            at = end


def _closing(text: str, opening: re.Match[str]) -> int | None:
    mark = opening.group()
    line_end = text.find("\n", opening.end())
    line_end = len(text) if line_end < 0 else line_end
    if mark in "‘'":
        # Speech in single marks may break its line once, as a wrapped "@\nname" does.
        closed = _CLOSERS[mark].search(text, opening.end(), min(len(text), opening.end() + _MAX_SINGLE))
        return closed.end() if closed else None
    closed = _CLOSERS[mark].search(text, opening.end(), line_end)
    end = closed.end() if closed else line_end
    if mark == "“" and (again := text.find("“", opening.end(), end)) >= 0:
        mistyped = _MISTYPED.search(text, opening.end(), again)
        if mistyped and "‘" not in text[opening.end() : mistyped.start()]:
            return mistyped.end()
    return end
