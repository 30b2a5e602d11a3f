"""Who speaks in articles whose speech is looked for one by one: where no table of speakers answers.

That is an index on Milvus, and one in a folder that an earlier version made and nothing was added to since.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

from qa.index.where import published_on
from qa.quotations.spelling import surname_of
from qa.types import SpeakerCount, Speech

Days = tuple[int, int]
_AT_ONCE = 50  # articles asked together


@dataclass(frozen=True, slots=True)
class Heard:
    """An article and what is reported in it."""

    days: Days | None
    speeches: Sequence[Speech]


def counted(articles: Iterable[Heard], surname: str | None = None) -> list[SpeakerCount]:
    """Who is reported to speak, each spelling by itself, ordered by surname and name."""
    days: dict[str, list[Days | None]] = defaultdict(list)
    quotations: dict[str, int] = defaultdict(int)
    for article in articles:
        for name in {one.speaker for one in article.speeches if one.speaker}:
            if surname is None or surname_of(name) == surname:
                days[name].append(article.days)
                quotations[name] += sum(one.speaker == name for one in article.speeches)
    return [
        SpeakerCount(name, quotations[name], len(days[name]), *_ends(days[name]))
        for name in sorted(days, key=lambda name: (surname_of(name), name))
    ]


def _ends(days: Iterable[Days | None]) -> tuple[str | None, str | None]:
    known = sorted((last, first) for first, last in filter(None, days))
    if not known:
        return None, None
    return published_on(*known[0][::-1]), published_on(*known[-1][::-1])


def speaking(
    article_ids: Sequence[str],
    names: Collection[str],
    most: int,
    speeches: Callable[[Sequence[str]], list[tuple[Speech, ...]]],
) -> list[str]:
    """The first ``most`` of articles in which one of these speaks, or anybody where there are no names."""
    found: list[str] = []
    for at in range(0, len(article_ids), _AT_ONCE):
        some = article_ids[at : at + _AT_ONCE]
        for article_id, said in zip(some, speeches(some), strict=True):
            if any(not names or one.speaker in names for one in said):
                found.append(article_id)
        if len(found) >= most:
            break
    return found[:most]
