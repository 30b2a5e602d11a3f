"""Passages that begin within a table, with the line that names its columns.

A long table fills several passages, and only the first holds its heading. It is looked up in the article, not
stored with the passages: what is searched and read has it, what is quoted never.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from qa.language.tables import begins_with_row, heading_above
from qa.types import Article, Passage


def with_headings(passages: Sequence[Passage], text_of: Callable[[str], str]) -> list[Passage]:
    """The passages; those that begin within a table have its heading.

    Args:
        passages: of any articles.
        text_of: the text of the article of an id; asked only where a passage begins with rows, and raises
            KeyError where there is none any more.
    """
    texts: dict[str, str | None] = {}
    found = []
    for passage in passages:
        if passage.start > 0 and begins_with_row(passage.text):
            if passage.article_id not in texts:
                try:
                    texts[passage.article_id] = text_of(passage.article_id)
                except KeyError:
                    texts[passage.article_id] = None
            text = texts[passage.article_id]
            heading = heading_above(text, passage.start) if text is not None else ""
            passage = replace(passage, heading=heading) if heading else passage
        found.append(passage)
    return found


def searched_texts(article: Article, passages: Sequence[Passage]) -> list[str]:
    """What each passage of an article is found by."""
    return list(map(searched_text, with_headings(passages, lambda _: article.text)))


def searched_text(passage: Passage) -> str:
    """What a passage is found by: its words, below the heading of its table."""
    return f"{passage.heading}\n{passage.text}" if passage.heading else passage.text
