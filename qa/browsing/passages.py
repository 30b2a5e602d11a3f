"""Passages that words find, without reading them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from qa.answering.citing import Citer
from qa.errors import InputError
from qa.question.checking import checked_question
from qa.types import EVERYTHING, Citation, Filter, Index, Retriever

MOST = 1_000  # passages of one search


@dataclass(frozen=True, slots=True)
class FoundPassage:
    """A passage that was found."""

    score: float  # of the retriever; higher is better, comparable within one search only
    citation: Citation  # where it stands; its quote is the whole passage

    def to_dict(self) -> dict[str, Any]:
        """As docs/json.md has it: a citation with its score."""
        return {"score": self.score, **self.citation.to_dict()}


def search(
    index: Index, retriever: Retriever, words: str, *, top: int = 10, where: Filter = EVERYTHING
) -> list[FoundPassage]:
    """The passages that the retriever finds for words or a question, best first.

    Args:
        index: where they stand.
        retriever: ranks its passages.
        words: as for a question.
        top: at most so many, from 1 to ``MOST``.
        where: which articles may be found.

    Raises:
        InputError: there are no words or far too many, ``top`` is out of range, or a date is none.
        IndexCorrupt: an article is not what was stored.
    """
    if not 1 <= top <= MOST:
        raise InputError(f"a search finds from 1 to {MOST:,} passages, not {top}")
    [hits] = retriever.search([checked_question(words)], top, where)
    citer = Citer(index.article)
    found = []
    for number, hit in enumerate(hits, start=1):
        cited = citer.cite(number, hit.passage, hit.passage.start, hit.passage.end)
        found.append(
            FoundPassage(hit.score, replace(cited, sentence=cited.quote, sentence_start=cited.start))
        )
    return found
