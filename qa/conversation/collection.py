"""Questions about the collection itself, which its catalog answers: "How many articles mention NATO?"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from qa.conversation.history import ANY_DAY
from qa.language import lexicon
from qa.language.question_dates import date_mentions

Asked = Literal["all", "newest", "oldest", "period"]

_PAPERS = (
    r"(?:articles?|documents?|docs?|files?|texts?|stories|titles?|(?:news )?items|entries|sources|newspapers"
    r"|papers)"
)
_PLACE = r"(?:collection|archive|index|corpus|database|library|data ?set)"
_ABOUT = (
    r"(?:(?:which |that )?(?:(?:are |is |talk |report |tell )?(?:about|on)|mentions?|covers?|discuss"
    r"|contain|name"
    r"|refer to|deal with)|regarding|concerning|covering|mentioning|dealing with|containing|with)"
)
_FROM = r"(?:(?:are |were |was )?(?:published |written |dated )?(?:from|in|since|until|before|after|on))"
_HAVE = (
    r"(?:do you (?:have|know|offer)|(?:have you|you have)(?: got| read)?|are there|is there"
    r"|did you (?:read|index)|exist"
    r"|are (?:available|indexed|in (?:the|your|this) \w+)|were indexed|can you find)"
)
_YOURS = r"(?:(?:of )?(?:your|the|all the|all of your|all your|all of the|all|these|any|some|other|more) )?"
_OLDEST = r"oldest|earliest|first"
_EXTREME = rf"(?P<which>newest|latest|most recent|last|youngest|{_OLDEST})"
_COURTESY = re.compile(
    r"^(?:(?:please|so|and|ok|okay|now|well|hi|hello|then|but)[\s,]+"
    r"|(?:can|could|would) you (?:please )?(?=(?:list|show|give|find|tell|search|open)\b)"
    r"|tell me (?:about )?(?=(?:which|what|how)\b)|i(?:'d like| would like| want) to (?:know|see) )+",
    re.IGNORECASE,
)

_NEWEST = tuple(
    re.compile(pattern.replace("EXTREME", _EXTREME).replace("PAPERS", _PAPERS))
    for pattern in (
        r"(?:(?:what|which)(?:'s| is| are| was)? )?(?:your |the )?EXTREME(?: \w+)??(?: PAPERS| article"
        rf"| story)(?: {_HAVE})?",
        r"(?:what|which) (?:of your )?PAPERS (?:is|are) (?:the )?EXTREME(?: ones?)?",
        r"when (?:was|is|were) (?:your |the )EXTREME PAPERS(?: published| from| written)?",
        r"how (?:old|new|recent) (?:is|are) (?:your |the )EXTREME PAPERS",
        r"(?:open|show|give|find|read|list)(?: me)? (?:your |the )EXTREME(?: \w+)?? PAPERS",
    )
)
_NEWS = re.compile(r"what(?:'s| is) new(?: today| there)?|any news(?: today)?|(?:the )?latest news")
_THEY = rf"(?:(?:your|the|these|this) (?:{_PAPERS}|{_PLACE}|information|knowledge|data|news)|you|they)"
_PERIOD = re.compile(
    rf"from when to when(?: .*)?|from when (?:are|is) {_THEY}|how (?:recent|up to date|current|fresh|old"
    rf"|new) (?:are|is) {_THEY}"
    r"|(?:what|which) (?:(?:time|date) ?)?(?:period|span|range|dates|years|months) (?:of time )?(?:do"
    rf"|does|is|are) {_THEY}"
    r"(?: (?:cover|covered|covering|span|go|come|from|have|about|by|you))*"
    rf"|how far back do(?:es)? {_THEY} (?:go|reach)"
)
_COUNT = re.compile(rf"how many {_YOURS}{_PAPERS}")
_COUNT_IN = re.compile(
    rf"(?:in )?how many {_PAPERS} (?:does|do|is|are|did) (?P<topic>\S.*?) (?:appears?|mentioned|named"
    r"|occur|come up)(?: in)?"
)
_LIST = re.compile(
    rf"(?:what|which)(?: other| else)? {_YOURS}{_PAPERS}|(?:all|any) {_YOURS}{_PAPERS}|{_PAPERS}"
    rf"|(?:{_HAVE}|got)(?: any| an| a| some| more| other)?(?: {_PAPERS}| anything| something| news)(?: else)?"
    rf"|(?:anything|something)(?: else)?|what (?:else )?(?=(?:do you|have you|did you) )"
)
_SHOWN = re.compile(
    r"(?:list|show|give|find|search|search for|display|print|get|browse|see|look for"
    rf"|open)(?: me)?(?: a list of)? {_YOURS}{_PAPERS}"
    rf"|{_PAPERS} please|(?:the )?number of {_YOURS}{_PAPERS}"
)
_ELLIPTIC = re.compile(r"(?:anything|something)(?: else)? \w+ the\b")
_TAIL = re.compile(rf"(?:{_HAVE} ?)?(?:{_ABOUT} (?P<topic>\S.*?)|{_FROM} (?P<dated>\S.*?))?(?: ?{_HAVE})?")
_ALL = re.compile(
    r"what (?:did|have|do|else did|else have) you (?:read|have|know|got)(?: so far| about| on file"
    r"| in there)*"
    rf"|what (?:can|could) you tell me about|how (?:big|large) is (?:your|the|this) {_PLACE}"
    rf"|(?:what|which) (?:topics|subjects|themes|areas|newspapers) (?:do|can|are) (?:you|i|there|{_THEY})"
    r"(?: (?:cover|have|know|read|ask|about|covered|you))*"
    rf"|what(?:'s| is| are)? (?:there )?in {_THEY}|what are {_THEY}(?: about)?|where do {_THEY} come from"
    rf"|who wrote {_THEY}"
    rf"|what do {_THEY} (?:say|talk|deal|cover)(?: about| with)?"
)
_NO_TOPIC = re.compile(
    rf"\b(?:{lexicon.either(lexicon.WH_WORDS | (lexicon.AUXILIARIES - {'will', 'may', 'can', 'might'}))})"
    r"|^(?:it|this|that|them|him|her|file|you|me)$|^(?:his|her|its|their|the (?:first|last|left|right|top"
    r"|other))\b",
    re.IGNORECASE,
)
_MOST_TOPIC = 7  # words of what articles are asked about


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a question about the collection asks for."""

    asked: Asked
    counts: bool = False  # it asks how many
    topic: str = ""  # what the articles are to mention; empty for all articles
    dated: str = ""  # when they are to have been published, as it was said


