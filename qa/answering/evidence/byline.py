"""Whether an answer is the name of who wrote a part of an article or took its picture.

"-- Candy Woodall" stands at the end of a line, "Candy Woodall/AP" under a picture. Live blogs sign each of
their entries, so that their authors stand beside everything that may be asked about. Behind a quotation a
dash names its source, who may well be asked for; a line of a list may begin with one, and where that is a
hyphen it signs only below a sentence.
"""

from __future__ import annotations

import re

from qa.answering.evidence.kinds import Evidence, each
from qa.answering.proposing import Proposal
from qa.question.query import Query
from qa.quotations.people import CREDIT
from qa.types import Span

_DASH = r"(?:--|(?<!\S)-|[\u2013-\u2015\u2212])"
_NAME = r"(?:[^\W\d_a-z][\w.'’-]*|and|&)"
_SIGNS = re.compile(rf"{_DASH}[^\S\n]*(?:{_NAME}[^\S\n]+)*$")
_ENDS = re.compile(rf"(?:[^\S\n]+{_NAME})*(?:,[^\n]{{0,40}})?[^\S\n]*(?:\n|$)")
_ITEM = re.compile(rf"\s*{_DASH}")
_HYPHEN = re.compile(r"-(?!-)")
_MOST = 80  # characters between the dash and the answer
_QUOTED = tuple("\"”’'»")
_SENTENCE_END = tuple(".!?)]")


def _byline(query: Query, proposal: Proposal) -> tuple[float, ...]:
    return (float(all(map(_is_signature, proposal.spans))),)


def _is_signature(span: Span) -> bool:
    if span.in_title:
        return False
    text, low, end = span.passage.text, span.start - span.passage.start, span.end - span.passage.start
    if CREDIT.match(text, end):
        return True
    if _ENDS.match(text, end) is None:
        return False
    line = text.rfind("\n", 0, low) + 1
    dash = _SIGNS.search(text, max(line, low - _MOST), low)
    if dash is None:
        return False
    above, behind = text[: dash.start()].rstrip(), text[low:].partition("\n")[2].lstrip("\n")
    if above.endswith(_QUOTED):
        return False
    if text[line : dash.start()].strip() or _HYPHEN.match(dash[0]):
        return above.endswith(_SENTENCE_END)
    return not _ITEM.match(behind) and not _ITEM.match(above[above.rfind("\n") + 1 :])


BYLINE = Evidence(("byline",), each(_byline))  # it is the name of an author below what he or she wrote
