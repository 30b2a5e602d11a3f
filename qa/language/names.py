"""Proper names in English text, found by capitals and told apart by closed word lists; no model.

What cannot be told stays ``other``: callers treat that kind as "may be anything", never as a guess.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass, replace
from typing import Literal

from qa.language import lexicon

Kind = Literal["person", "place", "organisation", "other"]
Gender = Literal["male", "female"]

_WORD = re.compile(
    r"[^\W\d_](?:[\w\-]|['’](?=[^\W\d_]{2})|(?<=\b[A-Z])\.(?=[A-Z])|(?<=\.[A-Z])\.|(?<=\b[A-Z])\.(?=\s[A-Z]))*"
)
_POSSESSIVE = re.compile(r"['’]s?$")
_OPENERS = frozenset(".!?:;\"'“”‘’«»([{—-•\n")
_NOT_NAMES = (
    lexicon.STOPWORDS
    | lexicon.words("please tell yes no name list mr mrs ms dr")
    | (lexicon.MONTHS.keys() | lexicon.WEEKDAYS.keys())
)

_LEAD = "about "  # before a phrase it makes the middle of a sentence

_Word = tuple[str, int, int]  # the word, its start and its end


@dataclass(frozen=True, slots=True)
class Name:
    """A proper name where it stands: ``text[start:end]``, without titles before and possessives behind it."""

    text: str
    start: int
    end: int
    kind: Kind
    gender: Gender | None = None
    certain: bool = True  # False: one word that a sentence opens with, which capitals alone cannot tell

    @property
    def words(self) -> tuple[str, ...]:
        """Its words, folded."""
        return tuple(self.text.casefold().split())

    @property
    def plural(self) -> bool:
        """True for a name that reads as several: "Swedes", "The Beatles", "United Nations"."""
        last = self.words[-1]
        return (
            self.kind != "person"
            and self.words != ("united", "states")
            and last.endswith("s")
            and not last.endswith(("ss", "us", "is"))
            and last not in lexicon.COUNTRIES
        )


@functools.lru_cache(2048)  # one question or sentence is looked at by many rules in turn
def names(text: str) -> tuple[Name, ...]:
    """The proper names of a text in their order; they never overlap.

    A run of capitalised words is one name. Titles in front ("President", "foreign ministry spokeswoman") are
    left out of it but tell its kind and gender.
    """
    words = [(match.group(), match.start(), match.end()) for match in _WORD.finditer(text)]
    found = []
    i = 0
    while i < len(words):
        if not _capital(words[i][0]):
            i += 1
            continue
        last = _run_end(text, words, i)
        name = _name(text, words, i, last)
        if name is not None:
            found.append(name)
        i = last + 1
    return tuple(found)


def phrase_names(text: str) -> tuple[Name, ...]:
    """The names of a text that is no sentence, so that its first capital means something."""
    return tuple(
        replace(name, start=name.start - len(_LEAD), end=name.end - len(_LEAD))
        for name in names(_LEAD + text)
    )


def kind_of(text: str) -> tuple[Kind, Gender | None]:
    """Kind and gender of a name that stands alone."""
    found = phrase_names(text)
    return (found[0].kind, found[0].gender) if found else ("other", None)


def _capital(word: str) -> bool:
    return word[0].isupper()


def _run_end(text: str, words: list[_Word], first: int) -> int:
    last = first
    while last + 1 < len(words):
        word, start, end = words[last][0], words[last + 1][1], words[last][2]
        if _POSSESSIVE.search(word) or text[end:start].strip(" ") not in {"", "&"}:
            break
        following = words[last + 1][0]
        if _capital(following):
            last += 1
        elif following == "of" and _folded(words[first]) in lexicon.FIRST_NAMES:
            break  # "Nadia Haddad of Gulf Securities" is a person, and where she works
        elif following in lexicon.JOINERS and last + 2 < len(words) and _capital(words[last + 2][0]):
            last += 2
        elif _joins_the(words, first, last):
            last += 3
        else:
            break
    return last


def _joins_the(words: list[_Word], first: int, at: int) -> bool:
    """Whether two small words stand inside a name: "Year of the Spider", "Ursula von der Leyen"."""
    if at + 3 >= len(words) or not _capital(words[at + 3][0]):
        return False
    pair = words[at + 1][0], words[at + 2][0]
    return pair == ("von", "der") or (pair == ("of", "the") and at == first)


def _name(text: str, words: list[_Word], first: int, last: int) -> Name | None:
    opens = _opens_sentence(text, words[first][1])
    while first <= last and _folded(words[first]) in _NOT_NAMES - {"may", "march", "will"} | _opener_words(
        opens
    ):
        first += 1
        opens = False
    while last >= first and _folded(words[last]) in _NOT_NAMES - {"may", "march"}:
        last -= 1
    after = _after_titles(words, first, last)
    if after > last:
        return None
    titles = _titles_before(text, words, after)
    start, end = words[after][1], words[last][2]
    end -= len(text[start:end]) - len(_POSSESSIVE.sub("", text[start:end]))
    kind, gender = _classify(text[start:end], titles)
    certain = not (opens and first == last and kind == "other")
    return Name(text[start:end], start, end, kind, gender, certain)


def _after_titles(words: list[_Word], first: int, last: int) -> int:
    """Where the name itself begins: behind "U.S. General", "US Secretary of State", "Prime Minister"."""
    begin = first
    for i in range(first, last + 1):
        folded = _folded(words[i])
        following = _folded(words[i + 1]) if i < last else ""
        if folded in lexicon.TITLES and following != "of" and not _is_surname(words, first, i, last):
            begin = i + 1
        elif i > first and i < last and folded in lexicon.FIRST_NAMES and _leads_to_name(words[first:i]):
            begin = i
    return begin


def _is_surname(words: list[_Word], first: int, at: int, last: int) -> bool:
    """Whether a title that ends a run is a surname there: "Kaki King", but not "Prime Minister"."""
    return first < at == last and _folded(words[at]) in lexicon.SURNAMES


def _leads_to_name(before: list[_Word]) -> bool:
    """Whether the words before a first name are an office ("Secretary of State"), not an earlier name."""
    folded = {_folded(word) for word in before}
    return bool(folded & (lexicon.TITLES | lexicon.COUNTRIES | lexicon.ORGANISATION_WORDS))


def _titles_before(text: str, words: list[_Word], first: int) -> list[str]:
    titles = []
    i = first - 1
    while i >= 0 and first - i <= 6 and text[words[i][2] : words[i + 1][1]] in {" ", ". "}:
        if _folded(words[i]) in lexicon.TITLES:
            titles.append(_folded(words[i]))
        elif not titles and _folded(words[i]) not in {"of", "state", "staff"}:
            break
        i -= 1
    return titles


def _folded(word: _Word) -> str:
    return _POSSESSIVE.sub("", word[0]).strip(".").casefold()


def _opener_words(opens: bool) -> frozenset[str]:
    """At the start of a sentence "May", "Will" and "Ask" are the verb; elsewhere they may be a name."""
    return frozenset({"may", "will", "ask", "call", "contact", "see", "tell"}) if opens else frozenset()


def _opens_sentence(text: str, start: int) -> bool:
    before = text[max(0, start - 40) : start].rstrip(" \t")
    return not before or before[-1] in _OPENERS


def _classify(name: str, titles: list[str]) -> tuple[Kind, Gender | None]:
    words = [word.strip(".").casefold() for word in name.split()]
    folded = " ".join(words)
    if folded in lexicon.COUNTRIES or words[-1] in lexicon.PLACE_WORDS:
        return "place", None
    if any(word in lexicon.ORGANISATION_WORDS for word in words):
        return "organisation", None
    if words[0] in lexicon.STORMS:
        return "other", None  # "Hurricane Melissa"
    gender = _gender(words[0], titles)
    if titles or gender:
        return "person", gender
    if len(name) > 1 and name.isupper():
        return "organisation", None
    return "other", None


def _gender(first_word: str, titles: list[str]) -> Gender | None:
    if first_word in lexicon.FIRST_NAMES_MALE or any(title in lexicon.TITLES_MALE for title in titles):
        return "male"
    if first_word in lexicon.FIRST_NAMES_FEMALE or any(title in lexicon.TITLES_FEMALE for title in titles):
        return "female"
    return None
