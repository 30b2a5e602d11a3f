"""Direct speech: which quotation marks hold somebody's words, whose, and which of them are one quotation.

Marks alone say little: titles, nicknames and words held at arm's length stand in them too. What counts is a
report beside them, or that they fill a paragraph.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, replace

from qa.language import lexicon
from qa.language.analysis import Stretch
from qa.quotations.attribution import Scene
from qa.quotations.naming import whole
from qa.quotations.phrases import office_before, role_before
from qa.quotations.subjects import OF_SEVERAL, Report
from qa.quotations.verbs import NAMING, REPORTING, SAYING

_OPENERS, _CLOSERS = "“„«‘'\"", "”“»’'\""
_NESTED = " ’'”\n"  # what closes a quotation inside another
_ENDS = ",?!…\u2014\u2013-"  # what stands at the end of words that a report follows
# Where the closing mark was forgotten, the article goes on inside: '“It is late, he said.'
_FORGOTTEN = re.compile(
    r",['’]?\s(?:he|she|they|[A-Z][\w'’\-]+(?: [A-Z][\w'’\-]+)?)\s(?:said|says|told|added)\b[^“”\"]{0,80}$"
)
_STOP = re.compile(r"[.!?]\s")
_LEADING = 90  # characters between a report and the words that it leads to: "told the paper in an interview:"
_TRAILING = 70  # ... and between words and a verb whose subject may be anything
_PHRASE = re.compile(r"(?:(?:the|an?|one|his|her|its|their|our)\b|[A-Z][\w’'&]*$|[a-z]+ [a-z]+s$)[^,]{0,50}")
_CLAUSE_ENDS = re.compile(
    r"(?<!Dr)(?<!Sen|Rep|Gov)[.;:!?“\"\n]|\b(?:that|and|but|while|though|if|when|as|which)\b"
)
_PARTICLES = re.compile(r"(?:(?:von|der|van|den|de|du|di|da|la|le|al|el|bin) )+[A-Z]\w+")
_TAG_VERB = re.compile(rf"\b{lexicon.either(REPORTING - NAMING)}")
_TELLING_VERB = re.compile(rf"\b{lexicon.either(REPORTING - NAMING - OF_SEVERAL | {'read'})}")
_NOT_IN_SUBJECT = lexicon.STOPWORDS - lexicon.DETERMINERS - lexicon.words("of for his her its their")
_SAYS_MORE = re.compile(
    r"\s(?:that|he|she|it|they|there|we|his|her|their|(?![A-Z]\w*day\b)[A-Z]\w+ [a-z“])\b"
)
# What nobody says who is not named before it: 'a “killing stone,” said to hold a spirit'.
_UNSAID = re.compile(r"\s(?:to|in|on|at|that|it|he|she|they|by|last|this)\b")
_CAPITALS = re.compile(r"[A-Z][\w’'\-]*(?: [A-Z][\w’'\-]*)*")
_TITLE = re.compile(r"[A-Z][\w’'\-]*(?:,? (?:[A-Z\d][\w’'\-]*|of|the|and|in|a|on|for|to))+")
_COLON = re.compile(r"[^.!?“”\"]{2,120}:\s*")
_NAMED_AS = re.compile(r"(?:[\w’'\-]+ ){0,6}?(?:as\s)?(?:an?\s)?$")
_NOUN_NEXT = re.compile(r"\s[a-z]{3,}")  # 'what he called an "anti-hate" resolution' says nothing
_TITLE_LIKE = re.compile(
    r"(?:[A-Z][\w’'\-]*|[a-z]{1,4}|\d+)(?: (?:[A-Z][\w’'\-]*|of|the|and|in|a|on|for|to))*"
)


@dataclass(frozen=True, slots=True)
class Quoted:
    """One pair of quotation marks, or an opening one whose words go on in the next paragraph."""

    outer: Stretch
    inner: Stretch  # without the marks and white space
    closed: bool


@dataclass(frozen=True, slots=True)
class Direct:
    """A quotation in the making."""

    parts: tuple[Quoted, ...]
    report: Report | None  # who says it
    open: bool = True  # more of it may follow
    opening: Stretch | None = None  # words before a colon that name the speaker, where no verb reports


def direct_speech(scene: Scene) -> list[Direct]:
    """The direct quotations of a stretch of text, in order."""
    found: list[Direct] = []
    marks = [_quoted(scene.text, *outer) for outer in scene.found.quotes]
    for mark in marks:
        if not any(map(str.isalnum, scene.text[slice(*mark.inner)])):
            continue
        last = found[-1] if found else None
        if last is not None and _goes_on(scene, last, mark):
            report = last.report or _tag(scene, mark)
            found[-1] = replace(last, parts=(*last.parts, mark), report=report)
            continue
        quotation = _quotation(scene, mark)
        if quotation is not None:
            found.append(quotation)
    return found


def _quoted(text: str, start: int, end: int) -> Quoted:
    closed = end - start > 1 and text[end - 1] in _CLOSERS
    low, high = start + 1, end - (2 if text[end - 2 : end] in {"''", "’’"} else closed)
    forgotten = None if closed else _FORGOTTEN.search(text, low, high)
    high = forgotten.start() if forgotten else high
    inside = text[low:high]
    low += len(inside) - len(inside.lstrip())
    high -= len(inside) - len(inside.rstrip().removesuffix(","))
    return Quoted((start, end), (low, max(low, high)), closed)


def _quotation(scene: Scene, mark: Quoted) -> Direct | None:
    """The quotation that begins with these marks; None where they hold something else."""
    tag = _tag(scene, mark)
    if tag is not None:
        return Direct((mark,), tag)
    leading = _leading(scene, mark)
    if leading is not None:
        return Direct((mark,), leading, open=leading.verb not in NAMING)
    colon = _before_colon(scene, mark)
    if colon is not None:
        return Direct((mark,), None, opening=colon)
    if _told_by_somebody(scene, mark):
        return Direct((mark,), _teller(scene, mark))
    if _alone(scene, mark):
        return Direct((mark,), None)
    return None


def _tag(scene: Scene, mark: Quoted) -> Report | None:
    """The report behind the marks: '"...," said Peskov', '"...?" she asked'."""
    text, end = scene.text, mark.outer[1]
    at = bisect_right(scene.reports, end - 1, key=lambda report: report.verb_span[0])
    if not mark.closed or at == len(scene.reports):
        return None
    report = scene.reports[at]
    begins = min(report.verb_span[0], report.subject_span[0])
    office = office_before(text, begins) or role_before(text, begins)
    begins = begins if office is None or office < end else office
    between = text[end:begins] if begins >= end else "?"
    parted = _last(text, mark) in _ENDS or "," in between
    if between.strip(" ,") or not parted or report.verb in NAMING:
        return None
    if not report.inverted and report.verb in SAYING and _SAYS_MORE.match(text, report.verb_span[1]):
        return None
    return report


def _leading(scene: Scene, mark: Quoted) -> Report | None:
    """The report before the marks: 'She said: "..."', 'told reporters, "..."', 'called it "a joke"'."""
    text, start = scene.text, mark.outer[0]
    at = bisect_right(scene.reports, start, key=lambda report: report.verb_span[0]) - 1
    if at < 0:
        return None
    report = scene.reports[at]
    behind = report.subject_span[1] if report.inverted else report.verb_span[1]
    between = text[behind:start]
    if len(between) > _LEADING or _STOP.search(between) or "\n" in between or behind > start:
        return None
    if report.verb in NAMING:
        noun = _NOUN_NEXT.match(text, mark.outer[1]) and between.rstrip().endswith((" a", " an", " the"))
        if noun or _CAPITALS.fullmatch(text, *mark.inner):
            return None  # 'calls the planet "Marble"'
        return report if _NAMED_AS.fullmatch(between.lstrip() + " " * (not between)) else None
    if between.rstrip().endswith(":"):
        return report
    if between.strip() in {",", ""} and not report.inverted:
        return report if _rest_is_empty(scene, mark) else None
    if between.rstrip().endswith(",") and "that" not in between.split() and not report.inverted:
        return report if _sentence_like(text, mark) and _rest_is_empty(scene, mark) else None
    return None


def _rest_is_empty(scene: Scene, mark: Quoted) -> bool:
    """Whether the sentence ends with the marks, or goes on behind a comma."""
    behind = scene.text[mark.outer[1] : mark.outer[1] + 2]
    return not behind.strip() or behind[0] in ".,;\n" or _last(scene.text, mark) in ".!?…"


def _last(text: str, mark: Quoted) -> str:
    """The last character inside the marks."""
    return text[mark.outer[0] : mark.outer[1] - mark.closed].rstrip(_NESTED)[-1:]


def _sentence_like(text: str, mark: Quoted) -> bool:
    return text[mark.inner[0]].isupper()


def _before_colon(scene: Scene, mark: Quoted) -> Stretch | None:
    """The words before a colon that leads to the marks: "The minister was blunt:"."""
    if not _sentence_like(scene.text, mark) or not _rest_is_empty(scene, mark):
        return None
    start = mark.outer[0]
    line = scene.text.rfind("\n", 0, start) + 1
    stops = [stop.end() for stop in _STOP.finditer(scene.text, line, start)]
    begins = stops[-1] if stops else line
    if not _COLON.fullmatch(scene.text, begins, start) or _TITLE.fullmatch(scene.text, *mark.inner):
        return None
    named = any(
        begins <= name.start and name.end <= start and (name.kind == "person" or name.certain)
        for name in scene.found.names
    )
    titled = scene.text[begins:start].rstrip(" :").casefold() in lexicon.TITLES
    return (begins, start) if named or titled else None


def _alone(scene: Scene, mark: Quoted) -> bool:
    """Whether the marks fill a paragraph, as in a dialogue."""
    text, (start, end) = scene.text, mark.outer
    before = text[:start].rstrip(" \t")
    behind = text[end:].lstrip(" \t.")
    line_begins, line_ends = not before or before[-1] == "\n", not behind or behind[0] == "\n"
    whole = line_begins and (line_ends or not mark.closed)
    inner = text[slice(*mark.inner)]
    return whole and (_last(text, mark) in ".!?…," or not mark.closed) and not _TITLE_LIKE.fullmatch(inner)


def _told_by_somebody(scene: Scene, mark: Quoted) -> bool:
    """Whether a comma and a verb of speech follow, whoever is their subject: '"...," one of them says'."""
    text, end = scene.text, mark.outer[1]
    if _last(text, mark) not in ",?!" and text[end : end + 1] != ",":
        return False
    behind = text[end : end + _TRAILING]
    verb = _TAG_VERB.search(behind)
    if verb is None or (not behind[: verb.start()].strip(" ,") and _UNSAID.match(behind, verb.end())):
        return False
    if _TITLE_LIKE.fullmatch(text[slice(*mark.inner)]) and not behind[: verb.start()].strip(" ,"):
        return False
    return _CLAUSE_ENDS.search(behind[: verb.start()]) is None


def _teller(scene: Scene, mark: Quoted) -> Report | None:
    """Whom the words between marks and a verb name: "a guest", "Ola Berg, its head", "aide Ola Berg"."""
    text, low = scene.text, mark.outer[1]
    verb = _TELLING_VERB.search(text, low, low + _TRAILING)
    phrase = text[low : verb.start()].strip(" ,") if verb else ""
    words = phrase.split()
    if verb is None or _CLAUSE_ENDS.search(phrase) or _SAYS_MORE.match(text, verb.end()):
        return None
    if not words or not _NOT_IN_SUBJECT.isdisjoint(words):
        return None
    start = text.index(phrase, low)
    end = start + len(phrase)
    inside = [name for name in scene.found.names if start <= name.start and name.end <= end]
    parted = [name for name in inside if text[name.end] == "," and name.end < end]
    named = next((name for name in [*parted, *inside[-1:]] if name in parted or name.end == end), None)
    described = words[0] in lexicon.DETERMINERS and named is not None and len(named.words) == 1
    if named is None or described or _PARTICLES.fullmatch(phrase):
        if named is None and not _PHRASE.fullmatch(phrase):
            return None
        span = (start, end)
    else:
        span = whole(text, named.start, named.end)
    return Report(text[slice(*span)], span, verb[0], verb.span(), False)


def _goes_on(scene: Scene, last: Direct, mark: Quoted) -> bool:
    """Whether these marks hold more of the quotation before them."""
    text, before = scene.text, last.parts[-1]
    between = text[before.outer[1] : mark.outer[0]]
    if not last.open or len(between) > 400:
        return False
    if not before.closed:
        return not between.strip()
    if "\n" in between:
        return False
    own = _tag(scene, mark)
    if own is not None and own is not last.report:
        return False
    if last.report is None or (own is None and _told_by_somebody(scene, mark)):
        return False
    stops = [stop for stop in _STOP.finditer(between) if not _abbreviates(between, stop)]
    if not stops and _rest_is_tag(scene, last.report, before, mark):
        return True
    inside = _last(text, before) in ".!?" and not between.strip()
    return inside or (
        bool(stops)
        and stops[-1].end() == len(between)
        and len(stops) == 1
        and _tags(scene, last.report, before)
    )


def _abbreviates(between: str, stop: re.Match[str]) -> bool:
    return bool(re.search(r"\b(?:Mr|Mrs|Ms|Dr|Prof|Gen|Col|Sen|Gov|Rev|St|[A-Z])$", between[: stop.start()]))


def _tags(scene: Scene, report: Report, before: Quoted) -> bool:
    """Whether a report stands behind marks, or led to them and nothing but the end follows."""
    return report.verb_span[0] >= before.outer[1] or not scene.text[
        before.outer[1] : before.outer[1] + 1
    ].strip(". ")


def _rest_is_tag(scene: Scene, report: Report, before: Quoted, mark: Quoted) -> bool:
    """Whether only the report, and when and where, parts two pairs of marks: '"A," she said, "b"'."""
    end = max(report.verb_span[1], report.subject_span[1])
    if report.verb_span[0] < before.outer[1] or end > mark.outer[0]:
        return False
    behind = scene.text[end : mark.outer[0]]
    return behind.rstrip().endswith((",", ":", ";", "\u2014", "\u2013", "-")) and not any(
        verb in REPORTING for verb in re.findall(r"\w+", behind)
    )
