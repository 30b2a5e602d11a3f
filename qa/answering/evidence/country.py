"""Whether an answer is of another country than the one asked about.

"How many hospitals will close in Germany?" is not answered by an article about Hungary. Of the 87,599
answerable questions of SQuAD 2.0 train 12 name a country that their article does not name, of the 42,239
others 112. And who is called "Russian President" is no president of Ukraine.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from qa.answering.evidence.kinds import Evidence, Values
from qa.answering.proposing import Proposal
from qa.language.lexicon import ADJECTIVES_OF_COUNTRIES, COUNTRIES
from qa.question.query import Query
from qa.types import Article

# Continents, and a country that its own press need not name.
_UNSAID = {"africa", "america", "asia", "europe", "united states"}
_LETTERS = 4  # that a country shares with its people: "Germany", "Germans"
_WORD = re.compile(r"[a-z]{4,}")  # that an office may be called by
_CAPITALISED = re.compile(r"\b[A-Z]\w+(?: [A-Z]\w+)*")


def _country(query: Query, proposals: Sequence[Proposal]) -> list[Values]:
    forms = _countries(query.text)
    if not forms:
        return [(0.0,)] * len(proposals)
    spans = [span for proposal in proposals for span in proposal.mentions] if query.someone else []
    told = {span.passage.id: span.passage.text for span in spans}.values()
    other = (_knows_not(one.article, forms) or _serves_another(query, one, told, forms) for one in proposals)
    return [(float(found),) for found in other]


def _knows_not(article: Article, forms: Sequence[re.Pattern[str]]) -> bool:
    return any(not form.search(article.title) and not form.search(article.text) for form in forms)


def _serves_another(
    query: Query, proposal: Proposal, told: Iterable[str], forms: Sequence[re.Pattern[str]]
) -> bool:
    """Whether what is told calls somebody by the office asked for, and of other countries only."""
    offices, name = "|".join(_WORD.findall(query.text)), proposal.best.text.split()[-1]
    called = re.compile(
        rf"\b(?P<of>[A-Z]\w+)(?:['’]s)?\s(?:[\w-]+\s)?(?i:{offices})\s(?:[A-Z][\w.]*\s){{0,2}}{re.escape(name)}\b"
    )
    of = [match["of"] for text in told for match in called.finditer(text)]
    countries = [word for word in of if _ANY_COUNTRY.match(word)]
    return bool(countries) and not any(form.match(word) for word in countries for form in forms)


def _form_of(name: str) -> str:
    """What a country and its people begin with: a pattern."""
    return rf"\b(?:{re.escape(name[:_LETTERS])}|{ADJECTIVES_OF_COUNTRIES.get(name, '~')})"


_ANY_COUNTRY = re.compile(
    "|".join(sorted(_form_of(name) for name in COUNTRIES if len(name) >= _LETTERS)), re.IGNORECASE
)


@lru_cache(64)
def _countries(question: str) -> tuple[re.Pattern[str], ...]:
    """What an article that speaks of the countries of a question has somewhere, a pattern for each."""
    return tuple(
        re.compile(_form_of(name), re.IGNORECASE)
        for name in map(str.lower, _CAPITALISED.findall(question))
        if name in COUNTRIES - _UNSAID and len(name) >= _LETTERS
    )


# The best span's article lacks one that the question names, or passages call the answer another one's.
COUNTRY = Evidence(("other_country",), _country)
