"""Questions that ask who or what something is: "Who is the mayor of Hallen?", "And the president?"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qa.conversation.clauses import clause_of
from qa.conversation.naming import names, phrase_names
from qa.conversation.nouns import is_thing
from qa.conversation.resolution import Resolution
from qa.language import lexicon

_ROLE, _NOUN = 0.85, 0.65
_SHORTENED, _ELSEWHERE = 0.75, 0.55  # without what else was asked; with where it was, of something elsewhere
_PREPOSITION = lexicon.either(lexicon.PREPOSITIONS)
# "Who is the mayor of Hallen?": what it asks of, and what that belongs to.
_ROLE_QUESTION = re.compile(
    rf"^(?P<asked>.*?\b(?:who|what|whom|how\s+\w+|when|where|which\s+\w+)(?:['’]s|\s+(?:is|was|are|were|will\s+be|became|becomes))"
    rf"(?:\s+(?:now|currently|once))?\s+)"
    rf"(?P<role>(?:(?:the|an?)\s+|(?!\w+ing\s))(?!{_PREPOSITION})\w[\w'’\-]*(?:\s+(?!{_PREPOSITION})[\w'’\-]+){{0,5}})"
    rf"(?P<of>\s+of\s+(?:the\s+)?(?:(?!{_PREPOSITION})[\w'’\-.]++\s*)+?)?(?P<rest>(?:\s+{_PREPOSITION}\s.*)?)$",
    re.IGNORECASE,
)


def asks_of_a_role(base: str) -> bool:
    """Whether a question has the form of one that asks who or what something is."""
    return _ROLE_QUESTION.match(base) is not None


def role_of(base: str) -> re.Match[str] | None:
    """What a question asks of, where it asks who or what that is, and not what was done to it."""
    clause = clause_of(base)
    done = clause is not None and clause.subject and clause.rest
    return None if done else _ROLE_QUESTION.match(base)


def role_replaced(asked: re.Match[str], piece: str) -> Iterator[Resolution]:
    """For "And the president?" after "Who is the prime minister of Karsland?"."""
    role, of, rest = asked["role"].rstrip(), asked["of"] or "", asked["rest"]
    if of and not any(map(str.isupper, piece)) and piece.islower() and not re.match(r"(?:the|an?)\b", piece):
        yield Resolution(f"{asked['asked']}{role} of {piece}{rest}?", _ROLE)  # "i meant port callan"
    if role.casefold() == piece.casefold():
        return
    own = re.search(r"\bof\b", piece) is not None
    kin = piece.partition(" ")[0].casefold() in lexicon.PRONOUNS
    named = phrase_names(role)
    if named and named[0].text == role and not own and not kin and not is_thing(piece):
        # "How old is John Marsh?", "the goalkeeper": which of those with that name.
        yield Resolution(f"{asked['asked']}{role}, {piece},{of}{rest}".rstrip(", ") + "?", _ROLE)
    elsewhere = own and bool(names(rest))  # the president "at Brannigan's", "the minister of Zetia"
    fits = _ROLE if not named or own or kin else _NOUN
    yield Resolution(f"{asked['asked']}{piece}{'' if own else of}{rest}?", _ELSEWHERE if elsewhere else fits)
    if own and rest:
        yield Resolution(f"{asked['asked']}{piece}?", _ROLE if elsewhere else _SHORTENED)
