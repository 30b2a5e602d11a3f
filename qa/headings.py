"""Passages with what stands above them: the headings of their section, the line that names a table's columns.

A long section or table fills several passages, and only the first holds its heading. It is looked up in the
article, not stored with the passages: what is searched and read has it, what is quoted never. Headings are
marked in the text of Markdown alone ("## Meals").
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from qa.language.tables import begins_with_row, heading_above
from qa.types import Article, Passage

_MARKDOWN = (".md", ".markdown", ".mdx", ".qmd", ".rmd", ".ipynb")
_HEADING = re.compile(r"^(#{1,6}) ([^\n]{1,200})\n(?=\n|[-*|]|\d)", re.MULTILINE)
_LOOKED_BACK = 50_000  # characters above a passage in which its headings are looked for
_MOST = 2  # headings of a passage: the nearest, and what that is a part of


def with_headings(passages: Sequence[Passage], text_of: Callable[[str], str]) -> list[Passage]:
    """The passages; those of a section, or that begin within a table, have its heading.

    Args:
        passages: of any articles.
        text_of: the text of the article of an id; asked only where a passage begins with rows or is of
            Markdown, and raises KeyError where there is none any more.
    """
    texts: dict[str, str] = {}
    found = []
    for passage in passages:
        rows, sections = begins_with_row(passage.text), passage.article_id.lower().endswith(_MARKDOWN)
        if passage.start > 0 and (rows or sections):
            if passage.article_id not in texts:
                try:
                    texts[passage.article_id] = text_of(passage.article_id)
                except KeyError:
                    texts[passage.article_id] = ""
            text = texts[passage.article_id]
            heading = heading_above(text, passage.start) if rows and text else ""
            section = _section(text, passage) if sections else ""
            passage = replace(passage, heading=heading, section=section) if heading or section else passage
        found.append(passage)
    return found


def _section(text: str, passage: Passage) -> str:
    """The headings above a passage, outermost first, without one that is its article's title."""
    start = passage.start
    first = _HEADING.match(text, start)
    level = len(first[1]) if first is not None else 7
    found = list[str]()
    for match in reversed(list(_HEADING.finditer(text, max(0, start - _LOOKED_BACK), start))):
        if len(match[1]) < level:
            level = len(match[1])
            if match[2] != passage.title:
                found.append(match[2])
        if len(found) == _MOST or level == 1:
            break
    return ". ".join(reversed(found))


def searched_texts(article: Article, passages: Sequence[Passage]) -> list[str]:
    """What each passage of an article is found by."""
    return list(map(searched_text, with_headings(passages, lambda _: article.text)))


def searched_text(passage: Passage) -> str:
    """What a passage is found by: its words, below the headings of its section and its table."""
    return "\n".join([*filter(None, (passage.section, passage.heading)), passage.text])
