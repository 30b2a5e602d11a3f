"""Who is behind "according to": the person behind an office, the body behind its report, or a group."""

from __future__ import annotations

import re

from qa.language import lexicon
from qa.language.analysis import Analysis, Stretch
from qa.language.names import Name
from qa.quotations.naming import whole
from qa.quotations.phrases import BODIES, HEADS, PAPERS, is_occupation

ACCORDING = re.compile(r"\b[Aa]ccording to ")
_REPORT_BY = re.compile(
    r"(?:an?|the|its|their|new)\s(?:\w+\s){0,2}?(?:report|study|survey|statement|poll|analysis|figures|data)"
    r"\s(?:by|from|of|published by|released by)\s"
)
_PHRASE_END = re.compile(
    r"[,;:!?()\n]|(?<!\b[A-Z])(?<!Sen|Gov|Rep|Gen|Col|Sgt|Rev|Mrs)(?<!Dr|Mr|Ms|Lt|St)(?<!Brig|Capt)\."
    r"|\s(?:who|which|that|and|but|on|in|at|by|from|with|released"
    r"|published|viewed|reviewed|obtained|seen|shared|cited|issued|filed|made|posted|provided)\s"
)
# What a body publishes speaks for it: "according to CDC data".
_PUBLISHED = lexicon.words(
    """
    data figures statistics estimates report reports study studies survey surveys poll polls polling analysis
    analyses assessment assessments projections forecast forecasts tally count website statement guidelines
    findings research census
    """
)
_NOUNS_BEHIND = re.compile(r"\s((?:[a-z]+(?:\s|$)){1,3})")
_OFFICES = lexicon.words(
    "affiliate staff tank nonprofit consultancy agency broadcaster mom dad head aide boss executive"
)
_NO_SOURCE = lexicon.SHORT_TITLES | {"brig", "capt"} | lexicon.MONTHS.keys()
_LONGEST = 300  # characters in which a source is looked for
_JOINED = re.compile(r" and (?:[A-Z][\w\-]*\s?)+")
_SAINT = "St. "
_FOLLOWS_OFFICE = re.compile(r"(?<![\w\-])([a-z][\w\-]+)\s$")
_JOINED_NAME = re.compile(r"\s(?:for|of)\s(?:the\s)?[A-Z][\w\-]*(?:\s(?:of\s)?[A-Z][\w\-]*)*")


def source(found: Analysis, start: int, stop: int) -> Stretch | None:
    """Where who stands behind "according to" is named: a name, or a group ("the ministry"); None: nobody is.

    Args:
        found: what is found in the text.
        start: the offset behind "according to ".
        stop: where the sentence ends.
    """
    text, stop = found.text, min(stop, start + _LONGEST)
    report = _REPORT_BY.match(text, start, stop)
    start = report.end() if report else start
    phrase_end = _PHRASE_END.search(text, start, stop)
    end = phrase_end.start() if phrase_end else stop
    end = start + len(text[start:end].rstrip())
    inside = [n for n in found.names if start <= n.start and n.end <= end and n.words[-1] not in _NO_SOURCE]
    owning = [n for n in inside if text[n.end : n.end + 1] in {"'", "’"}]
    if len(inside) > 1 and inside[-1].end == end:
        if bears_office(text, start, inside[-1].start):
            return inside[-1].start, end  # "the Sheriff's Department spokesperson Amar Gandhi"
        if owning:  # "Crain's Detroit Business", "Chile's Ministry of Trade"
            of_place = any(name.kind == "place" for name in owning)
            return inside[0 if of_place else -1].start, end
    if inside and not owning:
        return _headed(text, start, end, inside[0])
    words = re.findall(r"[\w\-]+", text[start:end])
    if words and words[-1].casefold() in HEADS - PAPERS:
        return start, end
    return (inside[0].start, inside[0].end) if inside else None


def whole_name(text: str, start: int, end: int) -> str:
    """A name with what "and" joins to it: "Food and Drug Administration"."""
    start, end = whole(text, start, end)
    last = text[start:end].split()[-1:]
    joined = _JOINED.match(text, end) if last and last[0][0].isupper() else None
    return text[start : joined.end() if joined else end].strip()


def bears_office(text: str, start: int, name: int) -> bool:
    """Whether an office stands right before a name: "former Lund FC captain Ola Berg"."""
    office = _FOLLOWS_OFFICE.search(text, start, name)
    word = office[1].removesuffix("s") if office else ""
    return is_occupation(word) or word in HEADS | _OFFICES


def _headed(text: str, start: int, end: int, name: Name) -> Stretch:
    """A name, or the noun phrase that it stands in: "internal Acme documents" are not Acme speaking."""
    joined = _JOINED_NAME.match(text, name.end, end)
    if joined and name.words[-1] in BODIES:
        return name.start, joined.end()  # "Institute for the Study of War"
    begins = name.start - len(_SAINT) * text.endswith(_SAINT, start, name.start)
    behind = _NOUNS_BEHIND.match(text, name.end, end)
    nouns = behind[1].split() if behind else []
    while len(nouns) > 1 and nouns[-1].endswith("ed"):
        nouns.pop()  # "two U.S. officials briefed"
    known = nouns and (nouns[-1].endswith("s") or nouns[-1] in HEADS or is_occupation(nouns[-1]))
    if not known or nouns[-1] in _PUBLISHED or not lexicon.STOPWORDS.isdisjoint(nouns):
        return begins, name.end
    return start, name.end + len(" ".join(["", *nouns]))
