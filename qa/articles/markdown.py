"""Markdown with YAML front matter. The text is the decoded file, marks and all: offsets are the file's."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import yaml

from qa.articles import titles
from qa.articles.files import Report, identity, read_text
from qa.articles.published import partial_date
from qa.errors import InputError
from qa.types import Article

_FENCE = re.compile(r"\ufeff?---[ \t]*\r?\n")
_END = re.compile(r"^(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.MULTILINE)
_LONGEST_FRONT_MATTER = 16_000  # characters; the parser takes quadratic time on nested brackets
_HEADING = re.compile(r"^ {0,3}#{1,6}[ \t]+(.+?)(?:[ \t]+#+)?[ \t]*\r?$", re.MULTILINE)
_UNDERLINED = re.compile(r"^(\S[^\n\r]*)\r?\n(?:=+|-+)[ \t]*\r?$", re.MULTILINE)
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_EMPHASIS = re.compile(r"[*`]+|\b_+|_+\b")
_LOOKED_AT = 20_000  # characters in which a heading is looked for
_PUBLISHED = ("published", "date", "pubdate", "publishdate")


def read(path: Path, report: Report) -> Iterator[Article]:
    """The one article of a Markdown file; broken front matter is reported and the rest still read.

    Raises:
        InputError: the file cannot be read, is no text, or is empty.
    """
    text = read_text(path)
    start, stop, body_start = _front_matter(text)
    if not text[body_start:].strip():
        raise InputError("empty: skipped")
    stated = _parsed(text[start:stop], report)
    dates = [stated[key] for key in _PUBLISHED if key in stated]
    place = identity(path)
    yield Article(
        id=place,
        title=titles.tidy(stated.pop("title", "")) or _heading(text[body_start:]) or titles.from_path(path),
        text=text,
        source=stated.pop("source", "") or place,
        published=next(filter(None, map(partial_date, dates)), None),
        metadata=stated,
        body_start=body_start,
    )


def _front_matter(text: str) -> tuple[int, int, int]:
    """Where the front matter starts and stops, and where the body starts."""
    opening = _FENCE.match(text)
    closing = _END.search(text, opening.end(), opening.end() + _LONGEST_FRONT_MATTER) if opening else None
    if opening is None or closing is None:
        return 0, 0, int(text.startswith("\ufeff"))
    return opening.end(), closing.start(), closing.end()


def _parsed(front_matter: str, report: Report) -> dict[str, str]:
    """What the front matter states, by lower-case key: strings, and lists of strings joined by commas."""
    try:
        # BaseLoader, stricter than safe_load: it makes nothing but strings, lists and mappings of them, so
        # that "2022-02-30", "1e999" or "No" cannot become something else or fail.
        stated = yaml.load(front_matter, yaml.BaseLoader)  # noqa: S506 (see above)
    except yaml.MarkedYAMLError as error:
        line = f"line {error.problem_mark.line + 2}" if error.problem_mark else "the front matter"
        report(f"{line}: the front matter is not valid YAML ({error.problem}); it was left out")
        return {}
    except (yaml.YAMLError, RecursionError, ValueError, OverflowError):  # the last two: escapes, long numbers
        report("the front matter is not valid YAML; it was left out")
        return {}
    if not isinstance(stated, Mapping):
        return {}
    found: dict[str, str] = {}
    for key, value in stated.items():
        values = value if isinstance(value, list) else [value]
        if isinstance(key, str) and values and all(isinstance(one, str) for one in values):
            found[key.lower()] = ", ".join(values)
    return found


def _heading(body: str) -> str | None:
    """The first heading, or the first line if it looks like a title."""
    beginning = body[:_LOOKED_AT]
    headings = [match for match in (_HEADING.search(beginning), _UNDERLINED.search(beginning)) if match]
    if headings:
        first = min(headings, key=lambda match: match.start())
        return titles.tidy(_EMPHASIS.sub("", _LINK.sub(r"\1", first[1]))) or None
    return titles.from_text(body)
