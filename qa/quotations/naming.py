"""Names as capitals alone do not tell them: what a run of capitals cuts off, and what it adds.

An office or a link before a name belongs to no name ("Erie County Executive Ana Li"); a mark or a small word
inside one does ("AT&T", "Centers for Disease Control and Prevention").
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.language import lexicon
from qa.language.analysis import Stretch
from qa.quotations.phrases import BODIES, HEADS, is_occupation

FIRMS = lexicon.words(
    """
    estates holdings foods systems partners industries motors airlines airways securities capital energy
    electric mobility rail plc corp
    """
)
GROUPS = (
    lexicon.ORGANISATION_WORDS
    | lexicon.PLACE_WORDS
    | lexicon.words("staff diocese chamber center centre house herald journal zoo museum")
)
_OCCUPATION = re.compile(r"(?:[^v]ist|ologist|man|woman)$")  # of what capitals alone do not tell from names
_MINISTRY = re.compile(r"^.{0,20}\b(?:Secretary|Chief|Minister) of (?:[A-Z]\w+ ){1,2}(?=[A-Z]\w+ [A-Z])")
CREDITED = lexicon.words("courtesy photo watch watched follow v.p. v.p vp")
_PARTIES = lexicon.words("republican democrat democratic")
_COUNCILLORS = lexicon.words("cllr councillor councilman councilwoman")
_ORIGINS = ("-based", "-born")
_LONGEST = 90  # characters before the last part of a name in which it begins
_CUT = ("&", "& ", " and ", " of ", " for ", " the ", " on ")
_AMPERSAND = re.compile(r"(?:[A-Z][\w'’\-]*\s?&\s?)+$")
_BODY = re.compile(
    r"\b(?:[A-Z][\w.\-]*\s)*(?:Cent(?:er|re)s?|Department|Ministry|Office|Institute|Association|Society|Council|Board"
    r"|Bureau|Committee|Commission|Alliance|Coalition|Foundation|Campaign|Federation|Union|University|Division|Agency)"
    r"\s(?:for|of|on)\s(?:(?:[A-Z][\w\-]*,?|and|of|for|on|the|&)\s)*$"
)
_CAPITAL = re.compile(r"(?<![\w.\-'’])([A-Z][\w.\-]*(?:['’]s?)?) ")
_POSSESSIVE = re.compile(r"['’]s?$")
_DOMAIN = re.compile(r"\.(?:com|org|net|gov|us|co|io|tv)\b")
_ARABIC = re.compile(r"\s(?:al|el|ul|as|ash|bin|ibn)-[A-Z]\w+")
_BEFORE_BEARERS = lexicon.words(
    """
    director supervisor administrator commissioner secretary spokesman spokeswoman clerk gm whip ranger
    superintendent
    """
)
OFFICE_WORDS = lexicon.TITLES | lexicon.words("prime foreign deputy vice first")


def bare(name: str) -> str:
    """A name without the office that stands in it as capitals do: "Erie County Executive Mark Poloncarz"."""
    name = _MINISTRY.sub("", name)
    words = name.split()
    if len(words) > 1 and words[0].casefold() in CREDITED:
        return bare(" ".join(words[1:]))  # "Courtesy Ana Li"
    folded = [word.casefold() for word in words]
    member = folded[0] in _PARTIES and GROUPS.isdisjoint(folded)
    if member and len(words) > 2 and words[1][0].isupper() and (words[2][0].isupper() or folded[2] == "of"):
        return bare(" ".join(words[1:]))
    for at in range(len(words) - 2, 0, -1):
        bearer = words[at][0].isupper() and words[-1][0].isupper() and folded[-1] not in GROUPS
        if bearer and folded[at - 1] in _BEFORE_BEARERS:
            return " ".join(words[at + (words[at] == "Dr.") :])  # "Ohio Department of Health Director Ana Li"
    origin = next((at for at, word in enumerate(folded[:-2]) if word.endswith(_ORIGINS)), None)
    if origin is not None and words[-1][0].isupper():
        return bare(" ".join(words[origin + 1 :]))  # "New York City-based Ana Li"
    if "of" in folded[2:4] and words[0][0].isupper() and _is_bearer(folded[: folded.index("of", 2)]):
        return bare(" ".join(words[: folded.index("of", 2)]))
    if words[-1][0].islower() or folded[-1] in GROUPS or ("of" in folded and GROUPS & set(folded)):
        return name
    if len(words) == 2 and folded[0] in _COUNCILLORS:
        return words[1]
    if len(words) > 2 and words[-1].isupper() and len(words[-1]) == 2 and folded[0] in lexicon.FIRST_NAMES:
        return " ".join(words[:-1])  # "Fiona Blake KC"
    for at in range(1, len(words) - 1):
        if folded[at - 1] in lexicon.FIRST_NAMES or not words[at - 1][0].isupper():
            return name
        before = folded[at - 1]
        follows = folded[at] in lexicon.FIRST_NAMES
        office = (
            before in OFFICE_WORDS | _COUNCILLORS
            or (before == "executive" and at == len(words) - 2)
            or bool(_OCCUPATION.search(before))
            or "-of-" in before
        )
        if (office and words[at][0].isupper()) or (follows and (at == 1 or is_occupation(before))):
            return bare(" ".join(words[at:]))
    return name


def _first_capital(before: str) -> int:
    """Where the capitals begin that stand before a body's last word: "the Sheriff's" Office."""
    begin = len(before)
    for word in reversed(list(_CAPITAL.finditer(before))):
        office = _POSSESSIVE.sub("", word[1]).casefold()
        owns = office != word[1].casefold() and office not in OFFICE_WORDS
        if word.end() != begin or owns or office in lexicon.STOPWORDS:
            break
        begin = word.start()
    return begin


def whole(text: str, start: int, end: int) -> Stretch:
    """Where all of a name stands of which capitals tell ``text[start:end]``: "AT&T", "Realtor.com"."""
    before = text[max(0, start - _LONGEST) : start]
    if before.endswith(_CUT):
        joined = _AMPERSAND.search(before) or _BODY.search(before)
        start -= len(before) - joined.start() if joined else 0
    elif text[start:end].casefold() in FIRMS | BODIES:
        start -= len(before) - _first_capital(before)
    behind = _DOMAIN.match(text, end) or _ARABIC.match(text, end)
    return start, behind.end() if behind else end


def _is_bearer(folded: Sequence[str]) -> bool:
    """Whether words before "of" name somebody, who is of a place: not "Joint Chiefs", nor "Royal Bank"."""
    return folded[0] in lexicon.FIRST_NAMES or not (
        folded[-1].endswith("s") or (GROUPS | HEADS) & set(folded)
    )
