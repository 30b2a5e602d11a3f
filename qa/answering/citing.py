"""Where a span stands: article, line, page and sentence, found by offsets and with bounded work."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

from qa.errors import IndexCorrupt
from qa.language.sections import section_of
from qa.language.sentences import spans as sentence_spans
from qa.language.tables import row_at
from qa.language.timex import timex_value
from qa.origin import note_of
from qa.quotations.attribution import attribution
from qa.types import Article, Citation, Passage, Span

# Characters on each side of a quote in which its sentence is looked for: an article may be 100 MB long.
_AROUND = 1000


class Citer:
    """Makes citations for one answer; fetches and hashes each article once.

    Args:
        article_of: the stored article of an id.
    """

    def __init__(self, article_of: Callable[[str], Article]) -> None:
        def article(article_id: str) -> Article:
            try:
                return article_of(article_id)
            except KeyError:
                raise _altered(article_id) from None

        self.article = cache(article)
        self._digest = cache(lambda article_id: self.article(article_id).digest)
        self._note = cache(lambda article_id: note_of(self.article(article_id)))

    def span(self, number: int, span: Span) -> Citation:
        """The citation of a span. Raises IndexCorrupt as ``cite`` does."""
        if span.in_title:
            return self._of_title(number, span)
        return self.cite(number, span.passage, span.start, span.end)

    def cite(self, number: int, passage: Passage, start: int, end: int) -> Citation:
        """The citation of ``article.text[start:end]``, which is in the passage.

        Raises:
            IndexCorrupt: the article does not have the words of the passage where the passage says.
        """
        article = self.article(passage.article_id)
        if article.text[passage.start : passage.end] != passage.text:
            raise _altered(article.id)
        return self.stretch(number, article.id, start, end)

    def stretch(self, number: int, article_id: str, start: int, end: int) -> Citation:
        """The citation of any ``article.text[start:end]``.

        Raises:
            IndexCorrupt: there is no such article any more, or it ends before that.
        """
        article = self.article(article_id)
        if not 0 <= start <= end <= len(article.text):
            raise _altered(article_id)
        sentence_start, sentence_end = sentence_around(article.text, start, end)
        return Citation(
            number=number,
            article_id=article.id,
            title=article.title,
            published=article.published,
            source=article.source,
            **_standing(article, start),
            note=self._note(article.id),
            start=start,
            end=end,
            quote=article.text[start:end],
            sentence=article.text[sentence_start:sentence_end],
            sentence_start=sentence_start,
            digest=self._digest(article.id),
            section=section_of(article.text, start, article.title),
            means=timex_value(article.text, start, end, article.published),
        )

    def _of_title(self, number: int, span: Span) -> Citation:
        article = self.article(span.passage.article_id)
        if article.title != span.passage.title:
            raise _altered(article.id)
        return Citation(
            number=number,
            article_id=article.id,
            title=article.title,
            published=article.published,
            source=article.source,
            **_standing(article, 0),
            note=self._note(article.id),
            start=span.start,
            end=span.end,
            quote=article.title[span.start : span.end],
            sentence=article.title,
            sentence_start=0,
            digest=self._digest(article.id),
            in_title=True,
        )

    def attributed(self, citation: Citation) -> Citation:
        """A citation made here, with who says it where the article reports speech."""
        if citation.in_title:
            return citation
        said = attribution(self.article(citation.article_id).text, citation.start, citation.end)
        return replace(citation, speaker=said.speaker, verb=said.verb) if said else citation


def _altered(article_id: str) -> IndexCorrupt:
    return IndexCorrupt(
        f"what was read of {article_id} is not what is stored of it: it was changed meanwhile (ask again), "
        "or the index is damaged (qa doctor)"
    )


def _standing(article: Article, start: int) -> dict[str, Any]:
    """Line, page and place of an offset, as arguments of ``Citation``."""
    place: int | str | None = None
    if not article.places and not article.page_starts:
        place = article.text.count("\n", 0, start) + 1  # the text is the file
    elif at := bisect_right(article.places, start, key=lambda place: place[0]):
        place = article.places[at - 1][1]
    return {
        "line": place if isinstance(place, int) else None,
        "page": bisect_right(article.page_starts, start) or None,
        "place": place if isinstance(place, str) else "",
    }


def sentence_around(text: str, start: int, end: int) -> tuple[int, int]:
    """The half-open offsets of the sentences, or the row of a table, that hold ``text[start:end]``."""
    left, right = max(0, start - _AROUND), min(len(text), end + _AROUND)
    row = row_at(text[left:right], start - left, end - left)
    if row is not None:
        return row[0] + left, row[1] + left
    first, last = start, end
    for begin, stop in sentence_spans(text[left:right]):
        begin, stop = begin + left, stop + left
        if begin < end and start < stop:
            first, last = min(first, begin), max(last, stop)
    return first, last
