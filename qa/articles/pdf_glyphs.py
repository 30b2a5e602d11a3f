"""What a page of a PDF draws: its characters with their places, the values of its forms, and its pictures."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pypdfium2

_QUARTER = 90  # degrees: text that is drawn at another angle is taken as at the nearest of the four
_SOFT_HYPHEN = 0xAD
_HYPHEN = 2  # what pdfium makes of a hyphen at the end of a line
_LEFT_OUT = frozenset((*range(32), 0x7F, 0xFFFE, 0xFFFF, *range(0xD800, 0xE000)))
_SHOWN = {code: chr(code) for code in range(33, 127)} | {
    _HYPHEN: "-",
    **{0xFB00 + i: text for i, text in enumerate(("ff", "fi", "fl", "ffi", "ffl", "st", "st"))},
}
_MOST_VALUE = 10_000  # characters of one field of a form


@dataclass(slots=True)
class Piece:
    """Characters drawn one behind the other, in one size, on one line. Lengths are points, y grows upwards.

    The coordinates are turned so that the text runs from left to right.
    """

    text: str
    left: float
    right: float
    base: float  # y of the line they stand on
    size: float  # height of the font
    angle: int  # 0, 90, 180 or 270: how the text was turned on the page
    blank: bool = False  # a blank was drawn before it
    order: int = 0  # how many pieces were drawn before it

    @property
    def bottom(self) -> float:
        """Lower end of small letters with descenders, about."""
        return self.base - 0.2 * self.size

    @property
    def top(self) -> float:
        """Upper end of capitals, about."""
        return self.base + 0.65 * self.size

    def takes(self, left: float, base: float, size: float) -> bool:
        """Whether a character goes on with this piece."""
        return (
            -0.1 * self.size < base - self.base < 0.1 * self.size
            and 0.87 * self.size < size < 1.15 * self.size
            and -0.6 * self.size < left - self.right < 0.9 * self.size
        )


def pieces_of(page: pypdfium2.PdfPage) -> list[Piece]:
    """The text that a page draws, in the order of drawing."""
    import pypdfium2.raw as pdfium

    text_page = page.get_textpage()
    try:
        return _Drawn(text_page.raw, pdfium).pieces()
    finally:
        text_page.close()


class _Drawn:
    """The characters of a page. Hot: some thousand a page, and a call of the library costs a microsecond."""

    def __init__(self, text_page: Any, pdfium: Any) -> None:
        self._text_page, self._pdfium = text_page, pdfium
        self._box, self._x, self._y = pdfium.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
        self._at = (ctypes.byref(self._box), ctypes.byref(self._x), ctypes.byref(self._y))

    def pieces(self) -> list[Piece]:
        """Runs of characters in one size on one line."""
        page, x, y, (_, to_x, to_y) = self._text_page, self._x, self._y, self._at
        get_origin = self._pdfium.FPDFText_GetCharOrigin
        made: list[Piece] = []
        chars: list[str] = []  # of the piece in the making
        piece, blank = Piece("", 0, 0, -1e9, 0.1, 0), False
        last, last_x = -2, 0.0  # the last character, and where it was,
        near = far = 0.0  # and the bounds around its base line
        measured = True  # whether piece.right is that of the last character
        for at, code in enumerate(self._codes()):
            if code <= 32 and code != 2:
                blank = blank or code in (32, 9)
                continue
            get_origin(page, at, to_x, to_y)
            # Inside a word on the line, nothing more need be known: pdfium itself says where blanks are.
            follows = not blank and last == at - 1 and 32 < code < 127 and piece.angle == 0
            if follows and near < y.value - piece.base < far and 0 < x.value - last_x < 13 * far:
                chars.append(chr(code))
                last, last_x, measured = at, x.value, False
                continue
            if not measured:
                piece.right, measured = self._placed(last, 0)[1], True
                get_origin(page, at, to_x, to_y)
            left, right, base, size = self._placed(at, piece.angle)
            char = _SHOWN.get(code) or self._char(code, right > left)
            if char.isspace() or not char:
                blank = blank or bool(char)
                continue
            if piece.takes(left, base, size):
                if blank or left - piece.right > 0.2 * piece.size:
                    chars.append(" ")
                chars.append(char)
                piece.right = right
            else:
                piece.text = "".join(chars)
                angle = self._angle(at)
                left, right, base, size = self._placed(at, angle)
                piece, chars = Piece("", left, right, base, max(size, 0.1), angle, blank, len(made)), [char]
                near, far = -0.1 * piece.size, 0.1 * piece.size
                made.append(piece)
            last, last_x, blank = at, x.value, False
        if not measured:
            piece.right = self._placed(last, 0)[1]
        piece.text = "".join(chars)
        return [piece for piece in made if piece.text]

    def _codes(self) -> Sequence[int]:
        """The Unicode numbers of all characters: in one call where each is one unit of UTF-16."""
        count = self._pdfium.FPDFText_CountChars(self._text_page)
        units = (ctypes.c_ushort * (count + 1))()
        if self._pdfium.FPDFText_GetText(self._text_page, 0, count, units) == count + 1:
            return [_HYPHEN if unit == 0xFFFE else unit for unit in units[:count]]
        return [self._pdfium.FPDFText_GetUnicode(self._text_page, at) for at in range(count)]

    def _placed(self, at: int, angle: int) -> tuple[float, float, float, float]:
        """Left, right, base line and size of a character, as they are when its text is upright."""
        to_box, to_x, to_y = self._at
        self._pdfium.FPDFText_GetLooseCharBox(self._text_page, at, to_box)
        self._pdfium.FPDFText_GetCharOrigin(self._text_page, at, to_x, to_y)
        return _turned(self._box, self._x.value, self._y.value, angle)

    def _char(self, code: int, is_drawn: bool) -> str:
        if code == _SOFT_HYPHEN:
            return "-" if is_drawn else ""  # people see it
        return "" if code in _LEFT_OUT or code > 0x10FFFF else chr(code)

    def _angle(self, at: int) -> int:
        turned = math.degrees(self._pdfium.FPDFText_GetCharAngle(self._text_page, at))
        return round(turned / _QUARTER) * _QUARTER % 360 if turned > 0 else 0


def _turned(box: Any, x: float, y: float, angle: int) -> tuple[float, float, float, float]:
    if angle == 0:
        return box.left, box.right, y, box.top - box.bottom
    if angle == 90:  # downwards on the page: pdfium counts clockwise
        return -box.top, -box.bottom, x, box.right - box.left
    if angle == 180:
        return -box.right, -box.left, -y, box.top - box.bottom
    return box.bottom, box.top, -x, box.right - box.left


def values_of(page: pypdfium2.PdfPage, form: Any, drawn: Sequence[Piece]) -> Iterator[Piece]:
    """What is filled in on a page, on the line of what is ``drawn`` beside it, and what was typed over it."""
    import pypdfium2.raw as pdfium

    typed = (pdfium.FPDF_FORMFIELD_TEXTFIELD, pdfium.FPDF_FORMFIELD_COMBOBOX, pdfium.FPDF_FORMFIELD_LISTBOX)
    for i in range(pdfium.FPDFPage_GetAnnotCount(page.raw)):
        note = pdfium.FPDFPage_GetAnnot(page.raw, i)
        if not note:
            continue
        kind = pdfium.FPDFAnnot_GetSubtype(note)
        text = ""
        if kind == pdfium.FPDF_ANNOT_WIDGET and form is not None:
            if pdfium.FPDFAnnot_GetFormFieldType(form.raw, note) in typed:
                text = _string(partial(pdfium.FPDFAnnot_GetFormFieldValue, form.raw, note))
        elif kind == pdfium.FPDF_ANNOT_FREETEXT:
            text = _string(partial(pdfium.FPDFAnnot_GetStringValue, note, b"Contents"))
        box = pdfium.FS_RECTF()
        if text.strip() and pdfium.FPDFAnnot_GetRect(note, box):
            for value in _typed(text, box):
                value.base = _beside(value, drawn)
                yield value
        pdfium.FPDFPage_CloseAnnot(note)


def _beside(value: Piece, drawn: Sequence[Piece]) -> float:
    """The base line of what is drawn on about the same height; else the value's own."""
    bases = [piece.base for piece in drawn if abs(piece.base - value.base) < 0.8 * piece.size]
    return min(bases, key=lambda base: abs(base - value.base), default=value.base)


