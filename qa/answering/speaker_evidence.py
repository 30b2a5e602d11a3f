"""A question that names a speaker ("What did Zakharova say?") or asks for one ("Who said that ...?").

What the article says about who speaks is evidence: an answer in the words of the speaker asked about is
favoured, one in the words of another named speaker is not what was asked; and whoever is to have said
something should be reported in the article as saying it.

All numbers are points of log-odds, as in :mod:`qa.answering.time_preference`: choices, not fits, since no
question set here asks for speakers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from qa.answering.speakers import Attribution, Scene, scene_around
from qa.language import lexicon
from qa.language.names import names, phrase_names
from qa.language.terms import content_words, stem
from qa.types import Article, Candidate

THEIR_WORDS = 1.5  # the answer stands in the words of the speaker asked about
OTHER_WORDS = -2.0  # ... in the words of another person, where one person's are asked for
REPORTED = 1.5  # the answer is reported to have said most of what "Who said ...?" repeats
NOT_REPORTED = -1.5  # another is
_MOST = 0.5  # share of the words repeated
_PLACES = 40  # of those words around an answer that are looked at

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
# "When did X say that ...?" may ask for the occasion or for what was said: it speaks for neither.
_OCCASION = re.compile(rf"{lexicon.OPENING}(?:when|where)\b", re.IGNORECASE)
_SPEAKS_FOR = re.compile(r"\b(?:for|of)\b|['’]s?\s")


@dataclass(frozen=True, slots=True)
class SpeakerEvidence:
    """What a question says about who speaks. One of ``asked_of`` and ``said`` is empty."""

    asked_of: str = ""  # whose words are asked for, as the question puts it
    exclusive: bool = False  # one person's words are asked for, so that another's are wrong
    said: frozenset[str] = frozenset()  # stems of what the one asked for is to have said

    def points(self, candidate: Candidate, article: Article) -> float:
        """What who speaks at the best citation says for an answer, in log-odds."""
        cited = candidate.citations[0]
        return self.points_at(article.text, cited.start, cited.end)

    def points_at(self, text: str, start: int, end: int) -> float:
        """The same for the answer ``text[start:end]`` of an article's text."""
        scene, low = scene_around(text, start, end)
        if self.asked_of:
            return self._of_speech(scene.speaker_of(start - low, end - low))
        return self._of_speaker(scene, text[start:end])

    def _of_speech(self, said: Attribution | None) -> float:
        if said is None:
            return 0.0
        if _same(self.asked_of, said.speaker):
            return THEIR_WORDS
        other = any(name.certain for name in phrase_names(said.speaker))
        return OTHER_WORDS if self.exclusive and other and not _SPEAKS_FOR.search(said.speaker) else 0.0

    def _of_speaker(self, scene: Scene, answer: str) -> float:
        """Whether the answer, or another, is reported to have said what the question repeats."""
        by_answer: set[str] = set()
        by_other: set[str] = set()
        places = [m for m in re.finditer(r"[^\W_]+", scene.text) if stem(m.group().casefold()) in self.said]
        for place in places[:_PLACES]:
            said = scene.speaker_of(*place.span())
            if said is not None:
                (by_answer if _same(answer, said.speaker) else by_other).add(stem(place.group().casefold()))
        if len(by_answer) >= _MOST * len(self.said):
            return REPORTED
        return NOT_REPORTED if len(by_other) >= _MOST * len(self.said) else 0.0


def speaker_evidence(question: str) -> SpeakerEvidence | None:
    """What a question says about who speaks; None where it says nothing of it."""
    asked = _WHO_SAID.match(question)
    if asked is not None:
        said = content_words(asked["said"] or asked["told"])
        return SpeakerEvidence(said=said) if said else None
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


def _asked_of(who: str, *, says: bool) -> SpeakerEvidence | None:
    who = who.strip()
    if not content_words(who):
        return None
    named = phrase_names(who)
    # One person alone: countries and groups speak through many.
    person = len(named) == 1 and who.endswith(named[0].text) and named[0].kind in {"person", "other"}
    return SpeakerEvidence(asked_of=who, exclusive=says and person)


def _same(one: str, other: str) -> bool:
    """Whether two forms may mean one speaker: "Zakharova" and "Maria Zakharova"."""
    if bool(_SPEAKS_FOR.search(one)) != bool(_SPEAKS_FOR.search(other)) and _one_person(one, other):
        return False  # "A spokesman for Putin" is not Putin
    first, second = content_words(one), content_words(other)
    return bool(first and second) and (first <= second or second <= first)


def _one_person(one: str, other: str) -> bool:
    return any(name.kind in {"person", "other"} for text in (one, other) for name in phrase_names(text))
