"""Markdown. The text is the decoded file, marks and all: offsets and lines are the file's.

What is no text (comments, struck-out words, the targets of wiki links) is blanks in it, as many as it had
characters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from qa.articles import front_matter, titles
from qa.articles.files import File, Report
from qa.articles.published import first_date, headed, partial_date
from qa.errors import InputError
from qa.types import Article

_FENCED = re.compile(
    r"^ {0,3}(`{3,}+|~{3,}+)[^\n]*\n.*?(?:^ {0,3}\1[`~]*[ \t]*\r?$|\Z)", re.MULTILINE | re.DOTALL
)
_HIDDEN = re.compile(
    r"(?P<code>^ {0,3}(?P<fence>`{3,}+|~{3,}+)[^\n]*\n.*?(?:^ {0,3}(?P=fence)[`~]*[ \t]*\r?$|\Z)"
    r"|(?<!`)`[^`\n]+`(?!`))"
    r"|<!--(?:[^<-]|-(?!->)|<(?!!--))*+-->|%%(?:[^%]|%(?!%))*+%%|(?<!~)~~(?=\S)(?:[^~\n]|~(?!~))++(?<=\S)~~(?!~)"
    r"|(?<!!)\[\[(?:[^\[\]\n|]{1,300}\|)?(?P<label>[^\[\]\n|]{1,300})\]\]",
    re.MULTILINE | re.DOTALL,
)
_NOT_A_BREAK = re.compile(r"[^\r\n]")
_HEADING = re.compile(  # words, up to marks that close the line; possessive: read in one way alone
    r"^ {0,3}#{1,6}[ \t]++([^ \t\r\n]++(?:[ \t]++(?!#*+[ \t]*+\r?$)[^ \t\r\n]++)*+)", re.MULTILINE
)
_UNDERLINED = re.compile(r"^(\S[^\n\r]*)\r?\n(?:=+|-+)[ \t]*\r?$", re.MULTILINE)
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_EMPHASIS = re.compile(r"[*`]+|\b_+|_+\b")
_LOOKED_AT = 20_000  # characters in which a heading is looked for
_LONGEST_HEADING = 2_000  # characters: taking its marks away costs their square


def read(file: File, report: Report) -> Iterator[Article]:
    """The one article of a Markdown file; broken front matter is reported and the rest still read.

    Raises:
        InputError: the file cannot be read, is no text, or is empty.
    """
    text = file.text()
    stated, body_start = front_matter.split(text, report)
    text = text[:body_start] + _HIDDEN.sub(_blanked, text[body_start:])
    body = text[body_start:]
    if not body.strip():
        raise InputError("empty: skipped")
    title = titles.tidy(stated.pop("title", "")) or _heading(body) or titles.from_path(file.path)
    head = headed(body)
    yield Article(
        id=file.place,
        title=title,
        text=text,
        source=stated.pop("source", "") or file.source,
        published=first_date(stated, report) or partial_date(head.stated.get("date", "")),
        metadata=stated,
        body_start=body_start + head.body_start(title),
    )


def _blanked(match: re.Match[str]) -> str:
    if match["code"]:
        return match[0]
    if match["label"] is None:
        return _NOT_A_BREAK.sub(" ", match[0])
    before = match.start("label") - match.start()
    return " " * before + match["label"] + "  "


def _heading(body: str) -> str | None:
    """The first heading, or the first line if it looks like a title; a comment in code is none."""
    beginning = _FENCED.sub("\n", body[:_LOOKED_AT])
    headings = [match for match in (_HEADING.search(beginning), _UNDERLINED.search(beginning)) if match]
    if headings:
        first = min(headings, key=lambda match: match.start())
        words = _LINK.sub(r"\1", first[1][:_LONGEST_HEADING])
        return titles.tidy(_EMPHASIS.sub("", words)) or None
    return titles.from_text(beginning)
