"""Public fakes at the real seams: deterministic, the same in every process, and dependent on their input."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

import numpy as np

from qa.types import Passage, Span, Vectors

_WORD = re.compile(r"\w+(?:[-'.]\w+)*")
_STOP = frozenset(
    re.findall(
        r"\w+",
        "a an and are as at be by did do does for from had has have how in is it its many much of on or that "
        "the their they to was were what when where which who whom whose why will with",
    )
)


def content_words(text: str) -> list[str]:
    """The lower-case words that carry meaning."""
    return [word for word in map(str.lower, _WORD.findall(text)) if word not in _STOP]


class HashEmbedder:
    """A bag of hashed words: texts that share words have like vectors.

    Args:
        dim: length of a vector.
        name: also decides the fingerprint, so that two names are two models.
    """

    def __init__(self, dim: int = 64, name: str = "hash") -> None:
        self._dim = dim
        self._name = name
        self.texts: list[str] = []  # everything it was asked to embed, for tests that count

    @property
    def name(self) -> str:
        """What the user called the model."""
        return self._name

    @property
    def fingerprint(self) -> str:
        """Depends on name and dimension."""
        return hashlib.sha256(f"{self._name} {self._dim}".encode()).hexdigest()

    @property
    def dim(self) -> int:
        """Length of a vector."""
        return self._dim

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Unit-length float32[len(texts), dim], in the order of the texts."""
        self.texts += texts
        vectors = np.zeros((len(texts), self._dim), np.float32)
        for row, text in enumerate(texts):
            for word in content_words(text) or [text]:
                vectors[row] += self._of(word)
        norms = np.linalg.norm(vectors, axis=1, keepdims=True)
        unit: Vectors = (vectors / np.maximum(norms, 1e-12)).astype(np.float32)
        return unit

    def embed_questions(self, questions: Sequence[str]) -> Vectors:
        """As ``embed``."""
        return self.embed(questions)

    def _of(self, word: str) -> Vectors:
        seed = hashlib.sha256(f"{self._name} {word}".encode("utf-8", "surrogatepass")).digest()[:8]
        generator = np.random.default_rng(int.from_bytes(seed, "big"))
        vector: Vectors = generator.standard_normal(self._dim, np.float32)
        return vector


class KeywordReader:
    """Answers with the names and numbers that stand in a sentence sharing words with the question.

    A span scores ``10 * (share of the question's content words found in its sentence) - 5``: above 0 where
    more than half of them are there. A pair that shares no word has no span.
    """

    def __init__(self, name: str = "keyword") -> None:
        self._name = name
        self.pairs: list[tuple[str, Passage]] = []  # everything it was asked to read, for tests that count

    @property
    def name(self) -> str:
        """What the user called the model."""
        return self._name

    @property
    def fingerprint(self) -> str:
        """Depends on the name."""
        return hashlib.sha256(self._name.encode()).hexdigest()

    def read(self, pairs: Sequence[tuple[str, Passage]]) -> list[list[Span]]:
        """The best spans of each (question, passage) pair, best first; one list a pair, empty if none."""
        self.pairs += pairs
        return [self._spans(question, passage) for question, passage in pairs]

    def _spans(self, question: str, passage: Passage) -> list[Span]:
        wanted = set(content_words(question))
        spans = []
        for sentence in re.finditer(r"[^.!?\n]+", passage.text):
            shared = wanted & set(content_words(sentence[0]))
            if not shared:
                continue
            score = 10 * len(shared) / len(wanted) - 5
            for number, match in enumerate(_candidates(sentence[0], wanted)):
                start = passage.start + sentence.start() + match[0]
                end = passage.start + sentence.start() + match[1]
                spans.append(Span(passage, start, end, score - number, 0.0))
        return sorted(spans, key=lambda span: (-span.score, span.start))[:3]


def _candidates(sentence: str, wanted: set[str]) -> list[tuple[int, int]]:
    """Runs of capitalised words or numbers outside the question; else the longest word outside it."""
    words = [match for match in _WORD.finditer(sentence) if match[0].lower() not in wanted]
    named = [match for match in words if match[0][0].isupper() or match[0][0].isdigit()]
    runs: list[tuple[int, int]] = []
    for match in named:
        if runs and sentence[runs[-1][1] : match.start()].isspace():
            runs[-1] = (runs[-1][0], match.end())
        elif match[0].lower() not in _STOP:
            runs.append((match.start(), match.end()))
    if runs or not words:
        return runs
    longest = max(words, key=lambda match: (match.end() - match.start(), -match.start()))
    return [(longest.start(), longest.end())]
