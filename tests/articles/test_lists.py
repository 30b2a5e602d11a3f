"""Lists of every kind of document are read with bullets, those within each other indented."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from qa.articles.folders import read_articles

LIST = "Bring:\n- a bag\n- clothes\n  - a coat\n  - boots\n- a torch"


def _markdown(path: Path) -> None:
    items = "* a bag\n* clothes\n    * a coat\n    * boots\n\n* a torch"
    path.write_text(f"Bring:\n\n{items}\n\nThe end.\n", "utf-8")


def _page(path: Path) -> None:
    clothes = "<li><p>clothes</p><ul><li>a coat</li><li>boots</li></ul></li>"
    items = f"<ul><li>a bag</li>{clothes}<li>a torch</li></ul>"
    path.write_text(f"<html><body><article><p>Bring:</p>{items}<p>The end.</p></article>", "utf-8")


def _word(path: Path) -> None:
    import docx
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    document = docx.Document()
    document.add_paragraph("Bring:")
    for text, depth in (("a bag", 0), ("clothes", 0), ("a coat", 1), ("boots", 1), ("a torch", 0)):
        properties = document.add_paragraph(text)._p.get_or_add_pPr()
        numbering = properties.get_or_add_numPr()
        for name, value in (("w:ilvl", depth), ("w:numId", 1)):
            part = OxmlElement(name)
            part.set(qn("w:val"), str(value))
            numbering.append(part)
    document.add_paragraph("The end.")
    document.save(str(path))


def _open_document(path: Path) -> None:
    def items(*texts: str) -> str:
        return "".join(f"<text:list-item><text:p>{text}</text:p></text:list-item>" for text in texts)

    inner = f"<text:list>{items('a coat', 'boots')}</text:list>"
    clothes = f"<text:list-item><text:p>clothes</text:p>{inner}</text:list-item>"
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "text")
    )
    content = (
        f"<office:document-content {spaces}><office:body><office:text><text:p>Bring:</text:p><text:list>"
        f"{items('a bag')}{clothes}{items('a torch')}</text:list><text:p>The end.</text:p>"
        "</office:text></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("content.xml", content)


@pytest.mark.parametrize(
    ("name", "write"),
    [("a.md", _markdown), ("a.html", _page), ("a.docx", _word), ("a.odt", _open_document)],
)
def test_a_list_is_read_with_its_bullets(tmp_path: Path, name: str, write: Callable[[Path], None]) -> None:
    """And what stands behind it is no item."""
    write(tmp_path / name)
    [article] = read_articles([tmp_path / name], pytest.fail)
    assert article.text.replace("\n\n", "\n") == f"{LIST}\nThe end."


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("- a bag  \n  Large\n- a torch", "- a bag\n  Large\n- a torch"),
        ("1. Write:\n\n   ```\n   - x\n   - y\n   ```\n2. Run", "1. Write:\n  - x\n  - y\n2. Run"),
        ("<ul><li><p>a bag</p><p>Large</p></li><li>a torch<ul><li>lit</li></ul></li></ul>",
         "- a bag\n  Large\n- a torch\n  - lit"),
        ("<ul><li><h2>Bags</h2></li></ul>", "## Bags"),
    ],
)  # fmt: skip
def test_what_belongs_to_an_item_stands_under_its_words(tmp_path: Path, source: str, text: str) -> None:
    """Lines that break, code, further paragraphs; a heading is no item."""
    (tmp_path / "a.md").write_text(source, "utf-8")
    [article] = read_articles([tmp_path / "a.md"], pytest.fail)
    assert article.text == text


def test_an_odd_level_is_the_first(tmp_path: Path) -> None:
    """It costs nothing else of the document."""
    import docx
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    document = docx.Document()
    numbering = document.add_paragraph("a bag")._p.get_or_add_pPr().get_or_add_numPr()
    level = OxmlElement("w:ilvl")
    level.set(qn("w:val"), "\u00b2")
    numbering.append(level)
    document.save(str(tmp_path / "a.docx"))
    [article] = read_articles([tmp_path / "a.docx"], pytest.fail)
    assert article.text == "- a bag"


def test_a_numbered_heading_of_a_word_document_is_no_item(tmp_path: Path) -> None:
    """Nor is a paragraph from which the number was taken."""
    import docx
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    document = docx.Document()
    for paragraph, number in (
        (document.add_heading("Rain", 1), "1"),
        (document.add_paragraph("It rained."), "0"),
    ):
        part = OxmlElement("w:numId")
        part.set(qn("w:val"), number)
        paragraph._p.get_or_add_pPr().get_or_add_numPr().append(part)
    document.save(str(tmp_path / "a.docx"))
    [article] = read_articles([tmp_path / "a.docx"], pytest.fail)
    assert article.text == "Rain\nIt rained."
