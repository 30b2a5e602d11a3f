"""Who the people of an article are: their full names, genders and offices, and whom "she" means.

Names are told from other words by capitals alone, so that not every name is a person's: only who is named
with an office, an age or a first name that is known, or speaks, can be meant by "he" or "she".
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from qa.language import lexicon
from qa.language.analysis import Stretch
from qa.language.names import Name
from qa.quotations.attribution import Scene
from qa.quotations.naming import CREDITED, FIRMS, GROUPS, OFFICE_WORDS, bare
from qa.quotations.phrases import (
    ACRONYM,
    FRONTED,
    HEADS,
    JOINING,
    PAPERS,
    PEOPLE,
    is_occupation,
    opens_with_participle,
)
from qa.quotations.subjects import GROUP_PRONOUNS, PRONOUNS, Report

# Who took the picture or wrote the lines is nobody of whom they tell: "- Riley Moss", "Ana Li:", "Ana Li/AP".
_BYLINE = re.compile(
    r"(?:[-\u2013\u2014]+\s*(?:[A-Z][\w.'’\-]*|and|of|the|,)(?:[ ,]+(?:[A-Z][\w.'’\-]*|and|of|the|for))*"
    r"|[Bb]y [A-Z].{3,60}"
    r"|[A-Z][\w.'’\-]*(?: [A-Z][\w.'’\-]*){1,3}:)\s*"
)
CREDIT = re.compile(r"\s?/\s?(?:AP|AFP|Reuters|Getty|CNN|USA|EPA|NBC|Bloomberg)\b")
_LONGEST_BYLINE = 90  # characters
_ASKED = re.compile(
    r"(?:(?:[Bb]ut|[Aa]nd|[Yy]et|[Ww]hen|[Aa]gain|[Ww]hile)\s)*"
    r"(?:[Aa]sked|[Pp]ressed|[Qq]uestioned|[Rr]eferring|[Rr]esponding|[Rr]eacting)\b"
)
_PRONOUN = re.compile(
    r"(?:(?:But|And|Yet|Still|Then|So|Later|However|Instead|Meanwhile),?\s)?([Hh]e|[Ss]he)\b(?!['’])"
)
_OFFICIAL = re.compile(rf"\b(?:the|The) (?:[a-z\-]+ ){{0,2}}{lexicon.either(lexicon.TITLES)}")
_MAKERS = re.compile(r"(?:maker|keeper|preneur|performer|ologist|wright|grapher|nomer|ester|worker|watcher)$")
_ORIGINS = lexicon.DEMONYMS | lexicon.words("republican democrat democratic")
_NO_SURNAMES = PEOPLE | {"people"}
_ONE = re.compile(r"(?:(?:[Tt]he|[Aa]n?|[Oo]ne|[Hh]is|[Hh]er|[Aa]nother)\s(?:[\w\-]+\s){0,2})?([\w\-]+)")
_WORD = re.compile(r"[^\W\d_][\w\-]*")
_BEFORE = 60  # characters before a name in which its offices stand
_APPOSED = re.compile(r", (?:an?|the|its|his|her|\w+['’]s?)?\s?((?:[\w\-]+ ){0,4}[\w\-]+)(?:[,.]| of | for )")
_AGED = re.compile(r"(?:, | \()\d\d[,)]|, (?:who|aged)\b")
_DEFINITE = re.compile(r"(?:the|The)((?: [\w\-]+){1,3})")
_ENDS = re.compile(r"[.,;:!?\n“”\"«»()]")
_PLACED = re.compile(r"\b(?:in|at|from|to|near|of|over|through|for|against|with|on)\s$")
_BETWEEN = lexicon.words("of and for the neighbouring former new his her its their")  # an office and a name
_CONJUNCTION = re.compile(r"(?:But|And|Yet|Still|So|Then)\s")
_SHORT_TITLE = re.compile(r"\b(?:Gov|Sen|Rep|Mr|Mrs|Ms|Dr|Gen|Lt)\. $")
_LOOK_BACK = 5  # sentences
_MOST_REPORTS = 50  # of a sentence that are looked at: each would look at all before it


@dataclass(frozen=True, slots=True)
class _Mention:
    """A person where a text names one."""

    start: int
    end: int
    full: str


class People:
    """The people of an article, from all stretches of its text."""

    def __init__(self, scenes: Sequence[Scene]) -> None:
        """``scenes``: the stretches, which are looked at once."""
        self._full: dict[str, set[str]] = defaultdict(set)  # last word of a name: the full names
        self._offices: dict[str, set[str]] = defaultdict(set)  # full name: words of offices
        self._genders: dict[str, set[str]] = defaultdict(set)  # last word of a name
        self._bodies: set[str] = set()  # first words of names that are no person's
        self._firms: set[str] = set()  # ... of those that are called by the first word
        self._alone: set[str] = set()  # names of one word
        self._named_first: set[str] = set()  # those that stand before any full name with them
        self._whole = {
            name.text for scene in scenes for name in _outside(scene) if len(name.words) > 1 and name.certain
        }
        self._persons: set[str] = set()  # full names that can be no other than a person's
        self._known: dict[str, str] = {}  # names that were looked up, and what they are in full
        self._times: Counter[str] = Counter()  # how often a full name is written
        for scene in scenes:
            for name in _outside(scene):
                self._note(scene.text, name)
        self._speaking = {self.full(r.subject) for scene in scenes for r in scene.reports}
        self._mentions: dict[int, list[_Mention]] = {}

    def _note(self, text: str, name: Name) -> None:
        placed = " of " in name.text and bare(name.text) != name.text  # "Henrik Dahlberg of Lund University"
        if not (placed or name.kind in {"person", "other"}) or name.words[-1] in FIRMS:
            if len(name.words) > 1 and name.kind != "place":
                (self._firms if name.words[-1] in FIRMS else self._bodies).add(name.text.split()[0])
            return
        if name.gender:
            known = bare(name.text) if len(name.words) > 1 else name.text
            self._genders[known.casefold()].add(name.gender)
        offices = _offices(text, name)
        if len(name.words) == 1 and name.certain:
            self._alone.add(name.text)
        titled = name.kind == "person" or _SHORT_TITLE.search(text, max(0, name.start - 6), name.start)
        if len(name.words) == 1 and not titled and name.text not in self._full:
            self._named_first.add(name.text)
        if len(name.words) > 1:
            full = self._without_occupation(bare(name.text))
            self._times[full] += 1
            if not _is_phrase(full) and not self._is_cut(text, name, full):
                self._full[full.split()[-1]].add(full)
            self._offices[full] |= offices
            aged = _AGED.match(text, name.end) and not _is_placed(text, name)
            told = full != name.text and name.words[0] not in CREDITED
            if name.kind == "person" or offices & lexicon.TITLES or aged or told or _occupied(text, name):
                self._persons.add(full)

    def _is_cut(self, text: str, name: Name, full: str) -> bool:
        """Whether a sentence's first word stands before a name: "Hitting Biden", "Angry Acme users".

        Who is named by the last word alone is not introduced by a full name behind it.
        """
        if opens_with_participle(text, name.start, name.text):
            return True
        opens = text[max(0, name.start - 2) : name.start].strip(" ")[-1:] in {"", "\n", ".", "?", "!", ":"}
        known = name.kind == "person" or full.split()[0].casefold() in lexicon.FIRST_NAMES
        return opens and not known and full.split()[-1] in self._named_first

    def _without_occupation(self, name: str) -> str:
        """A name without what its bearer does, which opens a sentence before it: "Entrepreneur Ana Li"."""
        first, _, others = name.partition(" ")
        if " " not in others or first.casefold() in lexicon.FIRST_NAMES or not others[0].isupper():
            return name
        occupation = is_occupation(first.casefold()) and others in self._whole
        return others if occupation or _MAKERS.search(first) else name

    def full(self, name: str) -> str:
        """The one full name that a surname belongs to; the name itself where there is none, or several."""
        found = self._known.get(name)
        if found is None:
            found = self._known[name] = self._looked_up(name)
        return found

    def _looked_up(self, name: str) -> str:
        name = self._without_occupation(bare(name))
        if name.split()[0] in lexicon.JOINERS and " " in name:  # "von der Leyen"
            fitting = {one for one in self._full.get(name.split()[-1], ()) if one.endswith(f" {name}")}
            return fitting.pop() if len(fitting) == 1 else name
        acronym = name.isupper() and len(name) <= ACRONYM
        if " " in name or acronym or name.casefold() in _NO_SURNAMES:
            return name
        distinct = self._distinct(self._full.get(name.capitalize() if name.isupper() else name, set()))
        if (
            name in self._bodies or name in self._firms
        ):  # "the Lund campaign" is of a person who bears an office
            least = 2 if name in self._firms else 1
            distinct = {
                one for one in distinct if self._offices[one] & lexicon.TITLES and self._times[one] >= least
            }
        if len(distinct) > 1:  # "Former Lund aides" beside "President Ana Lund"
            known = {one for one in distinct if one in self._persons or self._times[one] > 1}
            officials = {one for one in known if self._offices[one] & lexicon.TITLES}
            distinct = known if known == officials else distinct
        return distinct.pop() if len(distinct) == 1 else name

    def _distinct(self, names: Iterable[str]) -> set[str]:
        """Without those that another one ends with: "Lacey" of "Edmund Lacey"; a rare one adds no name."""
        kept = set(names)
        for one in sorted(kept, key=len):
            for longer in [other for other in kept if other.endswith(f" {one}")]:
                more = self._times[one] - self._times[longer]
                first = longer.split()[0].casefold() in lexicon.FIRST_NAMES
                known = not first and one.split()[0].casefold() in lexicon.FIRST_NAMES
                kept.discard(
                    longer if " " in one and not first and (more > 0 or (known and more == 0)) else one
                )
        return kept

    def holder(self, phrase: str) -> str | None:
        """The one person whose office "the minister" is."""
        definite = _DEFINITE.fullmatch(phrase)
        if definite is None:
            return None
        words = {word.casefold() for word in definite[1].split()}
        if not words <= OFFICE_WORDS:
            return None
        holders = self._distinct({full for full, offices in self._offices.items() if words <= offices})
        return holders.pop() if len(holders) == 1 else None

    def speaker(self, scene: Scene, report: Report) -> str | None:
        """Who speaks, in full; None for a pronoun that may mean several."""
        if report.pronoun in PRONOUNS:
            return self._owner(scene, report, PRONOUNS[report.pronoun])
        if report.pronoun in GROUP_PRONOUNS:
            return scene.resolved(report) or _group_before(scene, report)
        subject = scene.resolved(report) or report.subject
        return self.holder(subject) or self.full(subject)

    def _owner(self, scene: Scene, report: Report, gender: str) -> str | None:
        """Whom "he" or "she" means, looked for sentence by sentence backwards."""
        limit = min(report.subject_span[0], report.verb_span[0])
        here: Stretch | None = scene.found.sentence_at(limit)
        paragraph = scene.text.rfind("\n", 0, limit) + 1
        others = {self.full(name.text) for name in scene.named_behind(report)}
        if here is not None and _ASKED.match(scene.text, here[0], limit):
            comma = scene.text.find(",", here[0], limit)
            asked = (here[0], comma if comma >= 0 else limit)
            others |= {self.full(n.text) for n in scene.found.names if asked[0] <= n.start < asked[1]}
            named = any(asked[1] < m.start and m.end <= limit for m in self._named(scene))
            limit = limit if named else here[0]  # "Pressed on whether Lund would go, he said"
        if here is not None and self._is_said(scene, here[0], limit):
            limit = here[0]  # "Lund's visit matters, she said": of Lund, somebody else
        for _ in range(_LOOK_BACK):
            if here is None:
                return None
            high = min(here[1], limit)
            if self._goes_on(scene, here, high, gender):
                here = scene.found.sentence_before(here)
                continue
            found = self._fitting(scene, here, high, gender)
            fitting = [one for one in found if one not in others]
            if found and not fitting and not self._only_owns(scene, here[0], high, found[0]):
                return None
            if fitting:
                crossed = here[1] <= paragraph
                rivals = self._rivals(scene, here, gender) - others if crossed else set()
                return fitting[0] if len(fitting) == 1 and rivals <= {fitting[0]} else None
            if owner := self._surnamed(scene, here, high, gender):
                return None if owner in others else owner
            if self._stranger_speaks(scene, here, limit) or self._names_a_stranger(scene, here, limit):
                return None
            here = scene.found.sentence_before(here)
        return None

    def _is_said(self, scene: Scene, start: int, report: int) -> bool:
        """Whether a sentence before "he said" is no more than what he says, and nobody is its subject."""
        before = _CONJUNCTION.sub("", scene.text[start:report])
        said = before.rstrip().endswith(",") and not JOINING.search(before)
        if not said or before.split(maxsplit=1)[0].casefold() in FRONTED:
            return False
        first = next((m for m in self._named(scene) if start <= m.start and m.end <= report), None)
        owns = first and scene.text[first.end : first.end + 1] in {"'", "’"}
        return first is None or bool(owns) or not _is_subject(scene.text, start, first)

    def _goes_on(self, scene: Scene, sentence: Stretch, limit: int, gender: str) -> bool:
        """Whether a sentence begins with the same "he", and nobody else speaks in it: he is named before."""
        opening = _PRONOUN.match(scene.text, sentence[0], limit)
        if opening is None or PRONOUNS[opening[1].casefold()] != gender:
            return False
        low, high = (bisect_left(scene.reports, at, key=_verb_at) for at in (sentence[0], limit))
        return all(report.pronoun for report in scene.reports[low:high])

    def _only_owns(self, scene: Scene, start: int, stop: int, full: str) -> bool:
        """Whether somebody stands in a stretch only as an owner: "Lund's"."""
        there = [m for m in self._named(scene) if m.full == full and start <= m.start and m.end <= stop]
        return all(scene.text[mention.end : mention.end + 1] in {"'", "’"} for mention in there)

    def _surnamed(self, scene: Scene, sentence: Stretch, limit: int, gender: str) -> str | None:
        """Who opens a sentence by the surname alone, as only people do; None where that is somebody else."""
        name = next((n for n in _outside(scene) if sentence[0] <= n.start and n.end <= limit), None)
        if name is None or name.start != sentence[0] or scene.text[name.end : name.end + 1] in set("'’:"):
            return None
        full = self.full(name.text)
        if full == name.text or full.split()[-1] != name.text:
            return None
        return full if self._fits(full, gender, speaks=True) else None

    def _names_a_stranger(self, scene: Scene, sentence: Stretch, limit: int) -> bool:
        """Whether a sentence begins with a name of which it is not known whether it is a person's."""
        for name in _outside(scene):
            if sentence[0] <= name.start and name.end <= min(sentence[1], limit):
                apart = scene.text[sentence[0] : name.start]
                opens = not apart or (apart.endswith(", ") and len(apart) < _BEFORE)
                full = self.full(name.text)
                known = full in self._persons or _is_body(name)
                named = " " in full or name.text in self._alone
                return opens and not known and named
        return False

    def _stranger_speaks(self, scene: Scene, sentence: Stretch, limit: int) -> bool:
        """Whether in a sentence somebody speaks who has no name there: "One woman said she had no power"."""
        return any(
            sentence[0] <= report.verb_span[0] < min(sentence[1], limit)
            and report.pronoun is None
            and report.subject_span[1] <= limit
            and _is_one_person(report.subject)
            and self.full(report.subject) not in self._persons
            for report in scene.reports
        )

    def _fitting(self, scene: Scene, sentence: Stretch, limit: int, gender: str) -> list[str]:
        """Those of a sentence who may be meant: who speaks in it, else its subject, else all it names."""
        low, high = (bisect_left(scene.reports, at, key=_verb_at) for at in (sentence[0], limit))
        spoke = [
            self.speaker(scene, r)
            for r in scene.reports[max(low, high - _MOST_REPORTS) : high]
            if r.subject_span[1] <= limit and r.pronoun is None
        ]
        speaking = [name for name in spoke if name and self._fits(name, gender, speaks=True)]
        if speaking:
            return [speaking[-1]]
        mentions = [m for m in self._named(scene) if sentence[0] <= m.start and m.end <= limit]
        official = self._official(scene, sentence[0], limit, mentions)
        if official is not None:
            return official
        fitting = list(dict.fromkeys(m.full for m in mentions if self._fits(m.full, gender)))
        if mentions and mentions[0].full in fitting and _is_subject(scene.text, sentence[0], mentions[0]):
            return [mentions[0].full]
        return fitting

    def _official(
        self, scene: Scene, start: int, limit: int, mentions: Sequence[_Mention]
    ) -> list[str] | None:
        """Who "the president" is, where one stands behind all names of a sentence; None where none does."""
        offices = list(_OFFICIAL.finditer(scene.text, start, limit))
        if not offices or not mentions or offices[-1].start() < mentions[-1].end:
            return None
        if scene.text[mentions[-1].end : offices[-1].start()].strip() == ",":
            return None  # "Ana Li, the mayor"
        holder = self.holder(offices[-1][0])
        return [holder] if holder else None

    def _rivals(self, scene: Scene, sentence: Stretch, gender: str) -> set[str]:
        """Those who speak in the last two sentences of a paragraph and may be meant as well."""
        before = scene.found.sentence_before(sentence) or sentence
        low = max(before[0], scene.text.rfind("\n", 0, sentence[0]) + 1)
        spoke = [r for r in scene.reports if low <= r.verb_span[0] < sentence[1] and r.pronoun is None]
        named = {self.speaker(scene, r) for r in spoke}
        return {name for name in named if name and self._fits(name, gender, speaks=True)}

    def _fits(self, full: str, gender: str, *, speaks: bool = False) -> bool:
        first, last = full.casefold().split()[0], full.casefold().split()[-1]
        if first in _ORIGINS or not (FIRMS | GROUPS).isdisjoint(re.split(r"[\s\-]", full.casefold())):
            return False  # "White House", "Indian American"
        known = self._genders.get(full.casefold()) or self._genders.get(last, set())
        if first in lexicon.FIRST_NAMES:
            names = lexicon.FIRST_NAMES_MALE if gender == "male" else lexicon.FIRST_NAMES_FEMALE
            return first in names
        if known:
            return known == {gender}
        titles = lexicon.TITLES_MALE if gender == "male" else lexicon.TITLES_FEMALE
        if titles & set(full.casefold().split()):
            return True
        return full in self._persons or (speaks and full in self._offices)

    def _named(self, scene: Scene) -> list[_Mention]:
        """The people named outside of quotation marks."""
        held = self._mentions.get(id(scene))
        if held is None:
            held = []
            for name in _outside(scene):
                full = self.full(name.text)
                if full in self._persons or (full in self._speaking and not _is_placed(scene.text, name)):
                    held.append(_Mention(name.start, name.end, full))
            self._mentions[id(scene)] = held
        return held


