"""Articles in passages: stretches of whole sentences, about a hundred words long, that overlap.

About 100 words with overlap is what reads best (Wang et al. 2019, "Multi-passage BERT"). Sentences are
packed greedily by counted words and estimated tokens. That costs a small part of what a tokenizer costs
(docs/performance.md) and ties the passages of an index to no model's vocabulary; a reader moves a
window over the rare passage that has more tokens than estimated.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from qa.errors import SettingsError
from qa.language.sentences import spans
from qa.types import Article, Passage

_VERSION = 4  # raise it with every change that makes other passages of the same text
_TOKENS_A_WORD = 2  # at most; English prose has 1.3
_CHARACTERS_A_WORD = 20  # at most, white space included; English prose has 6

# About what a WordPiece vocabulary of English makes of a text, one match a token: on English it is a
# fifth too many, on other languages in Latin letters and on base64 up to two fifths too few.
_TOKEN = re.compile(r"[A-Za-z\xc0-\u024f]{1,5}|[0-9]{1,2}|[^\sA-Za-z\xc0-\u024f0-9]")
_CLAUSE_END = re.compile(
    "[;:,)\\]\u2013\u2014]\\s|[\uff0c\u3001\uff1b\uff1a]"
)  # dashes; full-width , and ; and :
_SPACE = re.compile(r"\s")


def estimated_tokens(text: str) -> int:
    """About how many WordPiece tokens a text has, without running a tokenizer."""
    return len(_TOKEN.findall(text))


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A sentence, or a part of one that is too long for a passage. Passages are packed from these."""

    start: int
    end: int
    words: int
    tokens: int


@dataclass(frozen=True, slots=True)
class Splitter:
    """Splits articles into passages.

    A passage holds whole sentences of at most ``words`` words together, about ``2 * words`` tokens and
    ``20 * words`` characters. A sentence of more words stands alone; it is cut only where it has too many
    tokens or characters: behind a clause if possible, else between words, else anywhere. A passage begins
    with the last sentences of the one before, as many as come nearest to ``overlap`` words.
    """

    words: int = 100
    overlap: int = 25

    def __post_init__(self) -> None:
        """Refuse an overlap that leaves no room for anything new.

        Raises:
            SettingsError: the two numbers do not go together.
        """
        if not 0 <= self.overlap < self.words:
            raise SettingsError(
                f"passages of {self.words} words cannot overlap by {self.overlap}: lower passage_overlap"
            )

    @property
    def signature(self) -> str:
        """Equal for splitters that make the same passages of every article; an index's manifest keeps it."""
        return f"sentences/{_VERSION} words={self.words} overlap={self.overlap}"

    def split(self, article: Article) -> list[Passage]:
        """The passages of an article in order, with id -1.

        Together they hold every word of the article from ``article.body_start`` on.
        """
        text, body = article.text, article.body_start
        stretches = [
            part for start, end in spans(text[body:]) for part in self._parts(text, body + start, body + end)
        ]
        return [
            Passage(-1, article.id, start, end, text[start:end]) for start, end in self._packed(stretches)
        ]

    def _packed(self, stretches: Sequence[_Stretch]) -> Iterator[tuple[int, int]]:
        """Offsets of the passages."""
        words = [0, *accumulate(stretch.words for stretch in stretches)]
        tokens = [0, *accumulate(stretch.tokens for stretch in stretches)]

        def fits(first: int, last: int) -> bool:
            return self._has_room(
                words[last + 1] - words[first],
                tokens[last + 1] - tokens[first],
                stretches[last].end - stretches[first].start,
            )

        first = 0
        for i in range(1, len(stretches)):
            if fits(first, i):
                continue
            yield stretches[first].start, stretches[i - 1].end
            # Back from the stretch that had no room, while that brings the overlap nearer to its size.
            before, first = first, i
            while first - 1 > before and fits(first - 1, i):
                shared, more = words[i] - words[first], words[i] - words[first - 1]
                if abs(more - self.overlap) >= abs(shared - self.overlap):
                    break
                first -= 1
        if stretches:
            yield stretches[first].start, stretches[-1].end

    def _has_room(self, words: int, tokens: int, characters: int) -> bool:
        return (
            words <= self.words
            and tokens <= self.words * _TOKENS_A_WORD
            and characters <= self.words * _CHARACTERS_A_WORD
        )

    def _parts(self, text: str, start: int, end: int) -> Iterator[_Stretch]:
        """A sentence as one stretch, or as several where one passage cannot hold it."""
        while start < end:
            sentence = text[start:end]
            tokens = estimated_tokens(sentence)
            stop = end
            if not self._has_room(0, tokens, end - start):
                sentence = sentence[: self._cut(sentence)]
                stop = start + len(sentence)
                sentence = sentence.rstrip()
                tokens = estimated_tokens(sentence)
            yield _Stretch(start, start + len(sentence), len(sentence.split()), tokens)
            start = stop
            while start < end and text[start].isspace():
                start += 1

    def _cut(self, sentence: str) -> int:
        """How much of a sentence that is too long to take, at least one character."""
        room = self.words * _CHARACTERS_A_WORD
        for count, token in enumerate(_TOKEN.finditer(sentence, 0, room)):
            if count == self.words * _TOKENS_A_WORD:
                room = token.start()
                break
        for good_place in (_CLAUSE_END, _SPACE):
            ends = [match.end() for match in good_place.finditer(sentence, room // 2, room)]
            if ends:
                return ends[-1]
        return room
