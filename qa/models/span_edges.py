"""Where a span should end: behind no other sentence, nor before the last that answers, nor inside an amount.

A span reader chooses its two ends apart from each other. Sometimes they are of two sentences, or of a person
and of the clause about another; and where two founded a company it often names the first. The limits were
chosen by what they do to the 10,570 questions of SQuAD 1.1 dev (docs/reader.md).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from qa.language import lexicon
from qa.language.coordination import joined
from qa.language.sentences import spans as sentence_spans
from qa.language.terms import content_words, stem
from qa.models.forward import Floats
from qa.models.tokens import Tokens
from qa.question.form import asks_for_list, asks_for_one, asks_for_someone

_LOST = 3.0  # points of score that a span without what should not be in it may cost
_NEAR = 1.0  # points below the end chosen that an end behind one more name may lie
_NEAR_SUBJECT = 4.0  # the same where the verb of the question follows: "Ann and her brother founded"
_REACH = 14  # tokens that are looked at for one more name
_LONGEST_JOINT = 50  # characters between two names that are joined
_AROUND = 300  # characters around a span in which its sentences are looked for

_SENTENCE_END = re.compile(r"[.!?]['\"”’)\]]*\s")
_CLAUSE = re.compile(
    rf"\b{lexicon.either(lexicon.AUXILIARIES - lexicon.words('be been being may'))}", re.IGNORECASE
)
_CLAUSE_WORDS = lexicon.AUXILIARIES | lexicon.WH_WORDS | lexicon.CONJUNCTIONS - {"and", "or"}
_STOP = re.compile(r"[.!?;:](?:\s|$)|\n")
_RELATION = r"(?:(?:his|her|their|the|an?)\s+(?:[a-z-]+\s+){1,2})?"  # "and her brother" before a name
_JOINT_BEFORE = re.compile(rf"(?:,\s*(?:(?:and|or)\s+{_RELATION})?|\b(?:and|or)\s+{_RELATION}|&\s*)$")
_JOINT_BEHIND = re.compile(r"\s*(?:,\s*(?:(?:and|or)\s+)?|(?:and|or)\s+|&\s*)", re.IGNORECASE)
_NAME = re.compile(r"[A-Z\d]")
_WORD = re.compile(r"\w+")
_NEXT = re.compile(r"\s+(\w{3,})")
_SCALE = re.compile(r"\s(?:hundred|thousand|million|billion|trillion)\b")


@dataclass(frozen=True, slots=True)
class Row:
    """The tokens of a window with their logits, cut to the text: arrays of one length."""

    text: str  # that the offsets of the tokens count in
    tokens: Tokens
    start: Floats
    end: Floats
    blocks: npt.NDArray[np.int16]
    longest: int  # most tokens of a span

    def words(self, first: int, last: int) -> str:
        """The text from one token to another."""
        return self.text[self.tokens.starts[first] : self.tokens.ends[last]]


class SpanEdges:
    """Mends the ends of spans for one question."""

    def __init__(self, question: str) -> None:
        self._someone = asks_for_someone(question)
        self._several = (self._someone or asks_for_list(question)) and not asks_for_one(question)
        self._asked = content_words(question)

    def mended(self, row: Row, first: int, last: int) -> tuple[int, int, float]:
        """The first and the last token that a span should have, and what that takes from its score."""
        short = self._shortened(row, first, last)
        lost = float(row.start[first] + row.end[last] - row.start[short[0]] - row.end[short[1]])
        begin, end = self._widened(row, *short) if self._several else short
        return begin, _with_scale(row, end), lost

    def _shortened(self, row: Row, first: int, last: int) -> tuple[int, int]:
        """The best part within one sentence, and for "who" without a verb, if it is nearly as good."""
        text = row.words(first, last)
        offset = int(row.tokens.starts[first])
        cuts = _sentence_starts(row.text, offset, offset + len(text))
        taboo = [match.span() for match in _CLAUSE.finditer(text)] if self._someone else []
        if not cuts and not taboo:
            return first, last
        here = slice(first, last + 1)
        starts, ends = row.tokens.starts[here], row.tokens.ends[here]
        barred = np.zeros(len(starts), bool)
        for low, high in taboo:
            barred |= (starts < offset + high) & (ends > offset + low)
        parts = np.searchsorted(cuts, starts, side="right") + 2 * np.cumsum(barred)
        allowed = np.triu(parts[:, None] == parts) & ~barred[:, None] & ~barred
        scores = np.where(allowed, row.start[here][:, None] + row.end[here], -np.inf)
        begin, stop = divmod(int(scores.argmax()), len(starts))
        if scores[begin, stop] < row.start[first] + row.end[last] - _LOST:
            return first, last
        return first + begin, first + stop

    def _widened(self, row: Row, first: int, last: int) -> tuple[int, int]:
        """With the other names that "and" joins to it, where they are nearly as good an answer."""
        found = [
            (lost, begin, stop)
            for begin, stop in (_before(row, first, last), _behind(row, first, last))
            if self._joins(row, (first, last), (begin, stop))
            for lost in [float(row.start[first] + row.end[last] - row.start[begin] - row.end[stop])]
            if lost <= (_NEAR_SUBJECT if self._is_subject(row, stop) else _NEAR)
        ]
        return min(found)[1:] if found else (first, last)

    def _joins(self, row: Row, narrow: tuple[int, int], wide: tuple[int, int]) -> bool:
        """Whether what is added is a name that the question does not know, and no clause."""
        if narrow == wide or not joined(row.words(*wide)):
            return False
        added = row.words(*wide).replace(row.words(*narrow), "", 1)
        words = _WORD.findall(added.casefold())
        return (
            bool(_NAME.search(added))
            and _CLAUSE_WORDS.isdisjoint(words)
            and self._asked.isdisjoint(content_words(added))
        )

    def _is_subject(self, row: Row, last: int) -> bool:
        """Whether a word of the question comes next."""
        behind = _NEXT.match(row.text, int(row.tokens.ends[last]))
        return behind is not None and stem(behind[1].casefold()) in self._asked


def _with_scale(row: Row, last: int) -> int:
    """The last token of an amount: "$33 billion" is no "$33", even where it was asked how many billions.

    Of 15,087 right answers that end in a digit, of SQuAD 2.0, QED and TyDi, 21 stand before such a word.
    """
    end = int(row.tokens.ends[last])
    if not row.text[end - 1 : end].isdigit() or (scale := _SCALE.match(row.text, end)) is None:
        return last
    behind = int(np.searchsorted(row.tokens.ends, scale.end()))
    return behind if behind < len(row.blocks) and row.blocks[behind] == row.blocks[last] else last


def _behind(row: Row, first: int, last: int) -> tuple[int, int]:
    """The span with the likeliest end behind what is joined to it; the same where nothing is."""
    end = int(row.tokens.ends[last])
    joint = _JOINT_BEHIND.match(row.text, end)
    if joint is None:
        return first, last
    stop = _STOP.search(row.text, end)
    low, high = np.searchsorted(row.tokens.starts, (joint.end(), stop.start() if stop else len(row.text)))
    high = min(high, low + _REACH, first + row.longest)
    high = low + int(np.count_nonzero(row.blocks[low:high] == row.blocks[first]))
    return (first, int(low + row.end[low:high].argmax())) if low < high else (first, last)


def _before(row: Row, first: int, last: int) -> tuple[int, int]:
    """The span with the likeliest beginning before what it is joined to; the same where it is to nothing."""
    begin = int(row.tokens.starts[first])
    near = max(0, begin - 2 * _AROUND)
    joint = _JOINT_BEFORE.search(row.text[max(0, begin - _LONGEST_JOINT) : begin])
    if joint is None:
        return first, last
    sentence = max((match.end() for match in _STOP.finditer(row.text, near, begin)), default=0)
    high = int(np.searchsorted(row.tokens.ends, begin - len(joint[0]), side="right"))
    low = max(int(np.searchsorted(row.tokens.starts, sentence)), high - _REACH, last + 1 - row.longest, 0)
    low = high - int(np.count_nonzero(row.blocks[low:high] == row.blocks[first]))
    return (int(low + row.start[low:high].argmax()), last) if low < high else (first, last)


def _sentence_starts(text: str, start: int, end: int) -> list[int]:
    """Where sentences begin inside a stretch of a text."""
    if not _SENTENCE_END.search(text, start, end):
        return []
    left = max(0, start - _AROUND)
    found = (left + begin for begin, _ in sentence_spans(text[left : end + _AROUND]))
    return [begin for begin in found if start < begin < end]
