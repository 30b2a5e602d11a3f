"""Several questions in one turn, taken apart so that each is asked in its place."""

from __future__ import annotations

import re

from qa.language import lexicon

_AUX = lexicon.either(lexicon.AUXILIARIES)
_WH = lexicon.either(lexicon.WH_WORDS)
_BEHIND = rf"(?:{lexicon.either(lexicon.PREPOSITIONS)}\s+)?"
_END = re.compile(r"(?<=\?)[\s\"'”’)]+|\s*\n\s*")
_NUMBER = re.compile(r"^\s*(?:\(?\d{1,2}[.)]|[-•*])\s+")
_WHOLE = re.compile(
    rf"^(?:(?:and|but|so|also|or|then)\b[\s,]*)?(?:{_BEHIND}{_WH}|{_AUX}|(?:and|or|what about"
    r"|how about)\s+\w)",
    re.I,
)
# "Who founded it and when did he leave?": behind the "and" stands a question with a verb of its own.
_SECOND = re.compile(
    rf"(?<=\w),?\s+and\s+(?=(?:{_BEHIND}(?:where|when|why|how(?:\s+(?:many|much|long|far|old))?(?:\s+(?!{_AUX})\w+)??|whom?|what)\s+{_AUX}"
    rf"|(?:who|what)\s+(?!{_AUX}|else\b)[\w'’-]+)\s*\w)",
    re.IGNORECASE,
)
_FIRST = re.compile(rf"^\W*(?:{_BEHIND}{_WH})\b", re.IGNORECASE)
_EMBEDDED = re.compile(rf"\w\W+(?:{_WH})\b", re.IGNORECASE)
_LEAST = 3  # words of a question that another one is behind


def questions_in(turn: str) -> list[str]:
    """The questions of a turn in their order; the turn as it is where it is one question, or none.

    What stands before a question without being one ("Norvik cut jobs. When?") stays with it.
    """
    pieces: list[str] = []
    open_end = ""
    for part in _END.split(turn.strip()):
        piece = _NUMBER.sub("", f"{open_end} {part}".strip())
        if piece.endswith("?") or "\n" in turn:
            pieces.append(piece)
            open_end = ""
        else:
            open_end = piece
    if open_end:
        pieces.append(open_end)
    pieces = [piece for piece in pieces if piece]
    if not all(_WHOLE.match(piece) for piece in pieces[1:]):
        return [turn]
    return [one for piece in pieces for one in _joined(piece)] or [turn]


def _joined(question: str) -> list[str]:
    """Two questions that an "and" joins."""
    second = _SECOND.search(question)
    if second is None:
        return [question]
    first = question[: second.start()]
    if len(first.split()) < _LEAST or not _FIRST.match(first) or _EMBEDDED.search(first):
        return [question]
    rest = question[second.end() :]
    return [f"{first}?", f"{rest[0].upper()}{rest[1:]}"]
