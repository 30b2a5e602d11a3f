"""Lists with bullets or numbers: what leads one in, and its items."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from qa.language.sentences import spans

Stretch = tuple[int, int]  # half-open offsets of characters

_ITEM = re.compile(r"(?P<indent>[^\S\n]*)(?P<mark>[-*+•\u2013]|\d{1,3}(?P<ends>[.)]))[^\S\n]+(?=\S)")
_BELOW = re.compile(rf"[^\S\n]*\n{_ITEM.pattern}")  # an item on the next line
_AROUND = 20_000  # characters on both sides of a place in which its list is looked for
_LEAD = 500  # characters of what leads a list in: a line may be as long as a book
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
    depth: int = -1  # of an item: the characters before its bullet; -1: it is none
    kind: str = ""  # of an item: its bullet, or what stands behind its number


@dataclass(slots=True)
class _Run:
    """A line, and the items that follow it."""

    lead: _Line | None = None
    items: list[_Line] = field(default_factory=list)
    torn: bool = False  # a line stands between its items and others, of which nobody knows whose it is


def list_at(text: str, at: int) -> BulletList | None:
    """The list that ``text[at]`` stands in, or leads in; None where there is none.

    Of lists within each other it is the innermost one of which it is an item.
    """
    low = max(0, at - _AROUND)
    for run in _runs(text, low, at + _AROUND):
        first = run.lead or run.items[0]
        if first.start <= at <= run.items[-1].end:
            return None if run.torn else _around(text, run, at)
    return None


def is_list(text: str) -> bool:
    """Whether a text is a list from its first bullet on, as :func:`list_at` finds them."""
    lines = text.split("\n")
    return (
        len(lines) > 1
        and all(_ITEM.match(line) or line[:1].isspace() for line in lines)
        and bool(_ITEM.match(lines[0]))
    )


def _around(text: str, run: _Run, at: int) -> BulletList | None:
    place = max((number for number, item in enumerate(run.items) if item.start <= at), default=0)
    depth, kind = run.items[place].depth, run.items[place].kind
    found, lead = [run.items[place]], run.lead
    for item in reversed(run.items[:place]):
        if item.depth < depth or (item.depth == depth and item.kind != kind):
            lead = item if item.depth < depth else None
            break
        found += [item] if item.depth == depth else []
    found.reverse()
    for item in run.items[place + 1 :]:
        if item.depth < depth or (item.depth == depth and item.kind != kind):
            break
        found += [item] if item.depth == depth else []
    if not _FEWEST <= len(found) <= _MOST:
        return None
    start = found[0].start + depth
    return BulletList(
        _last_of(text, lead) if lead else (start, start),
        start,
        tuple((item.words, item.end) for item in found),
    )


def _last_of(text: str, lead: _Line) -> Stretch:
    """What leads a list in; of a long line its last sentences."""
    if lead.end - lead.words <= _LEAD:
        return lead.words, lead.end
    low = lead.end - _LEAD
    found = spans(text[low : lead.end])
    return low + (found[1][0] if len(found) > 1 else 0), lead.end


def _runs(text: str, low: int, high: int) -> Iterator[_Run]:
    """The lists of a stretch of a text, with the lines above them."""
    run, lead, parted = _Run(), None, True
    torn = False  # the line before is right behind an item, and may be a part of it
    for start, end in _lines(text, low, high):
        if start == end:
            parted, torn = True, False
            continue
        if (item := _ITEM.match(text, start, end)) is not None:
            if not run.items:
                run = _Run(lead, torn=torn)
            kind = item["ends"] or item["mark"]
            run.items.append(_Line(start, end, item.end(), len(item["indent"]), kind))
            torn = False
        elif run.items and (text[start].isspace() or (not parted and _goes_on(text, run.items[-1], start))):
            run.items[-1].end = run.items[-1].end if parted else end
        else:
            torn = bool(run.items) and not parted and text[end - 1] != ":"
            if run.items:
                run.torn |= torn and _BELOW.match(text, end) is not None
                yield run
            run, lead = _Run(), _Line(start, end, start)
        parted = False
    if run.items:
        yield run


def _goes_on(text: str, item: _Line, start: int) -> bool:
    """Whether a line that is not indented is the rest of an item that was wrapped."""
    width = item.end - text.rfind("\n", 0, item.end)
    return text[start].islower() or (width > _FULL and text[item.end - 1] not in ".!?:")


def _lines(text: str, low: int, high: int) -> Iterator[Stretch]:
    """The lines of a stretch, cut where they are longer than it, without the blanks at their ends."""
    first = max(0, low - _AROUND)
    start = max(first, text.rfind("\n", first, low) + 1)
    while start < min(high, len(text)):
        end = text.find("\n", start, high + _AROUND)
        end = min(high + _AROUND, len(text)) if end < 0 else end
        yield start, start + len(text[start:end].rstrip())
        start = end + 1
