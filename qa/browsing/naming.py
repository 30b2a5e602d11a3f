"""Which article a name means: as people know it, or as a citation prints it."""

from __future__ import annotations

import glob
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from qa.browsing.mentions import mentions_of
from qa.errors import InputError
from qa.types import EVERYTHING, Filter, Index

_NAMED = 5  # articles that an unclear name is told to mean
_PARTS = " \u00b7 "  # stands between title, date, source and place of a citation
_LINE = re.compile(r"(.+):([1-9]\d{0,8})")
_PAGE = re.compile(r".+, p\. ([1-9]\d{0,8})\b.*")


def named(index: Index, name: str, where: Filter = EVERYTHING) -> str:
    """The id of the article that a name means.

    Args:
        index: of the articles.
        name: the id, the path or the end of it, with or without the place in it that a citation prints
            ("a.txt:8", "b.jsonl, record 7"), or a whole line of that; the record, the source, or the title.
        where: which articles may be meant.

    Raises:
        InputError: it means no article, or several.
    """
    ids = index.article_ids() if where == EVERYTHING else index.listed(where, len(index.article_ids()))[1]
    known = set(ids)
    exact = (one for one in (name, os.path.abspath(name)) if one in known)  # noqa: PTH100  # no links followed
    found = next(([one] for one in exact), []) or _placed(ids, name)
    found = found or _from(index, name, where) or [one for one in _titled(index, name) if one in known]
    if len(found) == 1:
        return found[0]
    if found:
        more = f" and {len(found) - _NAMED} more" if len(found) > _NAMED else ""
        raise InputError(
            f"{name} may be {', '.join(found[:_NAMED])}{more}: give more of the path, or the whole id"
        )
    here = "here" if where == EVERYTHING else "of these dates and this source"
    raise InputError(f"there is no article {name} {here}; qa articles lists what there is")


def line_of(name: str) -> int | None:
    """The line that a pasted citation ends with."""
    match = _LINE.fullmatch(name)
    return int(match[2]) if match else None


def page_of(name: str) -> int | None:
    """The page that a pasted citation ends with."""
    match = _PAGE.fullmatch(name)
    return int(match[1]) if match else None


def _placed(ids: Sequence[str], name: str) -> list[str]:
    """The articles of a path, or the end of one, as the first way to read a name finds them."""
    for path, places in _readings(name):
        end = "/" + path.lstrip("/")
        of_path = [one for one in ids if one.endswith(end) or one.partition("#")[0].endswith(end)]
        found = [one for one in of_path if one.endswith(places)] if places else of_path
        if found or of_path:
            return found or of_path
    return [one for one in ids if one.endswith("#" + name.lstrip("#"))]


def _readings(name: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """How a name may be a path and a place in it: the ends of the ids of records that the place names."""
    yield name, ()
    last = name.rpartition(_PARTS)[2].strip()
    yield last, ()
    if match := _LINE.fullmatch(last):
        yield match[1], ()
    for cut in re.finditer(", ", last):
        kind, _, record = last[cut.end() :].partition(" ")
        yield last[: cut.start()], (f"#{record}", f"#{kind}-{record}") if record else ()


def _from(index: Index, source: str, where: Filter) -> list[str]:
    """The articles of a source, if no other is asked for."""
    if where.source is not None or not source.strip():
        return []
    return index.listed(replace(where, source=glob.escape(source)), _NAMED + 1)[1]


def _titled(index: Index, title: str) -> list[str]:
    """The articles of a title; letters may be large or small."""
    wanted = " ".join(title.split()).casefold()
    if not wanted:
        return []
    mentioned = mentions_of(title, index, EVERYTHING).published
    return [one for one in mentioned if " ".join(index.article(one).title.split()).casefold() == wanted]
