"""All reports of a stretch of text: those of :mod:`qa.quotations.subjects`, and those in longer clauses.

What the rules of an answer's speaker leave out because its subject is long ("the speaker of the lower house
said", "Raj Mehta of the University of Leeds, who was not involved, said") or stands apart from its verb is
found here by looking at all that stands between the beginning of a clause and its verb.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from qa.language import lexicon
from qa.language.analysis import Analysis, Stretch, Token
from qa.language.names import Name
from qa.quotations.phrases import HEADS, WEEKDAY, is_occupation
from qa.quotations.subjects import Report, agrees, all_named, find_reports
from qa.quotations.verbs import NAMING, REPORTING, TELLING

SPEAKING = HEADS | lexicon.words(
    """
    source mother father son daughter sister brother uncle aunt grandmother grandfather passer-by diplomat
    diplomats playwright critic customer client customers clients owner boss bosses military ministry
    insurer lender maker chain group union unions council town islanders farmers parents pupils students
    protesters officials staff workers employees leaders lawmakers politicians economists forecasters
    person people user users fan fans viewer mum dad mom executive
    designer barrister solicitor counsel plumber baker builder chef conductor composer astronaut midwife
    constable bureau giant startup contractor tenant landlord organiser organisers organizer organizers
    opposition delegation delegations another third
    groups bodies firms companies governments police officers deputies aides allies friends relatives
    neighbours neighbors families survivors villagers activists rebels
    """
)
_PERSONAL = lexicon.words("he she they it")
_WE = _PERSONAL | lexicon.words("we i you")
_ADVERBS = lexicon.words(
    """
    also later then again further once previously already both often always still never now just has have
    had himself herself itself themselves
    """
)
_WHEN = re.compile(
    r"\s(?:late |early |earlier )?(?:on|last|this)\s(?:\w+\s){0,2}?"
    rf"{WEEKDAY}(?: \w+)?$"
    rf"|\s(?:late |early |earlier )?(?:{WEEKDAY}"
    r"|(?:last|this) (?:week|month|year|spring|summer|fall|autumn|winter)|in the day|on)$|\sat the time$"
    r"|\sin (?:a|an|the) (?:\w+ )?(?:statement|interview|email|report|filing|speech|tweet)"
    r"(?: to (?:the )?[A-Z]\w+)?$"
    r"|\s(?:yesterday|today|recently|meanwhile|earlier|first)$"
    r"|\s(?:on|in|at) (?:Twitter|Facebook|[A-Z]\w+|\d{4})$"
)
_INSERTED = re.compile(r",[^,“”\"]{2,120},(?=\s|$)")
_BARRED = lexicon.AUXILIARIES | lexicon.words(
    """
    no not never nobody nothing none neither nor if whether refused declined which that
    that's that’s it's it’s there's who's what how why when
    """
)
_CLOSED = frozenset(",”’\"'»“")
_NOT_IN_OFFICES = (lexicon.STOPWORDS | lexicon.SPEECH_VERBS) - lexicon.words(
    "the a an his her of for one its"
)
_NO_SUBJECT = re.compile(r"(?:that|to|in|on|at|of|how|what|why|if|whether)\b")
_DISTRICT = re.compile(r"[RDI]-[A-Z]")  # "Rep. Linda Hartgen, R-Twin Falls," of American papers
_PLACED = re.compile(
    r"\b(?:of|in|from|near) [A-Z][\w ]+,\s$|\b[A-Z]\w+, [A-Z]\w+, $"
)  # "of Henderson, Nevada, told"
_OF_STATES = lexicon.words("New North South West Rhode")
_NOUN_FOLLOWS = lexicon.words(
    "of the a an this that these those his her its their our my to for in on no any by with"
)
_PASSIVE = lexicon.words("be been being is are was were am get gets got")
_OPEN_ENDED = lexicon.words("to and or but nor even then as than with without from that")
_UNFINISHED = (
    lexicon.words("several dozen many few other these swing") | lexicon.NUMBERS
)  # "in several states"
_LEADING = re.compile(r"(?i:but|and|yet|while|although|though|when|as|because|if)\s+")
_COUNTED = lexicon.words("few couple lot number group handful dozen majority minority pair trio team series")
_FINITE = lexicon.words("sent went took gave made came comes goes saw told found")
_HEAD_ENDS = re.compile(r"\s(?:of|in|at|on|for|from|with|to|by|as|who|whose|representing|including)\s")
_RELATIVE = lexicon.words("who whose whom")
_OPENING = re.compile(
    r"(?:(?:In|At|On|After|Before|During|Under|By|For|From|With|Since)\s[^,]{2,80}?,?\s|(?:But|And|Yet|Still|So|Later"
    r"|Meanwhile|However|Earlier|Then)\b,?\s)"
)
_LONGEST = 110  # characters of a subject
_MOST_WORDS = 9


def all_reports(found: Analysis) -> list[Report]:
    """The reports of a text in order, each verb once."""
    reports = [report for report in find_reports(found, REPORTING) if _stands(found, report)]
    known = {report.verb_span for report in reports}
    outside = found.outside
    for place, word in enumerate(outside):
        if word.text not in REPORTING or (word.start, word.end) in known or word.capital:
            continue
        report = _joined(found, outside, place, reports) or _long(found, outside, place)
        if report is not None and agrees(found.text, report) and _stands(found, report):
            reports.append(all_named(found.text, report))
            reports.sort(key=lambda one: one.verb_span)
    return reports


def _stands(found: Analysis, report: Report) -> bool:
    """Whether a verb is one: in "the minister's tweet" it is none."""
    between = found.text[report.subject_span[1] : report.verb_span[0]]
    possessive = not report.inverted and re.match(r"['’]s?\s", between)
    if report.pronoun and re.match(r"\s+who\b", between):
        return False  # "He who says A"
    if re.search(r"\b[Hh]ad\s$", found.text[max(0, report.subject_span[0] - 5) : report.subject_span[0]]):
        return False  # "Had she told them"
    if not report.subject.strip() or _DISTRICT.match(report.subject) or _is_half(found, report):
        return False
    if any(word in REPORTING for word in report.subject.split()[1:]):
        return False  # "Analysts said in a note" is no note that says
    if report.inverted and report.verb in NAMING:
        return False  # ", R-Wyo., called Vega"
    before = found.text[max(0, report.subject_span[0] - 60) : report.subject_span[0]]
    placed = " " not in report.subject or report.subject.split()[0] in _OF_STATES
    if not report.inverted and placed and _PLACED.search(before) and between.strip() == ",":
        return False
    restricted = not report.inverted and re.fullmatch(r"\s+who\s(?:\w+\s)?", between)
    if restricted and (not _is_named(report.subject) or report.subject.endswith("s")):
        return False  # "the number of people who say" says nothing
    if report.inverted and report.verb in TELLING and not _is_warning(found.text, report):
        return False
    if report.verb.endswith("ing") and not report.inverted and not between.strip():
        return False  # "People claiming a ticket"
    if report.inverted and (report.verb.endswith("ing") or _NO_SUBJECT.match(report.subject)):
        return False
    return not possessive and not re.search(r"['’]s?$", report.subject)


def _is_warning(text: str, report: Report) -> bool:
    """Whether a quotation ends before "warned" and who says it."""
    start = report.verb_span[0]
    return report.verb.startswith("warn") and text[max(0, start - 2) : start].strip() in {"”", '"', "’"}


def _is_half(found: Analysis, report: Report) -> bool:
    """Whether a subject is cut out of a longer name: "Democratic Sen" of "Democratic Sen. Hob Bryan"."""
    words = report.subject.split()
    saint = found.text.endswith("St. ", 0, report.subject_span[0])
    return saint or words[0] == "According" or words[-1].casefold() in lexicon.SHORT_TITLES


def _is_named(subject: str) -> bool:
    return subject[:1].isupper() and subject.split()[0].casefold() not in lexicon.DETERMINERS


def _joined(found: Analysis, words: Sequence[Token], at: int, reports: Sequence[Report]) -> Report | None:
    """Of "accused the West of it and said" the one who accused."""
    place = at - 1
    while place > 0 and _is_adverb(words[place].text):
        place -= 1
    participle = words[place].text == "," and words[at].text.endswith("ing")
    if place < 1 or not (participle or words[place].folded in {"and", "but"}) or words[at].text in NAMING:
        return None
    here = found.sentence_at(words[at].start)
    earlier = [r for r in reports if here[0] <= r.verb_span[0] < words[at].start]
    if not earlier or (earlier[-1].inverted and not participle):
        return None
    past = [verb.endswith("ed") or verb in {"said", "told"} for verb in (words[at].text, earlier[-1].verb)]
    tense = participle or words[at].text[-2:] == earlier[-1].verb[-2:] or all(past)
    if not tense or re.search(r"[.!?;\n]", _unquoted(found.text[earlier[-1].verb_span[1] : words[at].start])):
        return None
    span = (words[at].start, words[at].end)
    return replace(earlier[-1], verb=words[at].text, verb_span=span, inverted=False)


def _is_adverb(word: str) -> bool:
    return word in _ADVERBS or (word.endswith("ly") and word.islower())


def _unquoted(text: str) -> str:
    return re.sub(r"[“‘\"«„][^”’\"»]*[”’\"»]", "", text)


def _long(found: Analysis, words: Sequence[Token], at: int) -> Report | None:
    """The subject between the beginning of its clause and the verb."""
    verb = words[at]
    before = words[at - 1] if at else None
    if before is None or before.folded in _NOUN_FOLLOWS | _PASSIVE or verb.text.endswith("ing"):
        return None
    inverted = _inverted(found, words, at) if before.text in _CLOSED else None
    if inverted is not None:
        return inverted
    if before.folded in _PERSONAL and before.is_word and not before.text.isupper():
        return Report(before.text, (before.start, before.end), verb.text, (verb.start, verb.end), False)
    here = found.sentence_at(verb.start)
    low = max(here[0], verb.start - 260)
    stretch = found.text[low : verb.start].rstrip()
    for adverb in re.findall(r"\s(\w+)$", stretch):
        if _is_adverb(adverb):
            stretch = stretch[: -len(adverb)].rstrip()
    when = _WHEN.search(stretch)
    stretch = stretch[: when.start()] if when else stretch
    begin = _clause_start(found, low, stretch)
    subject = stretch[begin:]
    span = _speaking(found, low + begin, subject)
    if span is None:
        return None
    return Report(found.text[slice(*span)], span, verb.text, (verb.start, verb.end), False)


def _inverted(found: Analysis, words: Sequence[Token], at: int) -> Report | None:
    """The subject behind its verb: "said marine biologist Tove Lindqvist, who", "said the plumber."."""
    verb, last = words[at], at
    if verb.text.endswith("ing"):
        return None
    while last + 1 < min(len(words), at + 9) and words[last + 1].is_word:
        last += 1
    if last == at:
        return None
    start, end = words[at + 1].start, words[last].end
    office = words[at + 1 : last + 1]
    if any(word.folded in _NOT_IN_OFFICES and not word.capital for word in office):
        return None
    if (
        len(office) <= 5
        and office[0].folded in {"the", "a", "an", "his", "her", "one"}
        and _speaks(office[-1].text)
    ):
        return Report(found.text[start:end], (start, end), verb.text, (verb.start, verb.end), True)
    return None


def _clause_start(found: Analysis, low: int, stretch: str) -> int:
    """Where the clause that ends a stretch begins: behind a quotation, a comma or an opening phrase."""
    begin = 0
    ended = [quote[1] - low for quote in found.quotes if low < quote[1] <= low + len(stretch)]
    if ended:
        begin = ended[-1]
    bare = _INSERTED.sub(lambda match: "·" * len(match[0]), stretch[begin:])
    comma = max(bare.rfind(mark) for mark in (",", ";", ":", " and ", " but ", "("))
    if stretch[begin:].endswith(",") or comma < 0:
        opening = _OPENING.match(stretch, begin)
        begin = opening.end() if opening and comma < 0 else begin
    else:
        begin += comma + (5 if bare[comma] == " " else 1)
    while begin < len(stretch) and stretch[begin] in " ,;:·”’\"'»“":
        begin += 1
    return begin


def _speaking(found: Analysis, start: int, subject: str) -> Stretch | None:
    """Where the words that name who speaks stand in a subject; None where it names nobody who can."""
    if not subject or len(subject) > _LONGEST + 100:
        return None
    leading = _LEADING.match(subject)
    if leading:
        start, subject = start + leading.end(), subject[leading.end() :]
    core, comma, apposed = subject.partition(",")
    core = core.rstrip()
    if comma and not subject.rstrip().endswith(","):
        return None  # "Amy Robach and T.J. Holmes, the co-hosts of the show, after tabloids"
    words = re.findall(r"[\w\-’']+", core)
    folded = [word.casefold() for word in words]
    if not words or len(words) > _MOST_WORDS or set(folded[1:]) & _RELATIVE:
        core, words, folded = _before_relative(core, words, folded)
    if (
        not words
        or set(folded) & _BARRED
        or folded[-1] in _OPEN_ENDED | _UNFINISHED
        or any(word in REPORTING for word in words[1:])
        or folded[0] in lexicon.PREPOSITIONS
        or (len(words) > 1 and not _WE.isdisjoint(folded))
    ):
        return None
    if any(one in {"the", "a", "an"} and two not in lexicon.PREPOSITIONS for two, one in pairwise(folded)):
        return None  # "a move the governor announced"
    named = _named_at(found, start, start + len(core))
    if named is not None:
        return named.start, named.end
    able = any(map(_speaks, folded))
    if able and (bearer := _bearer(found, start + len(subject) - len(apposed), apposed)):
        return bearer
    first = folded[0]
    opens = words[0][0].isupper() or first in lexicon.DETERMINERS or first in {"his", "her", "its", "their"}
    opens = opens or first.endswith("s") or first in {"two", "three", "four", "several", "some", "many"}
    opens = opens or first in {"one", "another"} or folded[-1].endswith("s")
    able = able and _is_phrase(core)
    one_of = folded[:2] == ["one", "of"] and folded[-1].endswith(("s", "them", "men", "people"))
    return (start, start + len(core)) if (able and opens) or one_of else None


def _is_phrase(core: str) -> bool:
    """Whether a subject is no more than a noun and what hangs on it: "the margin narrowed even" is a clause.

    Nor do several speak behind a single "a": in "a move security experts announced" it is not the experts.
    """
    words = re.findall(r"[\w\-’']+", _HEAD_ENDS.split(core, maxsplit=1)[0])
    while len(words) > 1 and words[-1].endswith("ed"):
        words.pop()
    single = words[0] in {"a", "an", "A", "An"} and not _COUNTED.intersection(words)
    if single and words[-1].endswith("s") and _speaks(words[-1].removesuffix("s")):
        return False
    return not any(
        word in _FINITE or (word.endswith("ed") and word.islower() and word != "named")
        for word in words[2:-1]
    )


def _bearer(found: Analysis, start: int, apposed: str) -> Stretch | None:
    """Of "An astronomer in Chile, Pablo Rojas," the name between the commas."""
    begins = start + len(apposed) - len(apposed.lstrip())
    named = next((name for name in found.names if begins <= name.start <= begins + 24), None)
    if named is None or len(named.words) < 2 or found.text[named.end : named.end + 1] != ",":
        return None
    titles = re.findall(r"[\w\-]+", found.text[begins : named.start])
    offices = [word for word in titles if word not in lexicon.DETERMINERS]
    return (named.start, named.end) if all(map(_speaks, offices)) else None


def _before_relative(core: str, words: list[str], folded: list[str]) -> tuple[str, list[str], list[str]]:
    """A subject without its relative clause: "A neighbour who gave first aid"."""
    at = next((place for place, word in enumerate(folded[1:], 1) if word in _RELATIVE), 0)
    if not at:
        return "", [], []
    end = re.search(rf"\s{folded[at]}\b", core)
    return core[: end.start()] if end else core, words[:at], folded[:at]


def _named_at(found: Analysis, start: int, end: int) -> Name | None:
    """The name that a subject is: at its beginning, behind offices alone, or what it ends with."""
    inside = [name for name in found.names if start <= name.start and name.end <= end]
    if not inside:
        return None
    first, last = inside[0], inside[-1]
    ahead = re.findall(r"[\w\-]+", found.text[start : last.start])
    if last.end == end and ahead and _speaks(ahead[-1]):
        return last
    between = re.findall(r"[\w\-]+", found.text[start : first.start])
    office = all(word[0].isupper() or _speaks(word) or word in {"the", "of", "chief"} for word in between)
    follows = found.text[first.end : end].lstrip()
    alone = not follows or follows.startswith(("of ", "at ", "from "))
    return first if office and alone and first.kind in {"person", "other"} else None


def _speaks(word: str) -> bool:
    """Whether a word can name who speaks, or the office of one: "spokeswoman", "glaciologist"."""
    folded = word.casefold()
    return (
        folded in SPEAKING | lexicon.SHORT_TITLES
        or is_occupation(word)
        or (folded.endswith("s") and is_occupation(word[:-1]))
    )
