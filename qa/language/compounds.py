"""Names whose words tell nothing apart: "AT&T", "R&D", "U.S.", "T-Mobile".

Before words are compared, each is made one word, so that "at T-Mobile" and "don't" do not count for "AT&T";
in texts only beside a topic that has such a name, since "mobile" is said by "T-Mobile" too. Letters with
accents that are written in two ways become one as well.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_MARK = "\u01c0"  # a letter that no language of names has
_INSIDE = re.compile(
    r"(?<=[^\W\d_])&(?=[^\W\d_])"
    r"|(?<=[^\w'’-][^\W\d_])[.-](?=[^\W\d_])"  # behind one letter alone: "B-52" and "rock-n-roll" are no such
)


def as_one_word(text: str) -> str:
    """The text with such names as one word each, in composed letters; offsets are not kept."""
    return _INSIDE.sub(_MARK, f" {unicodedata.normalize('NFC', text)}")[1:]


def read_beside(topic: Iterable[str], text: str) -> str:
    """A text as its words are compared with those of a topic, itself made by ``as_one_word``."""
    return as_one_word(text) if any(_MARK in word for word in topic) else unicodedata.normalize("NFC", text)
