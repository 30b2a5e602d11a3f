"""LaTeX: its text paragraph by paragraph, with the lines of the file."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qa.articles.drafts import Draft
from qa.articles.encodings import decoded
from qa.articles.files import File, Report
from qa.articles.published import told_date
from qa.types import Article

_BEGIN, _END = re.compile(r"\\begin\s*\{document\}"), re.compile(r"\\end\s*\{document\}")
_ABOUT = re.compile(r"\\(title|author|date)\s*(?:\[[^\]]*\])?\{((?:[^{}]|\{[^{}]*\}){0,2000})\}")
_COMMENT = re.compile(r"(?<!\\)((?:\\\\)*)%[^\n]*")
_HEADING = re.compile(
    r"\\(?:part|chapter|(?:sub)*section|(?:sub)?paragraph)\*?\s*(?:\[[^\]]*\])?\{((?:[^{}]|\{[^{}]*\})*)\}"
)
_NO_TEXT = re.compile(
    r"\\(?:cite\w*|footnote\w*|label|ref|eqref|pageref|index|includegraphics|bibliography\w*|usepackage|vspace|hspace"
    r"|thispagestyle|pagestyle|input|include|maketitle|tableofcontents|listof\w+|newcommand|renewcommand)\b\*?"
    r"(?:\[[^\]]*\])*(?:\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\})*"
)
_PARAGRAPH = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")
_MOST_MACROS = 20_000  # of a paragraph


def read(file: File, report: Report) -> Iterator[Article]:
    """The one article of a file. Macros of its own are not known; notes and references are left out.

    Raises:
        InputError: it cannot be read, or has no text.
    """
    from pylatexenc.latex2text import LatexNodes2Text

    source = decoded(file.data(), report).replace("\r\n", "\n").replace("\r", "\n")
    source = _COMMENT.sub(lambda match: match[1], source)
    begin, end = _BEGIN.search(source), _END.search(source)
    plain = LatexNodes2Text(math_mode="text", keep_comments=False, strict_latex_spaces=False)

    def text_of(part: str) -> str:
        if part.count("\\") > _MOST_MACROS:
            report("a paragraph of commands alone was left out")
            return ""
        try:
            return " ".join(plain.latex_to_text(part).split())
        except Exception as error:  # of the library: it raises whatever broken text leads it to
            report(f"a paragraph cannot be read: {error}")
            return ""

    about = {name: text_of(_NO_TEXT.sub("", value)) for name, value in _ABOUT.findall(source)}
    body_start, body_end = begin.end() if begin else 0, end.start() if end else len(source)
    draft = Draft()
    for start, part in _paragraphs(source[body_start:body_end]):
        text = text_of(_ABOUT.sub("", part))
        line = source.count("\n", 0, body_start + start) + 1
        draft.add(text, line)
    date = told_date("" if about.get("date", "").lower() in ("", "today") else about["date"], report)
    yield draft.article(
        file, title=about.get("title", ""), published=date, about={"author": about.get("author")}
    )


def _paragraphs(body: str) -> Iterator[tuple[int, str]]:
    """Paragraphs and headings with their offsets; what is no text of theirs is blanks."""
    body = _NO_TEXT.sub(
        lambda match: re.sub(r"[^\n]", " ", match[0]) if "\n" in match[0] else " " * len(match[0]), body
    )
    at = 0
    for match in _HEADING.finditer(body):
        yield from _parts(body, at, match.start())
        yield match.start(), match[1]
        at = match.end()
    yield from _parts(body, at, len(body))


def _parts(body: str, start: int, end: int) -> Iterator[tuple[int, str]]:
    at = start
    for match in [*_PARAGRAPH.finditer(body, start, end), None]:
        stop = match.start() if match else end
        part = body[at:stop]
        yield at + len(part) - len(part.lstrip()), re.sub(r"[ \t]+(?=[.,;:!?)])", "", part)
        at = match.end() if match else end
