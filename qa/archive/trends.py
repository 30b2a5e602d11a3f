"""How often a name is written: articles, stories and mentions by month, counted exactly.

A mention is the name as it was given, or another spelling of it, as whole words of an article's text; the
full name and the surname are different names here. With a capital in it, a name is looked for as it is
written; without, in any letters.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from qa.archive.spellings import Spellings
from qa.dates import known_days
from qa.errors import InputError
from qa.quotations.spelling import name_words
from qa.records import Record
from qa.types import EVERYTHING, Filter, Index, Passage

_MOST_WAYS = 32  # to write one name
_MOST_SOURCES = 5_000  # articles whose sources are looked up
_MONTH = 7  # characters of YYYY-MM
_BATCH = 5_000  # passages held at once


@dataclass(frozen=True, slots=True)
class Month(Record):
    """How often a name is written in the articles of a time."""

    period: str  # YYYY-MM; YYYY where no month is known, empty where no date is
    articles: int
    stories: int  # reprints of one story count once
    mentions: int


@dataclass(frozen=True, slots=True)
class Trend(Record):
    """How often a name is written."""

    name: str  # as it was asked for
    spellings: tuple[str, ...]  # that were counted, as they are written, the most used first
    articles: int
    stories: int
    mentions: int
    months: tuple[Month, ...]  # in order, those without a date last; months without any are left out
    sources: tuple[tuple[str, int], ...]  # where they come from and how many articles, most first


def trend(index: Index, name: str, where: Filter = EVERYTHING, spellings: Spellings | None = None) -> Trend:
    """Count a name.

    Raises:
        InputError: it has no word.
    """
    words = name_words(name)
    if not words:
        raise InputError(f"{name!r} is no name")
    ways = _ways(name, words, spellings or Spellings())
    pattern = _pattern(name, ways)
    places: dict[str, set[int]] = defaultdict(set)
    published: dict[str, str | None] = {}
    written: Counter[str] = Counter()
    for passage in _passages(index, {way[-1] for way in ways}, where):
        for match in pattern.finditer(passage.text):
            at = passage.start + match.start()
            if at not in places[passage.article_id]:
                places[passage.article_id].add(at)
                published[passage.article_id] = passage.published
                written[" ".join(match[0].split())] += 1
    there = {article_id: len(found) for article_id, found in places.items() if found}
    stories = dict(zip(there, index.families(list(there)), strict=True))
    return Trend(
        name,
        tuple(way for way, _ in written.most_common()),
        len(there),
        len(set(stories.values())),
        sum(there.values()),
        _months(there, stories, published),
        _sources(index, list(there)),
    )


def _ways(name: str, words: Sequence[str], spellings: Spellings) -> list[tuple[str, ...]]:
    """All ways to write a name, folded."""
    choices = [sorted(spellings.ways(word)) for word in words]
    return [*itertools.islice(itertools.product(*choices), _MOST_WAYS), tuple(words)]


def _pattern(name: str, ways: Iterable[Sequence[str]]) -> re.Pattern[str]:
    """Any of the ways as whole words; where the name has a capital, each word begins with one."""
    own = {word: part for word, part in zip(name_words(name), name.split(), strict=False)}
    forms = set()
    for way in ways:
        parts = [own.get(word, word.capitalize()) for word in way] if name != name.lower() else list(way)
        forms.add(r"\s+".join(re.escape(part) for part in parts))
    flags = re.IGNORECASE if name == name.lower() else 0
    return re.compile(rf"(?<!\w)(?:{'|'.join(sorted(forms, key=len, reverse=True))})(?!\w)", flags)


def _passages(index: Index, last_words: Iterable[str], where: Filter) -> Iterable[Passage]:
    """Every passage with one of these words, once."""
    found: set[int] = set()
    for word in sorted(last_words):
        [scored] = index.lexical.scores([word], max(len(index), 1), where)
        found.update(i for i, _ in scored)
    ids = sorted(found)
    for at in range(0, len(ids), _BATCH):
        yield from index.passages(ids[at : at + _BATCH]).values()


def _months(
    there: dict[str, int], stories: dict[str, str], published: dict[str, str | None]
) -> tuple[Month, ...]:
    grouped: dict[str, list[str]] = defaultdict(list)
    for article_id in there:
        stated = published[article_id] or ""
        grouped[stated[:_MONTH] if known_days(stated) else ""].append(article_id)
    return tuple(
        Month(
            period,
            len(ids),
            len({stories[article_id] for article_id in ids}),
            sum(there[article_id] for article_id in ids),
        )
        for period, ids in sorted(grouped.items(), key=lambda one: (not one[0], one[0]))
    )


def _sources(index: Index, article_ids: Sequence[str]) -> tuple[tuple[str, int], ...]:
    """Where articles come from; nothing where there are too many to look up."""
    if len(article_ids) > _MOST_SOURCES:
        return ()
    counted = Counter(_publisher(index.article(article_id).source) for article_id in article_ids)
    return tuple(sorted(counted.items(), key=lambda one: (-one[1], one[0])))


def _publisher(source: str) -> str:
    """The host of an address, the folder of a path, or the name of a paper itself."""
    address = urlsplit(source) if "://" in source else None
    if address is not None and address.hostname:
        return address.hostname.removeprefix("www.")
    folder, slash, _ = source.rpartition("/")
    return folder if slash else source
