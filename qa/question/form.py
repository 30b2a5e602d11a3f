"""What the form of a question says about the form of its answer."""

from __future__ import annotations

import re

from qa.language import lexicon

_SOMEONE = re.compile(
    rf"{lexicon.OPENING}(?:(?:by|from|to|for|with|of|about|against|under|behind)\s+)?(?:who|whom|whose)\b",
    re.IGNORECASE,
)
# "Which banks", "what kinds of fish did", "who are the members", "list the countries". After "what" a word
# with an s may be a verb: "What causes it?"
_NO_PLURAL = (
    r"(?!(?:is|was|does|has|this|its|his|gets|needs|makes|takes|uses|owns|runs|goes|comes|handles|holds|gives|wins"
    r"|works|pays|sends|helps|means|says|leads|shows|starts|ends|wants|lets)\b)"
)
PLURAL = rf"{_NO_PLURAL}(?:[\w-]*[^\Wsiu]s|people|men|women|children|criteria|data)\b"
"""A noun that stands for several, as a pattern."""
_THING = r"(?!(?:is|was|does|has|this|its|his|are|were|do|did)\b)[\w-]+\s+"
_OTHERWISE = r"(?!\s+(?:is|was|does|has|the|an?|its|his|her|their)\b)"
_LIST = re.compile(
    rf"{lexicon.OPENING}(?:(?:in|on|at|by|from|to|for|with|of)\s+)?"
    rf"(?:which\s+(?:{_THING})?{PLURAL}{_OTHERWISE}"
    rf"|what\s+(?:{_THING})?{PLURAL}(?=\s+(?:are|were|do|did|have|had|can|could|will|would|\w+ed)\b)"
    rf"|(?:who|which)\s+(?:are|were)\b)"
    rf"|^\W*(?:please\s+)?(?:list|name|give|tell)\s+(?:me\s+)?(?:all\s+)?(?:of\s+)?(?:the\s+)?(?:\w+\s+)?{PLURAL}",
    re.IGNORECASE,
)
_REQUEST = re.compile(
    r"^\W*(?:please\s+)?(?:list|name|give)\s+(?:me\s+)?(?:all\s+)?(?:of\s+)?(?:the\s+)?(?P<all>\w.*)",
    re.IGNORECASE | re.DOTALL,
)
_RELATIVE = re.compile(
    r"(?P<kind>\w[\w\s-]*?)\s+(?:that|who|which)\s+(?P<rest>.+)", re.IGNORECASE | re.DOTALL
)
_ONE = re.compile(
    rf"^\W*(?:why|how)\b|\b(?:is|was)\s+(?:the|an?)\b|\bname\s+of\b"
    rf"|\b(?:besides|other\s+than|(?:along|together)\s+with)\b"
    rf"|{lexicon.OPENING}(?:(?:in|on|at|by|from|to|for|with|of)\s+)?(?:which|what)\s+(?!{lexicon.either(lexicon.AUXILIARIES)})\w",
    re.IGNORECASE,
)
_AUXILIARY = re.compile(
    r"^\W*(?:(?:and|but|so|then|well)\W+)?(?:is|are|was|were|am|do|does|did|has|have|had|can|could|will|would|shall|should|may|might|must"
    r"|(?:is|are|was|were|do|does|did|has|have|had|could|wo|would|should|must|ca)n['\u2019]t|cannot)\b"
    r"(?=\W+\w)",
    re.IGNORECASE,
)
_ASKS = re.compile(
    rf"{lexicon.OPENING}(?:(?:in|on|at|by|from|to|for|with|of|about|since|until)\s+)?{lexicon.either(lexicon.WH_WORDS)}",
    re.IGNORECASE,
)
_CHOICE = re.compile(r"\bor\b(?!\s+not\b)", re.IGNORECASE)


def asks(text: str) -> bool:
    """Whether a text is a question or a request, and not just the name of a topic."""
    return text.rstrip().endswith("?") or any(
        pattern.search(text) for pattern in (_ASKS, _AUXILIARY, _LIST, _SOMEONE)
    )


def asks_for_someone(question: str) -> bool:
    """Whether a question asks for a person or a group: "Who did it?", "By whom was it done?"."""
    return bool(_SOMEONE.match(question))


def asks_for_list(question: str) -> bool:
    """Whether a question asks for all of a kind: "Which banks failed?", "List the members"."""
    return bool(_LIST.search(question))


def as_question(text: str) -> str:
    """A request for a list as the question that it stands for: "List the banks that failed" asks which did.

    What is no such request stays as it is.
    """
    match = _REQUEST.match(text) if asks_for_list(text) else None
    if match is None:
        return text
    asked = match["all"].rstrip(" .!?")
    which = _RELATIVE.match(asked)
    return f"Which {which['kind']} {which['rest']}?" if which else f"What are the {asked}?"


def asks_for_one(question: str) -> bool:
    """Whether no more than one thing can answer a question: "Which party won?", "Who is the mayor?"."""
    return bool(_ONE.search(question)) and not asks_for_list(question)


def is_yes_no(question: str) -> bool:
    """Whether a question can be answered by yes or no: "Did he go?", but not "Is it red or green?"."""
    return bool(_AUXILIARY.match(question)) and not _CHOICE.search(question)
