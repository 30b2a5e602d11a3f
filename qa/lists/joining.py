"""Which names are of one thing: joined by evidence in the articles, and never two things into one.

"Mirov" is Pavel Mirov where no other Mirov answers the question; "U.S." is the United States by its initials.
"""

from __future__ import annotations

from collections.abc import Sequence

from qa.answering.comparing import normalised


def groups(texts: Sequence[str]) -> list[list[int]]:
    """The places of the texts that name one thing, by the first of each.

    A text whose words all stand in a longer one is the same thing only if that is so of one longer name.
    """
    folded = [normalised(text) for text in texts]
    names = list(dict.fromkeys(folded))
    joined = {name: name for name in names}
    for name in names:
        longer = [other for other in names if other != name and _shortens(name, other)]
        widest = [
            one for one in longer if not any(one != other and _shortens(one, other) for other in longer)
        ]
        if len(widest) == 1:
            joined[name] = widest[0]
    found: dict[str, list[int]] = {}
    for place, name in enumerate(folded):
        found.setdefault(joined[name], []).append(place)
    return list(found.values())


def _shortens(short: str, long: str) -> bool:
    """Whether a name is a shorter form of another: some of its words in their order, or its initials."""
    if len(short) >= len(long):
        return False
    words, letters = short.split(), short.replace(" ", "")
    if len(letters) > 1 and letters == "".join(word[0] for word in long.split()):
        return True
    rest = iter(long.split())
    return bool(words) and all(word in rest for word in words)
