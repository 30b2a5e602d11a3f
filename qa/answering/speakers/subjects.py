"""Reported speech: each speech verb outside quotation marks with the subject that speaks."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace

from qa.answering.speakers.clauses import Stretch, Token, is_speech_verb
from qa.language import lexicon
from qa.language.names import Name

PRONOUNS = {"he": "male", "she": "female"}
GROUP_PRONOUNS = lexicon.words("it they")
_SKIPPED = lexicon.words(
    """
    also later has had have then again further once previously already both recently
    """
)
_ADJECTIVES = lexicon.words(
    """
    new former top senior deputy foreign prime interim acting vice then ex local state federal national
    outgoing defence defense interior finance health education military security trade opposition press
    government us uk un
    """
)
_DETERMINERS = lexicon.DETERMINERS | lexicon.words("his her its their")
_PLURAL_HEADS = lexicon.words(
    """
    officials sources experts analysts scientists researchers residents critics doctors spokesmen
    lawyers spokespeople witnesses ministers prosecutors authorities investigators campaigners
    """
)
_BODIES = lexicon.words(
    """
    firm airline charity hospital newspaper paper magazine website broadcaster regulator manufacturer
    carrier retailer developer operator supplier watchdog embassy campaign zoo railway utility brewery media
    """
)
_PEOPLE = lexicon.words(
    """
    suspect defendant victim survivor neighbour neighbor passenger driver customer man woman boy girl couple
    family villager rescuer investigator prosecutor spokespeople campaigner whistleblower widow widower friend
    colleague relative
    """
)
PAPERS = lexicon.words("report study survey statement analysis letter document inquiry")
HEADS = lexicon.TITLES | lexicon.ORGANISATION_WORDS | _PLURAL_HEADS | _BODIES | _PEOPLE | PAPERS
HEADS |= {f"{head}s" for head in lexicon.TITLES | _PEOPLE}
_OCCUPATION = re.compile(r".{3,}(?:ist|ian|or|er|man|woman|ologue|ant)$")
_BOUNDARY = lexicon.words(
    """
    and but as while when after before because where although though that since if however yesterday
    today
    """
)
_RELATIVE = lexicon.words("who which published released issued")
_ASIDES = lexicon.words("however meanwhile though too nevertheless therefore instead moreover also")
_BE = lexicon.words("is are was were be been being am")
_BLOCKERS = lexicon.words(
    """
    not never to refused declined nobody nothing if whether neither nor cannot
    """
)
_CONTINUING = lexicon.words("adding saying noting stressing insisting warning claiming explaining stating")
_PARTICIPLES = frozenset(verb for verb in lexicon.SPEECH_VERBS if verb.endswith("ing"))
_NOUNS_TOO = lexicon.words(
    """
    claims reports states notes remarks urges promises vows jokes promise report
    """
)


@dataclass(frozen=True, slots=True)
class Report:
    """One speech verb and who speaks. ``subject`` is verbatim; a pronoun is not yet resolved."""

    subject: str
    pronoun: bool
    head: str  # the last word of the subject, folded: "ministry" of "Russia's foreign ministry"
    subject_span: Stretch
    verb: str
    verb_span: Stretch
    inverted: bool  # "said Peskov": the subject stands behind the verb


def find_reports(
    text: str, words: Sequence[Token], named: Sequence[Name], quotes: Sequence[Stretch]
) -> list[Report]:
    """The reports of a text in order. A verb without a clear subject is left out."""
    outer = [word for word in words if not any(q[0] < word.start < q[1] - 1 for q in quotes)]
    found: list[Report] = []
    for i, word in enumerate(outer):
        if not is_speech_verb(word) or _blocked(outer, i):
            continue
        report = _before(text, outer, i, named) or _behind(text, outer, i, named)
        if report is None and word.text in _PARTICIPLES:
            report = _of_main_clause(text, outer, i, named) or _going_on(found, text, outer, i)
        if report is not None:
            found.append(report)
    return found


def _blocked(words: Sequence[Token], at: int) -> bool:
    """Passive, negated, infinitive or hypothetical speech names no speaker."""
    if _asks_not(words, words[at]):
        return True
    before: list[str] = []
    for word in reversed(words[max(0, at - 4) : at]):
        if not word.is_word:
            break  # "... were recalled, said Ito": the passive ends with the comma
        before.insert(0, word.folded)
    if any(word in _BLOCKERS or word.endswith(("n't", "n’t")) for word in before[-3:]):
        return True
    if words[at].text not in _PARTICIPLES and any(word in _BE for word in before[-2:]):
        return True
    if before[-1:] and before[-1] in lexicon.DETERMINERS | {"his", "her", "their", "its", "of"}:
        return True
    return (
        words[at].text in _NOUNS_TOO
        and at + 1 < len(words)
        and words[at + 1].text in {"of", ",", ".", "from"}
    )


def _before(text: str, words: Sequence[Token], verb: int, named: Sequence[Name]) -> Report | None:
    """The subject in front of its verb: "Peskov, a spokesman, also told"."""
    head = verb - 1
    while head >= 0 and (words[head].folded in _SKIPPED or words[head].text.endswith("ly")):
        head -= 1
    if head >= 0 and words[head].text == ",":
        head = _before_apposition(words, head, named)
    elif head >= 1 and words[head].text == "who":
        head -= 2 if words[head - 1].text == "," else 1
        return _report(text, words, head, verb, named, relative=True) if words[head].is_word else None
    if head < 0 or not words[head].is_word:
        return None
    return _report(text, words, head, verb, named)


def _before_apposition(words: Sequence[Token], comma: int, named: Sequence[Name]) -> int:
    """The word in front of ", NATO's top commander," or ", 46,": -1 where there is no such insertion."""
    for i in range(comma - 1, max(-1, comma - 16), -1):
        if words[i].text in {".", ";", ":", "!", "?", "”", '"'}:
            return -1
        if words[i].text == "," and i > 0:
            inserted = words[i + 1 : comma]
            if len(inserted) == 1 and inserted[0].folded in _ASIDES:
                return i - 1  # "The senator, however, said"
            if _is_name(named, inserted):
                return comma - 1  # "The minister, Helena Costa, denied"
            ends_name = _name_ending(named, words[i - 1]) is not None
            aged = len(inserted) == 1 and inserted[0].text.isdigit() and words[i - 1].text.islower()
            relative = words[i - 1].folded in HEADS and inserted[:1] and inserted[0].text in _RELATIVE
            speaks = any(is_speech_verb(word) and not _asks_not(words, word) for word in inserted)
            return i - 1 if (ends_name or relative or aged) and not speaks else -1
    return -1


def _asks_not(words: Sequence[Token], verb: Token) -> bool:
    """Whether it is the "asked" of "who asked not to be named", which is no speech."""
    behind = words[_index_at(words, verb.end) :][:2]
    return verb.text in {"ask", "asks", "asked"} and [word.text for word in behind] == ["not", "to"]


def _report(
    text: str, words: Sequence[Token], head: int, verb: int, named: Sequence[Name], *, relative: bool = False
) -> Report | None:
    """The report of a subject that ends at ``head``; that of a relative clause may be an object elsewhere."""
    word = words[head]
    name = _name_ending(named, word)
    if word.folded in PRONOUNS or word.folded in GROUP_PRONOUNS:
        first, shown = head, (word.start, word.end)
    elif name is not None:
        first = _noun_phrase_start(words, _index_at(words, name.start))
        shown = (name.start, name.end)
        if first > 0 and words[first - 1].folded in {"of", "for", "from", "at", "in"}:
            first, shown = _with_preposition(words, first, name, named)
        elif first > 1 and words[first - 1].folded == "and":
            first, shown = _with_partner(words, first, name, named)
    elif (spoken_for := _speaks_for(words, head)) >= 0:
        first = _noun_phrase_start(words, spoken_for)
        shown = (words[first].start, word.end)
    elif (word.folded in HEADS or _is_someone(words, head)) and not word.text.endswith(("'s", "’s")):
        first = _noun_phrase_start(words, head)
        shown = (words[first].start, word.end)
    else:
        return None
    if first < 0 or not (relative or _starts_clause(text, words, first)):
        return None
    subject = text[shown[0] : shown[1]]
    pronoun = word.folded in PRONOUNS or word.folded in GROUP_PRONOUNS
    span = (words[first].start, word.end)
    verb_word = words[verb]
    return Report(
        subject, pronoun, word.folded, span, verb_word.text, (verb_word.start, verb_word.end), inverted=False
    )


def _speaks_for(words: Sequence[Token], head: int) -> int:
    """Of "a spokeswoman for the airline" the place of "spokeswoman"; -1 where nobody speaks for a group."""
    first = head
    while first > 0 and head - first < 3 and words[first].is_word and not words[first].capital:
        first -= 1
        if (
            words[first].folded in lexicon.DETERMINERS
            and first > 1
            and words[first - 1].folded in {"for", "at", "from"}
        ):
            return first - 2 if words[first - 2].folded in lexicon.TITLES | _PLURAL_HEADS else -1
    return -1


def _with_preposition(
    words: Sequence[Token], first: int, name: Name, named: Sequence[Name]
) -> tuple[int, Stretch]:
    """Of "a spokesman for Putin" the spokesman speaks; "the war in Ukraine" does not speak: (-1, ...).

    Of "Professor Diallo of the University of Dakar" Diallo does.
    """
    head = first - 2
    member = _name_ending(named, words[head]) if head >= 0 else None
    if member is not None and member.kind in {"person", "other"} and name.kind in {"organisation", "place"}:
        return _noun_phrase_start(words, _index_at(words, member.start)), (member.start, member.end)
    if head < 0 or words[head].folded not in HEADS:
        return -1, (0, 0)
    start = _noun_phrase_start(words, head)
    return start, (words[start].start, name.end)


def _with_partner(
    words: Sequence[Token], first: int, name: Name, named: Sequence[Name]
) -> tuple[int, Stretch]:
    """Two names joined, "Lund and Berg", speak together."""
    partner = _name_ending(named, words[first - 2])
    if partner is None:
        return first, (name.start, name.end)
    start = _noun_phrase_start(words, _index_at(words, partner.start))
    return start, (partner.start, name.end)


def _noun_phrase_start(words: Sequence[Token], head: int) -> int:
    """The first word of the titles, adjectives, possessives and determiner that stand in front of a head."""
    first = head
    while first > 0:
        word = words[first - 1]
        joins_office = word.text == "of" and first > 1 and words[first - 2].folded in lexicon.TITLES
        if not word.is_word or not (
            (word.capital and word.folded not in lexicon.STOPWORDS)
            or word.folded
            in lexicon.TITLES | lexicon.ORGANISATION_WORDS | _PEOPLE | _ADJECTIVES | _DETERMINERS
            or word.text.endswith(("'s", "’s"))
            or joins_office
            or (words[first].capital and is_occupation(word.text))
        ):
            break
        if word.folded in {"that", "this", "these", "those"}:
            break
        first -= 1
        if words[first].folded in _DETERMINERS:
            return first
    return _with_modifiers(words, first, head)


def _with_modifiers(words: Sequence[Token], first: int, head: int) -> int:
    """The determiner before nouns that modify a singular head: "the forest service", "a late night guard"."""
    if words[head].capital or words[head].folded.endswith("s"):
        return first
    for at in range(first - 1, max(-1, first - 4), -1):
        word = words[at]
        if word.folded in _DETERMINERS - {"that", "this", "these", "those"}:
            return at
        plain = word.is_word and word.text.islower() and word.folded not in lexicon.STOPWORDS
        if not plain or is_speech_verb(word) or word.folded.endswith(("ed", "s")):
            return first
    return first


def _is_someone(words: Sequence[Token], head: int) -> bool:
    """Whether a noun behind a determiner is by its form one who does something: "a fireman"."""
    return head > 0 and words[head - 1].folded in _DETERMINERS and is_occupation(words[head].text)


def is_occupation(word: str) -> bool:
    """Whether a word in front of a name can be what its bearer does: "glaciologist Tove Lindqvist"."""
    known = lexicon.STOPWORDS | _BOUNDARY | lexicon.SPEECH_VERBS
    return word.islower() and word not in known and bool(_OCCUPATION.match(word))


def _starts_clause(text: str, words: Sequence[Token], first: int) -> bool:
    """Whether a noun phrase can be a subject: nothing in front of it could have it as an object."""
    if first == 0:
        return True
    before = words[first - 1]
    if "\n" in text[before.end : words[first].start]:
        return True  # a new paragraph, even behind a caption without a full stop
    if before.folded == "and":  # "Stubb and Makarov said": two speakers are not one
        return first >= 2 and not words[first - 2].capital
    return not before.is_word or before.folded in _BOUNDARY or before.text.endswith("ly")


def _behind(text: str, words: Sequence[Token], verb: int, named: Sequence[Name]) -> Report | None:
    """The subject behind its verb, after a quote or a comma: '," said U.S. General Philip Breedlove'."""
    if verb == 0 or words[verb - 1].text not in {",", "”", "’", '"', "'", "»", "“"}:
        return None
    last = verb
    limit = min(len(words), verb + 22)
    while last + 1 < limit and words[last + 1].is_word:
        last += 1
    if last == verb:
        return None
    region = (words[verb + 1].start, words[last].end)
    inside = [name for name in named if region[0] <= name.start and name.end <= region[1]]
    verb_word = words[verb]
    span = (verb_word.start, verb_word.end)
    follower = words[verb + 1]
    if follower.folded in PRONOUNS:
        shown = (follower.start, follower.end)
        return Report(follower.text, True, follower.folded, shown, verb_word.text, span, inverted=True)
    if inside:
        chosen = next((n for n in inside if n.kind == "person" and len(n.words) > 1), inside[0])
        before = [word for word in words[verb + 1 : last + 1] if word.start < chosen.start]
        if any(_not_office(word) for word in before):
            return None
        shown = (chosen.start, chosen.end)
        head = chosen.words[-1]
        return Report(chosen.text, False, head, (region[0], chosen.end), verb_word.text, span, inverted=True)
    apposed = _apposed_name(words, last, named)
    if apposed is not None and follower.folded in lexicon.DETERMINERS and last - verb <= 6:
        shown = (apposed.start, apposed.end)
        subject = (region[0], apposed.end)
        return Report(apposed.text, False, apposed.words[-1], subject, verb_word.text, span, inverted=True)
    for i in range(verb + 1, min(verb + 6, last + 1)):
        if words[i].folded in HEADS:
            shown = (words[verb + 1].start, words[i].end)
            return Report(
                text[shown[0] : shown[1]], False, words[i].folded, shown, verb_word.text, span, inverted=True
            )
    return None


def _apposed_name(words: Sequence[Token], last: int, named: Sequence[Name]) -> Name | None:
    """Of "says the harbour master, Ewa Nowicka," the person between the commas."""
    if last + 2 >= len(words) or words[last + 1].text != ",":
        return None
    name = next((name for name in named if name.start == words[last + 2].start), None)
    if name is None or name.kind not in {"person", "other"} or len(name.words) < 2:
        return None
    behind = next((word for word in words[last + 2 :] if word.start >= name.end), None)
    return name if behind is None or not behind.is_word else None


def _going_on(found: Sequence[Report], text: str, words: Sequence[Token], verb: int) -> Report | None:
    """Of 'the chancellor declared in an interview, adding that' the chancellor: who spoke there."""
    if not found or words[verb - 1].text != "," or words[verb].folded not in _CONTINUING:
        return None
    earlier = found[-1]
    between = text[earlier.verb_span[1] : words[verb].start]
    if re.search(r"[.!?;\n]", re.sub(r"[“‘\"][^”’\"]*[”’\"]", "", between)):
        return None
    word = words[verb]
    return replace(earlier, verb=word.text, verb_span=(word.start, word.end), inverted=False)


def _not_office(word: Token) -> bool:
    """Whether a word cannot stand in the office before a name, as in "said the man who met Putin"."""
    allowed = lexicon.TITLES | lexicon.ORGANISATION_WORDS | _ADJECTIVES | lexicon.DETERMINERS | {"of"}
    return not (word.capital or word.folded in allowed)


def _of_main_clause(text: str, words: Sequence[Token], verb: int, named: Sequence[Name]) -> Report | None:
    """Of "Russia cut the gas, saying that" the name that opens the sentence speaks, if one does."""
    if verb == 0 or words[verb - 1].text != ",":
        return None
    first = verb - 1
    while first > 0 and words[first - 1].text not in {".", "!", "?", "”", '"'}:
        first -= 1
    opening = next((name for name in named if name.start >= words[first].start), None)
    if opening is None or opening.start >= words[verb].start:
        return None
    head = _index_at(words, opening.start)
    behind = next((word for word in words[head:] if word.start >= opening.end), None)
    plain = behind is not None and behind.is_word and behind.folded not in lexicon.CONJUNCTIONS | {"of"}
    if _noun_phrase_start(words, head) != first or not plain:
        return None
    word = words[verb]
    span = (words[first].start, opening.end)
    return Report(
        opening.text, False, opening.words[-1], span, word.text, (word.start, word.end), inverted=False
    )


def _name_ending(named: Sequence[Name], word: Token) -> Name | None:
    """The name whose last word this is; a possessive is no speaker."""
    if word.text.endswith(("'s", "’s", "'", "’")):
        return None
    return next((name for name in named if name.start <= word.start and name.end == word.end), None)


def _is_name(named: Sequence[Name], words: Sequence[Token]) -> bool:
    return bool(words) and any(n.start == words[0].start and n.end == words[-1].end for n in named)


def _index_at(words: Sequence[Token], start: int) -> int:
    return min(bisect_left(words, start, key=lambda word: word.start), len(words) - 1)
