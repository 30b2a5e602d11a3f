"""A question as the reader was taught to read it: without courtesies, spelt right, with its question mark.

The questions of training sets are proofread and come to the point; people's are neither. What is changed
here only reaches the model: the passage, and so every answer, stays as it is. The corrections are those one
slip of the keyboard away (Norvig 2007, "How to write a spelling corrector"), first to a word of the passage,
then to one of the model's vocabulary. ``python -m eval.robustness`` measures what it gives.
"""

from __future__ import annotations

import functools
import re
import string
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tokenizers import Tokenizer

_COURTESY = re.compile(
    r"""^\s*(?:please,?\s+)?
    (?:(?:can|could|would|will)\s+you\s+(?:please\s+)?(?:tell|inform|remind)\s+(?:me|us)
      |do\s+you\s+(?:happen\s+to\s+)?know
      |(?:please\s+)?tell\s+(?:me|us)
      |(?:i|we)(?:\s+would|['’]d)?\s+(?:like|want|need)\s+to\s+know
      |(?:i|we)(?:\s+was|['’]m|\s+am)?\s+wonder(?:ing)?)
    \s*[,:]?\s+(?:please,?\s+)?
    (?=(?:(?:in|on|at|by|for|from|to|with|of|under|during)\s+)?(?:who|whom|whose|what|when|where|why|which|how)\b)""",
    re.IGNORECASE | re.VERBOSE,
)
_WORD = re.compile(r"[^\W\d_]+")
# Letters of words that are corrected: shorter ones have too many neighbours.
_LEAST, _LEAST_NAME = 5, 6
_MOST = 20  # longer words have thousands of neighbours, and the vocabulary has none of them
_MOST_SLIPS = 20  # a question with more words that are not known is not mistyped but in another language
_COMMON = 1000  # words of the vocabulary that any slip may have been meant for
_BROKEN = 3  # pieces a slip falls into, where a word that is merely rare mostly falls into two
_END = (".", "?", "!", "\u061f", "\uff1f", "\u3002")  # the last three: Arabic, Chinese and Japanese
_PIECE = "##"  # what WordPiece puts before a piece that begins no word
_BEGINNINGS = ("Ġ", "▁")  # what other tokenizers put before one that does


def question_form(tokenizer: Tokenizer) -> QuestionForm:
    """The form for the reader that has this tokenizer."""
    return QuestionForm(
        tokenizer.get_vocab(), lambda word: len(tokenizer.encode(word, add_special_tokens=False).ids)
    )


class QuestionForm:
    """Puts questions into the form that the reader knows.

    Args:
        vocabulary: the tokenizer's, token to id; a lower id is taken for a more frequent word.
        pieces: how many tokens a word is.
    """

    def __init__(self, vocabulary: Mapping[str, int], pieces: Callable[[str], int]) -> None:
        self._words: dict[str, int] = {}
        marked = any(token.startswith(_BEGINNINGS) for token in vocabulary)
        for token, number in vocabulary.items():
            whole = token.startswith(_BEGINNINGS) if marked else not token.startswith(_PIECE)
            word = token.lstrip("".join(_BEGINNINGS)).lower()
            if whole and word.isalpha():
                self._words[word] = min(number, self._words.get(word, number))
        self._common = set(sorted(self._words, key=self._words.__getitem__)[:_COMMON])
        self._pieces = pieces
        self._doubtful = functools.lru_cache(1024)(self._doubtful_words)

    def put(self, question: str, passage: str) -> tuple[str, str | None]:
        """The question as it is to be read in a passage.

        Beside it, where slips were corrected: the question as it was asked, but spelt right.
        """
        spelt = question
        doubtful = self._doubtful(question)
        if doubtful:
            there = {word.lower(): word for word in reversed(_WORD.findall(passage))}
            for start, end in reversed(doubtful):
                right = self._corrected(question[start:end], there, begins=start == 0)
                spelt = spelt[:start] + right + spelt[end:]
        bare = _COURTESY.sub("", spelt, count=1).strip()
        marked = bare if bare.endswith(_END) or not bare else bare + "?"
        return marked, None if spelt == question else spelt

    def _doubtful_words(self, question: str) -> tuple[tuple[int, int], ...]:
        """Where words stand that the vocabulary does not have; nowhere where there are too many for slips."""
        doubtful = tuple(
            match.span()
            for match in _WORD.finditer(question)
            if _LEAST <= len(match[0]) <= _MOST and match[0].lower() not in self._words
        )
        return doubtful if len(doubtful) <= _MOST_SLIPS else ()

    def _corrected(self, word: str, passage: Mapping[str, str], *, begins: bool) -> str:
        """The word, or the one it was most likely meant to be, spelt as in the passage if it is there.

        ``passage`` has its words by their small letters.
        """
        lowered = word.lower()
        is_name = not word.islower() and not begins
        if lowered in passage or (is_name and len(word) < _LEAST_NAME):
            return word
        near = _neighbours(lowered)
        found: Iterable[str] = near & passage.keys()
        if not found and not is_name:  # a name that the vocabulary lacks is no slip
            found = near & (self._words.keys() if self._pieces(lowered) >= _BROKEN else self._common)
        meant = min(found, key=lambda one: (self._words.get(one, len(self._words)), one), default=lowered)
        if meant.startswith(lowered) or lowered.startswith(meant) or meant[:-1] == lowered[:-1]:
            return word  # as it was, or another form of one word: "justifies" and "justified"
        return passage.get(meant, meant.capitalize() if word[0].isupper() else meant)


@functools.lru_cache(64)  # some 100 kB each
def _neighbours(word: str) -> frozenset[str]:
    """Every word with the same first letter that is one slip away: a letter lost, added, wrong or swapped."""
    made: set[str] = set()
    for place in range(1, len(word) + 1):
        before, after = word[:place], word[place:]
        made.update(before + letter + after for letter in string.ascii_lowercase)
        if after:
            made.add(before + after[1:])
            made.update(before + letter + after[1:] for letter in string.ascii_lowercase)
        if len(after) > 1:
            made.add(before + after[1] + after[0] + after[2:])
    return frozenset(one for one in made - {word} if len(one) >= _LEAST - 1)
