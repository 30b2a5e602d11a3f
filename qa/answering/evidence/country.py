"""Whether an answer comes from an article that knows nothing of the country asked about.

"How many hospitals will close in Germany?" is not answered by an article about Hungary. Of the 87,599
answerable questions of SQuAD 2.0 train 12 name a country that their article does not name, of the 42,239
others 112.
"""

from __future__ import annotations

import re
from functools import lru_cache

from qa.answering.evidence.kinds import Evidence, each
from qa.answering.proposing import Proposal
from qa.language.lexicon import ADJECTIVES_OF_COUNTRIES, COUNTRIES
from qa.question.query import Query

# Continents, and a country that its own press need not name.
_UNSAID = {"africa", "america", "asia", "europe", "united states"}
_LETTERS = 4  # that a country shares with its people: "Germany", "Germans"
_CAPITALISED = re.compile(r"\b[A-Z]\w+(?: [A-Z]\w+)*")


def _country(query: Query, proposal: Proposal) -> tuple[float, ...]:
    article = proposal.article
    forms = _countries(query.text)
    return (float(any(not form.search(article.title) and not form.search(article.text) for form in forms)),)


@lru_cache(64)
def _countries(question: str) -> tuple[re.Pattern[str], ...]:
    """What an article that speaks of the countries of a question has somewhere, a pattern for each."""
    return tuple(
        re.compile(
            rf"\b(?:{re.escape(name[:_LETTERS])}|{ADJECTIVES_OF_COUNTRIES.get(name, '~')})", re.IGNORECASE
        )
        for name in map(str.lower, _CAPITALISED.findall(question))
        if name in COUNTRIES - _UNSAID and len(name) >= _LETTERS
    )


COUNTRY = Evidence(
    ("other_country",), each(_country)
)  # the best span's article lacks one that the question names
