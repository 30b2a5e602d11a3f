"""Who speaks in a collection, how often, first and last: spellings of one name together.

Names are joined where nothing else can be meant: the same words but for accents, capitals and the table of
spellings; a surname with a full name where every article in which the one speaks names the other, and no
other bearer of it; and a surname, but no capital or country, with the one full name that has it in the
whole collection, where that begins with a known first name. Two people of one surname stay apart, and so
does the surname alone then.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from qa.archive.bearers import only_bearer
from qa.archive.spellings import Spellings
from qa.dates import days
from qa.language import lexicon
from qa.quotations.clauses import SPEAKING
from qa.quotations.spelling import name_words
from qa.records import Record
from qa.types import EVERYTHING, Filter, Index, SpeakerCount

_MOST_LOOKED_UP = 100  # pairs of a surname and a full name whose articles are read
_MOST_ARTICLES = 20  # in which a surname speaks; of more, not all could be read
_SPEAKS_FOR = re.compile(r"\b(?:for|of)\b")
# That stand for their governments.
_CAPITALS = lexicon.COUNTRIES | lexicon.words("washington london paris moscow beijing kyiv brussels berlin")
_COMMON = (
    SPEAKING
    | lexicon.NUMBERS
    | lexicon.words(
        """
    others hundreds thousands dozens candidates moderators advocates economists members opponents supporters
    lawmakers americans demonstrators consultants travelers
    """
    )
)
_LEADING = lexicon.TITLES | lexicon.SHORT_TITLES | lexicon.words("former prime vice v.p vp deputy first")


@dataclass(frozen=True, slots=True)
class Speaker(Record):
    """Somebody who is reported to speak."""

    name: str  # the spelling used most of those with most words
    quotations: int
    articles: int  # an article counts for each spelling in it
    first: str | None  # when the oldest and the newest of them were published: partial ISO dates
    last: str | None
    spellings: tuple[SpeakerCount, ...]  # each way the name is written, the most used first


def speakers(
    index: Index,
    asked: str | None = None,
    spellings: Spellings | None = None,
    where: Filter = EVERYTHING,
) -> list[Speaker]:
    """Who speaks, those first who do so most; only those who may be meant by a name, if one is given.

    What is written ("the statement") is nobody who speaks, and "officials" are others in every article:
    neither is listed unless it is asked for. The title of a name that is asked for is not looked for.
    """
    known = spellings or Spellings()
    evidence = Evidence(index, where, known)
    if asked is None:
        counts = [count for count in index.speakers(where=where) if not _is_common(count.name)]
        return joined(counts, known, evidence.same)
    asked = _untitled(asked)
    words = name_words(asked)
    if not words:
        return []
    counts = [count for way in sorted(known.ways(words[-1])) for count in index.speakers(way, where)]
    return [speaker for speaker in joined(counts, known, evidence.same) if _meant(asked, speaker, known)]


def joined(
    counts: Iterable[SpeakerCount],
    spellings: Spellings,
    same: Callable[[str, str], bool] = lambda surname, full: False,
) -> list[Speaker]:
    """The spellings of one name together.

    Args:
        counts: all spellings of a surname must be there, or none.
        spellings: which words are one name.
        same: whether the articles show that a surname alone means somebody, who is named in full.
    """
    groups: dict[tuple[str, ...], list[SpeakerCount]] = defaultdict(list)
    for count in counts:
        groups[spellings.key(count.name)].append(count)
    by_surname: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for key in groups:
        if len(key) > 1 and _is_full(groups[key][0].name):
            by_surname[key[-1]].append(key)
    alone = [
        key for key in groups if len(key) == 1 and groups[key][0].name[:1].isupper() and by_surname[key[0]]
    ]
    for key in sorted(alone, key=lambda key: -sum(one.quotations for one in groups[key])):
        bearers = by_surname[key[0]]
        people = bearers if len(bearers) == 1 and _is_person(groups[bearers[0]][0].name) else []
        if not people or key[0] in _CAPITALS:
            people = [
                full for full in bearers if all(same(one.name, groups[full][0].name) for one in groups[key])
            ]
        if len(people) == 1:
            groups[people[0]] += groups.pop(key)
    found = [_speaker(group) for group in groups.values()]
    return sorted(found, key=lambda one: (-one.quotations, one.name))


class Evidence:
    """What the articles say about who is meant by a surname."""

    def __init__(self, index: Index, where: Filter, spellings: Spellings) -> None:
        self._index, self._where, self._spellings = index, where, spellings
        self._looked_up = 0

    def same(self, surname: str, full: str) -> bool:
        """Whether every article in which a surname speaks names one person by it, in full."""
        if self._looked_up >= _MOST_LOOKED_UP:
            return False
        self._looked_up += 1
        ids = self._index.spoken([surname], self._where, _MOST_ARTICLES + 1)
        return 0 < len(ids) <= _MOST_ARTICLES and all(
            only_bearer(self._index.article(one).text, surname, full, self._spellings) for one in ids
        )


def _untitled(asked: str) -> str:
    """A name that is asked for without the titles before it: "Gov. Moss" is called so in few articles."""
    words = asked.split()
    folded = [word.strip(".").casefold() for word in words]
    first = next((at for at, word in enumerate(folded) if word not in _LEADING), 0)
    return asked if folded[first : first + 1] == ["of"] else " ".join(words[first:])


def _is_common(name: str) -> bool:
    """Whether words name nobody: a statement, or "the company" and "officials", others in every article."""
    first, *others = name.split()
    if any(part[:1].isupper() for part in others):
        return False
    word = first.casefold()
    return bool(others) or first.islower() or (word in _COMMON and word not in lexicon.SURNAMES)


def _is_full(name: str) -> bool:
    """Whether some words may be a person's full name: groups share their last word with many others."""
    capitals = all(part[:1].isupper() or part in lexicon.JOINERS for part in name.split())
    return capitals and name_words(name)[-1] not in lexicon.ORGANISATION_WORDS


def _is_person(name: str) -> bool:
    """Whether a full name begins with a first name."""
    return _is_full(name) and name_words(name)[0] in lexicon.FIRST_NAMES


def _speaker(group: Sequence[SpeakerCount]) -> Speaker:
    ordered = sorted(group, key=lambda one: (-one.quotations, one.name))
    longest = max(ordered, key=lambda one: (len(one.name.split()), one.quotations))
    firsts = [one.first for one in group if one.first]
    lasts = [one.last for one in group if one.last]
    return Speaker(
        longest.name,
        sum(one.quotations for one in group),
        sum(one.articles for one in group),
        min(firsts, key=lambda date: days(date)[0], default=None),
        max(lasts, key=lambda date: days(date)[1], default=None),
        tuple(ordered),
    )


def _meant(asked: str, speaker: Speaker, spellings: Spellings) -> bool:
    """Whether a name that was typed may mean a speaker: "Putin" is not "a spokesman for Putin"."""
    wanted = spellings.key(asked)
    for count in speaker.spellings:
        key = spellings.key(count.name)
        speaks_for = _SPEAKS_FOR.search(count.name) and not _SPEAKS_FOR.search(asked)
        if set(wanted) <= set(key) and wanted[-1] == key[-1] and not speaks_for:
            return True
    return False
