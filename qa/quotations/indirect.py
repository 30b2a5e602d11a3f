"""Indirect speech: the clause that a verb of speech reports, without quotation marks around all of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from qa.language import lexicon
from qa.language.analysis import Stretch
from qa.quotations.attribution import Scene
from qa.quotations.complements import BEGINS, CLAUSE, FINITE, is_clause
from qa.quotations.phrases import JOINING, WEEKDAY, is_adverbial, office_before, role_before
from qa.quotations.sources import ACCORDING, bears_office, source, whole_name
from qa.quotations.subjects import Report
from qa.quotations.verbs import ACCUSING, CLAUSAL, ORDERING, PROMISING, SAYING, TELLING, WITH_THAT

_WHEN = (
    r"(?:\s(?:late |early )?(?:(?:on|last|this)\s(?:\w+\s)?)?"
    + WEEKDAY
    + r"(?:\s(?:night|morning|evening|afternoon))?"
    r"|\s(?:yesterday|today|later|afterwards|earlier|recently|again|repeatedly|publicly|only)"
    r"|\sin an? (?:\w+\s)?(?:statement|interview|speech|email|letter|report|tweet|post))?"
)
_THAT = re.compile(
    r"(?:\s(?:on|in|at|to|during|by|last|this|late|earlier|later|afterwards|out|again|through|via|before|after|yesterday|today"
    r"|\w+ly|\w+day)\b[^.,;:!?“”‘\"\n]{0,80}?|,[^.,;:!?“”‘\"\n]{1,60},)??\sthat\s(?=\S)"
)
_TOLD_THAT = re.compile(r"(?:\s[^.,;:!?“”‘\"\n]{1,90}?|,[^.,;:!?“”‘\"\n]{1,60},)??\sthat\s(?=\S)")
_WHEN_ONLY = re.compile(_WHEN + r"\s(?=\S)")
_TIME_ONLY = re.compile(rf"(?:(?:last|this) (?:week|month|year)|{WEEKDAY}|yesterday|today)(?=[,.:]|$)")
_LISTENERS = re.compile(
    _WHEN + r"\s(?:(?:[a-z]+\s)?(?:radio|television|parliament|prosecutors|customers)"
    r"|(?:me|us|him|her|them|it|you|reporters|journalists|lawmakers|investors|shareholders)"
    r"|(?:the|a|an|his|her|its|their|our|my)\s(?:[\w\-’']+\s){0,3}?[\w\-’']+|(?:[A-Z][\w\-’'.]*\s?)+?)"
    + _WHEN
    + r"\s(?=\S)"
)
_NEXT_WORD = re.compile(r"\S+\s")
_SUBORDINATE = lexicon.words("when while although though")
_NO_CLAUSE = re.compile(
    r"(?:nothing|so|yes|no|goodbye|hello|sorry|more|little|much|something|anything|as much|thank|what|a"
    r" (?:few )?(?:word|prayer)|(?:his|her|their) (?:prayers|goodbyes|piece))\b"
    r"(?!\s\w+\s(?:is|was|will|would|had))",
    re.IGNORECASE,
)
_AFTERTHOUGHT = (
    r", (?:something|an? (?:move|charge|claim|decision|step|allegation|accusation|assertion"
    r"|day|week|month|year) (?:that|which|after|before)?)\b"
)  # what the article adds to what was said
_BUT_THAT = (  # "said A, but that the voters should decide"; "but that message got lost" is not said
    r"but that (?:he|she|it|they|we|you|I|there|the|an?|his|her|its|their|our|these|those|if|when|since|as"
    r"|most|many|some|other|no|[A-Z]|[“\"]|\w*[^\Ws]s\s)"
)
_ENDED = "|".join(
    sorted(verb for verb in CLAUSAL | ACCUSING | PROMISING if verb.endswith(("ed", "said", "told")))
)
_END = re.compile(
    rf"{_AFTERTHOUGHT}|;|\s[\u2014\u2013]\s|, citing\b"
    rf"|(?:,|(?<=,[”\"])) (?!{_BUT_THAT})(?:but|while|whereas|although|though)\b"
    rf"|,? (?:and|but) (?=(?:\w+ly )?(?:{_ENDED})\b)"
)
_NAME_BEFORE = re.compile(r"\s[A-Z][\w.]*\s$")  # "told the Dallas Morning News": no clause begins inside
_NEAR = 24  # characters between what parts two reports and the second one
_GOING_ON = re.compile(r",\s(?:saying|adding|noting|telling|asking|stating|claiming)\s*$")
_LONGEST_CLAUSE = 2_000  # characters in which the end of a clause is looked for
_RELATIVE = re.compile(r",\s(?:who|which)\b")
_END_OF_RELATIVE = re.compile(r"[,;]")
_TO_DO = (
    r"(?:not\s)?to\s(?!(?:the|an?|his|her|its|their|our|my|this|that|these|those|every|any|all|it|him|them|us|me)\b"
    r"|(?:be|remain)\s(?:named|identified|anonymous)\b)[a-z]"
)
_INFINITIVE = re.compile(r"\s(?=(?:not )?to\s[a-z])")
_ASKED = re.compile(
    r"(?:\son)?\s(?!(?:\w+\s)?(?:for|about|if|whether|why|how|what|who)\b)(?:(?=[^.,;:!?“”\"\n]{2,70}?\s"
    + _TO_DO
    + "))"
)
_ASKED_WHETHER = re.compile(r"\s(?:[^.,;:!?“”\"\n]{1,70}?\s)??(?=(?:whether|if|how|what|why|where)\s)")
_TO = re.compile(r"\sto\s")
_CALLED = re.compile(r"\s(?:up)?on\s(?=[^.,;:!?“”\"\n]{2,70}?\s" + _TO_DO + ")")
_ACCUSED = re.compile(r"\s(?!(?:of|with|by|in|for|on)\s)[^.,;:!?“”\"\n]{2,60}?\s(?=of\s)")
_DATELINE = re.compile(
    r"[A-Z][\w .,’'\-]{1,40}(?:\([^)\n]{1,30}\)\s*[\u2014\u2013\u2212-]\s*|\s[\u2014\u2013\u2212-]\s|:\s)"
)
_TAIL = re.compile(
    r"(?:[.!?]|\s*$"
    rf"|,? {WEEKDAY}\b(?=[.,]|$|\s(?!that\b|of\b)[a-z])(?![^,.]*\sthat\s)"
    r"|,? (?:on|in|at|during|to|late|early|earlier|later|yesterday|today|last|this|after|when)\b"
    r"|, (?:who|which|an?|the|\d|citing|adding|according|describing|speaking|referring)\b)"
)
_TOLD_TAIL = re.compile(r"\s[^.,;:!?“”\"]{2,60}(?:[.,!]|$)")  # whom it is told
_ASKED_TAIL = re.compile(
    r"(?:\s(?!(?:to|for|about|of|after|on|if|whether|why|how|what|who|that)\b)[^\s.,;:!?“”\"]+){1,5}(?:[.!?]|$)"
)
_GOES_ON = re.compile(r", (?=[a-z])(?!who\b|which\b|but\b|an?\b|adding\b|citing\b|the\b|\d)|: (?=[a-z])")
_GOES_ON_PLAINLY = re.compile(
    rf", (?=(?:and|or|so|because|if|unless|will|{FINITE})\b)(?!which\b)|: (?=[a-z])"
)
_LISTENER = re.compile(r"\s(?:(?:the|a|his|her|its|their)\s)?(?:[\w.’'\-]+\s?){1,3}(?=,)")
_VAGUE = re.compile(r"\b(?:of|for|in|on|from|about|to|by|with)\b")  # what is named there is not the source
_BLANK = re.compile(r"\s+")
_COMMA = re.compile(r",(?!\d)")  # that parts no number
_OWNS = re.compile(r"['’]s?\s")  # "Russia's state controlled agency" is not Russia
_ASKING = lexicon.words("ask asks asked")
_LATER = re.compile(
    r"(?:[\w\-]+\s){0,4}(?:second|minute|hour|day|week|month|year)s?"
    r"\s(?:later|ago|earlier|(?:before|after)\b[^,]*),\s*"
)
_TRIMMED = " ,;:\u2014\u2013-\n\t\u25ba\u2022"
_LEAST_WORDS = 2


@dataclass(frozen=True, slots=True)
class Indirect:
    """Indirect speech in the making."""

    parts: tuple[Stretch, ...]
    report: Report | None
    source: str | None = None  # behind "according to"
    cue: str | None = None


def indirect_speech(scene: Scene, taken: Sequence[Report]) -> Iterator[Indirect]:
    """The indirect speech of a stretch of text; ``taken``: reports of direct speech."""
    used = {report.verb_span for report in taken}
    for number, report in enumerate(scene.reports):
        if report.verb_span in used:
            continue
        following = scene.reports[number + 1] if number + 1 < len(scene.reports) else None
        parts = _parts(scene, report, following)
        if parts is not None:
            yield Indirect(parts, report)
    yield from _according(scene)


def _parts(scene: Scene, report: Report, following: Report | None) -> tuple[Stretch, ...] | None:
    """Where what a report reports stands; None where it reports no clause."""
    here = scene.found.sentence_at(report.verb_span[0])
    around = _around(scene, report, here)
    if around is not None:
        return around
    if report.inverted:
        return None
    start = _complement(scene.text, report, here)
    if start is None:
        return None
    stop = here[1]
    if following is not None and start < following.verb_span[0] < stop:
        stop = _before_next(scene, following, start, stop)
    between = scene.text[report.subject_span[1] : report.verb_span[0]]
    relative = _RELATIVE.match(between) and not report.inverted and not between.rstrip().endswith(",")
    nearest = min(stop, start + _LONGEST_CLAUSE)
    ended = _outside_quotes(
        scene, (_END_OF_RELATIVE if relative else _END).finditer(scene.text, start, nearest)
    )
    if ended is None and nearest < stop:
        return None
    return _trimmed(scene, start, ended.start() if ended else stop)


def _outside_quotes(scene: Scene, found: Iterable[re.Match[str]]) -> re.Match[str] | None:
    """The first of the places that stands in no quotation, or at its end: what is quoted is not cut."""
    quotes = scene.found.quotes
    return next((one for one in found if not any(low < one.start() < high - 2 for low, high in quotes)), None)


def _complement(text: str, report: Report, here: Stretch) -> int | None:
    """Where the reported clause begins behind its verb."""
    verb, at, stop = report.verb, report.verb_span[1], here[1]
    if verb in ACCUSING:
        accused = _ACCUSED.match(text, at, stop)
        return accused.end() if accused else None
    if verb in TELLING and (clause := _clause_behind_listener(text, at, stop)):
        return clause
    if verb in PROMISING and (promised := _INFINITIVE.match(text, at, stop)):
        return promised.end()
    if verb in CLAUSAL | WITH_THAT:
        that = (_TOLD_THAT if verb in TELLING else _THAT).match(text, at, stop)
        if that is not None:
            return that.end()
    if verb in PROMISING:
        return _clause(text, at, stop, verb)
    if verb in ORDERING:
        asked = (_CALLED if verb.startswith("call") else _ASKED).match(text, at, stop)
        whether = _ASKED_WHETHER.match(text, at, stop) if asked else None
        if asked is not None:
            return whether.end() if whether and not _TO.search(whether[0]) else asked.end()
    return _clause(text, at, stop, verb) if verb in CLAUSAL else None


def _clause(text: str, at: int, stop: int, verb: str) -> int | None:
    """Where a clause without "that" begins: "said on Monday it would stay"."""
    when = _WHEN_ONLY.match(text, at, stop)
    if when is None:
        return None
    start = when.end()
    if _TIME_ONLY.match(text, start, stop):
        return None
    if verb in SAYING:
        plain = _NO_CLAUSE.match(text, start, stop) is None
        prepositional = text[start : start + 12].partition(" ")[0] in lexicon.PREPOSITIONS | {"as", "via"}
        return start if plain and not prepositional else None
    prepositional = text[start : start + 12].partition(" ")[0] in lexicon.PREPOSITIONS
    if prepositional or (verb.endswith("ing") and verb != "adding"):
        return None  # "explaining the process used to hide it"
    return start if is_clause(text, start, stop) else None


def _clause_behind_listener(text: str, at: int, stop: int) -> int | None:
    """Of "told the panel the alarm did not work" where "the alarm" begins."""
    for begins, subject in _behind_listener(text, at, stop):
        inside_name = text[subject : subject + 1].isupper() and _NAME_BEFORE.search(text, at, subject)
        if not inside_name and BEGINS.match(text, subject, stop) and is_clause(text, subject, stop):
            return begins
    return None


def _behind_listener(text: str, at: int, stop: int) -> Iterator[Stretch]:
    """Where what is told may begin, and where its subject does: behind as few words as possible."""
    found = _LISTENERS.match(text, at, stop)
    begins = found.end() if found else stop
    for _ in range(4):
        word = _NEXT_WORD.match(text, begins, stop)
        if word is None or word[0].strip() == "that":
            return
        if word[0].strip() in _SUBORDINATE:  # "told her lawyers when she washed her hair she would get cold"
            yield begins, word.end()
            return
        yield begins, begins
        begins = word.end()


def _around(scene: Scene, report: Report, here: Stretch) -> tuple[Stretch, ...] | None:
    """What stands before a report at the end or in the middle of its sentence: "X, she said"."""
    text = scene.text
    low = min(report.verb_span[0], report.subject_span[0])
    high = max(report.verb_span[1], report.subject_span[1])
    between = text[report.subject_span[1] : report.verb_span[0]]
    office = office_before(text, low) if "," in between else role_before(text, low)
    if "," in between and (between.strip() != "," or office is None):
        return None  # "Her agent, Ada Moss, told"
    low = low if office is None else office  # ", the operator, Austrarail, said"
    before = text[here[0] : low]
    if not before.rstrip().endswith(",") or any(here[0] <= q[0] < low for q in _whole(scene, here[0], low)):
        return None
    start = here[0]
    dateline = _DATELINE.match(text, start, low)
    if dateline is not None and (start == 0 or text[start - 1] == "\n"):
        start = dateline.end()
    if JOINING.search(text, start, low):  # "a planet where it rains and where, they say, the wind ..."
        return _trimmed(scene, high, here[1])
    first = _trimmed(scene, start, low)
    if first is None or is_adverbial(text[start:low]):
        return None
    going_on = _GOES_ON if report.pronoun else _GOES_ON_PLAINLY
    told = _LISTENER.match(text, high, here[1]) if report.verb in TELLING else None
    behind = told.end() if told else high
    if more := going_on.match(text, behind, here[1]):
        return (*first, *(_trimmed(scene, more.end(), here[1]) or ()))
    tail = _TAIL.match(text, high, here[1])
    if report.verb in TELLING or report.verb in _ASKING:
        hearer = _TOLD_TAIL if report.verb in TELLING else _ASKED_TAIL
        tail = tail or hearer.match(text, high, here[1])
    return first if tail and not _is_opening(text[start:low]) else None


def _is_opening(before: str) -> bool:
    """Whether what stands before a report at the end of its sentence is no clause: "The minister,"."""
    later = _LATER.fullmatch(before)  # "days" is no verb
    return not (CLAUSE.match(before) or re.search(rf"\b{FINITE}|\w{{3,}}s\b", "" if later else before))


def _whole(scene: Scene, low: int, high: int) -> list[Stretch]:
    """Quotes that end right before a report: those are direct speech or none."""
    return [
        q
        for q in scene.found.quotes
        if low <= q[0] and q[1] <= high and not scene.text[q[1] : high].strip(" ,")
    ]


def _before_next(scene: Scene, following: Report, start: int, stop: int) -> int:
    """Where a clause ends before the next report of its sentence: ", adding that"."""
    begins = min(following.verb_span[0], following.subject_span[0])
    if begins < start:
        begins = following.verb_span[0]
    if following.verb.endswith("ing"):
        begins = following.verb_span[0]
        return begins if scene.text[start:begins].rstrip().endswith(",") else stop
    text = scene.text
    comma = text.rfind(",", start, begins + 1)
    joined = text.rfind(" and ", start, begins + 1)
    near = max(comma, joined)
    office = text[near:begins].removeprefix(" and ").strip(" ,").split()
    close = begins - near <= _NEAR or (near == joined and all(word[0].isupper() for word in office))
    return near if near > start and close else stop


def _according(scene: Scene) -> Iterator[Indirect]:
    """What stands beside "according to the ministry"."""
    text = scene.text
    for cue in ACCORDING.finditer(text):
        here = scene.found.sentence_at(cue.start())
        named = source(scene.found, cue.end(), here[1])
        if any(q[0] < cue.start() < q[1] for q in scene.found.quotes):
            continue
        if cue.start() == here[0]:
            begins = _begins_behind(text, named[1] if named else cue.end(), here[1])
            parts = _trimmed(scene, begins, here[1]) if begins is not None else None
        elif text[: cue.start()].rstrip().endswith(","):
            parts = _trimmed(scene, here[0], cue.start())
        else:
            parts = None
        if parts is not None and len(text[slice(*parts[0])].split()) > _LEAST_WORDS:
            vague = named is not None and _is_vague(text, cue.end(), named)
            name = whole_name(text, *named) if named and not vague else None
            yield Indirect(parts, None, name, cue[0].strip())


def _begins_behind(text: str, source: int, stop: int) -> int | None:
    """Where what a source says begins: at once ("according to Falk the pool loses"), or behind a comma."""
    blank = _BLANK.match(text, source, stop)
    if blank and BEGINS.match(text, blank.end(), stop) and is_clause(text, blank.end(), stop):
        return blank.end()
    comma = _COMMA.search(text, source, stop)
    return comma.end() if comma else None


def _is_vague(text: str, start: int, named: Stretch) -> bool:
    """Whether "according to" is followed by a name that is no source: "a directive issued New Year's Eve"."""
    if bears_office(text, start, named[0]):
        return False
    if _VAGUE.search(text, start, named[0]) or _OWNS.match(text, named[1]):
        return True
    return any(word.endswith("ed") and word.islower() for word in text[start : named[0]].split())


def _trimmed(scene: Scene, start: int, end: int) -> tuple[Stretch] | None:
    """A stretch without blanks and marks at its ends; a full stop ends the sentence, not what is said."""
    text = scene.text
    while start < end and text[start] in _TRIMMED:
        start += 1
    while end > start and text[end - 1] in _TRIMMED + ".":
        end -= 1
    going_on = _GOING_ON.search(text, max(start, end - _NEAR), end)
    end = going_on.start() if going_on else end
    return ((start, end),) if len(text[start:end].split()) >= _LEAST_WORDS else None
