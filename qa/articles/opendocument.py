"""OpenDocument text (LibreOffice): paragraphs and tables in their order, each under its heading."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lxml import etree

from qa.articles.drafts import Draft, row_of
from qa.articles.files import File, Report
from qa.articles.marks import lowered, raised
from qa.articles.packages import Package, called
from qa.types import Article

_LEFT_OUT = frozenset(
    ("tracked-changes", "annotation", "annotation-end", "note-citation", "forms", "sequence-decls")
)
_DEEPEST = 8  # lists within each other that are shown so
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"


def read(file: File, report: Report) -> Iterator[Article]:
    """The one article of a document.

    Raises:
        InputError: it cannot be read, or has no text.
    """
    package = Package(file)
    content = package.xml("content.xml")
    walk = _Walk(_styles(content))
    body = next(
        (each for each in content.iter() if called(each) == "text" and called(each.getparent()) == "body"),
        content,
    )
    walk.blocks(body)
    meta = package.meta()
    yield walk.draft.article(file, title=meta.get("title") or walk.title, about=stated_by(meta))


def stated_by(meta: Mapping[str, str]) -> dict[str, str | None]:
    """Who made a document, and when."""
    author = meta.get("initial-creator") or meta.get("creator")
    return {"author": author, "created": meta.get("creation-date")}


def _styles(content: etree._Element) -> dict[str, str]:
    """Styles that raise, lower or strike out, by their names."""
    found: dict[str, str] = {}
    for properties in content.iter(f"{_STYLE}text-properties"):
        position = properties.get(f"{_STYLE}text-position", "").split(" ")[0]
        name = properties.getparent().get(f"{_STYLE}name", "")
        if position.startswith(("super", "sub")):
            found[name] = position[:3]
        elif position.rstrip("%").lstrip("-").isdigit() and position not in ("0%", "0"):
            found[name] = "sub" if position.startswith("-") else "sup"
        if properties.get(f"{_STYLE}text-line-through-style", "none") != "none":
            found[name] = "gone"
        if properties.get("{urn:oasis:names:tc:opendocument:xmlns:text:1.0}display") == "none":
            found[name] = "gone"
    return found


class _Walk:
    """One walk through a document."""

    def __init__(self, styles: dict[str, str]) -> None:
        self.draft = Draft()
        self.title = ""
        self._styles = styles
        self._section = ""
        self._notes: list[str] = []

    def blocks(self, parent: etree._Element, depth: int = 0) -> None:
        """Add those of a part, of lists within ``depth`` others."""
        bullet = "- " if called(parent) == "list-item" else ""
        for block in parent:
            name = called(block)
            if name in _LEFT_OUT:
                continue
            if name in ("p", "h"):
                text = self._text(block)
                if name == "h" and text.strip():
                    self.title = self.title or text
                    self._section = f'section "{" ".join(text.split())}"'
                before = "\n"
                if name == "p" and depth and text.strip():
                    before = "\n" + "  " * (depth - bool(bullet))
                    text = (bullet + text.strip()).replace("\n", "\n" + "  " * depth)
                    bullet = ""
                self.draft.add(text, self._section, before=before)
                for note in self._notes:
                    self.draft.add(note, self._section)
                self._notes = []
            elif name == "table-row":
                cells = (
                    "table-cell",
                    "covered-table-cell",
                )  # the latter below or behind one that spans several
                row = row_of(self._cell(cell) for cell in block if called(cell) in cells)
                self.draft.add(row, self._section)
            else:
                self.blocks(block, depth + (name == "list" and depth < _DEEPEST))

    def _cell(self, cell: etree._Element) -> str:
        blocks = cell.iter(f"{_TEXT}p", f"{_TEXT}h")
        return " ".join(self._text(each) for each in blocks if called(each.getparent()) not in _LEFT_OUT)

    def _text(self, element: etree._Element) -> str:
        text = element.text or ""
        for child in element:
            name = called(child)
            if name == "s":
                text += " " * min(int(child.get(f"{_TEXT}c", "1") or 1), 100)
            elif name in ("tab", "line-break"):
                text += " " if name == "tab" else "\n"
            elif name == "note":
                self._notes += [self._text(each) for each in child.iter(f"{_TEXT}p")]
            elif name and name not in _LEFT_OUT:
                style, own = self._styles.get(child.get(f"{_TEXT}style-name", ""), ""), self._text(child)
                if style == "sup":
                    text += raised(text, own, child.tail or "")
                elif style != "gone":
                    text += lowered(text, own) if style == "sub" else own
            text += child.tail or ""
        return text
