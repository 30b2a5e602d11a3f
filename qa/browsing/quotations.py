"""Whether a sentence stands in the articles word for word, where, and since when.

Blanks and the shape of quotation marks may differ, nothing else: letters, capitals and punctuation are as
they are in the sentence. What is found is cited by its offsets, so that the article's own words are shown.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from qa.answering.citing import Citer
from qa.dates import known_days
from qa.errors import InputError
from qa.index.words import telling_words, words_of
from qa.records import Record
from qa.types import EVERYTHING, Article, Citation, Filter, Index, Passage, Span

MOST_CHARACTERS = 4_000  # of a sentence
_SHOWN = 100  # places that are cited
_DEEP = 10_000  # passages with a word that are looked through
_WORDS = 8  # of the sentence that are looked up: its longest, which are its rarest as a rule
_ARTICLES = 2_000  # read to look for the sentence in them
# Each mark may stand for any other of its kind: straight, curly, low, high, angled, primes.
_MARKS = (
    '"\u201c\u201d\u201e\u201f\xab\xbb\u2033',
    "'\u2018\u2019\u201a\u201b\u2039\u203a\u2032`",
)


@dataclass(frozen=True, slots=True)
class Quoted(Record):
    """Where a sentence stands word for word."""

    sentence: str  # as it was looked for
    total: int  # how often it was found
    exact: bool  # False: not everything could be looked through, so it may stand elsewhere too
    places: tuple[Citation, ...]  # the earliest first, those without a date at the end; at most 100


def quoted(index: Index, sentence: str, where: Filter = EVERYTHING) -> Quoted:
    """Where a sentence stands word for word, in texts and titles.

    Args:
        index: the articles.
        sentence: any stretch of words; quotation marks around all of it are not looked for.
        where: which articles count.

    Raises:
        InputError: it has no words or is far too long, or a date of the filter is none.
    """
    sentence = _checked(sentence)
    pattern = _pattern(sentence)
    candidates, exact = _candidates(index, sentence, where)
    found: list[tuple[tuple[datetime.date, str, int], Article, Span]] = []
    for article_id in candidates:
        article = index.article(article_id)
        known = known_days(article.published)
        date = known[0] if known else datetime.date.max
        found += [((date, article.id, span.start), article, span) for span in _spans(article, pattern)]
    found.sort(key=lambda one: one[0])
    citer = Citer({article.id: article for _, article, _ in found}.__getitem__)
    places = tuple(
        citer.attributed(citer.span(number, span))
        for number, (_, _, span) in enumerate(found[:_SHOWN], start=1)
    )
    return Quoted(sentence, len(found), exact, places)


def _checked(sentence: str) -> str:
    """On one line, without quotation marks around all of it."""
    sentence = " ".join(sentence.split())
    if len(sentence) > MOST_CHARACTERS:
        raise InputError(
            f"the sentence has {len(sentence):,} characters; quote at most {MOST_CHARACTERS:,} at once"
        )
    if any(len(sentence) > 2 and sentence[0] in marks and sentence[-1] in marks for marks in _MARKS):
        sentence = sentence[1:-1].strip()
    if not any(map(str.isalnum, sentence)):
        raise InputError("there is no sentence to look for: give some words of it")
    return sentence


def _pattern(sentence: str) -> re.Pattern[str]:
    """Matches the sentence between its words, in time linear in the text."""
    words = (r"".join(map(_mark, word)) for word in sentence.split())
    before = r"(?<!\w)" if sentence[0].isalnum() else ""
    behind = r"(?!\w)" if sentence[-1].isalnum() else ""
    return re.compile(before + r"\s+".join(words) + behind)


def _mark(char: str) -> str:
    for marks in _MARKS:
        if char in marks:
            return f"[{marks}]"
    return re.escape(char)


def _candidates(index: Index, sentence: str, where: Filter) -> tuple[list[str], bool]:
    """Articles in which it may stand, and whether it can stand in no other.

    Whatever has the sentence has its rarest word; where each of its words stands in more passages than are
    looked through, those passages count that have most of the sentence.
    """
    telling = set(telling_words(sentence))
    # As they are written: a stem may have another stem.
    written = [word for word in dict.fromkeys(re.findall(r"\w+", sentence)) if telling & {*words_of(word)}]
    words = sorted(written, key=len, reverse=True)[:_WORDS]
    rankings = index.lexical.scores(words, _DEEP, where) if words else []
    rarest = min(rankings, key=len, default=[])
    whole = bool(words) and len(rarest) < _DEEP
    if not whole:
        [rarest] = index.lexical.scores([sentence], _DEEP, where)
    passages = index.passages([passage_id for passage_id, _ in rarest])
    there = (passages[passage_id].article_id for passage_id, _ in rarest if passage_id in passages)
    found = list(dict.fromkeys(there))
    return found[:_ARTICLES], whole and len(found) <= _ARTICLES


def _spans(article: Article, pattern: re.Pattern[str]) -> Iterator[Span]:
    """Where the pattern stands in an article's text and in its title."""
    whole = Passage(-1, article.id, 0, len(article.text), article.text, article.title, article.published)
    for match in pattern.finditer(article.text):
        at = replace(whole, start=match.start(), end=match.end(), text=match[0])
        yield Span(at, match.start(), match.end(), 0.0, 0.0)
    for match in pattern.finditer(article.title):
        yield Span(whole, match.start(), match.end(), 0.0, 0.0, in_title=True)
