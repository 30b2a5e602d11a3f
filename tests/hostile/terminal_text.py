"""Text that an article may hold to do harm to a terminal."""

from __future__ import annotations

ESCAPE = "\x1b[2J\x1b[H\x1b[31m"  # clears the screen, moves the cursor, colours what follows
CLIPBOARD = "\x1b]52;c;cm0gLXJmIH4=\x07"  # OSC 52: writes to the clipboard
LINK = "\x1b]8;;https://evil.example\x1b\\click\x1b]8;;\x1b\\"  # OSC 8: a link behind other words
TITLE = "\x1b]0;owned\x07"  # OSC 0: the window's title
C1 = "\x9b31m\x9d0;owned\x9c"  # the same with single 8-bit characters
OVERRIDE = "\u202egnp.exe\u202c"  # shown as exe.png
ISOLATE = "\u2067abc\u2069"
BREAKS = "one\ntwo\r\nthree\rfour\u2028five\u2029six\x0bseven\x0ceight\x85nine"
BACKSPACE = "safe\x08\x08\x08\x08evil"
TAGS = "a\U000e0041\U000e0042b"
SURROGATE = "a\ud800b"
INVISIBLE = "ad\u200bmin co\xadoperate pay\u2060pal a\u2063\u3164\u115f\u034f\u180eb"
SMUGGLED = "\U0001f600\ufe0f\ufe01\U000e0154\U000e0155 a\ufe0f"  # selectors of variants that carry bytes

ALL = (ESCAPE, CLIPBOARD, LINK, TITLE, C1, OVERRIDE, ISOLATE, BREAKS, BACKSPACE, TAGS, SURROGATE,
       INVISIBLE, SMUGGLED)  # fmt: skip


def is_harmless(text: str) -> bool:
    """Whether a terminal shows all of the text as characters, in their order (newline and tab allowed)."""
    return not any(
        (ord(character) < 0x20 and character not in "\t\n")
        or 0x7F <= ord(character) <= 0x9F
        or 0xD800 <= ord(character) <= 0xDFFF
        or 0xE0000 <= ord(character) <= 0xE007F
        or 0xFE00 <= ord(character) <= 0xFE0D
        or 0xE0100 <= ord(character) <= 0xE01EF
        or character in "\xad\u034f\u115f\u1160\u180e\u200b\u2060\u2061\u2062\u2063\u2064\u3164\ufeff\uffa0"
        or character in "\u061c\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
        for character in text
    )
