"""Text from articles, made safe to print: nothing in it can move the cursor or reorder what is around it.

Articles are untrusted. An escape sequence in a title could repaint the screen, write to the clipboard
(OSC 52) or hide a link (OSC 8); a bidirectional override could show a quote backwards; characters that do not
show could part a name or carry words that nobody sees. Such characters are not dropped but shown, so that
what was quoted stays countable and the reader sees that something was there.
"""

from __future__ import annotations

import re

# C0 except tab and newline, DEL, C1 (a single character U+009B starts a sequence in UTF-8 terminals too),
# line and paragraph separators, lone surrogates, and what Unicode lets a terminal leave out, its
# Default_Ignorable_Code_Point: the bidirectional controls of UAX #9, soft hyphens, blanks and joiners without
# width, fillers, tags, selectors of variants. Of these, selectors may stand behind an emoji, and joiners in
# emoji and in the scripts that need them.
_EMOJI = "#*0-9\xa9\xae\u203c\u2049\u2100-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"
_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f"
    "\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0d\ufeff\uffa0\ufff0-\ufffb\ud800-\udfff"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
    f"|[\ufe0e\ufe0f](?<![{_EMOJI}].)"
    "|[\u200c\u200d](?<![^\x00-\u024f].)[\u200c\u200d]*"
)
_SHOWN = {"\xad": "-", "\u200b": " ", "\ufeff": " ", "\x7f": "\u2421"}  # what these stand for where they show
_PICTURES = 0x2400  # U+2400 + n is the picture of control character n
_BLANKS = re.compile(r"(?:[^\S\xa0]|\u200b)+")


def clean(text: str) -> str:
    """The text with every unsafe character replaced by a visible one; tabs and newlines stay.

    Idempotent, and as long as the input: each unsafe character becomes exactly one other, so offsets hold.
    """
    return _UNSAFE.sub(_visible, text.replace("\r\n", " \n"))


def one_line(text: str) -> str:
    """Cleaned text on one line: runs of blanks and line breaks become one space."""
    return clean(_BLANKS.sub(" ", text)).strip()


def said_by(speaker: str | None, verb: str | None) -> str:
    """Who says it: "Putin said", "according to the office"; empty where nobody does.

    A participle, which reports within another sentence ("..., adding that"), is left out.
    """
    if not speaker:
        return ""
    if verb and verb.casefold() == "according to":
        return one_line(f"according to {speaker}")
    return one_line(speaker if not verb or verb.endswith("ing") else f"{speaker} {verb}")


def escape_unsafe(json_text: str) -> str:
    r"""JSON whose strings hold the same text, with unsafe characters as ``\uXXXX`` escapes."""
    import json  # not for "qa --help", which imports this module

    return _UNSAFE.sub(lambda match: json.dumps(match[0])[1:-1], json_text)


def _visible(match: re.Match[str]) -> str:
    code = ord(match[0][0])
    if code < 0x20:
        return chr(_PICTURES + code)
    return _SHOWN.get(match[0]) or "\ufffd" * len(match[0])
