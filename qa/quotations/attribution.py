"""Who says it: the speaker and the verb of the reported speech in which an answer stands.

Rules over sentences, quotation marks and a closed list of speech verbs, after the cues of direct and indirect
quotation that Pareti et al. (2013), "Automatically Detecting and Attributing Indirect Quotations", describe;
tuned for precision. Where the rules do not lead to one speaker, there is none.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from qa.language import lexicon
from qa.language.analysis import Analysis, Stretch, analysed
from qa.language.names import Name
from qa.quotations.complements import is_clause
from qa.quotations.phrases import is_occupation, office_before, role_before
from qa.quotations.sources import ACCORDING, source, whole_name
from qa.quotations.subjects import GROUP_PRONOUNS, PRONOUNS, Report, find_reports
from qa.quotations.verbs import ACCUSING

_REACH = 900  # characters read on either side of an answer
_LOOK_BACK = 4  # sentences in which the owner of a "he" or "she" is looked for
_CONTINUING = lexicon.words("add adds added adding continue continues continued")
_WITH_LISTENER = lexicon.words(
    """
    tell tells told telling ask asks asked urge urges urged warn warns warned
    """
)
_WRITING = lexicon.words("write writes wrote writing")
_WITH_NOUN = lexicon.words(
    "claim claims claimed claiming continue continues continued recall recalls recalled"
)
_SAYS_CLAUSE = re.compile(r"\s*(?:that\b|[:,“\"])|.*\bthat\s")
_ACCUSED = re.compile(r"\s(?!(?:of|with|by|in|for|on)\s).*\bof\b")
_SCOPE_END = re.compile(
    r"[;:]|, (?:but|while|although|whereas|as|after|when|before|which|who)\b| after | as "
)
_CLAUSE_ENDS = re.compile(r"[,;:\u2014“\"]")
# Behind "..., Olsen said" comes nothing, or when and where: what follows another word is the speech itself.
_TRAILING = re.compile(
    r"[,.!]|\s*$"
    r"| (?:on|in|at|during|to|late|early|earlier|yesterday|today|last|this)\b(?!.* that )(?!.*[:“])"
)
# Without "that", the speech begins where another subject follows the listener: "told the paper they were".
_LISTENER = re.compile(
    r"\s+(?:(?:the|a|an|his|her|its|their)\s+)?[\w.]+(?:\s[A-Z]\w+)*(?:\s(?:on|in|at|last)\s\w+)?"
    r"\s+(?:(?:he|she|it|they|there|we)|(?:the|a|an|his|her|its|their)(?:\s[\w\-]+){1,3}"
    r"\s(?:had|has|have|was|were|is|are|would|will|could|can))\s"
)
# "A new law, said the minister, will ...": the speech goes on behind its speaker.
_GOES_ON = re.compile(r", (?!who\b|which\b|and\b|but\b|a\b|an\b|the\b|\d)[a-z]")
_ANAPHORIC = re.compile(r"(?:The|the) \w+")


@dataclass(frozen=True, slots=True)
class Attribution:
    """A speaker, verbatim from the article, and the verb that reports the speech."""

    speaker: str
    verb: str


def attribution(text: str, start: int, end: int) -> Attribution | None:
    """Who says what stands at ``text[start:end]``, or None where no one speaker is clear.

    The words that name a speaker are not said by that speaker: an answer inside them has none.
    """
    scene, low = scene_around(text, start, end)
    return scene.speaker_of(start - low, end - low)


def scene_around(text: str, start: int, end: int) -> tuple[Scene, int]:
    """The scene in which ``text[start:end]`` stands, and the offset in ``text`` at which it begins."""
    low = max(0, start - _REACH)
    if low:
        low = text.find("\n", low, start) + 1 or low
    return _scene(text[low : end + _REACH]), low


@functools.lru_cache(64)  # an answer's speaker is looked for as evidence and for its citation
def _scene(text: str) -> Scene:
    return Scene(text)


class Scene:
    """A stretch of text with the speech that is reported in it."""

    def __init__(self, text: str, find: Callable[[Analysis], list[Report]] = find_reports) -> None:
        """``find``: finds the reports, in order."""
        self.text = text
        self.found = analysed(text)
        self.reports = find(self.found)

    def speaker_of(self, start: int, end: int) -> Attribution | None:
        """The attribution of a stretch of this text."""
        quote = next((q for q in self.found.quotes if q[0] <= start and end <= q[1]), None)
        report = self._of_quote(quote) if quote else None
        if report is None:
            report = self._of_clause(start, end)
        if report is None:
            return self._according_to(start, end)
        speaker = self.resolved(report)
        return Attribution(speaker, report.verb) if speaker else None

    def _reported(self, start: int, end: int) -> list[Report]:
        """The reports whose verb begins in a stretch."""
        return [report for report in self.reports if start <= report.verb_span[0] < end]

    def _of_quote(self, quote: Stretch) -> Report | None:
        """The report that a quote belongs to: around it in its sentence, or of the quote it continues."""
        here = self.found.sentence_at(quote[0])
        before = self._reported(here[0], quote[0])
        after = self._reported(quote[1], len(self.text))
        if after and not (before and self._is_ended(quote)):
            nearest = min(at for at in (after[0].verb_span[0], after[0].subject_span[0]) if at >= quote[0])
            if not self.text[quote[1] : nearest].strip(" ,"):
                return after[0]
        return before[-1] if before else self._continued(here)

    def _is_ended(self, quote: Stretch) -> bool:
        """Whether a quote ends with a full stop: who speaks behind that begins another sentence."""
        return self.text[slice(*quote)].rstrip("\"'”’»“").endswith(".")

    def _continued(self, here: Stretch) -> Report | None:
        """'"...," said X. "More of it."': a quote in the sentence after an attributed quote."""
        previous = self.found.sentence_before(here)
        if previous is None:
            return None
        inside = [q for q in self.found.quotes if previous[0] <= q[0] < previous[1]]
        if not inside:
            return None
        tail = self._reported(inside[-1][1], previous[1])
        return tail[0] if tail else self._continued(previous)

    def _of_clause(self, start: int, end: int) -> Report | None:
        """The report in whose indirect speech a stretch stands, within its sentence."""
        here = self.found.sentence_at(start)
        inside = self._reported(*here)
        for report in reversed([r for r in inside if r.verb_span[1] <= start and not r.inverted]):
            return report if self._in_scope(report, start) and not self._is_tag(report) else None
        for report in inside:
            if report.inverted and self._inserted(report, here):
                return report
            low = min(report.subject_span[0], report.verb_span[0])
            high = max(report.subject_span[1], report.verb_span[1])
            if end <= low and self._parted(low) and self._trails(report, self.text[high : here[1]]):
                return report
        return None

    def _inserted(self, report: Report, here: Stretch) -> bool:
        """Whether a report stands inside its speech: "A new law, said the minister, will ..."."""
        return bool(_GOES_ON.match(self.text, report.subject_span[1], here[1]))

    def _parted(self, at: int) -> bool:
        """Whether a comma, a mark or an office between commas parts what is said from its report."""
        office = office_before(self.text, at)
        role = role_before(self.text, at)
        at = min(found for found in (at, office, role) if found is not None)
        return not self.text[:at].rstrip()[-1:].isalnum()

    def _is_tag(self, report: Report) -> bool:
        """Whether a quotation ends right before a report and no more of it is told: '," he said of it'."""
        low, high = report.subject_span
        if "," in self.text[high : report.verb_span[0]]:
            return False  # ", adding"
        here = self.found.sentence_at(report.verb_span[0])[0]
        closed = any(not self.text[end:low].strip(" ,") for _, end in self.found.quotes if here < end <= low)
        return closed

    def _trails(self, report: Report, behind: str) -> bool:
        """Whether what follows a report at the end of its speech is no more than when, where and to whom."""
        return report.verb in _WITH_LISTENER or bool(_TRAILING.match(behind))

    def _in_scope(self, report: Report, start: int) -> bool:
        """Whether what stands at ``start`` is said, rather than who is told or when it was said."""
        between = self.text[report.verb_span[1] : start]
        if _SCOPE_END.search(between):
            return False
        if (
            report.verb in _WITH_LISTENER
            and not re.search(r"\b(?:that|about|of|to)\b|[:,]", between)
            and not _LISTENER.match(self.text, report.verb_span[1], start + 12)
        ):
            return False
        if report.verb in _WRITING and not re.match(r"\s*(?:that\b|[:,])", between):
            return False  # who wrote three novels said nothing about three novels
        if report.verb in _WITH_NOUN and not _SAYS_CLAUSE.match(between) and not self._opens_clause(report):
            return False  # who "claimed the title" said nothing about the title
        if report.verb in ACCUSING and not _ACCUSED.match(between):
            return False  # who "accused of fraud" stands for says nothing
        when = re.fullmatch(r"(?: (?:on|in|at|to|during|by|last|earlier))?(?: the)? *", between)
        return when is None or not between.strip()

    def _opens_clause(self, report: Report) -> bool:
        """Whether a clause begins behind a verb."""
        at, stop = report.verb_span[1] + 1, self.found.sentence_at(report.verb_span[0])[1]
        return at < stop and is_clause(self.text, at, stop)

    def resolved(self, report: Report) -> str | None:
        """The speaker behind a pronoun or "the department"; None where there is not exactly one."""
        if report.pronoun:
            return self._owner(report)
        if report.verb in _CONTINUING and _ANAPHORIC.fullmatch(report.subject):
            return self._last_speaker(report) or report.subject
        return report.subject

    def _last_speaker(self, report: Report) -> str | None:
        """The speaker named last before a report that goes on, one sentence back at the most."""
        previous = self.found.sentence_before(self.found.sentence_at(report.verb_span[0]))
        earlier = self._reported(*previous) if previous else []
        return self.resolved(earlier[-1]) if earlier else None

    def _owner(self, report: Report) -> str | None:
        """Whom "he" or "she" means: one fitting person, looked for sentence by sentence backwards."""
        if report.pronoun in GROUP_PRONOUNS:
            return self._last_speaker(report) if report.verb in _CONTINUING else None
        wanted = PRONOUNS[report.pronoun or ""]
        others = {name.text.split()[-1] for name in self.named_behind(report)}
        here: Stretch | None = self.found.sentence_at(report.verb_span[0])
        for _ in range(_LOOK_BACK):
            if here is None:
                return None
            owner = self._owner_in(here, report.subject_span[0], wanted)
            if owner is not None:
                return owner if owner and owner.split()[-1] not in others else None
            here = self.found.sentence_before(here)
        return None

    def named_behind(self, report: Report) -> list[Name]:
        """The names right behind "he said": who says it is none of them."""
        if report.inverted:
            return []
        start, stop = report.verb_span[1], self.found.sentence_at(report.verb_span[0])[1]
        ended = _CLAUSE_ENDS.search(self.text, start, stop)
        stop = ended.start() if ended else stop
        return [name for name in self.found.names if start <= name.start and name.end <= stop]

    def _owner_in(self, sentence: Stretch, limit: int, wanted: str) -> str | None:
        """The owner in one sentence; "" where several fit and none stands out; None where none is there."""
        stop = min(sentence[1], limit)
        for earlier in reversed(self._reported(sentence[0], stop)):
            if self._may_be(earlier.subject, wanted):
                return earlier.subject
        named = [
            name
            for name in self.found.names
            if sentence[0] <= name.start and name.end <= stop and not self._is_quoted(name)
        ]
        people = {name.text for name in named if self._gender(name.text) == wanted}
        if people:
            return people.pop() if len(people) == 1 else ""
        return self._stranger(sentence, named)

    def _is_quoted(self, name: Name) -> bool:
        return any(start < name.start and name.end < end for start, end in self.found.quotes)

    def _stranger(self, sentence: Stretch, named: Sequence[Name]) -> str | None:
        """The one person of a sentence whose gender no list knows: its subject, or named with an office."""
        people = [name for name in named if name.kind in {"person", "other"} and name.certain]
        if len(people) != 1:
            return None
        before = re.findall(r"[\w\-]+", self.text[sentence[0] : people[0].start])
        return people[0].text if not before or is_occupation(before[-1]) else None

    def _may_be(self, subject: str, wanted: str) -> bool:
        """Whether a named speaker can be the "he" or "she"; of groups only one whose title says so."""
        if any(name.text == subject for name in self.found.names):
            return self._gender(subject) in {None, wanted}
        titles = lexicon.TITLES_MALE if wanted == "male" else lexicon.TITLES_FEMALE
        return not titles.isdisjoint(subject.casefold().split())

    def _gender(self, name: str) -> str | None:
        """The gender of a person, from the fullest form of the name in this text."""
        last = name.split()[-1]
        found = {n.gender for n in self.found.names if n.gender and n.text.split()[-1] == last}
        return found.pop() if len(found) == 1 else None

    def _according_to(self, start: int, end: int) -> Attribution | None:
        here = self.found.sentence_at(start)
        for cue in ACCORDING.finditer(self.text, *here):
            named = source(self.found, cue.end(), here[1])
            if named is not None and (end <= cue.start() or start >= named[1]):
                return Attribution(whole_name(self.text, *named), "according to")
        return None