def wanted_of(turn: str) -> Wanted | None:
    """What a turn asks about the collection; None where it asks something else."""
    text = _COURTESY.sub("", " ".join(turn.replace("’", "'").split()).rstrip("?!. ")).strip()
    folded = text.casefold()
    if _PERIOD.fullmatch(folded):
        return Wanted("period")
    if _NEWS.fullmatch(folded):
        return Wanted("newest")
    newest = next((found for pattern in _NEWEST if (found := pattern.fullmatch(folded))), None)
    if newest is not None:
        return Wanted("oldest" if re.fullmatch(_OLDEST, newest["which"]) else "newest")
    if _ALL.fullmatch(folded):
        return Wanted("all", counts=folded.startswith("how"))
    counted_in = _COUNT_IN.fullmatch(folded)
    if counted_in is not None:
        return _about(text[slice(*counted_in.span("topic"))], "", counts=True)
    if _ELLIPTIC.match(folded):
        return None  # "Anything about the song?" is asked of what was spoken of
    for pattern, counts, alone in ((_COUNT, True, False), (_SHOWN, False, True), (_LIST, False, False)):
        head = pattern.match(folded)
        tail = _TAIL.fullmatch(folded, _behind(folded, head)) if head is not None else None
        if tail is not None and (tail.group() or alone):
            topic, dated = (
                text[slice(*tail.span(name))] if tail[name] else "" for name in ("topic", "dated")
            )
            return _about(topic, dated, counts=counts)
    return None


def _behind(text: str, head: re.Match[str]) -> int:
    """Where a question goes on behind its head: behind the blank, if there is one."""
    return head.end() + 1 if text[head.end() : head.end() + 1] == " " else head.end()


def _about(topic: str, dated: str, *, counts: bool) -> Wanted | None:
    topic = topic.strip(" \"'“”")
    if dated and not date_mentions(f"in {dated}", ANY_DAY):
        return None
    for said in (topic, dated):
        if said and (_NO_TOPIC.search(said) or len(said.split()) > _MOST_TOPIC):
            return None
    return Wanted("all", counts, topic, dated)
