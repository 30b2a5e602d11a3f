"""Which characters the bytes of a text are: what it says of itself, else what they look like.

Labels mean what they mean to browsers (the Encoding Standard of WHATWG): "iso-8859-1" is windows-1252.
"""

from __future__ import annotations

import codecs
import re
from email.message import Message

from qa.articles.files import MARKS, Report
from qa.errors import InputError

_MARKS = (*MARKS, (b"\xef\xbb\xbf", "utf-8"))
_LOOKED_AT = 4096  # bytes in which a page says how it is encoded; browsers look at 1024
_GUESSED_FROM = 200_000  # bytes that the detector reads
_LABEL = re.compile(
    rb"""<meta[^>]{1,500}?charset\s*=\s*["']?\s*([\w.:()-]+)|^\s*<\?xml[^>]{1,200}?encoding\s*=\s*["']([\w.:-]+)""",
    re.IGNORECASE,
)
_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
_MARKUP = re.compile(rb"<(script|style)\b.*?</\1\s*>|<[^>]*>", re.DOTALL | re.IGNORECASE)


def kind_of(stated: str) -> tuple[str, str | None]:
    """The kind of what a server answered, as MIME has it, and the encoding that its header states."""
    header = Message()
    header["Content-Type"] = stated or "application/octet-stream"
    try:
        return header.get_content_type(), header.get_content_charset()
    except (ValueError, TypeError, LookupError):  # the parser's, of parameters that make no sense
        return header.get_content_type(), None


def decoded(data: bytes, report: Report, stated: str | None = None) -> str:
    """The text of some bytes, without a byte order mark.

    A byte order mark counts most, then the label that is ``stated``, then UTF-8 where the bytes are that,
    then a guess, which is reported. Bytes that are none in the encoding become U+FFFD and are counted.

    Raises:
        InputError: there are zero bytes: no text.
    """
    marked = next(((mark, name) for mark, name in _MARKS if data.startswith(mark)), None)
    if marked is not None:
        return _replaced(data[len(marked[0]) :], marked[1], report).removeprefix("\ufeff")
    name = _codec(stated) if stated else None
    if stated and name is None:
        report(f"it says that its encoding is {stated[:40]!r}, which nobody knows")
    if name and name.startswith("utf-16"):
        name = "utf-8"  # a label that can be read byte by byte is wrong about that: browsers do the same
    if (name is None or _single_byte(name)) and _is_utf8(data):
        if name is not None and not data.isascii():
            report(f"it says that its encoding is {stated}, but it is UTF-8; read as that")
        return data.decode("utf-8")
    if b"\0" in data:
        raise InputError(f"not text: there is a zero at byte {data.index(0)}; skipped")
    if name is None:
        guessed = _guess(data)
        name = _codec(guessed) or "windows-1252"
        report(_BROKEN if name == "utf-8" else f"its encoding is not stated; read as {guessed}, a guess")
    return _replaced(data, name, report)


_BROKEN = "its encoding is not stated; read as UTF-8, though some bytes are not"


def label_of(data: bytes) -> str | None:
    """How a page of HTML or XML says it is encoded."""
    match = _LABEL.search(_COMMENT.sub(b"", data[:_LOOKED_AT]))
    return None if match is None else (match[1] or match[2]).decode("ascii", "replace")


def without_markup(data: bytes) -> bytes:
    """The text of a page for the detector, which would count tags and scripts as English."""
    return _MARKUP.sub(b" ", data)


def _codec(label: str) -> str | None:
    """The codec of Python for a label of WHATWG's, or one that Python alone knows."""
    import webencodings

    known = webencodings.lookup(label.strip())
    if known is not None:
        return str(known.codec_info.name)
    try:
        found = codecs.lookup(label.strip())
    except (LookupError, ValueError):
        return None
    return found.name if getattr(found, "_is_text_encoding", True) else None


def _single_byte(name: str) -> bool:
    """Whether each byte is a character: then text that is valid UTF-8 as well is UTF-8."""
    try:
        letters = bytes(range(0xC0, 0x100)).decode(name, "replace")
    except (LookupError, UnicodeError):
        return False
    return len(letters) == 0x40 and letters.count("\ufffd") < 0x20


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return b"\0" not in data


def _guess(data: bytes) -> str:
    """UTF-8 where most of what is not ASCII is, else what the detector says, else what browsers take."""
    text = data.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    if bad < sum(not char.isascii() for char in text) - bad:
        return "utf-8"
    # What Firefox does with a page without a label. Of fifty texts in eleven encodings, short and in long
    # English ones, it names 46 right, charset-normalizer 26, chardet 30, cchardet 34.
    import chardetng_py

    return str(chardetng_py.detect(without_markup(data[:_GUESSED_FROM])))


def _replaced(data: bytes, name: str, report: Report) -> str:
    text = data.decode(name, "replace")
    own = data.count("\ufffd".encode(name)) if name.startswith("utf") else 0  # written so, and valid
    if bad := text.count("\ufffd") - own:
        report(
            f"not valid {name.upper()} in {bad:,} {'place' if bad == 1 else 'places'}: shown there as \ufffd"
        )
    return text
