"""Whether an article takes an answer back: a correction names the wrong value beside the right one.

"In a report on 29 March we wrote that 23 people had died. The correct number is 21." Without this the wrong
value gains by its correction: it is told once more, and on a newer day. What is taken back is a value,
however it is put: "19 million" of a headline falls with "19 million euros". Where a notice says only what was
wrong, the other value of its kind in it is the right one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from qa.answering.disagreement import differ, repeats, value_kind
from qa.answering.evidence.kinds import Evidence, Values
from qa.answering.proposing import Proposal
from qa.answering.telling import sentence_of
from qa.question.query import Query
from qa.types import Passage, Span

_IS_RIGHT = r"(?:correct|right) \w+ (?:is|are|was|were)"
_IS_WRONG = r"(?:was|is) (?:wrong|incorrect|an error|a mistake)"
# What tells a correction from other texts in which something is said to be wrong.
_NOTICE = re.compile(
    r"\b(?:corrections?|corrected|clarification|erratum|regrets? the (?:error|mistake)"
    r"|apologi[sz]es? for the (?:error|mistake)|(?:earlier|previous|original) versions?"
    rf"|the {_IS_RIGHT}|gave (?:an? |the )?(?:wrong|incorrect) \w+"
    rf"|(?:that|this|which) {_IS_WRONG}"
    r"|should have (?:said|read|been|stated)|as we (?:wrote|reported|said))\b",
    re.IGNORECASE,
)
_WRONG = re.compile(
    r"\b(?:earlier|previous(?:ly)?|original(?:ly)?|incorrectly|wrongly|mistakenly|erroneously|misstated"
    r"|in error|(?:due to|by|through) (?:an? )?(?:\w+ )?(?:error|mistake)"
    r"|in (?:a|an|our) (?:report|article|story)|(?:we|we had) (?:wrote|written|said|reported))\b",
    re.IGNORECASE,
)
_RIGHT = re.compile(
    rf"\b(?:should (?:be|have)|{_IS_RIGHT}|in fact|actually"
    rf"|(?:that|this|which) {_IS_WRONG}"
    r"|(?:it|he|she|they) (?:is|are|was|were))\b",
    re.IGNORECASE,
)
_NOT = re.compile(
    r"\b(?:not|rather than|instead of)(?:,[^,.;]{1,40},)?\s+(?:(?:the|an?|on|in|at|by|to|for|from)\s+){0,2}$",
    re.IGNORECASE,
)
_NOT_BUT = re.compile(
    r"\s*(?:,?\s*(?:and )?not\b|[^.;:,]{0,40}(?:,\s*(?:and )?not|\s(?:rather than|instead of))\b)",
    re.IGNORECASE,
)
# "The minutes gave the rent as £6,400. The correct figure is £4,600."
_RIGHT_NEXT = re.compile(rf"\s*The {_IS_RIGHT}\b", re.IGNORECASE)
# "We said it cost £25.9 million. That was wrong. The final cost was £27.3 million."
_WRONG_BEFORE = re.compile(rf"\b(?:that|this|it) {_IS_WRONG}\.\s*$", re.IGNORECASE)
# The day of the wrong report is not what it got wrong.
_REPORT_OF = re.compile(
    r"\b(?:report|article|story|edition|issue|version|wrote|written|said|reported|published)\s"
    r"(?:[\w-]+\s){0,6}?(?:on|of|from|in)\s(?:the\s)?$",
    re.IGNORECASE,
)

_NEAR = 40  # characters before a sentence that may say that what stands before was wrong
_MOST_INHERITED = 12.0  # points of score

Role = Literal["wrong", "right", "other"]


@dataclass(frozen=True, slots=True)
class _Told:
    """What notices say of a proposal."""

    text: str
    score: float
    wrong: frozenset[int]  # the passages in which it is the wrong value
    right: frozenset[int]
    other: frozenset[int]

    @property
    def believed(self) -> bool:
        """Whether the reader prefers it to "not in this passage"."""
        return self.score > 0

    @property
    def taken_back(self) -> bool:
        return bool(self.wrong) and not self.right and not self.other


def _retractions(query: Query, proposals: Sequence[Proposal]) -> list[Values]:
    told = [_told(proposal) for proposal in proposals]
    wrong = [one for one in told if one.taken_back]
    right = [one.text for one in told if one.right]
    return [
        (float(_retracted(one, wrong, right)), float(_corrected(one, wrong)), _inherited(one, wrong))
        for one in told
    ]


def _retracted(one: _Told, wrong: Sequence[_Told], right: Sequence[str]) -> bool:
    if one.taken_back:
        return True
    if one.right or one.other or any(repeats(one.text, text) for text in right):
        return False
    return any(repeats(one.text, other.text) for other in wrong)


def _corrected(one: _Told, wrong: Sequence[_Told]) -> bool:
    """Whether a notice has it as the right value, or beside the wrong one as another of its kind."""
    return bool(one.right) or any(
        one.believed and other.believed and _stands_by(one, other) for other in wrong
    )


def _stands_by(one: _Told, wrong: _Told) -> bool:
    kind = value_kind(one.text)
    alike = kind != "other" and kind == value_kind(wrong.text)
    return alike and bool(one.other & wrong.wrong) and differ(kind, one.text, wrong.text)


def _inherited(one: _Told, wrong: Sequence[_Told]) -> float:
    """By how much the reader liked the value better in whose place a notice puts this one."""
    more = (other.score - one.score for other in wrong if one.right & other.wrong)
    return min(_MOST_INHERITED, max([0.0, *more]))


def _told(proposal: Proposal) -> _Told:
    places: dict[Role, set[int]] = {"wrong": set(), "right": set(), "other": set()}
    for span in proposal.mentions:
        if not span.in_title and is_notice(span.passage) and (role := _role(span)) is not None:
            places[role].add(span.passage.id)
    roles = map(frozenset, (places["wrong"], places["right"], places["other"]))
    return _Told(proposal.best.text, proposal.best.score, *roles)


def taken_back_in(proposal: Proposal) -> Span | None:
    """Where the newest correction names a proposal's value as the wrong one; None where none does."""
    found = [
        span
        for span in proposal.mentions
        if not span.in_title and is_notice(span.passage) and _role(span) == "wrong"
    ]
    return max(found, key=lambda span: span.passage.published or "", default=None)


