"""Which articles mention a topic: exact, from the words of their passages and titles."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from qa.dates import days, known_days, last_day
from qa.index.words import telling_words, words_of
from qa.language.compounds import as_one_word, read_beside
from qa.types import Filter, Index, Passage

_MOST = 10_000  # passages looked through for a topic; where there are more, "at least" is said


@dataclass(frozen=True, slots=True)
class Mentions:
    """The articles that mention a topic."""

    published: Mapping[str, str | None]  # by id, newest first; those without a date at the end
    exact: bool  # False: there are at least so many

    @property
    def ends(self) -> tuple[str | None, str | None]:
        """When the oldest and the newest of them were published."""
        known = [date for date in self.published.values() if date and known_days(date)]
        return min(known, key=lambda date: days(date)[0], default=None), max(
            known, key=lambda date: days(date)[1], default=None
        )


def mentions_of(topic: str, index: Index, where: Filter) -> Mentions:
    """The articles that a filter lets through and that mention a topic.

    An article mentions it where its words stand behind each other in one of its passages or in its title, in
    any form ("floods" is "flood", but "AT&T" itself alone); where no article does so, where they stand in one
    passage.

    Raises:
        InputError: a date of the filter that is none.
    """
    [scored] = index.lexical.scores([topic], _MOST, where)
    passages = index.passages([passage_id for passage_id, _ in scored]).values()
    return Mentions(_by_day(_mentioning(topic, passages)), exact=len(scored) < _MOST)


def _mentioning(topic: str, passages: Iterable[Passage]) -> dict[str, str | None]:
    """The ids of the articles that mention a topic, and when they were published."""
    topic = as_one_word(topic)
    telling = telling_words(topic)
    wanted = words_of(topic)
    while wanted and wanted[0] not in telling:
        wanted = wanted[1:]  # "the" of "the floods"
    together: dict[str, str | None] = {}
    apart: dict[str, str | None] = {}
    titles: dict[str, Sequence[str]] = {}
    for passage in passages:
        title = titles.setdefault(passage.title, words_of(read_beside(topic, passage.title)))
        words = words_of(read_beside(topic, passage.text))
        if _stands_in(wanted, title) or _stands_in(wanted, words):
            together[passage.article_id] = passage.published
        elif {*telling} <= {*words, *title}:
            apart[passage.article_id] = passage.published
    return together or apart


def _stands_in(wanted: Sequence[str], words: Sequence[str]) -> bool:
    return any(words[place : place + len(wanted)] == wanted for place in range(len(words) - len(wanted) + 1))


def _by_day(dated: dict[str, str | None]) -> dict[str, str | None]:
    """Newest first, those without a date at the end."""

    def day(one: str) -> datetime.date:
        return last_day(dated[one]) or datetime.date.min

    return {one: dated[one] for one in sorted(dated, key=day, reverse=True)}
