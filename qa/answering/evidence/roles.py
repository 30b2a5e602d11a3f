"""Whether an answer does what the question says was done to it, or the other way round.

"Whom did Ada Brook defeat?" is not answered by "Ada Brook was defeated by Bela Crane". Roles are told where
the question and the sentence share the verb, and the name stands beside it or the answer is its object: "Who
replaced Ada Brook?" is not answered by "She replaced Bela Crane". Of 1,027 questions of SQuAD 2.0 train where
the role is told the right answer seems to have the wrong one in 33.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from qa.answering.evidence.kinds import Evidence, each
from qa.answering.proposing import Proposal
from qa.answering.telling import sentence_of
from qa.language import lexicon
from qa.question.query import Query

Role = Literal["agent", "patient"]

_NAME = r"[A-Z][\w.'’-]*(?:\s+[A-Z][\w.'’-]*)*"
_DID = r"(?:did|does|do|has|have|had|will|would|can|could)"
_ASKS_PATIENT = re.compile(rf"^(?i:who|whom|what|which\s\w+)\s{_DID}\s(?P<name>{_NAME})\s(?P<verb>[a-z]+)\b")
_AS_WHAT = r"(?:\s(?:as|at|in|on|for|of|to|with|from|after|during)\s[^?]*)?"  # "as chief executive of Pell"
_ASKS_AGENT = re.compile(
    rf"^(?i:who|what|which\s\w+)\s(?!{lexicon.either(lexicon.AUXILIARIES)})(?P<verb>[a-z]{{3,}})"
    rf"\s(?P<name>{_NAME}){_AS_WHAT}\s*\?$"
)
_PASSIVE = re.compile(r"\b(?:was|were|is|are|be|been|being|got)\s+(?:\w+ly\s+)?$")
_BY = re.compile(r"[\w\s,]{0,40}?\bby\b")
_PARTICIPLE = ("ed", "n", "t")
_OBJECT = re.compile(r"\s(?:(?:the|an?|his|her|its|their)\s)?(?:[\w’'-]+\s){0,3}$")  # between verb and object
# What says alike that one comes after another; "the following year" does not.
_SUCCEED = re.compile(r"(?:succeed|replac)|follow(?!ing)")
_WORD = re.compile(r"[a-z]+")
_SAME = 3  # letters that two forms of a verb share


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a question says of a name, and which role its answer has."""

    name: str  # the last word of it
    verb: str
    answer: Role


def _roles(query: Query, proposal: Proposal) -> tuple[float, ...]:
    asked = _asked(query.text)
    if asked is None or proposal.best.in_title:
        return (0.0,)
    sentence, start = sentence_of(proposal.best)
    role = _role(asked, sentence, start, start + len(proposal.best.text))
    return (float(role is not None and role != asked.answer),)


def _asked(question: str) -> _Asked | None:
    patient = _ASKS_PATIENT.match(question)
    found = patient or _ASKS_AGENT.match(question)
    if found is None:
        return None
    return _Asked(found["name"].split()[-1], found["verb"], "patient" if patient else "agent")


def _role(asked: _Asked, sentence: str, start: int, end: int) -> Role | None:
    """The role of ``sentence[start:end]`` beside the name; None where the verb is not between them."""
    name = sentence.find(asked.name)
    if name < 0:
        return _role_beside(asked, sentence, start)
    first, last = (end, name) if name >= end else (name + len(asked.name), start)
    verbs = [
        verb for verb in _WORD.finditer(sentence, max(first, 0), max(last, 0)) if _same(verb[0], asked.verb)
    ]
    if len(verbs) != 1:
        return None
    [verb] = verbs
    return "agent" if (start < verb.start()) != _is_passive(sentence, verb) else "patient"


def _role_beside(asked: _Asked, sentence: str, start: int) -> Role | None:
    """The role of the object at ``start`` of the verb asked about, whoever its subject is."""
    before = [verb for verb in _WORD.finditer(sentence, 0, start) if _same(verb[0], asked.verb)]
    if not before or not _OBJECT.fullmatch(sentence, before[-1].end(), start):
        return None
    return "agent" if _is_passive(sentence, before[-1]) else "patient"


def _is_passive(sentence: str, verb: re.Match[str]) -> bool:
    """Whether a verb has its agent behind "by": "was designed by", and in "a bridge designed by"."""
    participle = verb[0].endswith(_PARTICIPLE) or _PASSIVE.search(sentence[: verb.start()])
    return bool(participle and _BY.match(sentence, verb.end()))


def _same(one: str, other: str) -> bool:
    """Whether two words look like forms of one verb, "sue" and "sued", or say the same."""
    if _SUCCEED.match(one) and _SUCCEED.match(other):
        return True
    shared = max(_SAME, min(len(one), len(other)) - 1)
    return one[:shared] == other[:shared] and abs(len(one) - len(other)) < 4


ROLES = Evidence(("swapped",), each(_roles))  # the answer has the role of the question's name
