"""What the noun of a phrase tells: somebody, and whether he or she; a thing, that does nothing by itself.

Closed lists, as everywhere here: of a noun that is in none of them nothing is told.
"""

from __future__ import annotations

import re

from qa.language import lexicon
from qa.language.names import Gender
from qa.language.terms import stem

_MALE = lexicon.words("man boy grandfather grandson uncle nephew widower boyfriend") | lexicon.TITLES_MALE
_FEMALE = lexicon.words("woman girl grandmother granddaughter aunt niece widow girlfriend") | (
    lexicon.TITLES_FEMALE
)
_SOMEBODY = lexicon.words(
    """
    parents children kids siblings driver referee cook child baby victim suspect thief boss successor
    predecessor cousin neighbour neighbor
    """
)
_INSTITUTIONS = lexicon.words("library museum theatre theater hospital school church plant factory court")
_BUILDINGS = _INSTITUTIONS | lexicon.words(
    """
    stadium hotel shop bakery pool park garden square building house hall tower castle mill tunnel railway
    restaurant cafe bar pub telescope observatory bridge airport station
    """
)
_THINGS = (
    _BUILDINGS
    | lexicon.PLACE_WORDS
    | lexicon.words(
        """
        mine train tram bus ship boat ferry plane car lorry truck engine bell wreck book novel film song album
        painting statue prize medal wing room roof door wall damage cost price fee tax budget law bill treaty
        contract deal fire storm flood accident crash explosion strike concert exhibition festival election
        final match game probe satellite rocket dam oven
        """
    )
)
_NAMED_THINGS = _THINGS | lexicon.words(
    """
    act award awards bowl championship championships cup day derby festival games league marathon mission
    open prix series show summit tour tournament tower war
    """
)
_NEXT_WORD = re.compile(r"\s+([a-z]+)\b")
_STEMS = frozenset(map(stem, _THINGS))


def gender_of(phrase: str) -> Gender | None:
    """Whether a phrase names a man or a woman by its noun: "Petra Lind's brother"."""
    noun = head_of(phrase)
    return "male" if noun in _MALE else "female" if noun in _FEMALE else None


def is_somebody(phrase: str) -> bool:
    """Whether a phrase names a person by its noun: "the captain of Varden"."""
    noun = head_of(phrase)
    return noun in lexicon.TITLES or noun in _SOMEBODY or gender_of(phrase) is not None


def is_thing(phrase: str) -> bool:
    """Whether a phrase names what nobody calls he or she: "the new library", "the bells"."""
    in_names = any(map(str.isupper, phrase[1:]))
    prepositional = phrase.split()[0].casefold() in lexicon.PREPOSITIONS
    return not in_names and not prepositional and stem(head_of(phrase)) in _STEMS


def is_called_a_thing(name: str) -> bool:
    """Whether a name of several words ends as that of a thing does: "Westminster Dog Show"."""
    words = name.casefold().split()
    return len(words) > 1 and words[-1] in _NAMED_THINGS


def speaks(phrase: str) -> bool:
    """Whether a thing is said to say something: "the hospital"."""
    return head_of(phrase) in _INSTITUTIONS


def noun_end(text: str, end: int) -> int:
    """Where a name that ends there ends with its noun: "Orchard Street library"."""
    noun = _NEXT_WORD.match(text, end)
    return noun.end() if noun is not None and noun[1] in _BUILDINGS else end


def head_of(phrase: str) -> str:
    """The noun of a phrase, folded: what stands last, before any preposition."""
    head = ""
    for word in phrase.casefold().split():
        if head and word in lexicon.PREPOSITIONS:
            break
        head = word.strip(",.?!'’\"")
    return head
