"""Word documents: paragraphs and tables in their order, each under its heading."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from qa.articles.drafts import Draft, row_of
from qa.articles.files import File, Report
from qa.articles.marks import lowered, raised
from qa.articles.packages import called, package_of, xml_of
from qa.errors import InputError
from qa.types import Article

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_NOTES = ("/footnotes.xml", "/endnotes.xml")
_LEFT_OUT = frozenset(("del", "moveFrom", "Fallback", "instrText", "delText", "pPr", "rPr", "annotationRef"))
_MOST_SPANNED = 100  # columns
_DEEPEST = 8  # level of an item
_BREAKS = {"tab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": " "}


def read(file: File, report: Report) -> Iterator[Article]:
    """The one article of a document.

    Raises:
        InputError: it cannot be read, or has no text.
    """
    import docx

    data = package_of(file)
    try:
        document = docx.Document(BytesIO(data))
        about = document.core_properties
        styles = {style.style_id: style.name or "" for style in document.styles}
        body = document.element.body
        notes = [each.blob for each in document.part.package.iter_parts() if each.partname.endswith(_NOTES)]
    except Exception as error:  # of the library: it raises whatever a broken file leads it to
        raise InputError(f"not a Word document that can be opened: {error}") from error
    draft, title, section = Draft(), "", ""
    for block in _blocks(body):
        if called(block) == "tbl":
            for row in block.iter(f"{_W}tr"):
                draft.add(row_of(_cells(row)), section)
            continue
        text, style = _text(block), styles.get(_style(block), "").lower()
        if style.startswith(("heading", "title")) and text.strip():
            title = title or text if style.startswith("title") else title
            section = f'section "{" ".join(text.split())}"'
        before = "\n"
        if (depth := _depth(block, style)) is not None and text.strip():
            before = "\n" + "  " * depth
            text = f"- {text.strip()}".replace("\n", f"{before}  ")
        draft.add(text, section, before=before)
    for note in (note for part in notes for note in xml_of(part) if note.get(f"{_W}type") is None):
        draft.add(" ".join(_text(each) for each in note.iter(f"{_W}p")), "notes")
    created = about.created.isoformat() if about.created else None
    yield draft.article(file, title=about.title or title, about={"author": about.author, "created": created})


def _blocks(body: Any) -> Iterator[Any]:
    """Paragraphs and tables, those in content controls too."""
    for block in body:
        if called(block) in ("p", "tbl"):
            yield block
        elif called(block) in ("sdt", "sdtContent", "ins", "customXml", "smartTag"):
            yield from _blocks(block)


def _cells(row: Any) -> Iterator[str]:
    """The texts of a row's cells; one that spans several columns is followed by empty ones."""
    for cell in row.findall(f"{_W}tc"):
        yield " ".join(_text(part) for part in cell.iter(f"{_W}p"))
        span = cell.find(f"{_W}tcPr/{_W}gridSpan")
        columns = "1" if span is None else str(span.get(f"{_W}val", "1"))
        yield from [""] * (min(int(columns), _MOST_SPANNED) - 1 if columns.isdigit() else 0)


def _style(paragraph: Any) -> str:
    style = paragraph.find(f"{_W}pPr/{_W}pStyle")
    return "" if style is None else str(style.get(f"{_W}val"))


def _depth(paragraph: Any, style: str) -> int | None:
    """How deep an item of a list stands, from 0; None for what is none.

    Args:
        paragraph: with its properties.
        style: the name of its style, in lower case.
    """
    numbering = paragraph.find(f"{_W}pPr/{_W}numPr")
    if numbering is None:
        return 0 if style.startswith(("list bullet", "list number")) else None
    given = {called(part): str(part.get(f"{_W}val")) for part in numbering}
    if given.get("numId") == "0" or style.startswith(("heading", "title")):
        return None  # the number of its style was taken away, or it is a numbered heading
    level = given.get("ilvl", "0")
    return min(int(level), _DEEPEST) if level.isdecimal() and len(level) < 3 else 0


def _text(element: Any) -> str:
    """The text of a paragraph: what was deleted, struck out or hidden is none."""
    text = ""
    for child in element:
        name = called(child)
        if name in _LEFT_OUT:
            continue
        if name == "t":
            text += child.text or ""
        elif name in _BREAKS:
            text += _BREAKS[name]
        elif name == "r":
            text = _with_run(text, child)
        else:
            text += _text(child)
    return text


def _with_run(text: str, run: Any) -> str:
    def is_on(name: str) -> bool:
        setting = run.find(f"{_W}rPr/{_W}{name}")
        return setting is not None and setting.get(f"{_W}val") not in ("0", "false", "off")

    if is_on("strike") or is_on("dstrike") or is_on("vanish"):
        return text
    own = _text(run)
    align = run.find(f"{_W}rPr/{_W}vertAlign")
    place = "" if align is None else align.get(f"{_W}val")
    if place == "superscript":
        return text + raised(text, own)
    return text + (lowered(text, own) if place == "subscript" else own)
