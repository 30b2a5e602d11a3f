"""Reported speech: each speech verb outside quotation marks with the subject that speaks."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from qa.language import lexicon
from qa.language.analysis import Analysis, Stretch, Token
from qa.language.names import Name
from qa.quotations.main_clause import opening_subject
from qa.quotations.naming import whole
from qa.quotations.phrases import (
    HEADS,
    WEEKDAY,
    before_times,
    behind_to_which,
    index_at,
    is_name,
    is_occupation,
    is_office,
    name_ending,
    noun_phrase_start,
    speaks_for,
    starts_clause,
    with_partner,
    with_preposition,
)
from qa.quotations.verbs import ACCUSING, ADDING, BESIDE_QUOTES, NAMING, ORDERING, REPORTING, SAYING, TELLING

PRONOUNS = {"he": "male", "she": "female"}
GROUP_PRONOUNS = lexicon.words("it they")
_SKIPPED = lexicon.words(
    """
    also later has had have then again further once previously already both recently long always often
    """
)
_RELATIVE = lexicon.words("who which published released issued")
_BLOCKERS = lexicon.words(
    """
    not never to refused declined nobody nothing if whether neither nor cannot
    """
)

_MARKS = frozenset("”’\"'»“")
_TAKES_OBJECT = (TELLING | ACCUSING | NAMING) - lexicon.words("warn warns warned")
_ASKING = ORDERING - TELLING | lexicon.words("warn warns warned")
_BASE_FORMS = frozenset(
    verb for verb in lexicon.SPEECH_VERBS | BESIDE_QUOTES if {f"{verb}s", f"{verb}es"} & lexicon.SPEECH_VERBS
)
# Behind "..., said the minister" comes nothing, or where, when and to whom; no verb: "..., noted he was".
_REPORT_ENDS = re.compile(
    r"\s*(?:[^\w\s]|\n|$|(?:of|at|from|in|for|on|during|late|last|this|who|with|via|after|before|to|when|as|and"
    rf"|{WEEKDAY}|yesterday|today)\b)"
)
_NO_SUBJECT = re.compile(
    rf"(?:no|none|neither|outside of|inside of|{lexicon.either(lexicon.PREPOSITIONS)})\s"
    rf"|(?:super|black|good|ash|cyber|giving|palm|easter|fat) {WEEKDAY}",
    re.IGNORECASE,
)
_OF_ONE = frozenset(verb for verb in REPORTING if verb.endswith("s") and not verb.endswith("ss"))
_COUNTS = lexicon.NUMBERS - {"one"} | lexicon.words(
    "all both many most several few some these those dozens hundreds thousands millions other others"
)
OF_SEVERAL = frozenset(verb for verb in REPORTING if f"{verb}s" in REPORTING)
_GROUPS = lexicon.words("they we i you people police media who staff leadership crew team band women men")
_PARTISANS = lexicon.DEMONYMS | lexicon.words("democrats republicans conservatives officials voters")
_HANGS_ON = re.compile(r"\s(?:of|in|at|from|for|who|with)\s")
_SHORT = 6  # words of a report between commas
_NEW_SUBJECT = re.compile(r",\s(?:which|who|where)\b|\bfrom\s[A-Z][^,]*,$")


@dataclass(frozen=True, slots=True)
class Report:
    """One speech verb and who speaks. ``subject`` is verbatim; a pronoun is not yet resolved."""

    subject: str
    subject_span: Stretch
    verb: str
    verb_span: Stretch
    inverted: bool  # "said Peskov": the subject stands behind the verb

    @property
    def pronoun(self) -> str | None:
        """The subject in small letters, where it is a pronoun."""
        folded = self.subject.casefold()
        return folded if folded in PRONOUNS or folded in GROUP_PRONOUNS else None


def find_reports(found: Analysis, verbs: AbstractSet[str] = lexicon.SPEECH_VERBS) -> list[Report]:
    """The reports of a text in order. A verb without a clear subject is left out."""
    text, named = found.text, found.names
    words = found.outside
    reports: list[Report] = []
    for i, word in enumerate(words):
        if word.text not in verbs or _blocked(words, i):
            continue
        report = _before(text, words, i, named) or _behind(text, words, i, named)
        report = report or _going_on(reports, text, words, i)
        if report is None and (opening := opening_subject(text, words, i, named)):
            report = _report(*opening, word)
        if report is not None and agrees(text, report):
            reports.append(all_named(text, report))
    return reports


def agrees(text: str, report: Report) -> bool:
    """Whether somebody speaks, and as many as the verb has: no team does, nor do "six states" state."""
    if _NO_SUBJECT.match(text, report.subject_span[0]):
        return False
    if report.inverted:
        return True
    if report.verb in OF_SEVERAL:
        return _may_be_several(report.subject)  # "Saudi state media"
    return report.verb not in _OF_ONE or not _are_several(report.subject)


def _may_be_several(subject: str) -> bool:
    """Whether a subject takes a verb without an ending."""
    last = _HANGS_ON.split(subject.casefold(), maxsplit=1)[0].split()[-1]
    return last.endswith("s") or " and " in subject or last in _GROUPS


def _are_several(subject: str) -> bool:
    """Whether a subject takes no verb with "s": a name in capitals may, "Barclays" or "Consumer Reports"."""
    words = _HANGS_ON.split(subject, maxsplit=1)[0].split()
    first, last = words[0].casefold(), words[-1]
    if first in _COUNTS:
        return True
    named = last[0].isupper() and len(words) > 1
    plural = last.casefold() in _PARTISANS or (not named and last.casefold().removesuffix("s") in HEADS)
    return plural and last.endswith("s") and not last.endswith(("ss", "news"))


def all_named(text: str, report: Report) -> Report:
    """A report with all of a name that capitals alone cut: "AT&T", "Realtor.com"."""
    low, high = report.subject_span
    at = text.find(report.subject, low, max(high, low + len(report.subject)))
    if at < 0 or report.pronoun:
        return report
    start, end = whole(text, at, at + len(report.subject))
    return replace(report, subject=text[start:end], subject_span=(min(low, start), max(high, end)))


def _report(subject: str, span: Stretch, verb: Token, *, inverted: bool = False) -> Report:
    return Report(subject, span, verb.text, (verb.start, verb.end), inverted)


def _blocked(words: Sequence[Token], at: int) -> bool:
    """Negated, infinitive or hypothetical speech names no speaker."""
    before = itertools.takewhile(lambda word: word.text != ",", reversed(words[max(0, at - 3) : at]))
    return any(word.folded in _BLOCKERS for word in before) and not behind_to_which(words, at - 1)


def _before(text: str, words: Sequence[Token], verb: int, named: Sequence[Name]) -> Report | None:
    """The subject in front of its verb: "Peskov, a spokesman, also told"."""
    head = verb - 1
    while head >= 0 and (words[head].folded in _SKIPPED or _is_manner(words[head])):
        head -= 1
    if head > 0 and name_ending(named, words[head]) is None:
        head = before_times(words, head)
    relative = False  # the subject of a relative clause may be an object elsewhere
    if head >= 0 and words[head].text == ",":
        head = _before_apposition(words, head, named)
    elif head >= 1 and words[head].text == "who":
        head -= 2 if words[head - 1].text == "," else 1
        relative = True
    if head < 0 or not words[head].is_word:
        return None
    subject = _subject(text, words, head, named)
    if subject is not None and subject[0] >= 0:
        subject = _on_its_line(text, words, head, subject)
    if subject is None or subject[0] < 0 or not (relative or starts_clause(text, words, subject[0])):
        return None
    span = (words[subject[0]].start, words[head].end)
    return _report(text[slice(*subject[1])], span, words[verb])


def _on_its_line(
    text: str, words: Sequence[Token], head: int, subject: tuple[int, Stretch]
) -> tuple[int, Stretch]:
    """A subject without what stands on the line before it: a caption is no part of it."""
    first, span = subject
    for place in range(head, first, -1):
        if "\n" in text[words[place - 1].end : words[place].start]:
            start = max(span[0], words[place].start)
            return place, (start, span[1] if span[1] > start else words[head].end)
    return subject


def _is_manner(word: Token) -> bool:
    """Whether a word is an adverb by its ending, which "Kelly" is not."""
    return word.text.endswith("ly") and not word.capital


def _before_apposition(words: Sequence[Token], comma: int, named: Sequence[Name]) -> int:
    """The word in front of ", NATO's top commander," or ", 46,": -1 where there is no such insertion."""
    for i in range(comma - 1, max(0, comma - 16), -1):
        if words[i].text in {".", ";", ":", "!", "?", "”", '"'}:
            return -1
        if words[i].text == ",":
            inserted, name = words[i + 1 : comma], name_ending(named, words[i - 1])
            if is_name(named, inserted) and inserted[0].folded not in lexicon.TITLES:
                return comma - 1  # "The minister, Helena Costa, denied"
            if _is_report(inserted) and name is not None:
                return i - 1  # "Macron, Biden has told guests, asked him"
            if name is not None and not name.certain and name.text.endswith("ly"):
                return -1  # "Essentially, they charge for it, said"
            if inserted and inserted[0].capital and _has_verb(inserted):
                return -1  # "As prince of Wales, Charles was not so careful, says"
            if name is not None and words[max(0, index_at(words, name.start) - 1)].text == "of":
                outer = _before_apposition(words, i, named)  # "Ana Li, the daughter of Bo Li, a baker, said"
                return outer if outer >= 0 and name_ending(named, words[outer]) else i - 1
            aside = len(inserted) == 1 or (inserted and inserted[0].text in _RELATIVE)
            return i - 1 if aside or name is not None else -1
    return -1


def _is_report(inserted: Sequence[Token]) -> bool:
    """Whether an insertion is no more than a report of its own."""
    return 1 < len(inserted) <= _SHORT and any(word.text in SAYING | ADDING for word in inserted[1:])


def _has_verb(inserted: Sequence[Token]) -> bool:
    """Whether a verb stands in an insertion before any "who": then it is a clause of its own."""
    stop = next((at for at, word in enumerate(inserted) if word.text in _RELATIVE), len(inserted))
    return any(word.folded in lexicon.AUXILIARIES for word in inserted[:stop])


def _subject(
    text: str, words: Sequence[Token], head: int, named: Sequence[Name]
) -> tuple[int, Stretch] | None:
    """The first word of the subject that ends at ``head``, and where the words that name it stand."""
    word = words[head]
    name = name_ending(named, word)
    if word.folded in PRONOUNS or word.folded in GROUP_PRONOUNS:
        return head, (word.start, word.end)
    if name is not None:
        first = noun_phrase_start(words, index_at(words, name.start))
        before = words[first - 1].folded if first > 1 else ""
        if before in {"of", "for", "from", "at", "in"}:
            return with_preposition(words, first, name, named)
        if before == "and":
            return with_partner(words, first, name, named)
        return first, (name.start, name.end)
    if (spoken_for := speaks_for(words, head)) >= 0:
        first = noun_phrase_start(words, spoken_for)
    elif word.folded in HEADS or is_occupation(word.text):
        first = noun_phrase_start(words, head)
    else:
        return None
    return first, (words[first].start, word.end)


def _behind(text: str, words: Sequence[Token], verb: int, named: Sequence[Name]) -> Report | None:
    """The subject behind its verb, after a quote or a comma: '," said U.S. General Philip Breedlove'."""
    report = _subject_behind(text, words, verb, named)
    if report is None or _behind_mark(text, words, verb) or _REPORT_ENDS.match(text, report.subject_span[1]):
        return report
    return None


def _behind_mark(text: str, words: Sequence[Token], verb: int) -> bool:
    """Whether a quotation ends right before a verb."""
    before = words[verb - 1]
    return before.text in _MARKS or text[max(0, before.start - 1) : before.start] in _MARKS


def _inverts(text: str, words: Sequence[Token], verb: int) -> bool:
    """Whether a verb may stand before who speaks: behind "told" stands who is told."""
    word = words[verb].text
    if word.endswith("ing") or word in _TAKES_OBJECT or (word in _BASE_FORMS and word != "say"):
        return False
    return word not in _ASKING or _behind_mark(text, words, verb)


def _subject_behind(text: str, words: Sequence[Token], verb: int, named: Sequence[Name]) -> Report | None:
    if verb == 0 or words[verb - 1].text not in {",", *_MARKS} or not _inverts(text, words, verb):
        return None
    last = verb
    while last + 1 < min(len(words), verb + 22) and (words[last + 1].is_word or _abbreviates(words, last)):
        last += 1
    if last == verb:
        return None
    start, end = words[verb + 1].start, words[last].end
    inside = [
        name
        for name in named
        if start <= name.start
        and name.end <= end
        and text[name.end : name.end + 1] not in {"'", "’"}
        and name.words[-1] not in lexicon.SHORT_TITLES
    ]
    ended = [name for name in inside if _REPORT_ENDS.match(text, name.end)]
    heads = [word for word in words[verb + 1 : min(verb + 6, last + 1)] if word.folded in HEADS]
    if ended:
        chosen = next((name for name in ended if len(name.words) > 1), ended[0])
        office = [word for word in words[verb + 1 : last + 1] if word.start < chosen.start]
        if not is_office(office, chosen):
            return None
        return _report(chosen.text, (start, chosen.end), words[verb], inverted=True)
    apposed = _apposed_name(words, last, named)
    if apposed is not None:
        return _report(apposed.text, (start, apposed.end), words[verb], inverted=True)
    if heads:
        return _report(text[start : heads[0].end], (start, heads[0].end), words[verb], inverted=True)
    return None


def _abbreviates(words: Sequence[Token], at: int) -> bool:
    """Whether the mark behind a word is the stop of a title: "said Rep. Ana Moss"."""
    return words[at + 1].text == "." and words[at].folded in lexicon.SHORT_TITLES


def _apposed_name(words: Sequence[Token], last: int, named: Sequence[Name]) -> Name | None:
    """Of "says the harbour master, Ewa Nowicka," the person between the commas."""
    if last + 2 >= len(words) or words[last + 1].text != ",":
        return None
    name = next((name for name in named if name.start == words[last + 2].start), None)
    if name is None:
        return None
    behind = next((word for word in words[last + 2 :] if word.start >= name.end), None)
    return name if behind is None or not behind.is_word else None


def _going_on(found: Sequence[Report], text: str, words: Sequence[Token], verb: int) -> Report | None:
    """Of 'the chancellor declared in an interview, adding that' the chancellor: who spoke there."""
    if not found or words[verb - 1].text != ",":
        return None
    word = words[verb]
    between = re.sub(r"[“‘\"][^”’\"]*?([.!?]?)[”’\"]", r"\1", text[found[-1].verb_span[1] : word.start])
    if re.search(r"[.!?;\n]", between):
        return None
    if _NEW_SUBJECT.search(between.rstrip()):
        return None  # "said it was the message, from One Nation, accusing"
    return replace(found[-1], verb=word.text, verb_span=(word.start, word.end), inverted=False)
