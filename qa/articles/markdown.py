"""Markdown: its text block by block, without marks, with the lines of the file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from qa.articles import front_matter, titles
from qa.articles.drafts import Draft
from qa.articles.files import File, Report
from qa.articles.html_blocks import HEADINGS, blocks_of
from qa.articles.published import first_date, headed, partial_date
from qa.types import Article

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token
    from markdown_it.tree import SyntaxTreeNode

_CODE = (
    r"(?P<code>^ {0,3}(?P<fence>`{3,}+|~{3,}+)[^\n]*\n.*?(?:^ {0,3}(?P=fence)[`~]*[ \t]*\r?$|\Z)"
    r"|(?<!`)`[^`\n]+`(?!`))"
)
# What the many dialects have beside CommonMark, and is no text: comments, struck-out words, marks of
# footnotes, tags of templates, attributes; of a link within a wiki its label is.
_NO_TEXT = re.compile(
    rf"{_CODE}"
    r"|<!--(?:[^<-]|-(?!->)|<(?!!--))*+-->|%%(?:[^%]|%(?!%))*+%%|(?<!~)~~(?=\S)(?:[^~\n]|~(?!~))++(?<=\S)~~(?!~)"
    r"|(?<!!)\[\[(?:[^\[\]\n|]{1,300}\|)?(?P<label>[^\[\]\n|]{1,300})\]\]"
    r"|\[\^[^\]\s]{1,60}\]:?|\{\{[^{}\n]{0,300}\}\}|\{%[^%\n]{0,300}%\}|\{[:#.][^{}\n]{0,200}\}",
    re.MULTILINE | re.DOTALL,
)
_OF_A_LINE = re.compile(r"[^\r\n]+")
_BORDERS = re.compile(r"^[ \t]*(?::{3,}.*|!{3}\s+\w+.*|<!?DOCTYPE.*)$", re.MULTILINE)  # of a note
_CALLOUT = re.compile(r"\[!\w{1,20}\][+-]?\s*")  # "> [!NOTE]"
_STATED = re.compile(r"[^\W_][^:|\n]{0,40}:\s")
_NEWLINE = re.compile(r"\r\n?|\n")
_FULL = 40  # characters of a line that may be wrapped: a shorter one ends where its author meant it to
_BREAKS = {"softbreak", "hardbreak"}
_LOOKED_AT = 200  # lines in which the beginning of a block of HTML is looked for
_NESTED = 50  # blocks within each other that are read
_BR = re.compile(r"<br\s*/?>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, a paragraph, an item of a list, a row of a table; or a line of one."""

    text: str  # of a heading with its marks, of an item with its bullet or number
    line: int  # of the source, from 1
    before: str  # what parts it from the block before
    heading: str = ""  # its words, if it is one


def read(file: File, report: Report) -> Iterator[Article]:
    """The one article of a Markdown file; broken front matter is reported and the rest still read.

    Raises:
        InputError: the file cannot be read, is no text, or is empty.
    """
    text = file.text()
    stated, body_start = front_matter.split(text, report)
    above = len(_NEWLINE.findall(text, 0, body_start))
    draft, heading = Draft(), ""
    for block in blocks(text[body_start:]):
        heading = heading or block.heading
        draft.add(block.text, above + block.line, before=block.before)
    title = titles.tidy(stated.pop("title", "")) or titles.tidy(heading)
    source = stated.pop("source", "")
    article = draft.article(file, about=stated)
    head = headed(article.text)
    title = title or titles.tidy(head.stated.get("title", "")) or article.title
    yield replace(
        article,
        title=title,
        source=source or article.source,
        published=first_date(stated, report) or partial_date(head.stated.get("date", "")),
        body_start=head.body_start(title),
    )


def blocks(source: str) -> Iterator[Block]:
    """The text of some Markdown, in the order in which it stands.

    Lines of a paragraph that are wrapped are one line; what is no text (comments, struck-out words, images,
    the targets of links) is left out, HTML is read as on a page.
    """
    from markdown_it.tree import SyntaxTreeNode

    source = _BORDERS.sub("", _NO_TEXT.sub(_kept, source))
    yield from _blocks(SyntaxTreeNode(_parser().parse(source)), _NEWLINE.split(source))


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"maxNesting": _NESTED}).enable("table")


