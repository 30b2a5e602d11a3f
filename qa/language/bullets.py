"""Lists with bullets or numbers: what leads one in, and its items."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

Stretch = tuple[int, int]  # half-open offsets of characters

_ITEM = re.compile(r"(?P<indent>[^\S\n]*)(?:[-*+•\u2013]|\d{1,3}[.)])[^\S\n]+(?=\S)")
_AROUND = 20_000  # characters on both sides of a place in which its list is looked for
_FEWEST, _MOST = 2, 40  # items of a list
_FULL = 60  # characters of a line that may be wrapped


@dataclass(frozen=True, slots=True)
class BulletList:
    """A list in a text, without what stands deeper."""

    lead: Stretch  # the line above it, or the item that it stands below; empty where there is none
    start: int  # the first bullet
    items: tuple[Stretch, ...]  # without their bullets

    @property
    def end(self) -> int:
        """Where the last item ends."""
        return self.items[-1][1]


@dataclass(slots=True)
class _Line:
    """An item's first line with what goes on behind it, or a line that is no item."""

    start: int
    end: int
    words: int  # where what is said begins
    depth: int  # of an item: the characters before its bullet; -1: it is none


@dataclass(slots=True)
class _Run:
    """A line, and the items that follow it."""

    lead: _Line | None
    items: list[_Line] = field(default_factory=list)


def list_at(text: str, at: int) -> BulletList | None:
    """The list that ``text[at]`` stands in, or leads in; None where there is none.

    Of lists within each other it is the innermost one of which it is an item.
    """
    low = max(0, at - _AROUND)
    for run in _runs(text, low, at + _AROUND):
        first = run.lead or run.items[0]
        if first.start <= at <= run.items[-1].end:
            return _around(run, at)
    return None


def _around(run: _Run, at: int) -> BulletList | None:
    place = max((number for number, item in enumerate(run.items) if item.start <= at), default=0)
    depth = run.items[place].depth
    found, lead = [run.items[place]], run.lead
    for item in reversed(run.items[:place]):
        if item.depth < depth:
            lead = item
            break
        found += [item] if item.depth == depth else []
    found.reverse()
    for item in run.items[place + 1 :]:
        if item.depth < depth:
            break
        found += [item] if item.depth == depth else []
    if not _FEWEST <= len(found) <= _MOST:
        return None
    start = found[0].start + depth
    return BulletList(
        (lead.words, lead.end) if lead else (start, start),
        start,
        tuple((item.words, item.end) for item in found),
    )


def _runs(text: str, low: int, high: int) -> Iterator[_Run]:
    """The lists of a stretch of a text, with the lines above them."""
    run, lead, parted = _Run(None), None, True
    for start, end in _lines(text, low, high):
        item = _ITEM.match(text, start, end)
        if not text[start:end].strip():
            parted = True
            continue
        if item is not None:
            run.lead = run.lead if run.items else lead
            run.items.append(_Line(start, end, item.end(), len(item["indent"])))
        elif run.items and text[start].isspace():
            run.items[-1].end = end if not parted else run.items[-1].end
        elif run.items and not parted and _goes_on(text, run.items[-1], start):
            run.items[-1].end = end
        else:
            if run.items:
                yield run
            run, lead = _Run(None), _Line(start, end, start, -1)
        parted = False
    if run.items:
        yield run


def _goes_on(text: str, item: _Line, start: int) -> bool:
    """Whether a line that is not indented is the rest of an item that was wrapped."""
    width = item.end - text.rfind("\n", 0, item.end)
    return text[start].islower() or (width > _FULL and text[item.end - 1] not in ".!?:")


def _lines(text: str, low: int, high: int) -> Iterator[Stretch]:
    """The whole lines of a stretch."""
    start = text.rfind("\n", 0, low) + 1
    high = min(high, len(text))
    while start <= high and start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        yield start, end
        start = end + 1
