"""Answers of several things: what a span joins, and for "Which banks …?" what other sentences name.

Taken apart, the best spans for the 653 questions of MultiSpanQA's validation part (Li et al. 2022), which all
have several answers, match these exactly with an F1 of 40 instead of 14 % (docs/reader.md).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from qa.answering.citing import Citer
from qa.answering.comparing import normalised
from qa.answering.disagreement import repeats
from qa.answering.judging import Judged
from qa.answering.kinds import of_a_kind
from qa.answering.proposing import Proposal
from qa.answering.things import things
from qa.language.given_names import one_person
from qa.question.form import asks_for_list, asks_for_one
from qa.question.query import Query
from qa.types import Citation, Item, Span

MOST_ITEMS = 30
_NEAR = 4.0  # points of the reader's score below the best candidate that another item may have

_COUNT = re.compile(
    r"\d{1,2}"
    r"|(?:\d+|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|several|many|some)(?:\s+[a-z][\w-]*)+"
)


def naming(query: Query, proposals: Sequence[Proposal]) -> Sequence[Proposal]:
    """The proposals without mere counts, "four states", where all are asked for and another names them."""
    if not asks_for_list(query.text):
        return proposals
    names = [one for one in proposals if not _COUNT.fullmatch(one.best.text[:1].lower() + one.best.text[1:])]
    return names if any(one.best.score > 0 for one in names) else proposals


def items_of(query: Query, candidate: Judged, citer: Citer) -> tuple[Item, ...]:
    """What the text of a candidate joins; empty where it is one thing, or a clause, or one is asked for."""
    if query.yes_no or asks_for_one(query.text):
        return ()
    parts = things(query, candidate.proposal.best)
    return numbered([citer.span(1, part) for part in parts]) if len(parts) > 1 else ()


def all_items(
    query: Query, own: tuple[Item, ...], judged: Sequence[Judged], citer: Citer
) -> tuple[Item, ...]:
    """The items of the best candidate, and those of others where all of a kind are asked for.

    Args:
        query: the question.
        own: the items of its best candidate.
        judged: all of its candidates, best first.
        citer: makes the citations.
    """
    best = judged[0]
    if query.yes_no or not asks_for_list(query.text):
        return own
    least = max(0.0, best.proposal.best.score - _NEAR)
    found = list[Span]()
    for one in [best, *(other for other in judged[1:] if other.proposal.best.score > least)]:
        for thing in things(query, one.proposal.best):
            if not any(_same(thing.text, other.text) for other in found):
                found.append(thing)
    kept = of_a_kind(query, found)[:MOST_ITEMS]
    return numbered([citer.span(1, thing) for thing in kept]) if len(kept) > 1 else ()


def _same(one: str, other: str) -> bool:
    return repeats(one, other) or one_person(normalised(one).split(), normalised(other).split())


def numbered(citations: Sequence[Citation]) -> tuple[Item, ...]:
    """What is cited as items, in order."""
    return tuple(
        Item(one.quote, replace(one, number=number)) for number, one in enumerate(citations, start=1)
    )