def _typed(text: str, box: Any) -> Iterator[Piece]:
    lines = [" ".join(line.split()) for line in text.splitlines() if line.strip()]
    height = abs(box.top - box.bottom) / max(len(lines), 1)
    size = min(height, 14.0)
    for number, line in enumerate(lines):
        base = max(box.top, box.bottom) - (number + 1) * height + 0.25 * height
        yield Piece(line, box.left, max(box.right, box.left + 1), base, size, 0, True)


def _string(get: Any) -> str:
    """A string of pdfium's: asked for its length, then for its characters."""
    import pypdfium2.raw as pdfium

    size = min(get(None, 0), 2 * _MOST_VALUE)
    buffer = ctypes.create_string_buffer(size + 2)
    get(ctypes.cast(buffer, ctypes.POINTER(pdfium.FPDF_WCHAR)), size)
    return buffer.raw[: max(size - 2, 0)].decode("utf-16-le", "replace")


def is_picture(page: pypdfium2.PdfPage) -> bool:
    """Whether one picture covers at least half of the page: a scan."""
    import pypdfium2.raw as pdfium

    width, height = page.get_size()
    for item in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=3):
        left, bottom, right, top = item.get_bounds()
        if (right - left) * (top - bottom) > width * height / 2:
            return True
    return False