def _verb_at(report: Report) -> int:
    return report.verb_span[0]


def _is_body(name: Name) -> bool:
    return name.kind in {"place", "organisation"} or not FIRMS.union(GROUPS).isdisjoint(name.words)


def _is_placed(text: str, name: Name) -> bool:
    """Whether a preposition stands before a name, as before a place."""
    return _PLACED.search(text, max(0, name.start - 10), name.start) is not None


def _is_one_person(subject: str) -> bool:
    """Whether a subject that is no known name may be one person: "One woman", but not "The agency"."""
    one = _ONE.fullmatch(subject)
    if one is None or one[1].casefold() in GROUPS | PAPERS or one[1].endswith("s"):
        return False
    return one[1][0].isupper() or one[1] in lexicon.TITLES | PEOPLE or is_occupation(one[1])


def _is_phrase(name: str) -> bool:
    """Whether capitals make no full name of some words: "Deliveries of Boeing", "Washington CNN"."""
    words = name.split()
    shouted = words[0].isupper() and len(words[0]) > ACRONYM and not words[-1].isupper()
    return "of" in words or shouted or (words[-1].isupper() and not words[0].isupper())


def _outside(scene: Scene) -> Iterable[Name]:
    """The names outside of quotation marks."""
    starts = [quote[0] for quote in scene.found.quotes]
    for name in scene.found.names:
        at = bisect_left(starts, name.start) - 1
        if (at < 0 or name.start >= scene.found.quotes[at][1] - 1) and not _is_credit(scene.text, name):
            yield name