def is_notice(passage: Passage) -> bool:
    """Whether a passage corrects something that was said before."""
    return bool(_NOTICE.search(f"{passage.title}\n{passage.text}"))


def _role(span: Span) -> Role | None:
    """What a span is in its sentence of a correction; None for the day of the report that is corrected."""
    sentence, start = sentence_of(span)
    before, behind = sentence[:start], sentence[start + len(span.text) :]
    if _NOT.search(before):
        return "wrong"
    kind = value_kind(span.text)
    if kind == "date" and _REPORT_OF.search(before):
        return None
    text, first = span.passage.text, span.start - span.passage.start - start
    if kind != "other":
        if _RIGHT_NEXT.match(text, first + len(sentence)):
            return "wrong"
        if _WRONG_BEFORE.search(text, max(0, first - _NEAR), first):
            return "right"
    wrong = _WRONG.search(before)
    if _RIGHT.search(before, wrong.end() if wrong else 0) or _NOT_BUT.match(behind):
        return "right"
    return "wrong" if wrong else "other"


RETRACTION = Evidence(
    (
        "retracted",  # where a correction has the answer, however it is put, it is the wrong one
        "corrected",  # a correction has it as the right one, or has another one as wrong
        # What it lacks in score to the value in whose place it is put: "The final cost was 27.3 million" says
        # less of what cost that much than the report that it corrects.
        "inherited",
    ),
    _retractions,
)
