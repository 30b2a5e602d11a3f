"""A question that names a speaker ("What did Zakharova say?") or asks for one ("Who said that ...?").

What follows from it for an answer is in :mod:`qa.answering.evidence.speech`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from qa.language import lexicon
from qa.language.names import names, phrase_names
from qa.language.terms import content_words

_SAY = {
    verb
    for verb in lexicon.SPEECH_VERBS
    if {f"{verb}s", f"{verb}es", f"{verb[:-1]}ies"} & lexicon.SPEECH_VERBS
} | lexicon.words("accuse urge call describe criticise criticize blame")
# What people want and think they say themselves; others may say it of them, which is no evidence against it.
_MEAN = lexicon.words(
    "want think believe demand expect hope fear consider regard propose plan intend like need prefer see"
)
_BETWEEN = r"(?:(?:also|ever|once|then|first|really|just|publicly|later|actually)\s+)*"
_AUXILIARY = lexicon.either(lexicon.AUXILIARIES)
_ASKED_OF = re.compile(
    rf"\b{_AUXILIARY}\s+(?P<who>[^?,;:]{{2,60}}?)\s+{_BETWEEN}(?P<verb>{lexicon.either(_SAY | _MEAN)})",
    re.IGNORECASE,
)
_ACCORDING = re.compile(
    r"\baccording to (?P<who>[^?,;:]{2,60})|\bin (?P<owner>[^?,;:]{2,40}?)['’]s? (?:view|opinion|words)\b",
    re.I,
)
_SAID = rf"{_BETWEEN}{lexicon.either(lexicon.SPEECH_VERBS)}"
_TOLD_BEHIND = re.compile(rf"\s+{_SAID}")
_WHO_SAID = re.compile(
    rf"{lexicon.OPENING}(?:who|(?:which|what)\s+(?!{_AUXILIARY})[\w\-]+(?:\s[\w\-]+)?)\s+"
    rf"(?:has\s+|have\s+|had\s+)?{_SAID}(?P<said>.+)|^\W*according to whom\b(?P<told>.+)",
    re.IGNORECASE,
)
_WHAT_SAID = re.compile(
    rf"{lexicon.OPENING}what\s+(?:else\s+|exactly\s+)?(?:did|does|do|has|have|had)\s+"
    rf"(?P<who>[^?,;:]{{2,60}}?)\s+"
    rf"{_BETWEEN}(?:say|said|tell|told|claim|claimed|state|stated|argue|announce|warn|write|promise|suggest)\b"
    r"(?:\s+(?:about|on|of|regarding|concerning|that)\b)?(?P<about>[^?]*)",
    re.IGNORECASE,
)
# "When did X say that ...?" may ask for the occasion or for what was said: it speaks for neither.
_OCCASION = re.compile(rf"{lexicon.OPENING}(?:when|where)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class AskedSpeech:
    """What a question says about who speaks. One of ``asked_of`` and ``said`` is empty."""

    asked_of: str = ""  # whose words are asked for, as the question puts it
    exclusive: bool = False  # one person's words are asked for, so that another's are wrong
    said: frozenset[str] = frozenset()  # stems of what the one asked for is to have said


def asked_speech(question: str) -> AskedSpeech | None:
    """What a question says about who speaks; None where it says nothing of it."""
    asked = _WHO_SAID.match(question)
    if asked is not None:
        said = content_words(asked["said"] or asked["told"])
        return AskedSpeech(said=said) if said else None
    according = _ACCORDING.search(question)
    if according is not None:
        return _asked_of(according["who"] or according["owner"], says=True)
    if _OCCASION.match(question):
        return None
    for match in _ASKED_OF.finditer(question):
        found = _asked_of(match["who"], says=match["verb"].casefold() in _SAY)
        if found is not None:
            return found
    told = [name for name in names(question) if _TOLD_BEHIND.match(question, name.end)]
    return _asked_of(told[0].text, says=True) if told else None


def asked_words(question: str) -> tuple[str, str] | None:
    """Whose words a question asks for, and about what: of "What did Putin say about NATO?" Putin and NATO."""
    asked = _WHAT_SAID.match(question)
    if asked is None or not content_words(asked["who"]) or not phrase_names(asked["who"]):
        return None
    return asked["who"].strip(), asked["about"].strip(" ?.!")


def _asked_of(who: str, *, says: bool) -> AskedSpeech | None:
    who = who.strip()
    if not content_words(who):
        return None
    named = phrase_names(who)
    # One person alone: countries and groups speak through many.
    person = len(named) == 1 and who.endswith(named[0].text) and named[0].kind in {"person", "other"}
    return AskedSpeech(asked_of=who, exclusive=says and person)
