"""A stretch of text and what is found in it: looked for once, and only where it is asked for."""

from __future__ import annotations

import functools
import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from qa.language.names import Name, names
from qa.language.quotes import quoted

Stretch = tuple[int, int]

_TOKEN = re.compile(
    r"(?:[A-Z]\.){2,}|(?:Mr|Mrs|Ms|Dr|Prof|Gen|Col|Sen|Gov|Rev|St)\.|\w[\w\-]*(?:\.\w)*(?:['’]\w+|(?<=s)['’](?=\s))?|[^\w\s]"
)
# Behind titles comes a name, behind months a day.
_ABBREVIATION = re.compile(
    r"\b(?:Mr|Mrs|Ms|Dr|Prof|Gen|Col|Lt|Sgt|Sen|Rep|Gov|Rev|St|Jan|Feb|Aug|Sept|Oct|Nov|Dec|vs?)$"
)
_ENDING = re.compile(r"['’]s?$|\.$")
_STOP = re.compile(r"[.!?…]+\)?|\n+")
_NUMBER = re.compile(r"\bNo\.\s\d")


class Token(NamedTuple):
    """A word, with the possessive that ends it, or one punctuation mark."""

    text: str
    start: int
    end: int
    folded: str  # lower case, without a possessive or an abbreviation's stop

    @property
    def capital(self) -> bool:
        """Whether it begins with a capital letter."""
        return self.text[0].isupper()

    @property
    def is_word(self) -> bool:
        """Whether it is no punctuation mark."""
        return self.text[0].isalnum()


@dataclass(frozen=True)
class Analysis:
    """What is found in a text; offsets are half-open and count its characters."""

    text: str

    @functools.cached_property
    def tokens(self) -> Sequence[Token]:
        """All words and marks."""
        return [
            Token(word := match[0], match.start(), match.end(), _ENDING.sub("", word).casefold())
            for match in _TOKEN.finditer(self.text)
        ]

    @functools.cached_property
    def outside(self) -> Sequence[Token]:
        """The words and marks outside of quotation marks."""
        starts = [quote[0] for quote in self.quotes]
        kept = []
        for word in self.tokens:
            at = bisect_left(starts, word.start) - 1
            if at < 0 or word.start >= self.quotes[at][1] - 1:
                kept.append(word)
        return kept

    @functools.cached_property
    def names(self) -> Sequence[Name]:
        """The proper names."""
        return names(self.text)

    @functools.cached_property
    def quotes(self) -> Sequence[Stretch]:
        """What stands between quotation marks, the marks included."""
        return quoted(self.text)

    @functools.cached_property
    def sentences(self) -> Sequence[Stretch]:
        """The sentences. A quote is never cut, however many it holds."""
        found, begin = [], 0
        for stop in _STOP.finditer(self.text):
            at = next((quote[1] for quote in self.quotes if quote[0] < stop.end() <= quote[1]), stop.end())
            if at > begin and _ends(self.text, stop, at):
                found.append((begin, at))
                begin = at
        found.append((begin, len(self.text)))
        stretches = [(low, high, self.text[low:high]) for low, high in found]
        return [(high - len(text.lstrip()), high) for _, high, text in stretches if text.strip()]

    def sentence_at(self, at: int) -> Stretch:
        """The sentence of a character."""
        return next((s for s in self.sentences if s[0] <= at < s[1]), (0, len(self.text)))

    def sentence_before(self, sentence: Stretch) -> Stretch | None:
        """The sentence in front of another; None for the first."""
        return max((s for s in self.sentences if s[1] <= sentence[0]), default=None)


@functools.lru_cache(256)
def analysed(text: str) -> Analysis:
    """The analysis of a text, the same one for all who ask; the last few hundred are kept."""
    return Analysis(text)


def _ends(text: str, stop: re.Match[str], at: int) -> bool:
    """Whether a sentence ends at ``at``, behind a full stop or the end of a line."""
    if "\n" in stop.group():
        return not text[at : at + 1].islower()  # a wrapped line goes on in lower case
    if at < len(text) and (not text[at].isspace() or text[at : at + 3].lstrip()[:1].islower()):
        return False
    before = text[max(0, stop.start() - 12) : stop.start()]
    if _NUMBER.match(text, stop.start() - 2):
        return False
    if stop.group() == "." and _ABBREVIATION.search(before):
        return False
    return re.search(r"(?<![\w.])(?:[A-Z]\.)*[A-Z]$", before) is None
