"""What templates get to see of time lines and lists: every string cleaned, citations numbered throughout."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import count

from qa.lists import ItemList
from qa.rendering.cleaning import one_line
from qa.rendering.views import CitationView, citation_view
from qa.timelines import TimeLine


@dataclass(frozen=True, slots=True)
class ToldView:
    """What is said from a day on."""

    text: str
    percent: int
    stories: int
    last: str
    citation: CitationView  # where it is said first


@dataclass(frozen=True, slots=True)
class ChangeView:
    """A day on which something else is said."""

    date: str
    told: tuple[ToldView, ...]
    correction: bool


@dataclass(frozen=True, slots=True)
class TimeLineView:
    """A time line."""

    question: str
    answers: bool  # answers that change; else sentences on a topic
    changes: tuple[ChangeView, ...]
    read: int
    found: int


@dataclass(frozen=True, slots=True)
class ListedView:
    """One of the things of a list."""

    text: str
    percent: int
    stories: int
    articles: int
    variants: tuple[str, ...]
    citation: CitationView


@dataclass(frozen=True, slots=True)
class ItemListView:
    """A list."""

    question: str
    items: tuple[ListedView, ...]
    read: int
    found: int


def timeline_view(line: TimeLine) -> TimeLineView:
    """The time line as templates see it."""
    numbers = count(1)
    changes = tuple(
        ChangeView(
            one_line(change.date),
            tuple(
                ToldView(
                    one_line(told.text),
                    round(100 * told.confidence),
                    told.stories,
                    one_line(told.last),
                    citation_view(replace(told.citations[0], number=next(numbers))),
                )
                for told in change.told
            ),
            change.correction,
        )
        for change in line.changes
    )
    return TimeLineView(one_line(line.question), line.kind == "answers", changes, line.read, line.found)


def list_view(listed: ItemList) -> ItemListView:
    """The list as templates see it."""
    items = tuple(
        ListedView(
            one_line(item.text),
            round(100 * item.confidence),
            item.stories,
            item.articles,
            tuple(map(one_line, item.variants)),
            citation_view(replace(item.citations[0], number=number)),
        )
        for number, item in enumerate(listed.items, 1)
    )
    return ItemListView(one_line(listed.question), items, listed.read, listed.found)
