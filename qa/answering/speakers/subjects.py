"""Reported speech: each speech verb outside quotation marks with the subject that speaks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from qa.answering.speakers.clauses import Stretch, Token, is_speech_verb
from qa.answering.speakers.phrases import (
    HEADS,
    index_at,
    is_name,
    is_someone,
    name_ending,
    not_office,
    noun_phrase_start,
    speaks_for,
    starts_clause,
    with_partner,
    with_preposition,
)
from qa.language import lexicon
from qa.language.names import Name

PRONOUNS = {"he": "male", "she": "female"}
GROUP_PRONOUNS = lexicon.words("it they")
_SKIPPED = lexicon.words(
    """
    also later has had have then again further once previously already both recently long always often
    """
)
_RELATIVE = lexicon.words("who which published released issued")
_ASIDES = lexicon.words("however meanwhile though too nevertheless therefore instead moreover also")
_BE = lexicon.words("is are was were be been being am")
_BLOCKERS = lexicon.words(
    """
    not never to refused declined nobody nothing if whether neither nor cannot
    """
)
_CONTINUING = lexicon.words("adding saying noting stressing insisting warning claiming explaining stating")
_PARTICIPLES = frozenset(verb for verb in lexicon.SPEECH_VERBS if verb.endswith("ing"))
_NOUNS_TOO = lexicon.words(
    """
    claims reports states notes remarks urges promises vows jokes promise report
    """
)


@dataclass(frozen=True, slots=True)
class Report:
    """One speech verb and who speaks. ``subject`` is verbatim; a pronoun is not yet resolved."""

    subject: str
    pronoun: bool
    head: str  # the last word of the subject, folded: "ministry" of "Russia's foreign ministry"
    subject_span: Stretch
    verb: str
    verb_span: Stretch
    inverted: bool  # "said Peskov": the subject stands behind the verb


def find_reports(
    text: str, words: Sequence[Token], named: Sequence[Name], quotes: Sequence[Stretch]
) -> list[Report]:
    """The reports of a text in order. A verb without a clear subject is left out."""
    outer = [word for word in words if not any(q[0] < word.start < q[1] - 1 for q in quotes)]
    found: list[Report] = []
    for i, word in enumerate(outer):
        if not is_speech_verb(word) or _blocked(outer, i):
            continue
        report = _before(text, outer, i, named) or _behind(text, outer, i, named)
        if report is None and (word.text in _PARTICIPLES or outer[i - 1].text == "and"):
            report = _of_main_clause(text, outer, i, named) or _going_on(found, text, outer, i)
        if report is not None:
            found.append(report)
    return found


def _blocked(words: Sequence[Token], at: int) -> bool:
    """Passive, negated, infinitive or hypothetical speech names no speaker."""
    if _asks_not(words, words[at]):
        return True
    before: list[str] = []
    for word in reversed(words[max(0, at - 4) : at]):
        if not word.is_word:
            break  # "... were recalled, said Ito": the passive ends with the comma
        before.insert(0, word.folded)
    if any(word in _BLOCKERS or word.endswith(("n't", "n’t")) for word in before[-3:]):
        return True
    if words[at].text not in _PARTICIPLES and any(word in _BE for word in before[-2:]):
        return True
    if before[-1:] and before[-1] in lexicon.DETERMINERS | {"his", "her", "their", "its", "of"}:
        return True
    return (
        words[at].text in _NOUNS_TOO
        and at + 1 < len(words)
        and words[at + 1].text in {"of", ",", ".", "from"}
    )


def _before(text: str, words: Sequence[Token], verb: int, named: Sequence[Name]) -> Report | None:
    """The subject in front of its verb: "Peskov, a spokesman, also told"."""
    head = verb - 1
    while head >= 0 and (words[head].folded in _SKIPPED or words[head].text.endswith("ly")):
        head -= 1
    if head >= 0 and words[head].text == ",":
        head = _before_apposition(words, head, named)
    elif head >= 1 and words[head].text == "who":
        head -= 2 if words[head - 1].text == "," else 1
        return _report(text, words, head, verb, named, relative=True) if words[head].is_word else None
    if head < 0 or not words[head].is_word:
        return None
    return _report(text, words, head, verb, named)


def _before_apposition(words: Sequence[Token], comma: int, named: Sequence[Name]) -> int:
    """The word in front of ", NATO's top commander," or ", 46,": -1 where there is no such insertion."""
    for i in range(comma - 1, max(-1, comma - 16), -1):
        if words[i].text in {".", ";", ":", "!", "?", "”", '"'}:
            return -1
        if words[i].text == "," and i > 0:
            inserted = words[i + 1 : comma]
            if len(inserted) == 1 and inserted[0].folded in _ASIDES:
                return i - 1  # "The senator, however, said"
            if is_name(named, inserted):
                return comma - 1  # "The minister, Helena Costa, denied"
            ends_name = name_ending(named, words[i - 1]) is not None
            aged = len(inserted) == 1 and inserted[0].text.isdigit() and words[i - 1].text.islower()
            relative = words[i - 1].folded in HEADS and inserted[:1] and inserted[0].text in _RELATIVE
            speaks = any(is_speech_verb(word) and not _asks_not(words, word) for word in inserted)
            return i - 1 if (ends_name or relative or aged) and not speaks else -1
    return -1


def _asks_not(words: Sequence[Token], verb: Token) -> bool:
    """Whether it is the "asked" of "who asked not to be named", which is no speech."""
    behind = words[index_at(words, verb.end) :][:2]
    return verb.text in {"ask", "asks", "asked"} and [word.text for word in behind] == ["not", "to"]


def _report(
    text: str, words: Sequence[Token], head: int, verb: int, named: Sequence[Name], *, relative: bool = False
) -> Report | None:
    """The report of a subject that ends at ``head``; that of a relative clause may be an object elsewhere."""
    word = words[head]
    name = name_ending(named, word)
    if word.folded in PRONOUNS or word.folded in GROUP_PRONOUNS:
        first, shown = head, (word.start, word.end)
    elif name is not None:
        first = noun_phrase_start(words, index_at(words, name.start))
        shown = (name.start, name.end)
        if first > 0 and words[first - 1].folded in {"of", "for", "from", "at", "in"}:
            first, shown = with_preposition(words, first, name, named)
        elif first > 1 and words[first - 1].folded == "and":
            first, shown = with_partner(words, first, name, named)
    elif (spoken_for := speaks_for(words, head)) >= 0:
        first = noun_phrase_start(words, spoken_for)
        shown = (words[first].start, word.end)
    elif (word.folded in HEADS or is_someone(words, head)) and not word.text.endswith(("'s", "’s")):
        first = noun_phrase_start(words, head)
        shown = (words[first].start, word.end)
    else:
        return None
    if first < 0 or not (relative or starts_clause(text, words, first)):
        return None
    subject = text[shown[0] : shown[1]]
    pronoun = word.folded in PRONOUNS or word.folded in GROUP_PRONOUNS
    span = (words[first].start, word.end)
    verb_word = words[verb]
    return Report(
        subject, pronoun, word.folded, span, verb_word.text, (verb_word.start, verb_word.end), inverted=False
    )


def _behind(text: str, words: Sequence[Token], verb: int, named: Sequence[Name]) -> Report | None:
    """The subject behind its verb, after a quote or a comma: '," said U.S. General Philip Breedlove'."""
    if verb == 0 or words[verb - 1].text not in {",", "”", "’", '"', "'", "»", "“"}:
        return None
    last = verb
    limit = min(len(words), verb + 22)
    while last + 1 < limit and words[last + 1].is_word:
        last += 1
    if last == verb:
        return None
    region = (words[verb + 1].start, words[last].end)
    inside = [name for name in named if region[0] <= name.start and name.end <= region[1]]
    verb_word = words[verb]
    span = (verb_word.start, verb_word.end)
    follower = words[verb + 1]
    if follower.folded in PRONOUNS:
        shown = (follower.start, follower.end)
        return Report(follower.text, True, follower.folded, shown, verb_word.text, span, inverted=True)
    if inside:
        chosen = next((n for n in inside if n.kind == "person" and len(n.words) > 1), inside[0])
        before = [word for word in words[verb + 1 : last + 1] if word.start < chosen.start]
        if any(not_office(word) for word in before):
            return None
        shown = (chosen.start, chosen.end)
        head = chosen.words[-1]
        return Report(chosen.text, False, head, (region[0], chosen.end), verb_word.text, span, inverted=True)
    apposed = _apposed_name(words, last, named)
    if apposed is not None and follower.folded in lexicon.DETERMINERS and last - verb <= 6:
        shown = (apposed.start, apposed.end)
        subject = (region[0], apposed.end)
        return Report(apposed.text, False, apposed.words[-1], subject, verb_word.text, span, inverted=True)
    for i in range(verb + 1, min(verb + 6, last + 1)):
        if words[i].folded in HEADS:
            shown = (words[verb + 1].start, words[i].end)
            return Report(
                text[shown[0] : shown[1]], False, words[i].folded, shown, verb_word.text, span, inverted=True
            )
    return None


def _apposed_name(words: Sequence[Token], last: int, named: Sequence[Name]) -> Name | None:
    """Of "says the harbour master, Ewa Nowicka," the person between the commas."""
    if last + 2 >= len(words) or words[last + 1].text != ",":
        return None
    name = next((name for name in named if name.start == words[last + 2].start), None)
    if name is None or name.kind not in {"person", "other"} or len(name.words) < 2:
        return None
    behind = next((word for word in words[last + 2 :] if word.start >= name.end), None)
    return name if behind is None or not behind.is_word else None


def _going_on(found: Sequence[Report], text: str, words: Sequence[Token], verb: int) -> Report | None:
    """Of 'the chancellor declared in an interview, adding that' the chancellor: who spoke there."""
    if not found or words[verb - 1].text != "," or words[verb].folded not in _CONTINUING:
        return None
    earlier = found[-1]
    between = text[earlier.verb_span[1] : words[verb].start]
    if re.search(r"[.!?;\n]", re.sub(r"[“‘\"][^”’\"]*[”’\"]", "", between)):
        return None
    word = words[verb]
    return replace(earlier, verb=word.text, verb_span=(word.start, word.end), inverted=False)


def _of_main_clause(text: str, words: Sequence[Token], verb: int, named: Sequence[Name]) -> Report | None:
    """Of "Russia cut the gas, saying that" the name that opens the sentence speaks, if one does."""
    if verb == 0 or words[verb - 1].text not in {",", "and"}:
        return None
    first = verb - 1
    while first > 0 and words[first - 1].text not in {".", "!", "?", ";", "”", '"'}:
        first -= 1
    opening = next((name for name in named if name.start >= words[first].start), None)
    if opening is None or opening.start >= words[verb].start:
        return None
    head = index_at(words, opening.start)
    behind = next((word for word in words[head:] if word.start >= opening.end), None)
    plain = behind is not None and behind.is_word and behind.folded not in lexicon.CONJUNCTIONS | {"of"}
    if noun_phrase_start(words, head) != first or not plain:
        return None
    word = words[verb]
    span = (words[first].start, opening.end)
    return Report(
        opening.text, False, opening.words[-1], span, word.text, (word.start, word.end), inverted=False
    )
