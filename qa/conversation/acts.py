"""What a turn of a conversation is, decided by its words before anything is searched.

Small talk is a closed world: few words, said in few ways. So each act is a small grammar that a turn has to
match as a whole, and whatever matches none is a question. That is right more often than models fitted to a
few hundred turns, and almost never takes a real question for talk: ``eval/acts.py`` measures both.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from qa.conversation import phrases
from qa.conversation.claims import claimed
from qa.conversation.collection import Wanted, wanted_of
from qa.conversation.corrections import Correction, correction_of
from qa.conversation.several import questions_in
from qa.types import Act

SEARCHED: frozenset[Act] = frozenset({"question", "follow-up", "correction", "several"})
"""What the articles are searched for; nothing else ever is."""

_MOST_CHARACTERS = 4000  # of a turn that is looked at; a longer one is a question, if anything


@dataclass(frozen=True, slots=True)
class Recognised:
    """What a turn is."""

    act: Act
    text: str  # the turn, of a question without the greeting or the thanks in front of it
    questions: tuple[str, ...] = ()  # of several questions: each
    command: str | None = None  # of a command: the slash command that it stands for
    correction: Correction | None = None  # of a correction
    wanted: Wanted | None = None  # of a question about the collection
    claimed: str | None = None  # of a doubt: the value that is stated instead


def recognise(turn: str, *, after_question: bool) -> Recognised:
    """What a turn is: of a question whether it stands alone is not said here.

    Args:
        turn: as it was typed or pasted.
        after_question: something was asked before, which a turn may react to or correct.
    """
    if len(turn) > _MOST_CHARACTERS:
        return Recognised("question", turn)
    lines, turn = turn, " ".join(turn.split())
    bare, faces = _bare(turn)
    if not bare:
        return _wordless(turn, faces)
    command = _command(turn, bare)
    if command is not None:
        return Recognised("command", turn, command=command)
    words = bare.split()
    if len(words) <= phrases.MOST:
        act = _talk(bare, asks="?" in turn)
        if act is not None:
            return Recognised(act, turn)
        if after_question and (value := claimed(turn)) is not None:
            return Recognised("doubt", turn, claimed=value)
        if after_question and (correction := correction_of(turn)) is not None:
            return Recognised("correction", turn, correction=correction)
        if (wanted := wanted_of(turn)) is not None:
            return Recognised("collection", turn, wanted=wanted)
        other = phrases.OTHER.fullmatch(bare) and not ("?" in turn and bare.startswith("i"))
        if other or all(map(phrases.MASHED.fullmatch, words)):
            return Recognised("other", turn)
    rest = _without_lead(turn)
    if phrases.ASSISTANT.fullmatch(_bare(rest)[0]):
        return Recognised("assistant", turn)  # "Hi! What can you do?"
    questions = questions_in(_without_lead(lines.strip()))
    if len(questions) > 1:
        return Recognised("several", turn, tuple(questions))
    return Recognised("question", rest)


def _bare(turn: str) -> tuple[str, bool]:
    """The folded words of a turn with nothing between them but blanks, and whether it has a face."""
    text = turn.replace("’", "'")
    plain = phrases.FACE.sub(" ", text)
    shown = "".join(" " if unicodedata.category(char) in {"So", "Sk", "Cn"} else char for char in plain)
    words = phrases.WORD.findall(phrases.REPEATED.sub(r"\1", shown.casefold()))
    return " ".join(words), shown != text


def _wordless(turn: str, faces: bool) -> Recognised:
    if faces:
        return Recognised("greeting" if "👋" in turn else "reaction", turn)
    if "?" in turn:
        return Recognised("command", turn, command="/help")
    return Recognised("other", turn)


def _command(turn: str, bare: str) -> str | None:
    single = re.fullmatch(r"[:\-\\]*([a-z]+)[!().]*", turn.strip().casefold())
    for command, words in phrases.COMMANDS.items():
        if single is not None and single[1] in words:
            return command
    for command, phrase in phrases.COMMAND_PHRASES.items():
        if re.fullmatch(phrase, bare):
            return command
    for command, phrase in phrases.COMMAND_LINES.items():
        if (line := re.fullmatch(phrase, turn, re.IGNORECASE)) is not None:
            return f"{command} {line[1]}"
    return None


def _talk(bare: str, *, asks: bool) -> Act | None:
    """The act of a turn that is about the answer, the assistant or nothing at all."""
    if phrases.PROOF.fullmatch(bare):
        return "source"
    if (phrases.DOUBT.fullmatch(bare) and bare not in phrases.TAKEN) or (
        asks and bare in {"sure", "you sure", "certain", "right"}
    ):
        return "doubt"
    if _only(phrases.GOODBYE, bare, phrases.PARTED | phrases.TAKEN | phrases.BESIDE):
        return "goodbye"
    if _only(phrases.GREETING, bare, phrases.GREETED | phrases.TAKEN):
        return "greeting"
    if phrases.ASSISTANT.fullmatch(bare):
        return "assistant"
    return "reaction" if _is_reaction(bare, asks=asks) else None


def _only(phrases: re.Pattern[str], bare: str, beside: frozenset[str]) -> bool:
    """Whether a turn has one of these phrases, and beside them only words that go with it."""
    rest, found = phrases.subn(" ", bare)
    return found > 0 and set(rest.split()) <= beside


def _is_reaction(bare: str, *, asks: bool) -> bool:
    if phrases.EXCLAIMED.fullmatch(bare):
        return True
    rest = phrases.SAID_SO.sub("fine", bare)
    words = rest.split()
    if not set(words) <= phrases.TAKEN | phrases.BESIDE or phrases.TAKEN.isdisjoint(words):
        return False
    behind = next(
        (place for place, word in enumerate(words) if word not in phrases.TAKEN | phrases.GOES_ON), len(words)
    )
    said = " ".join(words[behind:])
    if phrases.ASKING.match(said) and not phrases.EXCLAIMED.fullmatch(said):
        return False
    return not (asks and words[-1] in phrases.GOES_ON)


def _without_lead(turn: str) -> str:
    """A question without the greeting or the thanks in front of it."""
    lead = phrases.LEADING.match(turn)
    return turn[lead.end() :] if lead is not None and phrases.PARTED_BY.search(lead[0]) else turn