def _kept(match: re.Match[str]) -> str:
    """Code as it is, the label of a link within the wiki, and of what is no text the ends of its lines."""
    return match[0] if match["code"] else match["label"] or _OF_A_LINE.sub("", match[0])


def _blocks(
    node: SyntaxTreeNode, lines: Sequence[str], mark: str = "", before: str = "\n\n"
) -> Iterator[Block]:
    """Those of a part; ``mark`` is what its first one begins with."""
    behind = f"{before}  " if mark else before  # what belongs to an item stands under its words
    for child in node.children:
        line = child.map[0] + 1 if child.map else 1
        if child.type in {"bullet_list", "ordered_list"}:
            for item in child.children:
                bullet = f"{item.info}. " if item.info else "- "
                yield from _blocks(item, lines, bullet, "\n" if before == "\n\n" else before)
        elif child.type == "table":
            yield from _rows(child)
        elif child.type == "html_block":
            yield from _of_page(child.content, line, lines)
        elif child.type in {"fence", "code_block"}:
            code = child.content.rstrip("\n").replace("\n", "\n" + behind.lstrip("\n"))
            yield Block(mark + code, line + (child.type == "fence"), before)
        elif child.type in {"paragraph", "heading"}:
            heading = child.type == "heading"
            mark += f"{'#' * int(child.tag[1:])} " if heading else ""
            parted = before
            for text, at, joined in _lines(child.children[0].token, line, lines):
                yield Block(mark + text, at, " " if joined else parted, text if heading else "")
                mark, parted = "", "\n" + behind.lstrip("\n")
        else:  # a quotation
            yield from _blocks(child, lines, mark, before)
        mark, before = "", behind


def _rows(table: SyntaxTreeNode) -> Iterator[Block]:
    """Its rows, between bars, with a rule below the first."""
    rows = [row for part in table.children for row in part.children]
    for place, row in enumerate(rows):
        line = row.map[0] + 1 if row.map else 1
        cells = [_cell(cell.children[0].token if cell.children else None) for cell in row.children]
        yield Block(f"| {' | '.join(cells)} |", line, "\n" if place else "\n\n")
        if place == 0:
            yield Block(f"|{'---|' * len(cells)}", line, "\n")


def _cell(inline: Token | None) -> str:
    return " ".join(text for text, *_ in _lines(inline, 1, ())).replace("|", "\\|")


def _of_page(page: str, line: int, lines: Sequence[str]) -> Iterator[Block]:
    """Blocks of HTML, each at the first line that has its first word."""
    for name, text in blocks_of(page):
        [word, *_] = [*text.strip("| ").split(maxsplit=1), ""]
        line = next((at for at, its in enumerate(lines[line - 1 :][:_LOOKED_AT], line) if word in its), line)
        heading = name in HEADINGS
        mark = f"{'#' * int(name[1])} " if heading else ""
        words = text.lstrip(" ")
        before = "\n" if name == "tr" or words.startswith("- ") or words != text else "\n\n"
        yield Block(mark + words, line, before + " " * (len(text) - len(words)), text if heading else "")


def _lines(inline: Token | None, line: int, lines: Sequence[str]) -> Iterator[tuple[str, int, bool]]:
    """The lines of a paragraph: text, line of the source, whether it goes on from the one before."""
    parts, goes_on, begun = list[str](), False, False
    for token in [*((inline and inline.children) or ()), None]:
        kind = token.type if token is not None else ""
        if token is not None and kind not in _BREAKS and not _BR.fullmatch(token.content):
            parts.append(token.content if kind in {"text", "code_inline"} else "")
            continue
        if text := _CALLOUT.sub("", " ".join("".join(parts).split())):
            yield text, line, goes_on
            begun = True
        parts, goes_on = [], begun and kind == "softbreak" and _is_wrapped(lines, line)
        line += kind in _BREAKS


def _is_wrapped(lines: Sequence[str], line: int) -> bool:
    """Whether a line of a paragraph ends only because it was full."""
    ended, following = (lines[at].strip(" \t\r*_>") for at in (line - 1, line))
    if _STATED.match(ended) and _STATED.match(following):
        return False  # "Name: ..." above "Date: ..."
    return len(ended) >= _FULL or following[:1].islower()
