"""Whether an answer comes from an article that does not know what "of ..." or "in ..." names in the question.

"Who is the Prime Minister of Tarn?" is not answered by an article on the Prime Minister of Aldovia in which
Tarn is not named. Countries, which are called by many words, are left to
:mod:`qa.answering.evidence.country`. Of the 10,612 answerable questions of SQuAD 2.0 train that name such a
thing 108 name one that their article does not, most of these misspelt; of the 4,145 others 106.
"""

from __future__ import annotations

import re
from functools import lru_cache

from qa.answering.evidence.kinds import Evidence, each
from qa.answering.proposing import Proposal
from qa.language.lexicon import COUNTRIES, DEMONYMS, TITLES, either
from qa.language.names import names
from qa.question.query import Query

_LETTERS = 4  # that a name shares with its people: "Norvik", "Norvikers"
_BEFORE = re.compile(r"\b(?:of|in|at)\s(?:the\s)?$")
_OFFICE = re.compile(rf"\b{either(TITLES)} of ", re.IGNORECASE)  # "Prime Minister of Tarn" is one name
_WORD = re.compile(r"[^\W\d_]{3,}")


def _place(query: Query, proposal: Proposal) -> tuple[float, ...]:
    article = proposal.article
    named = _named(query.text)
    return (float(any(not form.search(article.title) and not form.search(article.text) for form in named)),)


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


PLACE = Evidence(("other_place",), each(_place))  # the best span's article lacks a name that the question has
