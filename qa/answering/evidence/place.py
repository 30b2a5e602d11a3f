"""Whether an answer comes from an article that does not know what "of ..." or "in ..." names in the question.

"Who is the Prime Minister of Tarn?" is not answered by an article on the Prime Minister of Aldovia in which
Tarn is not named. Countries, which are called by many words, are left to
:mod:`qa.answering.evidence.country`. Of the 10,612 answerable questions of SQuAD 2.0 train that name such a
thing 108 name one that their article does not, most of these misspelt; of the 4,145 others 106.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from qa.answering.evidence.kinds import Evidence, Values
from qa.answering.proposing import Proposal
from qa.language.lexicon import COUNTRIES, DEMONYMS, TITLES, either
from qa.language.names import names
from qa.question.query import Query
from qa.types import Article

_LETTERS = 4  # that a name shares with its people: "Norvik", "Norvikers"
_LONGEST = 1_000_000  # characters of an article that is looked through
_BEFORE = re.compile(r"\b(?:of|in|at)\s(?:the\s)?$")
_OFFICE = re.compile(rf"\b{either(TITLES)} of ", re.IGNORECASE)  # "Prime Minister of Tarn" is one name
_WORD = re.compile(r"[^\W\d_]{3,}")


def _places(query: Query, proposals: Sequence[Proposal]) -> list[Values]:
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
    """What an article that knows the names behind "of" and "in" has somewhere, a pattern for each."""
    found = []
    for name in names(question):
        words = _WORD.findall(name.text)
        known = name.plural or name.text.casefold() in COUNTRIES or not DEMONYMS.isdisjoint(name.words)
        behind = _OFFICE.search(name.text) or _BEFORE.search(question, 0, name.start)
        if words and not known and not name.text.isupper() and behind:
            found.append(re.compile(rf"\b{re.escape(words[-1][:_LETTERS])}", re.IGNORECASE))
    return tuple(found)


PLACE = Evidence(("other_place",), _places)  # the best span's article lacks a name that the question has
