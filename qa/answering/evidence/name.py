"""Whether an answer comes from an article that lacks a name of the question.

"Who is the Prime Minister of Tarn?" is not answered by an article on the Prime Minister of Aldovia in which
Tarn is not named, nor "When did Anna Holm resign?" or "What is Quibi?" by one that names neither. Counted
are what stands behind "of" and "in", persons, and what is all that a question asks about; countries, which
are called by many words, are left to :mod:`qa.answering.evidence.country`. Of the answerable questions of
SQuAD 2.0 train 108 of 10,612 name such a place that their article does not (most of them misspelt), 51 of
5,269 such a person, and 2 of 253 ask about nothing else. Of the candidates in the open for questions of
SQuAD, news and the sample articles 371 wrong ones and 4 right ones stand in an article without the person.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from qa.answering.evidence.kinds import Evidence, Values
from qa.answering.proposing import Proposal
from qa.language.lexicon import COUNTRIES, DEMONYMS, TITLES, either
from qa.language.names import Name, names
from qa.question.query import Query
from qa.types import Article

_LETTERS = 4  # that a name shares with its people, and with how others spell it: "Norvikers", "Zelensky"
_LONGEST = 1_000_000  # characters of an article that is looked through
_BEFORE = re.compile(r"\b(?:of|in|at)\s(?:the\s)?$")
_WHO = re.compile(r"(?:who|what)(?:\s(?:is|was|are|were)|'s)\s(?:the\s)?", re.IGNORECASE)
_OFFICE = re.compile(rf"\b{either(TITLES)} of ", re.IGNORECASE)  # "Prime Minister of Tarn" is one name
_WORD = re.compile(r"[^\W\d_]{3,}")


def _names(query: Query, proposals: Sequence[Proposal]) -> list[Values]:
    named = _named(query.text)
    if not named:
        return [(0.0,)] * len(proposals)
    articles = {one.article.id: one.article for one in proposals}
    lacking = {name for name, article in articles.items() if any(_lacks(article, form) for form in named)}
    return [(float(one.article.id in lacking),) for one in proposals]


def _lacks(article: Article, form: re.Pattern[str]) -> bool:
    """Whether an article has a name nowhere; of one as long as a book nothing is said."""
    if len(article.text) > _LONGEST:
        return False
    return not form.search(article.title) and not form.search(article.text)


@lru_cache(64)
def _named(question: str) -> tuple[re.Pattern[str], ...]:
    """What an article that knows the names of a question has somewhere, a pattern for each."""
    found = []
    for name in names(question):
        words = _WORD.findall(name.text)
        if _is_place(name, question):
            words = words[-1:]
        elif not name.certain or (name.kind != "person" and not _is_all(name, question)):
            continue
        if words:  # a surname may be spelt otherwise, "Klichko" for "Klitschko": one word of a person will do
            known = "|".join(re.escape(word[:_LETTERS]) for word in words)
            found.append(re.compile(rf"\b(?:{known})", re.IGNORECASE))
    return tuple(found)


def _is_all(name: Name, question: str) -> bool:
    """Whether a question asks who or what has the name, and nothing else."""
    return not question[name.end :].strip("? ") and _WHO.fullmatch(question, 0, name.start) is not None


def _is_place(name: Name, question: str) -> bool:
    """Whether a place or a body is named behind "of" or "in"; peoples and countries are none."""
    known = name.plural or name.text.casefold() in COUNTRIES or not DEMONYMS.isdisjoint(name.words)
    behind = _OFFICE.search(name.text) or _BEFORE.search(question, 0, name.start)
    return not known and not name.text.isupper() and behind is not None


NAME = Evidence(("other_name",), _names)  # the best span's article lacks a name that the question has
