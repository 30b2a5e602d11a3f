"""Follow-ups that go back to what was asked before: "So who won?", "And the first one?"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from qa.conversation.clauses import clause_of, says_of
from qa.conversation.history import Turn
from qa.conversation.naming import names
from qa.conversation.pieces import frame_of, of_one_kind
from qa.conversation.resolution import Resolution
from qa.language import lexicon
from qa.language.names import Name
from qa.language.terms import content_words

_AGAIN, _DONE, _FIRST = 0.9, 0.85, 0.9
_CONCLUDING = re.compile(r"^\W*(?:so|but|ok|okay)\b[\s,]+|[\s,]+(?:then|again)\W*$", re.IGNORECASE)
_FEW = 3  # content words of a question that is asked again in short
FIRST_ONE = re.compile(r"(?:the\s+)?(?P<which>first|former|previous|earlier)(?:\s+one)?", re.IGNORECASE)
_HOW_MUCH_IS_IT = re.compile(r"^how\s+\w+\s+(?:is|are|was|were)\b", re.IGNORECASE)
_BE = re.compile(r"\b(?:is|are|was|were)\s+$", re.IGNORECASE)
_FIRST_WORD = re.compile(rf"\W*({lexicon.either(lexicon.WH_WORDS)})", re.IGNORECASE)


def asked_again(question: str, turns: Sequence[Turn]) -> Resolution | None:
    """For "So who won?" the last question that says so much and more: "Who won the Cup?"."""
    short = _CONCLUDING.sub("", question)
    asked, words = _FIRST_WORD.match(short), content_words(short)
    if short == question or asked is None or not 0 < len(words) <= _FEW or _has_name(short):
        return None
    for turn in reversed(turns):
        before = frame_of(turn)
        same = _FIRST_WORD.match(before)
        if same is not None and same[1].casefold() == asked[1].casefold() and words < content_words(before):
            return Resolution(f"{before}?", _AGAIN)
    return None


def tells_of_an_event(base: str) -> bool:
    """Whether "When was that?" may ask on about a question: not about "How much was it?"."""
    clause = clause_of(base)
    return clause is None or bool(clause.rest) or _HOW_MUCH_IS_IT.match(base) is None


def by_whom(base: str) -> Iterator[Resolution]:
    """For "Who did it?" who did what a question says was done."""
    clause = clause_of(base)
    if clause is None or not clause.subject or not clause.rest:
        return
    aux, done = _BE.search(clause.asked), clause.rest.split()[0]
    if aux is not None and says_of(done.casefold()):
        named = [name.text for name in names(clause.asked)]
        # "Hellström, when was it founded" says itself what "it" is.
        subject = named[0] if clause.subject in lexicon.PRONOUNS and named else clause.subject
        yield Resolution(f"By whom {aux.group().strip()} {subject}{clause.rest}?", _DONE)


def the_first(piece: str, base: str, earlier: Sequence[Turn]) -> Iterator[Resolution]:
    """For "And the first one?" the last question of what was asked of before its name.

    Args:
        piece: "the first one".
        base: the last question, without its mark.
        earlier: the turns before it, oldest first.
    """
    told = FIRST_ONE.fullmatch(piece)
    spoken_of = [name for turn in earlier for name in names(turn.resolved_question) if name.certain]
    if told is not None and told["which"].casefold() in {"previous", "earlier"}:
        spoken_of.reverse()
    for name in names(base):
        others = [one for one in spoken_of if one.text != name.text and of_one_kind(one, name)]
        of_its_name = [one for one in others if _head(one) == _head(name)]
        if name.certain and others:
            other = (of_its_name or others)[0].text
            yield Resolution(f"{base[: name.start]}{other}{base[name.end :]}?", _FIRST)
            return


def the_other(base: str, earlier: Sequence[Turn]) -> Resolution | None:
    """For "the other one" the last question that asked the same of another name; None where none did."""
    for turn in reversed(earlier):
        before = frame_of(turn)
        for name in names(base):
            for other in names(before):
                asked = (base[: name.start], base[name.end :])
                if name.text != other.text and asked == (before[: other.start], before[other.end :]):
                    return Resolution(f"{before}?", _FIRST)
    return None


def _head(name: Name) -> str:
    return name.words[-1]


def _has_name(text: str) -> bool:
    return any(name.certain for name in names(text))
