"""How often a name is written: articles, stories and mentions by month, counted exactly.

A mention is the name as it was given, or another spelling of it, as whole words of an article's text; the
full name and the surname are different names here. With a capital in it, a name is looked for as it is
written; without, in any letters.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeVar
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
_INSIDE = r"[\w\u0300-\u036f]"  # where no word begins or ends: letters, and accents written apart
_BATCH = 1_000  # passages held at once, and articles looked up

Pause = Callable[[], object]
Of = TypeVar("Of", int, str)


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


def trend(
    index: Index,
    name: str,
    where: Filter = EVERYTHING,
    spellings: Spellings | None = None,
    pause: Pause = lambda: None,
) -> Trend:
    """Count a name.

    Args:
        index: of the articles.
        name: as it is asked for.
        where: which articles count.
        spellings: names that are one.
        pause: called between two of many short steps; what it raises ends the counting.

    Raises:
        InputError: it has no word.
    """
    if not name_words(name):
        raise InputError(f"{name!r} is no name")
    choices = _choices(name, spellings or Spellings())
    pattern = _pattern(name, choices)
    places: dict[str, set[int]] = defaultdict(set)
    published: dict[str, str | None] = {}
    written: Counter[str] = Counter()
    for passage in _passages(index, _looked_up(choices), where, pause):
        for match in pattern.finditer(passage.text):
            at = passage.start + match.start()
            if at not in places[passage.article_id]:
                places[passage.article_id].add(at)
                published[passage.article_id] = passage.published
                written[" ".join(_parts(match[0]))] += 1
    there = {article_id: len(found) for article_id, found in places.items() if found}
    families = [family for ids in _steps(list(there), pause) for family in index.families(ids)]
    stories = dict(zip(there, families, strict=True))
    return Trend(
        name,
        tuple(way for way, _ in written.most_common()),
        len(there),
        len(set(stories.values())),
        sum(there.values()),
        _months(there, stories, published),
        _sources(index, list(there), pause),
    )


def distinct(names: Iterable[str], spellings: Spellings) -> list[str]:
    """The names that are counted apart, in their order: of two spellings of one name the first."""
    first: dict[tuple[object, ...], str] = {}
    for name in names:
        key = (name == name.lower(), *(spellings.canonical(_word(part) or part) for part in _parts(name)))
        first.setdefault(key, name)
    return list(first.values())


def _parts(name: str) -> list[str]:
    return unicodedata.normalize("NFC", name).split()


def _word(part: str) -> str:
    """The one folded word that a part of a name is; empty for what has several, or none: "AT&T"."""
    words = name_words(part)
    return words[0] if len(words) == 1 else ""


def _choices(name: str, spellings: Spellings) -> list[list[str]]:
    """How each part of a name may be written: as it is given, then otherwise."""
    found = []
    for part in _parts(name):
        word = _word(part)
        others = sorted(spellings.ways(word) - {word}) if word else []
        found.append([part, *(others if name == name.lower() else map(str.capitalize, others))])
    return found


def _looked_up(choices: Sequence[Sequence[str]]) -> set[str]:
    """Words of which every mention has one: the longest of the last part, in each way to write it."""
    pieces = [[re.findall(r"\w+", way) for way in ways] for ways in choices]
    return {max(words, key=len) for words in next(ways for ways in reversed(pieces) if ways[0])}


def _pattern(name: str, choices: Sequence[Sequence[str]]) -> re.Pattern[str]:
    """Any of the ways as whole words, in composed letters or taken apart."""
    forms = set()
    for way in itertools.islice(itertools.product(*choices), _MOST_WAYS):
        for form in ("NFC", "NFD"):
            first, *others = (_literal(unicodedata.normalize(form, part)) for part in way)
            # What stands before it is looked at behind its first word: letters are found far faster.
            forms.add(r"\s+".join([rf"{first}(?<!{_INSIDE}{first})", *others]))
    flags = re.IGNORECASE if name == name.lower() else 0
    return re.compile(rf"(?:{'|'.join(sorted(forms, key=len, reverse=True))})(?!{_INSIDE})", flags)


def _literal(part: str) -> str:
    """A pattern of some letters; each apostrophe and each hyphen may stand for any other."""
    return re.sub(r"['’]", "['’]", re.sub(r"\\-|[\u2010\u2011]", "[-\u2010\u2011]", re.escape(part)))


def _steps(ids: Sequence[Of], pause: Pause) -> Iterator[Sequence[Of]]:
    """All of them, a batch at a time."""
    for at in range(0, len(ids), _BATCH):
        pause()
        yield ids[at : at + _BATCH]


def _passages(index: Index, words: Iterable[str], where: Filter, pause: Pause) -> Iterator[Passage]:
    """Every passage with one of these words, once."""
    found: set[int] = set()
    for word in sorted(words):
        pause()
        [scored] = index.lexical.scores([word], max(len(index), 1), where)
        found.update(i for i, _ in scored)
    for ids in _steps(sorted(found), pause):
        yield from index.passages(ids).values()


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


def _sources(index: Index, article_ids: Sequence[str], pause: Pause) -> tuple[tuple[str, int], ...]:
    """Where articles come from; nothing where there are too many to look up."""
    if len(article_ids) > _MOST_SOURCES:
        return ()
    counted: Counter[str] = Counter()
    for ids in _steps(article_ids, pause):
        for article_id in ids:
            with suppress(KeyError):  # removed since it was counted
                counted[_publisher(index.article(article_id).source)] += 1
    return tuple(sorted(counted.items(), key=lambda one: (-one[1], one[0])))


def _publisher(source: str) -> str:
    """The host of an address, the folder of a path, or the name of a paper itself."""
    address = urlsplit(source) if "://" in source else None
    if address is not None and address.hostname:
        return address.hostname.removeprefix("www.")
    folder, slash, _ = source.rpartition("/")
    return folder if slash else source