def _is_credit(text: str, name: Name) -> bool:
    """Whether a name stands in a byline, before what its bearer asks or answers, or under a picture."""
    low = text.rfind("\n", max(0, name.start - _LONGEST_BYLINE), name.start) + 1
    high = text.find("\n", name.end, name.end + _LONGEST_BYLINE)
    line = text[low : high if high >= 0 else len(text)]
    begins = low > 0 or name.start < _LONGEST_BYLINE
    byline = begins and len(line) <= _LONGEST_BYLINE and _BYLINE.fullmatch(line)
    return bool(byline or CREDIT.match(text, name.end))


def _is_subject(text: str, start: int, mention: _Mention) -> bool:
    """Whether a sentence begins with someone: behind offices and what they belong to."""
    words = re.findall(r"[\w\-'’]+", text[start : mention.start])
    return all(
        word[0].isupper() or word in lexicon.TITLES | lexicon.DETERMINERS | {"his", "her", "its"}
        or is_occupation(word) or word.endswith(("'s", "’s"))
        for word in words
    )  # fmt: skip


def _occupied(text: str, name: Name) -> bool:
    """Whether an occupation stands before a name: "glaciologist Tove Lindqvist"."""
    before = _WORD.findall(text[max(0, name.start - 24) : name.start])
    adjacent = text[name.start - 1 : name.start] == " " and bool(before)
    return adjacent and (is_occupation(before[-1]) or before[-1] in HEADS | {"boss"})


