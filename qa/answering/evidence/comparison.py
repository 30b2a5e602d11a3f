"""Whether an answer stands on the side of a comparison that the question asks for.

"Which ferry is more expensive?" is not answered by the first ferry of "The Torvale ferry is cheaper than the
Lindow ferry", nor "Who joined last?" by the first name of "Weber joined before Braun did". Of the 24,724
answerable questions of SQuAD 2.0 train that compare or count from first to last, 2 have an answer that seems
to be on the other side.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from qa.answering.evidence.kinds import Evidence, each
from qa.answering.proposing import Proposal
from qa.answering.telling import sentence_of
from qa.language.lexicon import OPPOSITES
from qa.question.query import Query

# Questions that ask for one of the two, and name none of them themselves.
_ASKS = re.compile(r"^\W*(?:who|whose|which|what)\b(?!.*\b(?:than|or|rather|other)\b)", re.IGNORECASE)
_DEGREE = re.compile(
    r"\b(?:(?P<how>more|less|most|least)\s+(?P<long>[a-z]+)|(?P<short>[a-z]{2,}(?:er|est)))\b"
)
_THAN = re.compile(r"\s+than\s+(?:the\s+|that of\s+)?(?=[A-Z])")
_ORDER = re.compile(
    r"^\W*(?:who|which)\b.*\b(?:(?P<first>first|earlier|earliest)|last|later|latest)\W*$", re.IGNORECASE
)
_TWO_TIMES = re.compile(r"\s(?:(?P<before>before|earlier than)|after|later than)\s+(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class _Degree:
    """An adjective that is compared, without its ending, and whether more or less of it is meant, or most."""

    adjective: str
    more: bool
    highest: bool
    start: int
    end: int

    def turned(self, other: _Degree) -> bool | None:
        """Whether the other says the opposite; None where they speak of different things."""
        if self.adjective == other.adjective:
            return self.more != other.more
        if other.adjective in _OPPOSITE.get(self.adjective, ()):
            return self.more == other.more
        return None


def _comparison(query: Query, proposal: Proposal) -> tuple[float, ...]:
    span = proposal.best
    if span.in_title:
        return (0.0,)
    sentence, start = sentence_of(span)
    found = _other_side(query.text, sentence, start, start + len(span.text))
    return (float(found),)


def _other_side(question: str, sentence: str, start: int, end: int) -> bool:
    """Whether ``sentence[start:end]`` is on the side of a comparison that was not asked for."""
    if not _ASKS.match(question):
        return False
    order, times = _ORDER.match(question), _TWO_TIMES.search(sentence)
    if order and times:
        is_first = bool(order["first"]) == bool(times["before"])
        return _wrong_side(times.start(), times.end(), start, end, is_first=is_first)
    said = _degrees(sentence)
    for asked in _degrees(question):
        alike = [(one, turned) for one in said if (turned := asked.turned(one)) is not None]
        for one, turned in alike:
            if _THAN.match(sentence, one.end):
                return _wrong_side(one.start, one.end, start, end, is_first=not turned)
        before = [turned for one, turned in alike if one.highest and one.end <= start]
        behind = [turned for one, turned in alike if one.highest and one.start >= end]
        if asked.highest and before and before[-1] and False not in behind:
            return True
    return False


def _wrong_side(low: int, high: int, start: int, end: int, *, is_first: bool) -> bool:
    """Whether a stretch is not before (``is_first``), or not behind, the words that compare."""
    return end > low if is_first else start < high


def _degrees(text: str) -> list[_Degree]:
    found = []
    for match in _DEGREE.finditer(text):
        word = match["long"] or _base(match["short"])
        if word:
            how = match["how"] or match["short"][-3:]
            more, highest = how not in ("less", "least"), how in ("most", "least", "est")
            found.append(_Degree(word, more, highest, *match.span()))
    return found


def _base(word: str) -> str:
    """What is common to the degrees of an adjective: "heavi" of "heavier", "bigg" of "biggest"."""
    return word.removesuffix("est").removesuffix("er")


def _stems(adjective: str) -> set[str]:
    """The adjective as it stands behind "more", and as ``_base`` leaves it."""
    short = adjective.removesuffix("e")
    if short.endswith("y"):
        short = short[:-1] + "i"
    return {adjective, short, short + short[-1]}


def _opposites() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for pair in OPPOSITES:
        for one, other in (pair, pair[::-1]):
            for stem in _stems(one):
                found.setdefault(stem, set()).update(_stems(other))
    return {stem: frozenset(others) for stem, others in found.items()}


_OPPOSITE = _opposites()

COMPARISON = Evidence(("other_side",), each(_comparison))  # of a comparison than the question asks for
