"""Who said what: quotations of a collection, verbatim, newest first, reprints once."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from qa.answering.citing import Citer
from qa.archive.speakers import speakers
from qa.archive.spellings import Spellings
from qa.dates import days
from qa.language.terms import content_words
from qa.quotations.spelling import folded
from qa.types import EVERYTHING, Article, Filter, Index, Quotation, Speech

_PASSAGES = 400  # looked through for words, those first that have most of them
_ARTICLES = 300  # read for one request at the most
_AT_ONCE = 25
_AROUND = 240  # characters on either side of a quotation that tell what it is about
_LEAST_SAME = 4  # words that two quotations of one speaker share to be one


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which quotations are asked for. All that is given must hold."""

    words: str = ""  # that are said
    speaker: str | None = None  # a name
    about: str = ""  # words that are said, stand around it, or in the article's title
    where: Filter = EVERYTHING
    limit: int = 20


@dataclass(frozen=True, slots=True)
class Found:
    """The quotations found."""

    quotations: tuple[Quotation, ...]
    complete: bool  # False: not everything could be looked through, or there are more


def quotations(index: Index, wanted: Wanted, spellings: Spellings | None = None) -> Found:
    """The quotations that are asked for, the newest articles' first; those without a date at the end.

    With words, the passages that have most of them are looked through; without, all articles in which the
    speaker speaks, as far as they are needed.
    """
    names = None
    if wanted.speaker is not None:
        named = speakers(index, wanted.speaker, spellings)
        names = frozenset(count.name for one in named for count in one.spellings)
        if not names:
            return Found((), True)
    ids, complete = _articles(index, wanted, names)
    told = _Told(index, wanted)
    for at in range(0, len(ids), _AT_ONCE):
        some = ids[at : at + _AT_ONCE]
        told.read(some, names)
        if len(told.kept) > wanted.limit:
            break
    kept = tuple(told.numbered())
    return Found(kept[: wanted.limit], complete and len(kept) <= wanted.limit)


def _articles(index: Index, wanted: Wanted, names: frozenset[str] | None) -> tuple[list[str], bool]:
    """The ids of the articles to read, newest first, and whether these are all."""
    asked = f"{wanted.words} {wanted.about}".strip()
    listed = index.spoken(sorted(names or ()), wanted.where, _ARTICLES + 1)
    if not asked or (names is not None and len(listed) <= _ARTICLES):
        return listed[:_ARTICLES], len(listed) <= _ARTICLES
    question = f"{asked} {wanted.speaker or ''}"
    [scored] = index.lexical.scores([question], _PASSAGES, wanted.where)
    dated = {p.article_id: p.published for p in index.passages([i for i, _ in scored]).values()}
    order = sorted(dated, key=lambda one: _last_day(dated[one]), reverse=True)
    return order[:_ARTICLES], len(scored) < _PASSAGES and len(order) <= _ARTICLES


def _last_day(published: str | None) -> datetime.date:
    return days(published)[1] if published else datetime.date.min


class _Told:
    """The quotations kept so far: each once, however often it is printed."""

    def __init__(self, index: Index, wanted: Wanted) -> None:
        self._index = index
        self._wanted = wanted
        self._words = content_words(wanted.words)
        self._about = content_words(wanted.about)
        self._citer = Citer(index.article)
        self._places: dict[tuple[str, str], int] = {}  # who or in which story, and the words: place in kept
        self.kept: list[Quotation] = []

    def read(self, article_ids: Sequence[str], names: frozenset[str] | None) -> None:
        """Look through articles, in their order."""
        said = self._index.speeches(article_ids)
        telling = [
            (article_id, fitting)
            for article_id, speeches in zip(article_ids, said, strict=True)
            if (fitting := [one for one in speeches if names is None or one.speaker in names])
        ]
        stories = self._index.families([article_id for article_id, _ in telling])
        for (article_id, fitting), story in zip(telling, stories, strict=True):
            for speech in self._about_it(article_id, fitting):
                self._keep(article_id, story, speech)

    def _about_it(self, article_id: str, speeches: Iterable[Speech]) -> Iterator[Speech]:
        """Those with the words that are asked for."""
        if not self._words and not self._about:
            yield from speeches
            return
        article = self._citer.article(article_id)
        for speech in speeches:
            quote = article.text[speech.start : speech.end]
            if self._words <= content_words(quote) and self._about <= _subjects(article, speech):
                yield speech

    def _keep(self, article_id: str, story: str, speech: Speech) -> None:
        citation = self._citer.stretch(1, article_id, speech.start, speech.end)
        words = " ".join(re.findall(r"\w+", folded(citation.quote)))
        if not words:
            return
        keys = [(story, words)]
        if speech.speaker and words.count(" ") >= _LEAST_SAME - 1:
            keys.append((folded(speech.speaker), words))
        place = next((self._places[key] for key in keys if key in self._places), None)
        if place is None:
            place = len(self.kept)
            verb = speech.verb if speech.speaker else None
            cited = replace(citation, speaker=speech.speaker, verb=verb)
            self.kept.append(Quotation(cited, speech.direct, speech.named, speech.parts))
        elif self.kept[place].citation.article_id != article_id:
            self.kept[place] = replace(self.kept[place], articles=self.kept[place].articles + 1)
        for key in keys:
            self._places.setdefault(key, place)

    def numbered(self) -> Iterator[Quotation]:
        """All kept, counted from 1."""
        for number, one in enumerate(self.kept, 1):
            yield replace(one, citation=replace(one.citation, number=number))


def _subjects(article: Article, speech: Speech) -> frozenset[str]:
    """The stems of the words of a quotation, around it and of its article's title."""
    low, high = max(0, speech.start - _AROUND), speech.end + _AROUND
    return content_words(f"{article.text[low:high]} {article.title}")
