"""The sections of a text that marks its headings as Markdown does: "## Meals"."""

from __future__ import annotations

import re

# A comment in code looks like a heading, but what it is about stands on the very next line.
_HEADING = re.compile(r"^(#{1,6}) ([^\n]{1,200})\n(?=\n|[-*|]|\d)", re.MULTILINE)
_MARKS = re.compile(r"^#{1,6}[ \t]+", re.MULTILINE)
_LONGEST = 210  # characters of the line of a heading
_LOOKED_BACK = 50_000  # characters above a place in which its heading is looked for


def without_marks(text: str) -> str:
    """A text as people read it: headings without their marks."""
    return _MARKS.sub("", text)


def section_of(text: str, at: int, title: str) -> str:
    """The heading below which ``text[at]`` stands; empty in a heading, and where only the title is above."""
    if _HEADING.match(text, text.rfind("\n", max(0, at - _LONGEST), at) + 1) is not None:
        return ""
    top = max(0, at - _LOOKED_BACK)
    while (at := text.rfind("#", top, at)) >= 0:
        if (heading := _HEADING.match(text, at)) is not None:
            return heading[2] if heading[2] != title else ""
    return ""
