"""Wishes to be told: "Tell me about Ann Olm" stands alone, "Tell me more" means the article last cited."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.conversation.history import Turn
from qa.conversation.naming import names
from qa.conversation.resolution import Resolution
from qa.language import lexicon
from qa.question.topic import topic_of

_PRIOR = 0.9
_THIS = (
    r"(?:(?:this|that|the|your)(?: (?:first|last|same|whole))? (?:article|story|report|piece|text)"
    r"|it|this|that)"
)
_DETAILS = rf"more(?: details?| information| context)?(?: (?:about|on|of) {_THIS})?"
_LEAD = (
    r"^\W*(?:(?:ok|okay|and|so|please|interesting|great|thanks)\b[\s,.!]+"
    r"|(?:can|could|would|will) you )*"
)
_MORE = re.compile(
    rf"{_LEAD}(?:(?:(?:tell|give|show) (?:me|us) (?:a (?:bit|little) )?)?{_DETAILS}"
    rf"|(?:summari[sz]e|sum up|recap) {_THIS}|what(?:['’]s| is| was) {_THIS} about"
    rf"|tell (?:me|us) about {_THIS}|what (?:else )?does {_THIS} say|(?:give me )?a summary)"
    r"\W*(?:please)?\W*$",
    re.IGNORECASE,
)
_GOES_ON = re.compile(r"\b(?:more|else)\b", re.IGNORECASE)
_POINTS = re.compile(
    rf"\b(?:{lexicon.either(lexicon.PRONOUNS)}|this|that|these|those|there)\b", re.IGNORECASE
)


def more_of(question: str, turns: Sequence[Turn]) -> Resolution | None:
    """For "Tell me more" a wish to be told about the article last cited; None for all else."""
    if _MORE.match(question) is None or not turns[-1].cited:
        return None
    return Resolution(f"Tell me about “{turns[-1].cited[0].title}”", _PRIOR)


def goes_on(question: str) -> bool:
    """Whether a wish for more wants what was not told yet: "Tell me more" does, "Summarize it" does not."""
    return _GOES_ON.search(question) is not None


def names_its_topic(question: str) -> bool:
    """Whether a question wants to be told about something that nothing said before is needed for.

    "The mayor" is one of what was spoken of, and what is new may be new of anything.
    """
    topic = topic_of(question)
    if topic is None or not topic.demanded or _POINTS.search(topic.text):
        return False
    one_of_many = topic.text.casefold().startswith("the ") and not any(
        one.certain for one in names(topic.text)
    )
    return topic.newest or not one_of_many
