"""Text from articles, made safe to print: nothing in it can move the cursor or reorder what is around it.

Articles are untrusted. An escape sequence in a title could repaint the screen, write to the clipboard
(OSC 52) or hide a link (OSC 8); a bidirectional override could show a quote backwards. Such characters are
not dropped but shown, so that what was quoted stays countable and the reader sees that something was there.
"""

from __future__ import annotations

import re

# C0 except tab and newline, DEL, C1 (a single character U+009B starts a sequence in UTF-8 terminals too),
# the bidirectional controls of Unicode UAX #9, line and paragraph separators, interlinear annotations,
# the byte order mark, lone surrogates, and the tag characters that carry invisible text.
_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069"
    "\ufff9-\ufffb\ufeff\ud800-\udfff\U000e0000-\U000e007f]"
)
_PICTURES = 0x2400  # U+2400 + n is the picture of control character n
_BLANKS = re.compile(r"[^\S\xa0]+")


def clean(text: str) -> str:
    """The text with every unsafe character replaced by a visible one; tabs and newlines stay.

    Idempotent, and as long as the input: each unsafe character becomes exactly one other, so offsets hold.
    """
    return _UNSAFE.sub(_visible, text.replace("\r\n", " \n"))


def one_line(text: str) -> str:
    """Cleaned text on one line: runs of blanks and line breaks become one space."""
    return clean(_BLANKS.sub(" ", text)).strip()


def escape_unsafe(json_text: str) -> str:
    r"""JSON whose strings hold the same text, with unsafe characters as ``\uXXXX`` escapes."""
    import json  # not for "qa --help", which imports this module

    return _UNSAFE.sub(lambda match: json.dumps(match[0])[1:-1], json_text)


def _visible(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x20:
        return chr(_PICTURES + code)
    return "\u2421" if code == 0x7F else "\ufffd"
