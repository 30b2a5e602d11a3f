"""The reported speech of an article: direct and indirect, with who says it.

Rules, after the cues of Pareti et al. (2013), "Automatically Detecting and Attributing Indirect Quotations",
tuned for precision: what no report or mark tells is left out, and who speaks stays as the article puts it, or
unknown, where it cannot be told.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from qa.language import lexicon
from qa.language.analysis import Stretch
from qa.quotations.attribution import Scene
from qa.quotations.clauses import all_reports
from qa.quotations.direct import Direct, direct_speech
from qa.quotations.indirect import Indirect, indirect_speech
from qa.quotations.people import People
from qa.quotations.subjects import Report
from qa.quotations.transcripts import turns
from qa.types import Article, Speech

_STRETCH = 4_000  # characters looked at together: what a rule looks for in a stretch costs its square
_LONGEST = 20_000  # of a stretch without a place to part it
_LINK = re.compile(r"[^.!?:“”\"]{2,60}:(?=[A-Z“'‘])")
_LABEL = re.compile(r"(?:read|see|watch|listen|more|related)\b[^.!?:]{0,20}:(?:\s|(?=[A-Z]))", re.IGNORECASE)
_LONGEST_LINK = 200  # characters
_SENTENCE_ENDS = frozenset('.!"”')
_CUE = re.compile(r"[“„«\"‘']|\b(?:sa(?:id|ys?|ying)|told|tells|according to|\w+ed|\w+s)\b", re.IGNORECASE)


def heard(article: Article) -> list[Speech]:
    """All reported speech of an article, but for its front matter; none where a rule fails at its text.

    An article is not trusted: what a rule did not foresee costs its speech, not the run that stores it.
    """
    try:
        found = speeches(article.text[article.body_start :])
    except Exception:  # of any rule
        logging.getLogger(__name__).debug("no reported speech is found in %r", article.id, exc_info=True)
        return []
    return [_moved(speech, article.body_start) for speech in found] if article.body_start else found


def speeches(text: str) -> list[Speech]:
    """All reported speech of an article's text, in its order; direct quotations never overlap."""
    if spoken := turns(text):
        return spoken
    scenes = [(Scene(text[low:high], all_reports), low) for low, high in _stretches(text)]
    people = People([scene for scene, _ in scenes])
    found = [
        speech
        for scene, low in scenes
        for speech in _of(scene, low, people)
        if not _is_link(text, speech.start)
    ]
    return sorted(found, key=lambda speech: speech.parts)


def _is_link(text: str, at: int) -> bool:
    """Whether a line leads to another article: "Flood watch:Mayor says dams will hold"."""
    low = text.rfind("\n", 0, at) + 1
    high = text.find("\n", at)
    line = text[low : high if high >= 0 else len(text)].rstrip()
    open_ended = line[-1:] not in _SENTENCE_ENDS and _LINK.match(line)
    return len(line) <= _LONGEST_LINK and bool(open_ended or _LABEL.match(line))


def _stretches(text: str) -> Iterator[Stretch]:
    """The text in pieces that end where lines do, outside of quotations that go on."""
    low = 0
    while low < len(text):
        high = min(len(text), low + _STRETCH)
        if high < len(text):
            line = text.rfind("\n", low + 1, high)
            while line > low and text[line + 1 : line + 3].lstrip()[:1] in set("“„«"):
                line = text.rfind("\n", low + 1, line)
            if line <= low:
                line = text.find("\n", high, low + _LONGEST)
            high = line + 1 if line > low else min(len(text), low + _LONGEST)
        if _CUE.search(text, low, high):
            yield low, high
        low = high


def _of(scene: Scene, low: int, people: People) -> Iterator[Speech]:
    direct = direct_speech(scene)
    for quotation in direct:
        yield _moved(_direct(scene, quotation, people), low)
    taken = [quotation.report for quotation in direct if quotation.report is not None]
    within = [(q.outer[0], q.outer[1]) for quotation in direct for q in quotation.parts]
    for clause in indirect_speech(scene, taken):
        if not any(start <= clause.parts[0][0] < end for start, end in within):
            yield _moved(_indirect(scene, clause, people), low)


def _moved(speech: Speech, by: int) -> Speech:
    return replace(speech, parts=tuple((start + by, end + by) for start, end in speech.parts))


def _direct(scene: Scene, quotation: Direct, people: People) -> Speech:
    parts = tuple(mark.inner for mark in quotation.parts)
    if quotation.report is not None:
        return Speech(parts, True, *_speaker(scene, quotation.report, people))
    if quotation.opening is not None:
        named = _named_in(scene, quotation.opening)
        return Speech(parts, True, people.full(named) if named else None, named, None)
    return Speech(parts, True, None, None, None)


def _indirect(scene: Scene, clause: Indirect, people: People) -> Speech:
    if clause.report is not None:
        return Speech(clause.parts, False, *_speaker(scene, clause.report, people))
    source = clause.source
    return Speech(clause.parts, False, people.full(source) if source else None, source, clause.cue)


def _speaker(scene: Scene, report: Report, people: People) -> tuple[str | None, str, str]:
    """Who speaks, as far as the article tells; as it is put there; and the verb."""
    return people.speaker(scene, report), report.subject, report.verb


def _named_in(scene: Scene, opening: Sequence[int]) -> str | None:
    """The one person whom the words before a colon begin with or name."""
    low, high = opening
    named = [
        n for n in scene.found.names if low <= n.start and n.end <= high and n.kind in {"person", "other"}
    ]
    if len(named) == 1 and (named[0].certain or named[0].kind == "person"):
        return named[0].text
    words = scene.text[low:high].rstrip(" :\n")
    return words if not named and words.casefold() in lexicon.TITLES else None
