"""Whether a question leans on what was said before, and by which of its words.

Closed word classes and their places, no model. ``strong`` means that the question cannot be understood alone
("And Sweden?", "What did he say?"); ``weak`` that it may be meant alone or not ("What did the poll show?").
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from qa.conversation.naming import names, phrase_names
from qa.language import lexicon
from qa.language.names import Name
from qa.language.quotes import quoted
from qa.language.terms import stem

Strength = Literal["none", "weak", "strong"]
Wanted = Literal["male", "female", "thing", "plural", "place", "time", "said"]
Role = Literal["plain", "possessive", "noun phrase"]
Ellipsis = Literal[
    "frame", "wh", "event", "speaker", "phrase", "auxiliary", "negated", "order", "newer", "doer"
]

_TOKEN = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*|[^\w\s]")
_PRONOUNS: dict[str, Wanted] = {
    "he": "male", "him": "male", "his": "male", "himself": "male",
    "she": "female", "her": "female", "hers": "female", "herself": "female",
    "it": "thing", "its": "thing", "itself": "thing",
    "they": "plural", "them": "plural", "their": "plural", "theirs": "plural", "themselves": "plural",
}  # fmt: skip
_DEMONSTRATIVES = lexicon.words("this that these those")
_POSSESSIVE = lexicon.words("his its their")
_CALENDAR = lexicon.words("year month week day morning evening century decade days weeks months years time")
_EXPLETIVE = re.compile(
    r"it(?:'s|’s)? (?:is |was |be )?(?:true|possible|likely|safe|legal|illegal|important|necessary"
    r"|take|takes|took|rain|rains|snow|cost to|mean to|that|\w+ that|\w+ up that)\b",
    re.IGNORECASE,
)
_BEHIND = rf"(?:{lexicon.either(lexicon.PREPOSITIONS)}\s+)?"
_WH, _AUXILIARY = lexicon.either(lexicon.WH_WORDS), lexicon.either(lexicon.AUXILIARIES)
_ONLY_WH_BEFORE = re.compile(
    rf"{lexicon.OPENING}{_BEHIND}{_WH}[^,]{{0,40}}?\b{_AUXILIARY}\s+$", re.IGNORECASE
)
_NOUN_BEFORE = re.compile(
    rf"\b(?:an?\s+\w{{3,}}|(?:which|what)\s+(?!{_AUXILIARY})\w{{3,}}\s+\w)", re.IGNORECASE
)
# "What did Trump say about [it]": of one clause, whose subject is the name, so that "it" is somebody else.
_OBJECTS = lexicon.words("it him her them")
_UP_TO_AUXILIARY = re.compile(rf"[^,]*?\b{_AUXILIARY}\s+(?:the\s+)?", re.IGNORECASE)
_NEW_CLAUSE = re.compile(
    r"[,;:]|\b(?:and|or|that|who|which|whose|where|when|why|how|because|if|whether|after|before|while|as|since|than)\b",
    re.IGNORECASE,
)
_CONTINUING = re.compile(
    r"\b(?:what|anything|anyone|who|where|when|how|somebody|someone|nothing) else\b"
    r"|\b(?:next|afterwards?|then|so|instead|as well|too|again)\W*$",
    re.IGNORECASE,
)
_MORE = re.compile(r"\b(?:any|some|the|what|which|who) others?\b|\banother\b", re.IGNORECASE)
_LEAD = re.compile(r"^\W*(?:and|but|or|so|ok|okay|well|also)\b[\s,]*", re.IGNORECASE)
_ABOUT = re.compile(r"^\W*(?:what|how)\s+(?:about|of)\s+(?=\w)", re.IGNORECASE)
_WH_ONLY = re.compile(
    rf"^{_BEHIND}{_WH}(?:\s+(?:many|much|long|far|old|often|big|soon|so|come))?"
    r"(?:\s+(?:not|so|exactly|then|else|now|ones?|of\s+(?:them|these|those)|though|from|to|for|with|by))*$",
    re.IGNORECASE,
)
# "When was that?", "Why did it happen?": about what was just said, as "When?" and "Why?" are.
_WH_EVENT = re.compile(
    r"^(when|where|why|how)\s+(?:(?:is|was|did|does|has)\s+(?:that|this|it)"
    r"(?:\s+(?:happen|happened|take place|occur|so|then|done|said|announced|reported|be))?"
    r"|(?:did|do|does)\s+(?:he|she|it|they)\s+do\s+(?:that|this|it|so))$",
    re.IGNORECASE,
)
_WHO_SAYS = re.compile(
    r"^(?:who\s+(?:says?|said|claims?|claimed|reports?|reported|states?|stated|argues?|argued|told\s+(?:you|us|them))"
    r"\s+(?:so|that|this|it)"
    r"|according\s+to\s+whom?|whose\s+(?:words?|quote|claim|view|opinion|statement)\s+(?:is|are|was|were)\s+(?:that|this|it"
    r"|these|those))$",
    re.IGNORECASE,
)
_WH_NOUN = re.compile(
    rf"^{_BEHIND}(?:(?:which|what|whose|how\s+(?:many|much))|what\s+(?:kind|sort|type|part)s?\s+of)"
    r"\s+(?!\w+ed$)\w+$",
    re.IGNORECASE,
)
# "And which did not?", "Who was it before him?", "Anything newer?"
_NEGATED = re.compile(
    rf"^(?:who|which|what|how\s+many)(?:\s+(?!{_AUXILIARY})\w+)?\s+(?:{_AUXILIARY}\s+not|\w+n['’]t)$",
    re.IGNORECASE,
)
_IN_ORDER = re.compile(
    r"^(?:(?:who|what|which(?:\s+\w+)?|where|how\s+(?:much|many))\s+(?:(?:was|is|were)\s+(?:it|that|he|she|there)\s+)?)?"
    r"(?:before|after)\s+(?:that|this|then|it|him|her|them)$",
    re.IGNORECASE,
)
_NEWER = re.compile(
    r"^(?:(?:is|are)\s+there\s+|do\s+you\s+have\s+|what\s+is\s+)?(?:anything|something|any|some|the)?\s*"
    r"(?:newer|more\s+recent|later|more\s+up[\s-]to[\s-]date|latest|updated?)"
    r"(?:\s+(?:one|ones|news|figures?|numbers?|information|data|answers?|articles?|reports?|than\s+(?:that|this)|on\s+(?:this|that)"
    r"|about\s+(?:this|that|it)))*$",
    re.IGNORECASE,
)
_GO_ON = re.compile(
    r"^(?:please\s+)?(?:(?:tell|give|show)\s+me\s+more|go\s+on|(?:what\s+)?(?:then|next)|continue|more|(?:more|further)\s+(?:details?|information|info)"
    r"|is\s+there\s+more)(?:\s+(?:details?|information|(?:about|on|of)\s+(?:that|this|it)))?(?:\s+please)?$",
    re.IGNORECASE,
)
_ANY = lexicon.words("any anything anyone anybody something someone somebody")
# "Was anyone hurt?", "Were there any casualties?": whether it happened, and nothing of what it happened in.
_WHETHER = re.compile(
    rf"{lexicon.OPENING}(?:{_AUXILIARY}|\w+n['’]t)\s+(?:(?:anyone|anybody|someone|somebody)\b|(?:there\s+)?any\s|there\s+an?\s)",
    re.IGNORECASE,
)
# "Who is the CEO?": of what is left to what is spoken of.
_WHO_IN_OFFICE = re.compile(
    rf"{lexicon.OPENING}who(?:\s+(?:is|was)|['’]s)\s+(?:now\s+)?the\s+(?:\w+\s+){{0,2}}{lexicon.either(lexicon.TITLES)}\W*$",
    re.IGNORECASE,
)
# "What did the FBI say?": to what is left to what is spoken of.
_SAYS_WHAT = re.compile(
    rf"{lexicon.OPENING}what\s+(?:did|does|do|has|have)\s+.*\b(?:say|said|think|do|done|want|announce|decide)\W*$",
    re.IGNORECASE,
)
_WHO_DID_IT = re.compile(
    r"^who\s+(?:did|has\s+done|had\s+done)\s+(?:it|this|that)(?:\s+(?:then|so))?$", re.IGNORECASE
)
_FORMS: tuple[tuple[re.Pattern[str], Ellipsis], ...] = (
    (_WH_EVENT, "event"),
    (_WHO_SAYS, "speaker"),
    (_WHO_DID_IT, "doer"),
    (_NEGATED, "negated"),
    (_IN_ORDER, "order"),
    (_NEWER, "newer"),
)
_MAX_PHRASE = 5  # words of a question that is only a noun phrase


@dataclass(frozen=True, slots=True)
class Anaphor:
    """A word or phrase that points back: ``question[start:end]``."""

    text: str
    start: int
    end: int
    wanted: Wanted
    role: Role

    @property
    def demonstrative(self) -> bool:
        """Whether it is "that" or "this movie"."""
        return self.text.split()[0].casefold() in _DEMONSTRATIVES


@dataclass(frozen=True, slots=True)
class Lean:
    """How a question leans on the history."""

    strength: Strength
    anaphors: tuple[Anaphor, ...] = ()
    ellipsis: Ellipsis | None = None
    rest: str = ""  # of an ellipsis: the question without "And", "What about" and its mark
    continuing: bool = False  # "else", "other", "next"
    whether: bool = False  # it leaves to the history of what it asks: "Was anyone hurt?", "Who is the mayor?"


def lean(question: str, known: Collection[str] = (), short_forms: Collection[str] = ()) -> Lean:
    """How a question leans on what was said before.

    Args:
        question: on one line.
        known: folded words of the names that were spoken of; one of them anchors a question written
            without capitals.
        short_forms: folded single words that were spoken of in a longer form: "stubb" of Alexander Stubb.
    """
    told = _LEAD.sub("", question)
    led = told != question
    rest = _ABOUT.sub("", told)
    about = rest != told
    rest = rest.strip().rstrip("?!. ")
    if _GO_ON.match(rest):
        rest = ""  # "Tell me more" says no more than "And?"
    anaphors = tuple(_anaphors(question))
    ellipsis = _ellipsis(rest, led or about)
    goes_on = bool(_CONTINUING.search(question))
    continuing = goes_on or bool(_MORE.search(question))
    if ellipsis is not None and (led or about or ellipsis not in {"frame", "phrase"}):
        return Lean("strong", anaphors, ellipsis, rest, continuing)
    pointing = [anaphor for anaphor in anaphors if anaphor.role != "noun phrase" or anaphor.demonstrative]
    if pointing:
        return Lean("strong", anaphors, None, rest, continuing)
    anchored = _anchored(question, known)
    if ellipsis == "phrase":
        return Lean("weak", anaphors, ellipsis, rest, continuing)
    if continuing:
        return Lean("strong" if goes_on and not anchored else "weak", anaphors, None, rest, continuing)
    if not anchored or _is_short(question, anaphors, short_forms) or _SAYS_WHAT.match(question):
        whether = (_WHETHER if not anaphors else _WHO_IN_OFFICE).match(question) is not None
        return Lean("weak", anaphors, None, rest, continuing, whether)
    return Lean("none")


def _ellipsis(rest: str, led: bool) -> Ellipsis | None:
    words = rest.split()
    if not words:
        return "wh"
    folded = [word.casefold().strip(",") for word in words]
    if _WH_ONLY.match(rest):
        return "wh"
    for form, ellipsis in _FORMS:
        if form.match(rest):
            return ellipsis
    if folded[0] in _ANY:
        return None  # "Any other films?" is a question of its own, without its verb
    if _WH_NOUN.match(rest):
        return "wh"
    if folded[0] in lexicon.AUXILIARIES:
        subject = rest.split(maxsplit=1)[1] if len(words) > 1 else ""
        return "auxiliary" if _only_name(subject) else None
    if len(words) > _MAX_PHRASE:
        return None
    if not lexicon.WH_WORDS.isdisjoint(folded):
        return None
    return "frame" if led else "phrase"


def _only_name(text: str) -> bool:
    """Whether a text is one name and no more: what is left of "Did Sweden?"."""
    found = phrase_names(text)
    return len(found) == 1 and found[0].text == text.removeprefix("the ").removeprefix("The ")


def _anaphors(question: str) -> list[Anaphor]:
    tokens = list(_TOKEN.finditer(question))
    found: list[Anaphor] = []
    for i, token in enumerate(tokens):
        word = token.group().casefold()
        following = tokens[i + 1].group().casefold() if i + 1 < len(tokens) else "?"
        previous = tokens[i - 1].group().casefold() if i else ""
        if word in _PRONOUNS:
            anaphor = _pronoun(question, token, word, following)
        elif word in _DEMONSTRATIVES:
            anaphor = _pointing(question, token, tokens[i + 1] if i + 1 < len(tokens) else None, previous)
        elif word == "there" and lexicon.AUXILIARIES.isdisjoint({previous, following}):  # not "there is"
            anaphor = Anaphor(token.group(), token.start(), token.end(), "place", "plain")
        elif word == "the" and i + 1 < len(tokens):
            anaphor = _definite(question, token, tokens[i + 1 :])
        else:
            anaphor = None
        if anaphor is not None:
            found.append(anaphor)
    return found


def _pronoun(question: str, token: re.Match[str], word: str, following: str) -> Anaphor | None:
    wanted = _PRONOUNS[word]
    before = question[: token.start()]
    if word == "it" and _EXPLETIVE.match(question, token.start()):
        return None
    if _owner_before(before, wanted) and not _other_than_subject(before, word, following):
        return None
    # "her brother", but not "see her in", "ask her what"
    noun = following.isalpha() and following not in lexicon.STOPWORDS
    role: Role = "possessive" if word in _POSSESSIVE or (word == "her" and noun) else "plain"
    return Anaphor(token.group(), token.start(), token.end(), wanted, role)


def _owner_before(before: str, wanted: Wanted) -> bool:
    """Whether the question itself names whom a pronoun means: "Why did Putin say he ..."."""
    if _ONLY_WH_BEFORE.match(before):
        return False  # "Which cities did they tour?": what is asked for is not who does it
    for name in names(before):
        if not name.certain:
            continue
        if wanted == "plural" and name.kind == "person":
            continue  # "What did Per Olsen call them?"
        if wanted not in {"male", "female"} or (name.kind in {"person", "other"} and not name.plural):
            return True
    words = [word.casefold() for word in re.findall(r"[^\W\d_]+", before)]
    if wanted == "plural":
        return any(word.endswith("s") and word not in lexicon.STOPWORDS for word in words[1:])
    return wanted == "thing" and bool(_NOUN_BEFORE.search(before))


def _other_than_subject(before: str, word: str, following: str) -> bool:
    """Whether a pronoun is the object of what somebody else does: "What did Trump say about it?"."""
    ends = not following[0].isalnum() or following in lexicon.PREPOSITIONS
    auxiliary = _UP_TO_AUXILIARY.match(before) if word in _OBJECTS and ends else None
    if auxiliary is None:
        return False
    behind = before[auxiliary.end() :]
    found = names(before)
    named = [
        name.end - auxiliary.end()
        for name in found
        if name.certain
        and name.start >= auxiliary.end()
        and lexicon.TITLES.issuperset(before[auxiliary.end() : name.start].casefold().split())
    ]
    pronoun = re.match(r"(?:he|she|it|they|you|we)\b", behind, re.IGNORECASE)
    end = named[0] if named else pronoun.end() if pronoun is not None else -1
    does = end > 0 and re.match(r"\s+[a-z]", behind[end:]) is not None
    return (
        does
        and _NEW_CLAUSE.search(behind, end) is None
        and not any(name.start > auxiliary.end() + end for name in found)
    )


def _pointing(
    question: str, token: re.Match[str], following: re.Match[str] | None, previous: str
) -> Anaphor | None:
    word = token.group().casefold()
    after = following.group().casefold() if following else "?"
    ends = not after[0].isalnum()
    if word == "that" and not (
        ends or previous in lexicon.PREPOSITIONS | lexicon.AUXILIARIES | {"", "and", "do", "all"}
    ):
        return None  # "the treaty that was signed", "he said that it"
    if word in {"this", "these"} and after in _CALENDAR - {"time"}:
        return None  # "this year" points at the calendar
    if following is None or ends or after in lexicon.STOPWORDS:
        return Anaphor(token.group(), token.start(), token.end(), "said", "plain")
    wanted: Wanted = "time" if after in _CALENDAR else "said"
    phrase = question[token.start() : following.end()]
    return Anaphor(phrase, token.start(), following.end(), wanted, "noun phrase")


def _definite(question: str, the: re.Match[str], following: list[re.Match[str]]) -> Anaphor | None:
    """A definite noun phrase ("the poll") without a name, a number or an "of" to say which."""
    end = the.end()
    for token in following[:4]:
        word = token.group()
        if not word[0].isalpha() or word.casefold() in lexicon.STOPWORDS:
            break
        if word[0].isupper() and word.casefold() not in lexicon.TITLES:
            return None
        end = token.end()
    if end == the.end():
        return None
    return Anaphor(question[the.start() : end], the.start(), end, "said", "noun phrase")


def _is_short(question: str, anaphors: Sequence[Anaphor], short_forms: Collection[str]) -> bool:
    """Whether a name ("Stubb") or a definite noun ("the treaty") stands for a longer name spoken of."""
    nouns = [word for anaphor in anaphors for word in anaphor.text.casefold().split()[1:]]
    named = [name.text.casefold() for name in names(question)]
    return any(word in short_forms for word in (*nouns, *(named or re.findall(r"[^\W\d_]{3,}", question))))


def is_office(name: Name) -> bool:
    """Whether a name is none, but an office in capitals: "the CEO"."""
    return lexicon.TITLES.issuperset(name.words)


def _anchored(question: str, known: Collection[str]) -> bool:
    """Whether a question says what it is about: by a name, a quote, or a word known from the history."""
    if any(name.certain and not is_office(name) for name in names(question)) or quoted(question):
        return True
    known_stems = {stem(word) for word in known}
    words = re.findall(r"[^\W\d_]+", re.sub(r"['’]s\b", "", question.casefold()))
    return any(stem(word) in known_stems for word in words if word not in lexicon.STOPWORDS)
