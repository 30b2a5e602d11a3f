"""Words and sentences of a stretch of text, with quoted speech kept whole."""

from __future__ import annotations

import re
from dataclasses import dataclass

from qa.language import lexicon

Stretch = tuple[int, int]

_TOKEN = re.compile(
    r"(?:[A-Z]\.){2,}|(?:Mr|Mrs|Ms|Dr|Prof|Gen|Col|Sen|Gov|Rev|St)\.|\w[\w\-]*(?:\.\w)*(?:['’]\w+|(?<=s)['’](?=\s))?|[^\w\s]"
)
_STOP = re.compile(r"[.!?…]+|\n+")
_ABBREVIATIONS = lexicon.words("mr mrs ms dr prof gen col sen gov st jr sr no vs lt sgt rev")


@dataclass(frozen=True, slots=True)
class Token:
    """A word, with the possessive that ends it, or one punctuation mark."""

    text: str
    start: int
    end: int

    @property
    def folded(self) -> str:
        """Lower case, without a possessive or an abbreviation's stop."""
        return re.sub(r"['’]s?$|\.$", "", self.text).casefold()

    @property
    def capital(self) -> bool:
        """Whether it begins with a capital letter."""
        return self.text[0].isupper()

    @property
    def is_word(self) -> bool:
        """Whether it is no punctuation mark."""
        return self.text[0].isalnum()


def tokens(text: str) -> list[Token]:
    """All words and marks of a text."""
    return [Token(match.group(), match.start(), match.end()) for match in _TOKEN.finditer(text)]


def sentences(text: str, quotes: list[Stretch]) -> list[Stretch]:
    """Half-open offsets of the sentences. A quote is never cut, however many sentences it holds.

    A quote that itself ends with a full stop ends its sentence, unless a lower-case word goes on after it.
    """
    found = []
    begin = 0
    for stop in _STOP.finditer(text):
        at = stop.end()
        inside = next((q for q in quotes if q[0] < at <= q[1]), None)
        if inside is not None:
            if stop.group()[0] not in ".…\n" or at < inside[1] - 1:
                continue
            at = inside[1]
        if at > begin and _ends(text, stop, at):
            found.append((begin, at))
            begin = at
    found.append((begin, len(text)))
    return [(low + _blanks(text[low:high]), high) for low, high in found if text[low:high].strip()]


def _blanks(text: str) -> int:
    return len(text) - len(text.lstrip())


def _ends(text: str, stop: re.Match[str], at: int) -> bool:
    if "\n" in stop.group():
        following = text[at : at + 1]
        return not following.islower()  # a wrapped line goes on in lower case
    following = text[at : at + 3].lstrip(" ”’\"')")
    if following[:1].islower() or (at < len(text) and not text[at].isspace() and text[at] not in "”’\"')"):
        return False
    word = re.search(r"([\w.]+)$", text[max(0, stop.start() - 12) : stop.start()])
    if word is None:
        return True
    last = word[1]
    return last.casefold() not in _ABBREVIATIONS and not re.fullmatch(r"(?:[A-Z]\.)*[A-Z]", last)


def is_speech_verb(token: Token) -> bool:
    """Whether a word is one of the closed list of verbs that report speech."""
    return token.text in lexicon.SPEECH_VERBS
