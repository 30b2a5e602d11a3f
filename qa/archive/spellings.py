"""Which words are one name written in several ways."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from qa.quotations.spelling import name_words

# Names that papers write in several ways; users add theirs by the setting ``spellings``.
_KNOWN = """
kyiv kiev
odesa odessa
kharkiv kharkov
lviv lvov
chernobyl chornobyl
zelensky zelenskyy zelenskiy zelenski
lukashenko lukashenka
poroshenko poroschenko
navalny navalniy nawalny
dmitry dmitri dmitriy dmitrii
sergei sergey serguei
alexei alexey aleksei aleksey
andrei andrey
yevgeny evgeny yevgeniy
mikhail michail
antony anthony
mohammed muhammad mohamed mohammad
gaddafi qaddafi gadhafi kadhafi
assad asad
netanyahu netanyahou
khamenei chamenei
erdogan erdoghan
beijing peking
mumbai bombay
myanmar burma
"""


@dataclass(frozen=True)
class Spellings:
    """Sets of words that are one."""

    sets: tuple[tuple[str, ...], ...] = field(
        default=tuple(name_words(line) for line in _KNOWN.strip().splitlines())
    )

    def __post_init__(self) -> None:
        first = {word: words[0] for words in self.sets for word in words}
        object.__setattr__(self, "_first", first)
        together: dict[str, set[str]] = {}
        for words in self.sets:
            together.setdefault(words[0], set()).update(words)
        object.__setattr__(self, "_together", together)

    @classmethod
    def with_own(cls, lines: Iterable[str]) -> Spellings:
        """The known ones, and lines of words that are one name: these come first."""
        own = tuple(words for line in lines if len(words := name_words(line)) > 1)
        return cls((*cls().sets, *own))

    def canonical(self, word: str) -> str:
        """The word that stands for all ways to write a folded word."""
        first: dict[str, str] = self._first  # type: ignore[attr-defined]
        return first.get(word, word)

    def ways(self, word: str) -> frozenset[str]:
        """All ways to write a folded word."""
        together: dict[str, set[str]] = self._together  # type: ignore[attr-defined]
        return frozenset(together.get(self.canonical(word), ())) | {word}

    def key(self, name: str) -> tuple[str, ...]:
        """The words of a name as they are compared: without an article in front."""
        words = name_words(name)
        words = words[1:] if len(words) > 1 and words[0] in {"the", "a", "an"} else words
        return tuple(self.canonical(word) for word in words)