def _offices(text: str, name: Name) -> set[str]:
    """The words of the offices before a name and between commas behind it."""
    before = text[max(0, name.start - _BEFORE) : name.start].removesuffix(", ")
    ended = [match.end() for match in _ENDS.finditer(before)]
    words = _WORD.findall(before[ended[-1] if ended else 0 :])
    found: set[str] = set()
    for word in reversed(words if words[-1:] not in (["of"], ["for"]) else []):  # "the owner of Park Tavern"
        folded = word.casefold()
        if folded in OFFICE_WORDS:
            found.add(folded)
        elif not (word[0].isupper() or folded in _BETWEEN):
            break
    apposed = _APPOSED.match(text, name.end)
    if apposed is not None:
        found |= {word.casefold() for word in apposed[1].split()} & OFFICE_WORDS
    return found


def _group_before(scene: Scene, report: Report) -> str | None:
    """The one group that spoke in the sentence before an "it" or "they"."""
    before = scene.found.sentence_before(scene.found.sentence_at(report.verb_span[0]))
    if before is None:
        return None
    spoke = [r for r in scene.reports if before[0] <= r.verb_span[0] < before[1]]
    kinds = {name.text: name.kind for name in scene.found.names}
    groups = {r.subject for r in spoke if r.pronoun is None and kinds.get(r.subject) != "person"}
    return groups.pop() if len(groups) == 1 == len(spoke) else None
