"""Small real PDF files, written by hand: one font, lines of text, as many pages as asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


def make_pdf(pages: Sequence[Sequence[str]], title: str = "") -> bytes:
    """The bytes of a PDF 1.4 with these lines on its pages (Latin-1 text)."""
    kids = " ".join(f"{4 + 2 * i} 0 R" for i in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for i, lines in enumerate(pages):
        shown = b" ".join(b"(" + _escaped(line) + b") Tj T*" for line in lines)
        stream = b"BT /F1 11 Tf 14 TL 50 780 Td " + shown + b" ET"
        resources = f"/Resources << /Font << /F1 3 0 R >> >> /Contents {5 + 2 * i} 0 R"
        objects.append(f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] {resources} >>".encode())
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
    objects.append(b"<< /Title (" + _escaped(title) + b") /Author (A. Writer) >>")
    return _assembled(objects)


def _escaped(text: str) -> bytes:
    data = text.encode("cp1252")
    return data.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def _assembled(objects: Sequence[bytes]) -> bytes:
    """The objects, numbered from 1 (the first the catalog, the last the information), and where they are."""
    out = bytearray(b"%PDF-1.4\n")
    offsets = []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<< /Size %d /Root 1 0 R /Info %d 0 R >>\n" % (len(objects) + 1, len(objects))
    out += b"startxref\n%d\n%%%%EOF\n" % table
    return bytes(out)


_TURNED = {0: "1 0 0 1", 90: "0 1 -1 0", 180: "-1 0 0 -1", 270: "0 -1 1 0"}


@dataclass(frozen=True, slots=True)
class Drawn:
    """Text at a place of a page: points from its lower left corner."""

    text: str  # Latin-1
    x: float
    y: float
    size: float = 11
    angle: int = 0  # degrees: at 90 the text runs upwards


def draw_pdf(
    pages: Sequence[Sequence[Drawn]],
    *,
    title: str = "",
    labels: str = "",
    turned: int = 0,
    differences: str = "",
    value: tuple[str, float, float] | None = None,
    pictures: Sequence[int] = (),
) -> bytes:
    """The bytes of a PDF whose pages draw these texts, in this order.

    Args:
        pages: what each draws.
        title: stated by the document.
        labels: the number tree of the pages' labels, as PDF writes it.
        turned: by how many degrees a viewer turns every page.
        differences: of the font's encoding, as PDF writes it.
        value: a filled field of a form on the first page, and its place.
        pictures: pages, counted from 0, that a picture covers.
    """
    first = 6  # number of the first page's object; the values and pictures follow the pages
    after = first + 2 * len(pages)
    form = (
        f"/AcroForm << /Fields [{after} 0 R] /DA (/F1 11 Tf) /DR << /Font << /F1 3 0 R >> >> >>"
        if value
        else ""
    )
    tree = f"/PageLabels << /Nums [{labels}] >>" if labels else ""
    kids = " ".join(f"{first + 2 * i} 0 R" for i in range(len(pages)))
    encoding = (
        f"<< /BaseEncoding /WinAnsiEncoding /Differences [{differences}] >>"
        if differences
        else "/WinAnsiEncoding"
    )
    objects = [
        f"<< /Type /Catalog /Pages 2 0 R {form} {tree} >>".encode(),
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        f"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding {encoding} >>".encode(),
        b"<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8"
        b" /Length 1 >>\nstream\n\x80\nendstream",
        b"null",
    ]
    for i, page in enumerate(pages):
        shown = [b"q 595 0 0 842 0 0 cm /Im1 Do Q"] if i in pictures else []
        for text in page:
            matrix = f"{_TURNED[text.angle]} {text.x} {text.y}"
            shown.append(f"BT /F1 {text.size} Tf {matrix} Tm (".encode() + _escaped(text.text) + b") Tj ET")
        stream = b"\n".join(shown)
        notes = f"/Annots [{after} 0 R]" if value and i == 0 else ""
        resources = "/Resources << /Font << /F1 3 0 R >> /XObject << /Im1 4 0 R >> >>"
        content = f"/Contents {first + 2 * i + 1} 0 R"
        box = f"/MediaBox [0 0 595 842] /Rotate {turned}"
        objects.append(f"<< /Type /Page /Parent 2 0 R {box} {resources} {content} {notes} >>".encode())
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
    if value:
        text_of, x, y = value
        rectangle = f"/Rect [{x} {y - 4} {x + 200} {y + 12}]"
        objects.append(
            f"<< /Type /Annot /Subtype /Widget /FT /Tx /T (field) {rectangle} /DA (/F1 11 Tf) /V (".encode()
            + _escaped(text_of)
            + b") >>"
        )
    objects.append(b"<< /Title (" + _escaped(title) + b") /Author (A. Writer) >>")
    return _assembled(objects)


def column(
    lines: Sequence[str], x: float = 60, y: float = 760, *, size: float = 11, pitch: float = 14
) -> list[Drawn]:
    """Lines one below the other."""
    return [Drawn(line, x, y - pitch * i, size) for i, line in enumerate(lines)]
