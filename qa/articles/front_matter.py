"""What stands above a Markdown text about it: YAML, TOML, headers of Hexo, pandoc and MultiMarkdown."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from typing import Any

import yaml

from qa.articles.files import Report

_BLANK = r"\ufeff?(?:[ \t]*\r?\n)*"
_YAML = re.compile(_BLANK + r"---[ \t]*\r?\n")
_YAML_END = re.compile(r"^(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.MULTILINE)
_TOML = re.compile(_BLANK + r"\+\+\+[ \t]*\r?\n")
_TOML_END = re.compile(r"^\+\+\+[ \t]*(?:\r?\n|\Z)", re.MULTILINE)
_PANDOC = re.compile(r"\ufeff?%[ \t](.*)\r?\n(?:%[ \t]?(.*)(?:\r?\n|\Z))?(?:%[ \t]?(.*)(?:\r?\n|\Z))?")
_NAME = r"[A-Za-z@][\w.-]{0,40}(?: [\w.-]{1,40}){0,2}"  # of more words begins a sentence
_LINE = rf"{_NAME}[ \t]*:(?:[ \t]++[^\r\n]*+)?\r?\n"
_MORE = r"(?:[ \t]+\S[^\r\n]*\r?\n|[ \t]*-[ \t][^\r\n]*\r?\n)"
_HEADER = re.compile(  # possessive: what was a line is not tried in another way
    rf"{_BLANK}((?:{_LINE}{_MORE}{{0,200}}+){{1,100}}+)((?:[ \t]*\r?\n)*---[ \t]*\r?\n|[ \t]*\r?\n)"
)
_KEY = re.compile(rf"[ \t]*({_NAME})[ \t]*:(?:[ \t]+(.*?))?[ \t]*\r?")
_FIRST_KEYS = ("title", "author", "authors", "date", "layout", "subtitle", "published", "permalink", "tags")
_LONGEST = 16_000  # characters; the parser takes quadratic time on nested brackets
_MOST_STATED = (
    2 * _LONGEST
)  # characters of all values: more come of aliases, each of which may stand for half


def split(text: str, report: Report) -> tuple[dict[str, str], int]:
    """What a text's front matter states, by lower-case key, and where the text begins behind it."""
    for opening, closing, stated_in in ((_YAML, _YAML_END, _yaml), (_TOML, _TOML_END, _toml)):
        begin = opening.match(text)
        end = closing.search(text, begin.end(), begin.end() + _LONGEST) if begin else None
        if begin and end:
            line = text.count("\n", 0, begin.end()) + 1
            found = stated_in(text[begin.end() : end.start()], line, report)
            if found is not None:
                return found, end.end()
    if pandoc := _PANDOC.match(text):
        named = zip(("title", "author", "date"), pandoc.groups(), strict=True)
        return {key: value.strip() for key, value in named if value and value.strip()}, pandoc.end()
    header = _HEADER.match(text[:_LONGEST])
    found = _by_line(header[1]) if header else {}
    if header and found and ("---" in header[2] or next(iter(found)) in _FIRST_KEYS):
        return found, header.end()
    return {}, int(text.startswith("\ufeff"))


def _yaml(front_matter: str, line: int, report: Report) -> dict[str, str] | None:
    """None where it is no front matter but text between two rules."""
    try:
        # BaseLoader, stricter than safe_load: it makes nothing but strings, lists and mappings of them, so
        # that "2022-02-30", "1e999" or "No" cannot become something else or fail.
        stated = yaml.load(front_matter, yaml.BaseLoader)  # noqa: S506 (see above)
    except (yaml.YAMLError, RecursionError, ValueError, OverflowError) as error:
        lines = front_matter.splitlines()
        found = _by_line(front_matter)
        if any(map(_KEY.fullmatch, lines)):
            if len(found) < sum(bool(text.strip()) for text in lines):
                report(_problem(error, line) + "only the lines that can be read count")
            return found
        if sum(map(str.isalpha, front_matter)) > len(front_matter) / 2:
            return None
        report(_problem(error, line) + "it was left out")
        return {}
    if stated is None or stated == "":
        return {} if front_matter.strip() else None
    is_prose = not isinstance(stated, Mapping) or not any(re.fullmatch(_NAME, str(key)) for key in stated)
    return None if is_prose else _plain(stated, line, report)


def _problem(error: Exception, line: int) -> str:
    mark = getattr(error, "problem_mark", None)
    where = f"line {mark.line + line}: " if mark else ""
    what = getattr(error, "problem", None)
    return f"{where}the front matter is not valid YAML{f' ({what})' if what else ''}; "


def _toml(front_matter: str, line: int, report: Report) -> dict[str, str] | None:
    try:
        return _plain(tomllib.loads(front_matter), line, report)
    except (ValueError, RecursionError) as error:  # numbers of too many digits among them
        report(f"line {line}: the front matter is not valid TOML ({error}); it was left out")
        return {}


def _plain(stated: Mapping[Any, Any], line: int, report: Report) -> dict[str, str]:
    """Single values, and lists of them joined by commas."""
    found: dict[str, str] = {}
    room = _MOST_STATED
    for key, value in stated.items():
        values = value if isinstance(value, list) else [value]
        if isinstance(key, str) and values and not any(isinstance(one, list | Mapping) for one in values):
            told = ", ".join(map(str, values))
            if (room := room - len(told)) < 0:
                report(
                    f"line {line}: the front matter repeats itself; what is from {key[:80]!r} on was left out"
                )
                break
            found[key.lower()] = told
    return found


def _by_line(front_matter: str) -> dict[str, str]:
    """What each line states that reads "key: value"; the first of a key counts."""
    found: dict[str, str] = {}
    for match in filter(None, map(_KEY.fullmatch, front_matter.splitlines())):
        value = (match[2] or "").strip()
        if value[:1] == value[-1:] and value[:1] in "\"'" and value[:1] not in value[1:-1]:
            value = value[1:-1]
        if value and value[:1] not in "[{|>&*":
            found.setdefault(match[1].lower(), value)
        elif value[:1] == "[" and value[-1:] == "]":
            found.setdefault(match[1].lower(), value[1:-1].strip())
    return found
