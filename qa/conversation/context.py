"""What a reading leaves to the history beside its pronouns: the topic, and the names just answered.

People who write a follow-up out whole add more than the owner of its "he" (CANARD, Elgohary et al. 2019).
What of it can be told by rules that are right about every second time is put behind the question, "regarding
...": it steers the search and is easy to read past where it was not needed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from qa.conversation.clauses import definite_phrases
from qa.conversation.gate import Anaphor, Lean
from qa.conversation.history import Turn
from qa.conversation.mentions import quoted_titles
from qa.conversation.naming import names
from qa.conversation.referents import Referent
from qa.conversation.resolution import REGARDING, Resolution
from qa.language import lexicon
from qa.language.terms import content_words

THE_TEXT_ITSELF = lexicon.words("article articles passage text page story document")
"""What "this article" means is no part of what was said."""

_FEW = 2  # names of one answer: of more, nobody knows which is meant
_SHORT = 8  # words of an answer that is left out by its own words
_ELSE = re.compile(r"\b(?:else|others?|another)\b", re.IGNORECASE)


def in_context(
    found: Sequence[Resolution], lean: Lean, present: Sequence[Referent], last: Turn, thread: str | None
) -> list[Resolution]:
    """The readings with what they leave to the history behind them.

    An ellipsis takes over the whole question before it and needs nothing more; a question that may be meant
    alone is given nothing more.
    """
    if lean.strength != "strong" or lean.ellipsis is not None:
        return list(found)
    # "That" alone points at what was just said, whatever the article is about.
    pointing = any(anaphor.wanted == "said" and anaphor.role == "plain" for anaphor in lean.anaphors)
    topic = None if pointing else next((referent for referent in present if referent.topic), None)
    about = topic.text if topic is not None else None
    return [
        _regarding(_kept(one, last), _pointed_at(one, lean, last), about or _unnamed(one, thread))
        for one in found
    ]


def _unnamed(one: Resolution, thread: str | None) -> str | None:
    """What the talk is about, for a reading without any name: of which "the astronauts" it asks."""
    if thread is None or thread.startswith("the ") or any(name.certain for name in names(one.question)):
        return None
    return thread if any(definite_phrases(one.question)) else None


def _kept(one: Resolution, last: Turn) -> Resolution:
    """A reading about "the average" of the last question, with what it was the average of."""
    asked, regarding, of = last.resolved_question.rstrip(" ?.!").partition(REGARDING)
    if not regarding or REGARDING in one.question or of in one.question:
        return one
    if not any(asked[start:end] in one.question for start, end in definite_phrases(asked)):
        return one
    return replace(one, question=f"{one.question.rstrip(' ?.!')}{REGARDING}{of}?")


def _pointed_at(one: Resolution, lean: Lean, last: Turn) -> list[str]:
    """The names of the last answer, where "that" or "this movie" still stands and may mean them."""
    pointing = [a for a in lean.anaphors if a.wanted == "said" and points_out(a) and a.text in one.question]
    return _answered_names(last, one.question) if pointing else []


def points_out(anaphor: Anaphor) -> bool:
    """Whether it is "that" or "this movie", and not "this article"."""
    return anaphor.demonstrative and THE_TEXT_ITSELF.isdisjoint(anaphor.text.casefold().split()[1:])


def _regarding(one: Resolution, pointed_at: Sequence[str], topic: str | None) -> Resolution:
    """A reading with names behind it: "Was Portrait a hit?" is asked "regarding Bleeding Through"."""
    text = one.question
    more = list(pointed_at)
    if topic is not None and REGARDING not in text and not content_words(topic) & content_words(text):
        more.append(topic)
    if not more:
        return one
    asked, regarding, rest = text.rstrip(" ?.!").partition(REGARDING)
    named = [*more, rest] if regarding else more
    listed = " and ".join([", ".join(named[:-1]), named[-1]] if len(named) > 1 else named)
    return replace(one, question=f"{asked}{REGARDING}{listed}?")


def _answered_names(last: Turn, question: str) -> list[str]:
    """The titles in quotes of the last answer, else its names; none where there are more than a few."""
    text = last.said or ""
    found = [text[start:end] for start, end in quoted_titles(text)]
    if not found:
        found = [name.text for name in names(text) if name.certain]
    asked = content_words(question)
    new = [name for name in dict.fromkeys(found) if not content_words(name) & asked]
    return new if len(new) <= _FEW else []


def continued(question: str, lean: Lean, last: Turn) -> str:
    """What "else" and "other" leave out, "besides" the answer that was given already."""
    if not lean.continuing or last.said is None or not _ELSE.search(question):
        return question
    if THE_TEXT_ITSELF & set(re.findall(r"\w+", question.casefold())):
        return question
    short = last.said.strip(" .,;:")
    # A name that answered "Who ...?" is not what "What else ...?" leaves out, unless the matter is the same.
    same_matter = content_words(question) & content_words(last.question)
    if len(short.split()) > _SHORT or (names(short) and not same_matter):
        return question
    asked, regarding, topic = question.rstrip(" ?.!").partition(REGARDING)
    return f"{asked} besides {short}{regarding}{topic}?"
