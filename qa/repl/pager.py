"""An article with its line numbers, opened at the quoted line, the quote highlighted by its offsets."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass

import wcwidth

from qa.rendering.cleaning import clean, one_line
from qa.rendering.terminal import Screen, Style
from qa.types import Article, Citation

_AROUND = 200_000  # characters of an article shown before and after its quote; more is no longer reading
_HIGHLIGHTED = 300  # characters of a quote; of a whole passage only the line numbers stand out
_BESIDE = 4  # lines of a screen that are not for a reply: the question, two blanks, the next prompt
_CONTEXT = 5  # lines printed on each side where there is no pager
# -R: styles pass, other control characters are shown; -~: no marks below the end; the quote a third down.
_LESS = ("-R", "-~", "-j.3")


@dataclass(frozen=True, slots=True)
class Page:
    """An article laid out for a screen."""

    heading: tuple[str, ...]
    lines: tuple[str, ...]
    first: int  # which of the lines the quote begins on, from 0
    last: int  # and ends on


def lay_out(article: Article, citation: Citation, screen: Screen) -> Page:
    """The article around its quote as lines with numbers, or around the place of an empty quote.

    A changed article is shown without a highlight.
    """
    same = article.digest == citation.digest
    start, end = (citation.start, citation.end) if same and not citation.in_title else (0, 0)
    begin = article.text.rfind("\n", 0, max(start - _AROUND, 0)) + 1
    before = article.text.count("\n", 0, begin)
    about = " · ".join(part for part in (article.title, article.published, article.source) if part)
    heading = [screen.wrap(screen.style(one_line(about), "strong"))]
    if not same:
        heading.append(screen.style("This article has changed since it was cited.", "poor"))
    lines: list[str] = []
    first = last = 0
    for number, text in enumerate(article.text[begin : end + _AROUND].split("\n"), before + 1):
        quoted = (max(start - begin, 0), min(end - begin, len(text)))
        inside = quoted[0] < quoted[1]
        if inside and start >= begin:
            first = len(lines)
        elif begin <= start == end <= begin + len(text):
            first = last = len(lines)
        whole = quoted if inside else (0, 0)
        lines += _numbered(number, text, whole, screen, highlight=end - start <= _HIGHLIGHTED)
        last = len(lines) - 1 if inside else last
        begin += len(text) + 1
    return Page((*heading, ""), tuple(lines), first, last)


def page_through(page: Page) -> str:
    """Show the article in the user's pager; gives back what to print where there is none."""
    command = _pager(page)
    if command is None:
        return around(page)
    try:
        subprocess.run(
            command, input="\n".join(page.heading + page.lines).encode("utf-8", "replace"), check=False
        )
    except (OSError, KeyboardInterrupt):  # no such program; Ctrl-C, which less takes for itself
        return around(page)
    return ""


def room() -> int:
    """Lines of the screen that a reply may have."""
    return shutil.get_terminal_size().lines - _BESIDE


def page_text(text: str) -> str:
    """Show what is longer than the screen in the user's pager; gives back what to print otherwise."""
    lines = tuple(text.split("\n"))
    if len(lines) <= room():
        return text
    return text if page_through(Page((), lines, 0, len(lines))) else ""


def around(page: Page) -> str:
    """The heading and the lines around the quote, for where there is no pager."""
    start = max(page.first - _CONTEXT, 0)
    return "\n".join(page.heading + page.lines[start : page.last + _CONTEXT + 1])


def _pager(page: Page) -> list[str] | None:
    named = os.environ.get("PAGER", "").split()
    if named and named[0].rpartition("/")[2] != "less":
        return named
    less = shutil.which("less")
    if not less:
        return None
    rows = shutil.get_terminal_size().lines
    line = len(page.heading) + page.first + 1
    return [less, *_LESS, f"+{line}g"] if line > rows // 3 else [less, *_LESS]


def _numbered(
    number: int, text: str, quoted: tuple[int, int], screen: Screen, *, highlight: bool
) -> list[str]:
    """One line of the article, wrapped, behind its number, which stands out where something is quoted."""
    start, end = quoted
    quote = clean(text[start:end])
    shown = clean(text[:start]) + (screen.style(quote, "quote") if highlight else quote) + clean(text[end:])
    gutter = f"{number:>5}  "
    mark: Style = "label" if start < end else "faint"
    if screen.width is None:
        return [screen.style(gutter, mark) + shown]
    pieces = wcwidth.wrap(shown, max(screen.width - len(gutter), 10), break_on_hyphens=False) or [""]
    return [screen.style(gutter, mark) + pieces[0], *(" " * len(gutter) + piece for piece in pieces[1:])]
