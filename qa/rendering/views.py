"""What templates get to see: an answer with every string cleaned, and its citations numbered as shown.

A template, shipped or the user's own, cannot let an article's control characters through, because it is
never given any. Quotes are cut out of their sentences by offsets, never searched for.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from qa.language.bullets import is_list
from qa.language.sections import without_marks
from qa.origin import file_of
from qa.rendering.cleaning import one_line, said_by
from qa.types import Age, Answer, Candidate, Citation, Earlier, Listing

# Least confidence of each wording and the style that suits it, best first.
WORDINGS = (
    (0.9, ("almost certain", "good")),
    (0.7, ("likely", "good")),
    (0.45, ("possible", "fair")),
    (0.0, ("unsure", "poor")),
)
_CONTEXT = 200  # characters of a sentence shown on each side of its quote: some sentences never end
_WHOLE = 300  # characters of a passage shown where all of it is cited,
_LISTED = 80  # of a list,
_TOLD = 600  # and where it is what the articles say on a topic
_TITLE = 120  # characters of a title
_BRIEF, _TITLE_IN_BRIEF = 200, 40  # characters of what only comes near: enough to see whether it answers
_DOUBTED = 3  # candidates shown to those who doubt an answer
_ALSO = 2  # other answers named beside the answer,
_ALSO_FROM = 0.15  # and the confidence from which they are worth it


@dataclass(frozen=True, slots=True)
class CitationView:
    """A citation on one line, its quote apart from the sentence around it."""

    number: int  # as /open takes it
    title: str
    published: str  # empty where it is not known
    place: str  # source:line, or source, p. 3 where there are pages, or source, slide 3
    section: str  # the heading above it, or empty
    before: str  # of the sentence, before the quote
    quote: str
    after: str
    said: str  # "Zakharova said", or empty
    brief: str  # title and sentence, cut
    note: str = ""  # what is to be known of the file
    means: str = ""  # the date that the quote means; empty where it says so itself


@dataclass(frozen=True, slots=True)
class _Judged:
    """What an answer and a candidate have in common."""

    text: str
    percent: int
    confidence: str  # in words
    level: str  # the style that suits it: good, fair or poor
    stories: int
    articles: int
    citations: tuple[CitationView, ...]


@dataclass(frozen=True, slots=True)
class CandidateView(_Judged):
    """One of several answers."""

    published: str  # of its newest citation; empty where no date is known


@dataclass(frozen=True, slots=True)
class EarlierView:
    """What was said before an answer."""

    text: str
    how: str  # corrected or replaced
    published: str  # when it was last told; empty where no date is known, as below
    until: str  # when it was corrected, or what replaces it was first told
    number: int  # of where it is told


@dataclass(frozen=True, slots=True)
class AnswerView(_Judged):
    """An answer."""

    question: str
    resolved_question: str
    resolved: bool  # the question was understood as another than was typed
    kind: str  # span, evidence or none
    unsure: bool  # it may well be wrong
    closest: tuple[CitationView, ...]
    conflict: tuple[CandidateView, ...]
    earlier: tuple[EarlierView, ...]  # the newest first
    sources: tuple[CitationView, ...]  # where these are told
    last_told: str  # how old it is, in words; empty where that is nothing to be told
    also: tuple[CandidateView, ...]  # other answers worth naming
    more: tuple[CitationView, ...]  # what answers beside the text, of the citations
    readings: tuple[str, ...]
    filtered_out: bool  # no article passes the filter
    unsaid: tuple[str, ...]  # who is quoted, but not about what


@dataclass(frozen=True, slots=True)
class ListingView:
    """Articles of the collection."""

    asked: str  # all, newest, oldest or period
    topic: str
    dated: str
    total: int
    exact: bool
    first: str  # empty where no date is known
    last: str
    articles: tuple[CitationView, ...]
    more: int  # that are not listed


def shown_citations(answer: Answer) -> tuple[Citation, ...]:
    """The citations an answer is shown with, in order, numbered from 1: what ``/open N`` counts."""
    return numbered([*_answering(answer), *(one.citation for one in answer.quotations)])


def numbered(citations: Iterable[Citation]) -> tuple[Citation, ...]:
    """The citations under numbers from 1, in their order."""
    return tuple(replace(citation, number=number) for number, citation in enumerate(citations, start=1))


def _answering(answer: Answer) -> tuple[Citation, ...]:
    """Those of the answer itself, without the quotations listed behind it."""
    if answer.listing is not None:
        shown: Sequence[Citation] = answer.listing.articles
    elif answer.act == "doubt" and answer.about is not None:
        shown = [*answer.closest, *(cited for other in _doubted(answer) for cited in other.citations[:1])]
    elif answer.act == "source" and answer.about is not None:
        return _answering(replace(answer.about, conflict=()))  # not where it is contradicted
    elif answer.kind == "none":
        shown = answer.closest
    elif answer.conflict:
        shown = [citation for candidate in answer.conflict for citation in candidate.citations]
    else:
        shown = [*answer.citations, *_elsewhere(answer)]
    return numbered([*shown, *_before(answer)])


def _before(answer: Answer) -> list[Citation]:
    """Where what was said before an answer is told, each once."""
    return [citation for one in answer.earlier for citation in one.citations[:1]]


def _elsewhere(answer: Answer) -> list[Citation]:
    """The citations of the items that no citation of the answer holds."""
    return [
        item.citation
        for item in answer.items
        if not any(_holds(citation, item.citation) for citation in answer.citations)
    ]


def _holds(whole: Citation, part: Citation) -> bool:
    same = whole.article_id == part.article_id and whole.in_title == part.in_title
    return same and whole.start <= part.start and part.end <= whole.end


def view_of(answer: Answer) -> AnswerView:
    """The answer as templates see it."""
    most = _TOLD if answer.kind == "evidence" else _WHOLE
    shown = tuple(citation_view(one, most=most) for one in _answering(answer))
    theirs = iter(shown)
    conflict = tuple(
        candidate_view(candidate, tuple(islice(theirs, len(candidate.citations))))
        for candidate in (answer.conflict if answer.kind != "none" else ())
    )
    last = len(shown) - len(_before(answer))
    named = {item.text for item in answer.items} | {one.text for one in answer.earlier}
    worth_naming = [
        other
        for other in answer.alternatives
        if other.confidence >= _ALSO_FROM
        and other.text not in named
        and any(map(str.isalnum, other.text))  # a lone quote mark says nothing
    ]
    return AnswerView(
        *_judged(answer),
        citations=shown[:last] if answer.kind != "none" else (),
        question=one_line(answer.question),
        resolved_question=one_line(answer.resolved_question),
        resolved=one_line(answer.resolved_question) != one_line(answer.question),
        kind=answer.kind,
        unsure=answer.unsure,
        closest=shown if answer.kind == "none" else (),
        conflict=conflict,
        earlier=tuple(
            _earlier_view(one, view.number) for one, view in zip(answer.earlier, shown[last:], strict=True)
        ),
        sources=shown[last:],
        last_told=_last_told(answer.age),
        more=() if answer.kind == "none" or answer.conflict else shown[len(answer.citations) : last],
        also=tuple(candidate_view(other, ()) for other in worth_naming[:_ALSO]),
        readings=tuple(map(one_line, answer.readings)),
        filtered_out=answer.filtered_out,
        unsaid=tuple(map(one_line, answer.unsaid)),
    )


def _earlier_view(one: Earlier, number: int) -> EarlierView:
    dates = one_line(one.published or ""), one_line(one.until or "")
    return EarlierView(one_line(one.text), one.how, *dates, number)


def _last_told(age: Age | None) -> str:
    if age is None:
        return ""
    years = f"{age.years} year{'' if age.years == 1 else 's'}"
    than = one_line(age.before) if age.asked else "the newest article read"
    return f"Last told {one_line(age.told)}, {years} before {than}."


def doubted(answer: Answer) -> dict[str, object]:
    """What a doubt shows beside the answer that it is about: the value stated instead, other candidates."""
    shown = iter(map(citation_view, shown_citations(answer)))
    places = tuple(islice(shown, len(answer.closest)))
    others = [
        candidate_view(other, tuple(islice(shown, len(other.citations[:1])))) for other in _doubted(answer)
    ]
    claimed = one_line(answer.claimed or "")
    return {"others": others, "claimed": claimed, "places": places}


def _doubted(doubt: Answer) -> list[Candidate]:
    """The candidates worth showing to those who doubt an answer, of all that were weighed against it.

    Each once, the most confident first; what disagrees with the answer is an alternative to it, too.
    """
    answer = doubt.about
    if answer is None:
        return []
    found = {other.text: other for other in (*answer.alternatives, *answer.conflict)}
    rivals = [
        other
        for other in sorted(found.values(), key=lambda one: -one.confidence)
        if other.text != answer.text
        and any(map(str.isalnum, other.text))
        and not any(_meet(place, cited) for place in doubt.closest for cited in other.citations[:1])
    ]
    return rivals[: _DOUBTED - len(doubt.closest)]


def _meet(one: Citation, other: Citation) -> bool:
    same = one.article_id == other.article_id and one.in_title == other.in_title
    return same and one.start < other.end and other.start < one.end


def listing_view(listing: Listing) -> ListingView:
    """Articles of the collection as templates see them."""
    return ListingView(
        listing.asked,
        one_line(listing.topic),
        one_line(listing.dated),
        listing.total,
        listing.exact,
        one_line(listing.first or ""),
        one_line(listing.last or ""),
        tuple(map(citation_view, listing.articles)),
        listing.total - len(listing.articles) if listing.asked == "all" else 0,
    )


def candidate_view(candidate: Candidate, citations: tuple[CitationView, ...] | None = None) -> CandidateView:
    """A candidate with these citations; None for its own."""
    own = tuple(map(citation_view, candidate.citations)) if citations is None else citations
    newest = max((citation.published or "" for citation in candidate.citations), default="")
    return CandidateView(*_judged(candidate), citations=own, published=one_line(newest))


def citation_view(citation: Citation, *, whole: bool = False, most: int = _WHOLE) -> CitationView:
    """The citation as templates see it.

    Args:
        citation: of an answer, or of a passage.
        whole: its sentence in full, however long.
        most: characters of it where its quote is all of it.
    """
    start = citation.start - citation.sentence_start
    end = citation.end - citation.sentence_start
    before, quote, after = (
        without_marks(part)
        for part in (citation.sentence[:start], citation.sentence[start:end], citation.sentence[end:])
    )
    if is_list(quote) and not whole:  # which the answer shows
        quote, after = _beginning(quote, _LISTED), ""
    if before == after == "":  # where everything is quoted, nothing is to be picked out of it
        before, quote = _beginning(quote, most), ""
    elif not whole:
        before = _beginning(before[::-1], _CONTEXT)[::-1]
        after = _beginning(after, _CONTEXT)
    return CitationView(
        number=citation.number,
        title=_beginning(one_line(citation.title), _TITLE),
        published=one_line(citation.published or ""),
        place=_found(citation) + _where(citation),
        section=_headed(one_line(citation.section)),
        before=_inner(before).lstrip(),
        quote=one_line(quote),
        after=_inner(after).rstrip(),
        said=said_by(citation.speaker, citation.verb) if citation.verb else "",
        brief=_brief(citation),
        note=one_line(citation.note),
        means=one_line(citation.means or ""),
    )


def wording(confidence: float) -> tuple[str, str]:
    """How sure that is, in words, and how it is to look."""
    return next(said for least, said in WORDINGS if confidence >= least)


def _headed(section: str) -> str:
    """A heading as it stands above a sentence."""
    return f"{section}:" if section[-1:].isalnum() else section


def _brief(citation: Citation) -> str:
    title = _beginning(one_line(citation.title), _TITLE_IN_BRIEF)
    return _beginning(f"{title}: {one_line(without_marks(citation.sentence))}", _BRIEF)


def _judged(of: Answer | Candidate) -> tuple[str, int, str, str, int, int]:
    """The fields of ``_Judged`` before the citations."""
    words, level = wording(of.confidence)
    text = of.text or ""
    shown = _lines(text) if isinstance(of, Answer) and is_list(text) else one_line(text)
    return shown, round(100 * of.confidence), words, level, of.support, of.articles


def _lines(text: str) -> str:
    """A whole list, a line each."""
    return "\n".join(filter(None, map(one_line, text.split("\n"))))


def _where(citation: Citation) -> str:
    if citation.in_title:
        return ", title"
    if citation.place:
        return one_line(f", {citation.place}")
    if citation.page:
        return f", p. {citation.page}"
    return f":{citation.line}" if citation.line else ""


def _found(citation: Citation) -> str:
    """The source; where the metadata names another than the file, the file too."""
    read_from, source = unicodedata.normalize("NFC", citation.article_id), citation.source
    if read_from == source or read_from.startswith(f"{source}#"):
        return _place(source)
    return f"{_place(source)} · {_place(str(file_of(citation.article_id)))}"


def _place(source: str) -> str:
    """A source as short as it can be found by: paths below the working folder are given from there."""
    path = Path(source)
    folder = Path.cwd()
    return one_line(str(path.relative_to(folder)) if path.is_relative_to(folder) else source)


def _beginning(text: str, most: int) -> str:
    """At most so many characters, cut between words where there are any."""
    if len(text) <= most:
        return text
    words = text[:most].rpartition(" ")[0] or text[:most]
    return words.rstrip() + " …"


def _inner(text: str) -> str:
    """A part of a sentence on one line, keeping the blank that parts it from its neighbour."""
    line = one_line(text)
    if not line:
        return " " if text else ""
    return " " * text[0].isspace() + line + " " * text[-1].isspace()
