"""What "the oldest one" is one of: the trees that were counted or named in the questions before."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.conversation.history import Turn
from qa.conversation.naming import names
from qa.conversation.pieces import frame_of
from qa.conversation.resolution import REGARDING, Resolution
from qa.language import lexicon
from qa.language.bullets import is_list

_PRIOR = 0.9
_TURNS = 2  # last turns in which the things are looked for
_ONE = re.compile(
    r"\bthe\s+(?:\w{2,}est|(?:most|least)\s+\w+|first|second|third|last|next)\s+(?P<one>ones?)\b",
    re.IGNORECASE,
)
_OTHER = rf"(?!{lexicon.either(lexicon.STOPWORDS)})"
_THINGS = (
    rf"(?P<things>(?:{_OTHER}[a-z\-]+\s+){{0,2}}?{_OTHER}(?:[a-z\-]+(?<![sui])s|people|children|men|women))\b"
)
_COUNTED = re.compile(
    rf"\b(?:how\s+many|the(?:\s+\d[\d,.]*)?|(?:which|what)(?=(?:\s+\w+){{1,6}}?\s+{lexicon.either(lexicon.AUXILIARIES)}))"
    rf"\s+{_THINGS}",
    re.IGNORECASE,
)
_COUNTS = re.compile(rf"(?:\b\d[\d,.]*|{lexicon.either(lexicon.NUMBERS)})\s+{_THINGS}", re.IGNORECASE)


def one_of_them(question: str, turns: Sequence[Turn]) -> Resolution | None:
    """For "How old is the oldest one?" the oldest of the trees that the last turns asked about.

    None where the question names no such one, or the turns (oldest first) spoke of nothing in the plural.
    """
    told = _ONE.search(question)
    if told is None:
        return None
    for turn in reversed(turns[-_TURNS:]):
        base = frame_of(turn)
        things = _COUNTED.search(base) or _COUNTS.search("" if is_list(turn.said or "") else turn.said or "")
        if things is not None:
            kept = f"{question[: told.start('one')]}of the {things['things']}{question[told.end('one') :]}"
            return Resolution(_where_it_was(kept, base), _PRIOR)
    return None


def _where_it_was(question: str, base: str) -> str:
    """The question with the name that the things were asked of, where it has none of its own."""
    regarding = base.partition(REGARDING)[2]
    of = regarding or next((name.text for name in names(base) if name.certain), "")
    if not of or any(name.certain for name in names(question)):
        return question
    return f"{question.rstrip(' ?.!')}{REGARDING}{of}?"
