"""What is exported, as sections of rows: one question or kind a section, one cited thing a row."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from functools import cache, singledispatch
from typing import Any, Protocol
from urllib.parse import quote

from qa.errors import InputError
from qa.lists import ItemList
from qa.rendering.surveys import timeline_view
from qa.rendering.timeline_svg import timeline_svg
from qa.timelines import TimeLine
from qa.types import Answer, Candidate, Citation, Earlier

Value = str | int | float | bool | None


class Described(Protocol):
    """What tells the address and the author of an article: a stored one, or one in full."""

    @property
    def metadata(self) -> Mapping[str, str]:
        """``url``, ``author`` and the like, as far as they are known."""


ArticleOf = Callable[[str], Described]


@dataclass(frozen=True, slots=True)
class Reference:
    """An article as a bibliography knows it, and where in it something stands."""

    article_id: str
    title: str
    published: str  # a partial ISO date; empty where none is known, as all that follows
    source: str
    url: str  # made of letters, digits and the marks of addresses, whatever the article says
    author: str
    place: str  # "line 12", "p. 3", "slide 4"
    quote: str
    sentence: str
    start: int | None
    end: int | None


@dataclass(frozen=True, slots=True)
class Row:
    """One thing said, what is known of it by name, and where it stands."""

    text: str
    facts: Mapping[str, Value]
    references: tuple[Reference, ...]  # the best one first


@dataclass(frozen=True, slots=True)
class Section:
    """What was asked, and what was found."""

    heading: str
    rows: tuple[Row, ...]
    note: str = ""
    svg: str = ""  # a picture of it, as an element that may stand in a page


def sections_of(values: Sequence[Any], article_of: ArticleOf | None) -> list[Section]:
    """The sections of any values; those that have none of their own are the rows of one."""
    details = cache(lambda article_id: _details(article_id, article_of))
    sections: list[Section] = []
    loose: list[Row] = []
    for value in values:
        section = _section(value, details)
        if section is None:
            loose.append(_loose(value, details))
        else:
            sections.append(section)
    return [*sections, Section("", tuple(loose))] if loose else sections


Details = Callable[[str], Mapping[str, str]]


@singledispatch
def _section(value: Any, details: Details) -> Section | None:
    """The section of a value; None of one that is a row among others."""
    return None


@_section.register
def _(value: Answer, details: Details) -> Section:
    said = [] if value.text is None else [_answer_row(value, details)]
    found = said + [_candidate_row(other, details) for other in value.conflict if other.text != value.text]
    found += [_earlier_row(one, details) for one in value.earlier]
    items = [Row(item.text, {"role": "item"}, (_reference(item.citation, details),)) for item in value.items]
    note = "" if said else "The articles do not say."
    return Section(value.resolved_question, (*found, *items), note)


def _answer_row(answer: Answer, details: Details) -> Row:
    facts: dict[str, Value] = {
        "role": "answer",
        "confidence": round(answer.confidence, 4),
        "stories": answer.support,
        "articles": answer.articles,
    }
    return Row(answer.text or "", facts, _references(answer.citations, details))


def _earlier_row(earlier: Earlier, details: Details) -> Row:
    facts: dict[str, Value] = {
        "role": earlier.how,
        "date": earlier.published or "",
        "until": earlier.until or "",
    }
    return Row(earlier.text, facts, _references(earlier.citations, details))


def _candidate_row(candidate: Candidate, details: Details) -> Row:
    facts: dict[str, Value] = {
        "role": "disagrees",
        "confidence": round(candidate.confidence, 4),
        "stories": candidate.support,
        "articles": candidate.articles,
    }
    return Row(candidate.text, facts, _references(candidate.citations, details))


@_section.register
def _(value: TimeLine, details: Details) -> Section:
    rows = tuple(
        Row(
            told.text,
            {
                "date": change.date,
                "until": told.last if told.last != change.date else "",
                "confidence": round(told.confidence, 4) if value.kind == "answers" else None,
                "stories": told.stories,
                "correction": change.correction,
                "contradicted": change.contradicts_itself,
            },
            _references(told.citations, details),
        )
        for change in value.changes
        for told in change.told
    )
    picture = timeline_svg(timeline_view(value)) if rows else ""
    return Section(value.question, rows, _looked_at(value), picture)


@_section.register
def _(value: ItemList, details: Details) -> Section:
    rows = tuple(
        Row(
            item.text,
            {
                "stories": item.stories,
                "articles": item.articles,
                "confidence": round(item.confidence, 4),
                "also": ", ".join(item.variants),
            },
            _references(item.citations, details),
        )
        for item in value.items
    )
    return Section(value.question, rows, _looked_at(value))


def _looked_at(value: TimeLine | ItemList) -> str:
    return f"Read {value.read} of {value.found} passages found."


def _loose(value: Any, details: Details) -> Row:
    """A row of what has a citation, or is like one: its own plain fields are its facts."""
    cited = getattr(value, "citation", value)
    if not isinstance(cited, Citation):
        raise TypeError(f"a {type(value).__name__} cites nothing: only JSON has a place for it")
    theirs = {field.name for field in fields(Reference)} | _OF_A_CITATION
    names = [field.name for field in fields(value)] if is_dataclass(value) else []
    facts = {
        name: plain
        for name in names
        if name not in theirs and isinstance(plain := getattr(value, name), str | int | float | None)
    }
    said = {name: getattr(cited, name, None) for name in ("speaker", "verb")}
    facts = {**{name: plain for name, plain in said.items() if plain}, **facts}
    return Row(getattr(value, "text", cited.quote), facts, (_reference(cited, details),))


# Of a citation, and no fact of what is cited.
_OF_A_CITATION = frozenset({"number", "line", "page", "sentence_start", "digest", "in_title", "note", "text"})


def _references(citations: Sequence[Citation], details: Details) -> tuple[Reference, ...]:
    return tuple(_reference(citation, details) for citation in citations)


def _reference(cited: Citation, details: Details) -> Reference:
    about = details(cited.article_id)
    return Reference(
        article_id=cited.article_id,
        title=cited.title,
        published=cited.published or "",
        source=cited.source,
        url=_address(about.get("url", "") or cited.source),
        author=about.get("author", ""),
        place=cited.standing,
        quote=cited.quote,
        sentence=cited.sentence or cited.quote,
        start=cited.start,
        end=cited.end,
    )


def _address(url: str) -> str:
    """An address of the web that no format can take for anything else; empty for what is none.

    What may not stand in an address is written by its codes (RFC 3986), and other schemes may be programs.
    """
    if not url.lower().startswith(("http://", "https://")):
        return ""
    return quote(url, safe="%/:?#[]@!$&'()*+,;=~", errors="replace")


def _details(article_id: str, article_of: ArticleOf | None) -> Mapping[str, str]:
    try:
        return article_of(article_id).metadata if article_of is not None else {}
    except (KeyError, InputError):  # it was removed meanwhile
        return {}
