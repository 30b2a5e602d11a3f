"""Whether an article says of somebody that the office asked about is theirs no more.

"Who is the fire chief?" is not surely answered by "Fire chief Nora Blum has retired", nor by "former fire
chief Nora Blum": whoever follows is placed before them, and without a successor the answer is less sure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.answering.evidence.kinds import Evidence, each
from qa.answering.proposing import Proposal
from qa.language import lexicon
from qa.question.query import Query
from qa.types import Span

MOST = 0.5  # confidence in somebody who has left: chosen, since no set of questions teaches it

_MOST = 20  # mentions that are looked at, and places of the name in each
_NEAR = 90  # characters around a name that may say it
_ASKS = re.compile(
    rf"{lexicon.OPENING}who(?:\s+is|['’]s|\s+(?!{lexicon.either(lexicon.AUXILIARIES)})\w+s\b)", re.IGNORECASE
)
_LEAVES = (
    r"(?:retire[sd]|resign(?:s|ed)|quits?|step(?:s|ped)\s(?:down|aside)|die[sd]|stood\sdown|stands\sdown"
    r"|was\s(?:dismissed|sacked|fired|ousted|removed|killed|assassinated|voted\sout|buried)"
    r"|(?:is\s)?(?:sacked|ousted|dismissed)|(?:is|are)\s(?:retiring|resigning|stepping\sdown|quitting|dead)"
    r"|(?:has|have|had)\s(?:(?:now|just|already|since)\s)?(?:retired|resigned|quit|died|stepped\s(?:down|aside)|stood\sdown)"
    r"|(?:has|have|had)\sbeen\s(?:dismissed|sacked|fired|ousted|removed|killed|voted\sout)"
    r"|(?:announced|handed\sin|tendered|submitted)\s(?:his|her|their)\s(?:resignation|retirement|departure))\b"
)
# "..., director of the museum,"
_APPOSED = r"(?:,[^,.;\n]{1,60},|\s(?:of|at|from)\s[^,.;\n]{1,40}?|\s\(\d+\))?"
_BEHIND = re.compile(rf"{_APPOSED},?\s(?:who\s)?{_LEAVES}", re.IGNORECASE)
_BEFORE = re.compile(
    r"\b(?:former|ex|late|outgoing|retired|ousted|then|departing|(?:death|resignation|retirement|dismissal|departure)\sof)"
    r"[\s-](?:[\w’'-]+\s){0,5}$",
    re.IGNORECASE,
)
# Only "Who is still a farmer?" is about those: who has changed jobs may be what "Who is a baker?" asks for.
_STILL = re.compile(r"\bstill\b", re.IGNORECASE)
_CHANGES = re.compile(
    rf"{_APPOSED},?\s(?:(?:is|was)\sno\slonger|no\slonger\s\w+s|(?:has|had)\s(?:changed|switched)\s\w+)\b",
    re.IGNORECASE,
)
_THEN = re.compile(rf"[^.\n]*\.\s+(?:He|She)\s{_LEAVES}")  # the sentence behind


def _leaving(query: Query, proposal: Proposal) -> tuple[float, ...]:
    if not query.time.lasting or not _ASKS.match(query.text):
        return (0.0,)
    behind = (_BEHIND, _CHANGES) if _STILL.search(query.text) else (_BEHIND,)
    return (float(any(_left(span, behind) for span in proposal.mentions[:_MOST])),)


def _left(span: Span, behind: Sequence[re.Pattern[str]]) -> bool:
    """Whether the passage of a span, or its title, says that whom the span names has left.

    Args:
        span: a name.
        behind: what says so right behind it.
    """
    passage, name = span.passage, span.text.split()[-1]
    return any(_says(text, name, behind) for text in (passage.title, passage.text) if name in text)


def _says(text: str, name: str, behind: Sequence[re.Pattern[str]]) -> bool:
    for place in list(re.finditer(rf"\b{re.escape(name)}(?:['’]s)?\b", text))[:_MOST]:
        if any(pattern.match(text, place.end()) for pattern in behind):
            return True
        if _THEN.match(text, place.end(), place.end() + 2 * _NEAR):
            return True
        if _BEFORE.search(text, max(0, place.start() - _NEAR), place.start()):
            return True
    return False


# The answer is said to have left, or to have been what is asked.
LEAVING = Evidence(("left",), each(_leaving))
