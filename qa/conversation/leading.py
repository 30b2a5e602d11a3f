"""Questions that say first what they are about: "Back to the tower: how high is it?"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.conversation.candidates import fitting, put, written_out
from qa.conversation.gate import Anaphor, Wanted, lean
from qa.conversation.history import Turn
from qa.conversation.naming import phrase_names
from qa.conversation.referents import Referent, referents
from qa.conversation.resolution import REGARDING, Resolution
from qa.language import lexicon
from qa.language.terms import content_words, stem

_PRIOR = 0.95
_MOST = 4  # words of what a question is about, without a "back to" before it
_LED = re.compile(
    r"^\W*(?P<led>(?:(?:and|ok|okay|now|so|but|thanks|thank\s+you)\b[,.!\s]*)*)"
    r"(?P<back>(?:(?:going|coming|getting|go)\s+)?back\s+to\s+|(?:what|how)\s+about\s+|about\s+|as\s+(?:for|to)\s+"
    r"|regarding\s+|concerning\s+|returning\s+to\s+|on\s+)?"
    rf"(?P<what>[^,:;.?!]{{2,60}})[,:;.-]\s+(?P<asked>(?:{lexicon.either(lexicon.PREPOSITIONS)}\s+)?"
    rf"(?:{lexicon.either(lexicon.WH_WORDS)}|{lexicon.either(lexicon.AUXILIARIES)})\b.+)$",
    re.IGNORECASE,
)
_NO_SUBJECT = lexicon.STOPWORDS - {"the"}


def led(question: str, turns: Sequence[Turn], present: Sequence[Referent]) -> Resolution | None:
    """For "Back to the tower: how many floors does it have?" the question about the tower.

    None where a question does not say first what it is about, or says it and needs nothing of it.

    Args:
        question: as it was asked.
        turns: those before it, oldest first.
        present: whom and what they spoke of.
    """
    told = _LED.match(question)
    if told is None:
        return None
    what, asked = told["what"].strip(), told["asked"].rstrip(" ?.!")
    pointing = [
        anaphor
        for anaphor in lean(f"{asked}?").anaphors
        if anaphor.role != "noun phrase" and (anaphor.wanted != "said" or anaphor.end == len(asked))
    ]
    if not told["back"] and not (_names_a_subject(what) and (told["led"] or pointing)):
        return None
    whole = written_out(what, present)
    if not pointing:
        return Resolution(f"{asked}{REGARDING}{whole}?", _PRIOR)
    meant = _person_of(what, pointing[0].wanted, turns) if _is_no_he(pointing[0], what) else whole
    if meant is None:
        return Resolution(f"{asked}{REGARDING}{whole}?", _PRIOR)
    return Resolution(f"{put(asked, pointing[0], meant)}?", _PRIOR)


def _names_a_subject(what: str) -> bool:
    words = [word.casefold() for word in what.split()]
    return len(words) <= _MOST and _NO_SUBJECT.isdisjoint(words) and words[-1] != "the"


def _is_no_he(anaphor: Anaphor, what: str) -> bool:
    """Whether a question about a thing asks of a person: "Back to golf: what did he say?"."""
    return anaphor.wanted in {"male", "female"} and not phrase_names(what)


def _person_of(what: str, wanted: Wanted, turns: Sequence[Turn]) -> str | None:
    """The "he" of what is gone back to: of the turns that speak of it, else of those about anything else."""
    words = set(map(stem, content_words(what)))
    spoken = [turn for turn in turns if words & set(map(stem, content_words(_text_of(turn))))]
    now = {cited.title for cited in turns[-1].cited}
    before = spoken or [turn for turn in turns if now.isdisjoint(cited.title for cited in turn.cited)]
    people = fitting(wanted, referents(before), what)
    return people[0].text if people else None


def _text_of(turn: Turn) -> str:
    return " ".join([turn.resolved_question, *(f"{cited.title} {cited.sentence}" for cited in turn.cited)])
