"""Given names that are one name, and so whose full names are one person's."""

from __future__ import annotations

from collections.abc import Sequence

# Short forms that do not begin as the names do, and what one name is in two languages: never told apart.
_ALIKE = tuple(
    frozenset(line.split())
    for line in """
    bill billy will william
    bob bobby rob robert
    dick rick richard
    jack john
    jim jimmy james
    joe joseph
    mike mick michael
    tom tommy thomas
    ted ed eddie edward
    tony antony anthony
    dave davy david
    steve stephen steven
    charlie chuck charles
    harry hank henry
    larry lawrence laurence
    bernie bernard
    andy drew andrew
    kate katie katherine catherine
    liz beth betty elizabeth
    peggy meg maggie margaret
    vladimir volodymyr uladzimir
    alexander aleksandr oleksandr aliaksandr
    nikolai mykola
    """.strip().splitlines()
)


def short_for(one: str, two: str) -> bool:
    """Whether two given names, folded, are one by its short form: "bob" and "robert"."""
    return any({one, two} <= names for names in _ALIKE)


def one_person(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether two full names, as folded words, differ by a short form alone: Bob Olm is Robert Olm."""
    return len(one) == len(other) == 2 and one[1] == other[1] and short_for(one[0], other[0])
