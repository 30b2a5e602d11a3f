"""Who said what: quotations of a collection, verbatim, newest first, reprints once."""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from qa.answering.citing import Citer
from qa.archive.bearers import is_another
from qa.archive.bearing import bears_on, topic_words
from qa.archive.speakers import speakers
from qa.archive.spellings import Spellings
from qa.dates import last_day
from qa.errors import InputError
from qa.language.analysis import Stretch
from qa.language.compounds import as_one_word, read_beside
from qa.language.terms import content_words
from qa.quotations.spelling import folded
from qa.types import EVERYTHING, Article, Filter, Index, Quotation, Speech

_PASSAGES = 200  # looked through for words, those first that have most of them
_DEEP = 10_000  # the same, of words that tell nothing apart
_ARTICLES = 200  # read for one request at the most
_ALL_OF_ONE = 60  # articles of one speaker up to which all are read for words, whatever a search would find
_AT_ONCE = 12
_AROUND = 240  # characters on either side of a passage with the words in which a quotation may stand
_WORD = re.compile(r"\w+")
_LEAST_SAME = 4  # words that two quotations of one speaker share to be one


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which quotations are asked for. All that is given must hold."""

    words: str = ""  # that are said
    speaker: str | None = None  # a name
    about: str = ""  # a topic: see :mod:`qa.archive.bearing`
    where: Filter = EVERYTHING
    limit: int = 20

    def __post_init__(self) -> None:
        if self.limit < 1:
            raise InputError(f"at least one quotation must be asked for, not {self.limit}")


@dataclass(frozen=True, slots=True)
class Found:
    """The quotations found."""

    quotations: tuple[Quotation, ...]
    complete: bool  # False: not everything could be looked through, or there are more
    unsaid: tuple[str, ...] = ()  # who is quoted, but not about what, where no words were asked for


def quotations(index: Index, wanted: Wanted, spellings: Spellings | None = None) -> Found:
    """The quotations that are asked for, the newest articles' first; those without a date at the end.

    With words, the passages that have most of them are looked through; without, all articles in which the
    speaker speaks, as far as they are needed.
    """
    names, spellings = None, spellings or Spellings()
    if wanted.speaker is not None:
        named = speakers(index, wanted.speaker, spellings)
        names = frozenset(count.name for one in named for count in one.spellings)
        if not names:
            return Found((), True)
    found = _articles(index, wanted, names)
    told = _read(index, wanted, names, found, spellings)
    complete = found.complete and len(told.kept) <= wanted.limit
    if told.kept or wanted.speaker is None or not wanted.about or wanted.words:
        return Found(tuple(told.cited(wanted.limit)), complete)
    whatever = replace(wanted, about="", limit=1)
    quoted = _read(index, whatever, names, _articles(index, whatever, names), spellings).kept
    return Found((), complete, (wanted.speaker, wanted.about) if quoted else ())


@dataclass(frozen=True, slots=True)
class _Articles:
    """Articles to read."""

    ids: Sequence[str]  # newest first
    complete: bool  # these are all
    places: Mapping[str, Sequence[Stretch]] | None = None  # where in them words were found; None: not known


def _articles(index: Index, wanted: Wanted, names: frozenset[str] | None) -> _Articles:
    """The articles that may have what is asked for."""
    asked = f"{wanted.words} {wanted.about}".strip()
    most = _ARTICLES if not asked else _ALL_OF_ONE if names is not None else 0
    listed = index.spoken(sorted(names or ()), wanted.where, most + 1) if most else []
    if most and (not asked or len(listed) <= most):
        return _Articles(listed[:most], len(listed) <= most)
    # Whatever has all the words has the rarest. Those of "AT&T" are in many passages that do not have it.
    most = _PASSAGES if as_one_word(asked) == asked else _DEEP
    words = [word for word in dict.fromkeys(_WORD.findall(asked)) if topic_words(word)]
    scored = min(index.lexical.scores(words, _PASSAGES, wanted.where), key=len) if words else []
    if not words or len(scored) == _PASSAGES:
        [scored] = index.lexical.scores([f"{asked} {wanted.speaker or ''}"], most, wanted.where)
    stems = topic_words(asked)
    dated: dict[str, str | None] = {}
    places: dict[str, list[Stretch]] = defaultdict(list)
    for passage in index.passages([i for i, _ in scored]).values():
        if _may_have(stems, f"{passage.title} {passage.text}"):
            dated[passage.article_id] = passage.published
            places[passage.article_id].append((passage.start - _AROUND, passage.end + _AROUND))
    order = sorted(dated, key=lambda one: last_day(dated[one]) or datetime.date.min, reverse=True)
    complete = len(scored) < most and len(order) <= _ARTICLES
    return _Articles(order[:_ARTICLES], complete, places)


def _may_have(stems: frozenset[str], text: str) -> bool:
    """Whether a text may have words of all these stems: quicker to tell than whether it does."""
    small = read_beside(stems, text).casefold()
    return all(stem in small for stem in stems)


@dataclass(slots=True)
class _Kept:
    """A quotation and how many articles print it."""

    article_id: str
    speech: Speech
    articles: int = 1


def _read(
    index: Index, wanted: Wanted, names: frozenset[str] | None, found: _Articles, spellings: Spellings
) -> _Told:
    """The quotations of articles, as far as they are needed."""
    told = _Told(index, wanted, names, found.places, spellings)
    for at in range(0, len(found.ids), _AT_ONCE):
        told.read(found.ids[at : at + _AT_ONCE])
        if len(told.kept) > wanted.limit:
            break
    return told


class _Told:
    """The quotations kept so far: each once, however often it is printed."""

    def __init__(
        self,
        index: Index,
        wanted: Wanted,
        names: frozenset[str] | None,
        places: Mapping[str, Sequence[Stretch]] | None,
        spellings: Spellings,
    ) -> None:
        self._index, self._asked, self._spellings = index, wanted.speaker, spellings
        self._asked_names = names
        self._near = places
        self._words = topic_words(wanted.words)
        self._about = topic_words(wanted.about)
        self._citer = Citer(index.article)
        self._places: dict[tuple[str, str], int] = {}  # who or in which story, and the words: place in kept
        self._others: dict[tuple[str, str], bool] = {}  # an article and a speaker: see _is_of_another
        self.kept: list[_Kept] = []

    def read(self, article_ids: Sequence[str]) -> None:
        """Look through articles, in their order."""
        said = self._index.speeches(article_ids)
        telling = [
            (article_id, fitting)
            for article_id, speeches in zip(article_ids, said, strict=True)
            if (fitting := [one for one in speeches if self._may_be(article_id, one)])
        ]
        all_of = dict(zip(article_ids, said, strict=True))
        stories = self._index.families([article_id for article_id, _ in telling])
        for (article_id, fitting), story in zip(telling, stories, strict=True):
            article = self._citer.article(article_id)
            beside = sorted(part for one in all_of[article_id] for part in one.parts)
            for speech in fitting:
                if speech.end > len(article.text) or self._is_of_another(article, speech):
                    continue
                if self._is_asked_for(article, speech, beside):
                    self._keep(article, story, speech)

    def _may_be(self, article_id: str, speech: Speech) -> bool:
        """Whether somebody asked for speaks, near words that are asked for: known without the text."""
        if self._asked_names is not None and speech.speaker not in self._asked_names:
            return False
        near = None if self._near is None else self._near[article_id]
        return near is None or any(low < speech.end and speech.start < high for low, high in near)

    def _is_of_another(self, article: Article, speech: Speech) -> bool:
        """Whether the surname that is joined with the name asked for is somebody else's in this article."""
        if self._asked is None or speech.speaker is None:
            return False
        key = (article.id, speech.speaker)
        if key not in self._others:
            text = f"{article.title}\n{article.text}"
            self._others[key] = is_another(self._asked, speech.speaker, text, self._spellings)
        return self._others[key]

    def _is_asked_for(self, article: Article, speech: Speech, beside: Sequence[Stretch]) -> bool:
        quote = article.text[speech.start : speech.end]
        if self._words and not (
            _may_have(self._words, quote) and self._words <= content_words(read_beside(self._words, quote))
        ):
            return False
        return not self._about or bears_on(self._about, article, speech.start, speech.end, beside)

    def _keep(self, article: Article, story: str, speech: Speech) -> None:
        words = " ".join(_WORD.findall(folded(article.text[speech.start : speech.end])))
        if not words:
            return
        keys = [(story, words)]
        if speech.speaker and words.count(" ") >= _LEAST_SAME - 1:
            keys.append((folded(speech.speaker), words))
        place = next((self._places[key] for key in keys if key in self._places), None)
        if place is None:
            place = len(self.kept)
            self.kept.append(_Kept(article.id, speech))
        elif self.kept[place].article_id != article.id:
            self.kept[place].articles += 1
        for key in keys:
            self._places.setdefault(key, place)

    def cited(self, limit: int) -> Iterator[Quotation]:
        """The first of those kept, counted from 1."""
        for number, one in enumerate(self.kept[:limit], 1):
            speech = one.speech
            citation = self._citer.stretch(number, one.article_id, speech.start, speech.end)
            verb = speech.verb if speech.speaker else None
            cited = replace(citation, speaker=speech.speaker, verb=verb)
            yield Quotation(cited, speech.direct, speech.named, speech.parts, one.articles)
