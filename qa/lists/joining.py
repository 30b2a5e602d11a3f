"""Which names are of one thing: joined by evidence in the articles, and never two things into one.

"Mirov" is Pavel Mirov where no other Mirov answers the question; "U.S." is the United States by its initials;
Kiev is Kyiv by the table of spellings (:mod:`qa.archive.spellings`); and "Mayor Dunmore" is Piers Dunmore
where the articles that say so name him in full, and no other Dunmore.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from qa.answering.comparing import normalised
from qa.archive.bearers import TITLES, only_bearer
from qa.archive.spellings import Spellings
from qa.language.given_names import one_person
from qa.language.names import phrase_names

Words = tuple[str, ...]


def groups(
    texts: Sequence[str], spellings: Spellings | None = None, articles: Sequence[str] = ()
) -> list[list[int]]:
    """The places of the texts that name one thing, by the first of each.

    A text whose words all stand in a longer one is the same thing only if that is so of one longer name.

    Args:
        texts: what is named.
        spellings: which words are one name.
        articles: for each text, that of the article in which it stands; without them no title is joined.
    """
    known = spellings or Spellings()
    keys = [_key(text, known) for text in texts]
    distinct = dict(zip(texts, keys, strict=True))
    if articles:
        keys = [
            _titled(text, article, distinct, known) or key
            for text, article, key in zip(texts, articles, keys, strict=True)
        ]
    names = list(dict.fromkeys(keys))
    joined = {
        name: next(other for other in names if name == other or one_person(name, other)) for name in names
    }
    for name in names:
        longer = [other for other in names if other != name and _shortens(name, other)]
        widest = [
            one for one in longer if not any(one != other and _shortens(one, other) for other in longer)
        ]
        if len(widest) == 1:
            joined[name] = widest[0]
    found: dict[Words, list[int]] = {}
    for place, key in enumerate(keys):
        found.setdefault(joined[key], []).append(place)
    return list(found.values())


def _titled(text: str, article: str, named: Mapping[str, Words], spellings: Spellings) -> Words | None:
    """The key of the one full name that a title and a surname stand for, by their article."""
    words = text.split()
    if len(words) < 2 or not all(word.strip(".").casefold() in TITLES for word in words[:-1]):
        return None
    full = {
        key
        for other, key in named.items()
        if key != named[text] and only_bearer(article, words[-1], other, spellings)
    }
    return full.pop() if len(full) == 1 else None


def _key(text: str, spellings: Spellings) -> Words:
    """The words of a name: without what describes it in front, "parent company Meta"."""
    named = phrase_names(text)
    described = bool(named) and text.endswith(named[-1].text) and text[: named[-1].start].strip().islower()
    name = named[-1].text if described else text
    return spellings.key(normalised(name)) or (normalised(text),)


def _shortens(short: Words, long: Words) -> bool:
    """Whether a name is a shorter form of another: some of its words in their order, or its initials."""
    letters = "".join(short)
    if len(short) == 1 and len(letters) > 1 and letters == "".join(word[0] for word in long):
        return True
    rest = iter(long)
    return len(short) < len(long) and all(word in rest for word in short)
