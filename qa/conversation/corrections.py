"""Corrections of the last question: "No, I meant 2018", "not Hallen, Kyiv", "the other one".

The last question with the piece replaced is tried on the articles as the readings of a follow-up are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from qa.conversation.frames import FRAME_FADE, asked_further
from qa.conversation.history import Turn
from qa.conversation.pieces import frame_of, with_piece
from qa.conversation.resolution import Resolution
from qa.conversation.returning import the_other
from qa.language import lexicon

_MOST = 8  # words of a piece; a longer one is a question of its own
_TURNS = 2  # of which a question may be corrected
_MOST_READINGS = 4
_AGAIN, _BEHIND = 0.9, 0.3
_BREAK = r"[\s,.:;!-]+"
_WRONG = r"wrong (?!answer)\w+"
_STRONG = (
    r"(?:no|nope|nah|sorry|i'm sorry|oops|ups|whoops|pardon|my (?:mistake|bad|fault)|correction|typo|actually"
    rf"|{_WRONG})"
)
_SOFT = (
    r"(?:ah|oh|uh|um|er|hm+|well|wait|ok|okay|but|and|no|that's not it"
    r"|not (?:that|this|him|her|them)(?: one)?)"
)
_LEAD = re.compile(rf"(?:(?:{_STRONG}|{_SOFT}){_BREAK})+", re.IGNORECASE)
_MEANT = re.compile(
    r"(?:it(?:'s| is| was) about|(?:what )?i (?:really |actually |just |only )?(?:meant|mean"
    r"|was asking (?:about|for)|asked (?:about|for)"
    r"|was talking about|was thinking of|was referring to)(?: to (?:say|ask|write|type))?(?: is"
    r"| was)?(?: about)?)[\s,:]+",
    re.IGNORECASE,
)
_MEANT_BEHIND = re.compile(
    r"^(?:it(?:'s| is| was) )?(?P<new>.+?)[\s,]+(?:is what )?i (?:meant|mean)$", re.IGNORECASE
)
_REPHRASED = re.compile(
    r"(?:let me (?:rephrase|try again|ask again|put it \w+)(?: that| it)?|in other words|rephrased?"
    r"|once more)[:,. ]+",
    re.IGNORECASE,
)
_BOTH = (
    re.compile(
        r"^not (?P<old>(?:[^,;:.]|(?<=\d)[.,](?=\d))+?)(?:\s*[,;:.-]+(?:\s+|(?!\d))(?:but |rather )?| but )"
        r"(?P<new>.+)$",
        re.IGNORECASE,
    ),
    re.compile(
        r"^(?:i )?(?:don't|do not|didn't|did not) mean (?P<old>[^,;:.]+?)(?:[,;:.]\s*(?P<new>.+))?$", re.I
    ),
    re.compile(r"^instead of (?P<old>[^,;:]+?)[,;:]?\s+(?P<new>\S+|(?<=[,;:] ).+)$", re.IGNORECASE),
    re.compile(r"^(?:change|replace|swap) (?P<old>.+?) (?:to|with|by|for|into) (?P<new>.+)$", re.IGNORECASE),
    re.compile(r"^(?P<new>.+?)(?:, (?:and )?not|,? instead of|,? rather than) (?P<old>.+)$", re.IGNORECASE),
)
_LOOSELY = re.compile(r"(?P<new>.+?),? (?:and )?not (?P<old>.+)", re.IGNORECASE)  # behind a "sorry" only
_INSTEAD = re.compile(
    r"^(?:make (?:that|it)|or rather|rather|better),? (?P<new>.+)$|^\*(?P<star>[^*]+)$|^(?P<end>[^*]+)\*$",
    re.I,
)
_OTHER = re.compile(
    r"(?:the other|another|a different|some other|the (?:wrong|same)|not (?:that|this|him|her|it))"
    r"(?: \w+)?|(?:the )?(?:first|second|third|last|former|latter) one",
    re.IGNORECASE,
)
_WRONG_ONE = re.compile(rf"{_WRONG}", re.IGNORECASE)
_NOT = re.compile(r"not (?P<old>(?:the |a |in |from )?[\w'’-]+(?: [\w'’-]+){0,3})", re.IGNORECASE)
_QUESTION = re.compile(
    rf"(?:{lexicon.either(lexicon.PREPOSITIONS)} )?{lexicon.either(lexicon.WH_WORDS)} \w+"
    rf"|{lexicon.either(lexicon.AUXILIARIES)} \w+",
    re.IGNORECASE,
)
_COMPARED = re.compile(r"the (?:\w+er|\w+est|(?:more|most|less|least) \w+)(?: one| of them)?", re.IGNORECASE)
# What a question asks for, as the words that ask for it: "I meant the year" of "When did she die?".
_ASKED_FOR = {
    "date": "On what date",
    "day": "On what day",
    "month": "In what month",
    "year": "In what year",
    "time": "At what time",
    "place": "Where",
    "location": "Where",
    "reason": "Why",
}
_ASKED_FOR_NOUN = re.compile(
    rf"(?:the|what|which)\s+(?:exact\s+|full\s+)?(?P<noun>{lexicon.either(_ASKED_FOR)})", re.IGNORECASE
)
_ASKING = re.compile(
    rf"^(?:when|where|why|how(?:\s+\w+)?|(?:(?:on|in|at)\s+)?(?:what|which)\s+{lexicon.either(_ASKED_FOR)})"
    rf"(?=\s+{lexicon.either(lexicon.AUXILIARIES)})",
    re.IGNORECASE,
)
_ATTRIBUTE = re.compile(
    r"(?:his|her|its|their) (?:\w+ )?(?:name|surname|age|job|nationality)s?", re.IGNORECASE
)
_SETS_IN = lexicon.words(
    "the of in at on from for by to with during a an his her its their hers theirs next last this"
)


@dataclass(frozen=True, slots=True)
class Correction:
    """What a correction says."""

    new: str  # the piece that is meant; empty for "the other one"
    old: str = ""  # the piece in whose place it stands, where it is said
    whole: bool = False  # ``new`` is a question of its own: "I meant who coached them"


def correction_of(turn: str) -> Correction | None:
    """What a turn corrects of the question before it; None where it is no correction."""
    text = turn.replace("’", "'").strip().rstrip(".! ")
    lead = _LEAD.match(f"{text} ")
    behind = text[min(lead.end(), len(text)) :] if lead is not None else text
    led = lead is not None and re.search(rf"\b{_STRONG}\b", lead[0], re.IGNORECASE) is not None
    if (opening := _MEANT.match(behind) or _REPHRASED.match(behind)) is not None:
        return _piece(behind[opening.end() :])
    if (said := _MEANT_BEHIND.match(behind)) is not None:
        return _piece(said["new"])
    if _QUESTION.match(behind) and not re.match(r"\w+, not \w+$", behind):
        return None
    return _of_two(behind) or _other(text, behind) or (_led(text, lead[0], behind) if led and lead else None)


def _of_two(text: str) -> Correction | None:
    """What names what is wrong, or is put so that nothing else can be meant."""
    if len(text.split()) > _MOST + 2 or "?" in text:
        return None
    for pattern in _BOTH:
        if (found := pattern.match(text)) is not None:
            new = _MEANT.sub("", found["new"] or "")
            return Correction(_stripped(new), _stripped(found["old"]))
    if (instead := _INSTEAD.match(text)) is not None:
        return Correction(_stripped(instead["new"] or instead["star"] or instead["end"]))
    return None


def _other(text: str, behind: str) -> Correction | None:
    """What says only that another one is meant: "the other one", "not the minister", "wrong Marsh"."""
    said = behind or text
    if _OTHER.fullmatch(said) or _WRONG_ONE.fullmatch(text.rstrip(",. ")):
        return Correction("")
    if _COMPARED.fullmatch(said):
        return Correction(said)
    wrong = _NOT.fullmatch(said)
    return Correction("", _stripped(wrong["old"])) if wrong is not None else None


def _led(text: str, lead: str, behind: str) -> Correction | None:
    """What stands behind "no," or "sorry" and is too short for a question."""
    words = behind.casefold().split()
    if _ATTRIBUTE.fullmatch(behind):
        return Correction(f"What is {behind}", whole=True)
    if not words or len(words) > _MOST or "?" in text:
        return None
    parted = re.search(r"[,.:;!-]", lead) is not None
    loose = lead.split()[-1].casefold() in {"no", "nah", "nope"} and not parted
    if loose and words[0] not in _SETS_IN:
        return None  # "no casualties"
    if (both := _LOOSELY.fullmatch(behind)) is not None:
        return Correction(_stripped(both["new"]), _stripped(both["old"]))
    return _of_two(behind) or Correction(_stripped(behind))


def _piece(text: str) -> Correction | None:
    text = text.strip(" ,.:;")
    if not text:
        return None
    if _QUESTION.match(text) or "?" in text:
        return Correction(text, whole=True)
    found = _of_two(text) or _other(text, text)
    if found is not None:
        return found
    return Correction(_stripped(text)) if len(text.split()) <= _MOST else Correction(text, whole=True)


def _stripped(text: str) -> str:
    return text.strip(" ,.:;!?\"'“”‘’")


def corrected(correction: Correction, turns: Sequence[Turn]) -> list[Resolution]:
    """The questions that a correction may mean, of the last ones asked (oldest first); most likely first."""
    if not correction.new and not correction.old and turns:
        other = the_other(frame_of(turns[-1]), turns[:-1])
        if other is not None:
            return [other]
    found: dict[str, Resolution] = {}
    for age, turn in enumerate(reversed(turns[-_TURNS:])):
        for one in _of_turn(correction, turn):
            found.setdefault(one.question, replace(one, prior=one.prior * FRAME_FADE**age))
        if found and age == 0 and correction.old:
            break
    return sorted(found.values(), key=lambda one: -one.prior)[:_MOST_READINGS]


def _of_turn(correction: Correction, turn: Turn) -> Iterator[Resolution]:
    base = frame_of(turn)
    if not correction.new or _stands_in(correction.new, base):
        yield Resolution(f"{base}?", _AGAIN)
        return
    old = _stands_in(correction.old, base) if correction.old else None
    if old is not None:
        yield Resolution(f"{base[: old.start()]}{correction.new}{base[old.end() :]}?", 1.0)
        return
    if correction.new.casefold() in lexicon.WH_WORDS:
        yield from asked_further(correction.new, turn)
        return
    if (meant := _ASKED_FOR_NOUN.fullmatch(correction.new)) is not None:
        asking = _ASKED_FOR[meant["noun"].casefold()]
        again, asks = _ASKING.subn(asking, base, count=1)
        yield from [Resolution(f"{again}?", _AGAIN)] if asks else asked_further(asking, turn)
        return
    found = list(with_piece(base, correction.new))
    yield from found or [Resolution(f"{base}, {correction.new}?", _BEHIND)]


def _stands_in(words: str, question: str) -> re.Match[str] | None:
    return re.search(rf"(?<!\w){re.escape(words)}(?!\w)", question, re.IGNORECASE)
