"""An answer as text for people (templates from ``prompts/``) or as JSON for programs.

Templates receive views in which every string is already cleaned (``qa.cleaning``): a template, shipped or
the user's own, cannot let an article's control characters through. JSON holds the text verbatim, with
control characters escaped.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment

from qa.cleaning import escape_unsafe, one_line
from qa.errors import SettingsError
from qa.resources import shipped
from qa.terminal import Screen
from qa.types import Answer, Candidate, Citation

# Least confidence of each wording, best first.
_CONFIDENCE = ((0.9, "almost certain", "good"), (0.7, "likely", "good"), (0.45, "possible", "fair"))


@dataclass(frozen=True, slots=True)
class CitationView:
    """A citation as templates see it: cleaned, on one line, the quote apart from its sentence."""

    number: int
    title: str
    published: str
    place: str  # source:line, or source p. 3 where there are pages
    before: str  # of the sentence, before the quote
    quote: str
    after: str


@dataclass(frozen=True, slots=True)
class CandidateView:
    """Another answer that was found."""

    text: str
    percent: int
    support: int
    citations: tuple[CitationView, ...]


@dataclass(frozen=True, slots=True)
class AnswerView:
    """An answer as templates see it."""

    question: str
    resolved_question: str
    resolved: bool  # the question was understood as another than was typed
    kind: str
    text: str
    percent: int
    confidence: str  # in words
    level: str  # the style that suits it: good, fair or poor
    citations: tuple[CitationView, ...]
    alternatives: tuple[CandidateView, ...]
    closest: tuple[CitationView, ...]


class Renderer:
    """Phrases what the assistant says, for one screen."""

    def __init__(self, screen: Screen, overrides: Path | None = None) -> None:
        """Templates of the folder ``overrides`` stand in for the shipped ones of the same name.

        Raises:
            SettingsError: there is no such folder.
        """
        if overrides is not None and not overrides.is_dir():
            raise SettingsError(f"there is no folder of prompts at {overrides}")
        folders = [folder for folder in (overrides, shipped("prompts")) if folder is not None]
        self.screen = screen
        self._templates = ImmutableSandboxedEnvironment(
            loader=jinja2.FileSystemLoader(folders),
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            autoescape=False,
        )
        self._templates.filters["style"] = screen.style

    def answer(self, answer: Answer) -> str:
        """The answer with its confidence and citations, or that there is none and what came closest."""
        name = "refusal" if answer.kind == "none" else answer.kind if answer.kind == "evidence" else "answer"
        return self.render(name, answer=view_of(answer))

    def render(self, name: str, **values: object) -> str:
        """One template, wrapped to the screen.

        Raises:
            SettingsError: the template (the user's own, then) does not parse or names what is not there.
        """
        try:
            text = self._templates.get_template(f"{name}.j2").render(values)
        except jinja2.TemplateError as error:
            line = getattr(error, "lineno", None)
            where = f"{name}.j2" + (f", line {line}" if line else "")
            raise SettingsError(f"the template {where}: {error.message or error}") from error
        return self.screen.wrap(text.strip("\n"))


def view_of(answer: Answer) -> AnswerView:
    """What templates get to see of an answer."""
    words, level = _in_words(answer.confidence)
    return AnswerView(
        question=one_line(answer.question),
        resolved_question=one_line(answer.resolved_question),
        resolved=answer.resolved_question != answer.question,
        kind=answer.kind,
        text=one_line(answer.text or ""),
        percent=round(100 * answer.confidence),
        confidence=words,
        level=level,
        citations=tuple(map(_citation_view, answer.citations)),
        alternatives=tuple(map(_candidate_view, answer.alternatives)),
        closest=tuple(map(_citation_view, answer.closest)),
    )


def to_json(answer: Answer) -> dict[str, Any]:
    """The answer as JSON values, all text verbatim; the keys are the fields of ``qa.types.Answer``."""
    record = asdict(answer)
    record["timings"] = {stage: round(seconds, 4) for stage, seconds in answer.timings.items()}
    return record


def to_json_line(record: Answer | Mapping[str, Any]) -> str:
    """JSON on one line; control characters and the like are escaped, so that a terminal can show it."""
    values = to_json(record) if isinstance(record, Answer) else record
    return escape_unsafe(json.dumps(values, ensure_ascii=False))


def _in_words(confidence: float) -> tuple[str, str]:
    for least, words, level in _CONFIDENCE:
        if confidence >= least:
            return words, level
    return "unsure", "poor"


def _citation_view(citation: Citation) -> CitationView:
    start = citation.start - citation.sentence_start
    end = citation.end - citation.sentence_start
    page = f" p. {citation.page}" if citation.page is not None else f":{citation.line}"
    return CitationView(
        number=citation.number,
        title=one_line(citation.title),
        published=one_line(citation.published or ""),
        place=one_line(citation.source) + page,
        before=_inner(citation.sentence[:start]).lstrip(),
        quote=_inner(citation.sentence[start:end]).strip(),
        after=_inner(citation.sentence[end:]).rstrip(),
    )


def _candidate_view(candidate: Candidate) -> CandidateView:
    return CandidateView(
        text=one_line(candidate.text),
        percent=round(100 * candidate.confidence),
        support=candidate.support,
        citations=tuple(map(_citation_view, candidate.citations)),
    )


def _inner(text: str) -> str:
    """A part of a sentence on one line, keeping the blank that parts it from its neighbour."""
    line = one_line(text)
    if not line:
        return " " if text else ""
    return " " * text[0].isspace() + line + " " * text[-1].isspace()
