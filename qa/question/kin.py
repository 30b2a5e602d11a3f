"""Whose mother or wife a question asks for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from qa.language import lexicon
from qa.language.names import Gender

Relation = Literal["parent", "spouse", "other"]

_MALE = lexicon.words("father husband son brother uncle nephew grandfather grandson widower stepfather")
_FEMALE = lexicon.words("mother wife daughter sister aunt niece grandmother granddaughter widow stepmother")
_SPOUSES = lexicon.words("wife husband widow widower spouse")
_PARENTS = lexicon.words("mother father")
_KIN = lexicon.either(_MALE | _FEMALE | {"spouse"})
_NAME = r"[A-Z][\w.'’-]*?(?:\s+(?:[A-Z][\w.'’-]*?|of|de|von|van|the))*?"
_OWNED = re.compile(rf"(?P<name>{_NAME})['’]s?\s+(?:\w+\s+)?(?P<kin>{_KIN})\b")
_OF = re.compile(rf"\bthe\s+(?:\w+\s+)?(?P<kin>{_KIN})\s+of\s+(?:[a-z]+\s+)?(?P<name>{_NAME})\W*$")
_ASKED = re.compile(
    rf"{lexicon.OPENING}(?:who|what)(?:['’]s|\s+(?:is|was|were|are))\s+(?:the\s+name\s+of\s+)?", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Kin:
    """Somebody's relative who is asked for."""

    name: tuple[str, ...]  # whose, by word
    relation: Relation
    gender: Gender | None  # of the relative


def asked_kin(question: str) -> Kin | None:
    """Whose relative a question asks for: "Who was Ada Lind's mother?"; None where it asks for none."""
    asked = _ASKED.match(question)
    if asked is None:
        return None
    rest = question[asked.end() :].rstrip(" ?.!")
    found = _OWNED.match(rest) or _OF.match(rest)
    if found is None or rest[found.end() :].strip(" ?.!'’s") not in {"", "name", "named", "called"}:
        return None
    kin = found["kin"].casefold()
    relation: Relation = "parent" if kin in _PARENTS else "spouse" if kin in _SPOUSES else "other"
    gender: Gender | None = "male" if kin in _MALE else "female" if kin in _FEMALE else None
    return Kin(tuple(found["name"].split()), relation, gender)
