"""Questions that stand alone, as a question that leans on the history may have been meant."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from qa.conversation.clauses import is_owned
from qa.conversation.context import continued, in_context, points_out
from qa.conversation.frames import from_frame
from qa.conversation.gate import Anaphor, Lean, Wanted, is_office
from qa.conversation.gate import lean as lean_of
from qa.conversation.history import Turn
from qa.conversation.naming import names, phrase_names
from qa.conversation.nouns import head_of, is_called_a_thing, is_somebody, is_thing
from qa.conversation.pieces import says_what_it_is_of
from qa.conversation.referents import Referent, reads_as_several
from qa.conversation.resolution import REGARDING, Resolution
from qa.language import lexicon
from qa.language.terms import content_words, stem

MAX_CANDIDATES = 5
_WRITTEN_OUT = 0.66  # prior of a short name in its full form: taken where the articles answer it no worse
_TOPIC_LEFT_OUT = (0.85, 0.85, 0.8, 0.7, 0.5, 0.3)  # by the number of content words in the question
_THREAD = 1.2  # what the talk is about beside an answer that was just given
_VAGUE_THREAD = 0.6  # the same, where it has no name: "the museum"
_NOT_CALLED_HE = 0.6  # what is left of somebody who was just answered, in a question without "he" or "she"
_NAMED_BY_ANSWER = 0.95  # prior of "this" as the name that was just answered
_NAMED = 8  # referents whose words a noun phrase is looked for in
_BARE = 0.6  # prior of a phrase that takes no place in any question
_SPOKEN_OF = 3  # referents tried for one pronoun
_BEHIND = 0.6  # what is left of somebody whom nothing but the name speaks for, behind the most present
_SHE_OR_HE = frozenset({"male", "female"})
_PARTIES = lexicon.words("democratic republican democrat labour conservative congressional")
_FIRMS = lexicon.words("airline brand broadcaster carmaker chain firm maker newspaper retailer website")
_WITHIN: dict[str, str] = {"organisation": "at"}  # what "there" becomes: "the president at McDonald's"


def resolutions(
    question: str,
    lean: Lean,
    turns: Sequence[Turn],
    present: Sequence[Referent],
    thread: str | None = None,
) -> list[Resolution]:
    """The readings of a question that leans, most likely first; at most ``MAX_CANDIDATES``, none twice.

    Args:
        question: as it was asked.
        lean: what :func:`qa.conversation.gate.lean` said of it.
        turns: those before it that were answered or not, but not asked back; oldest first.
        present: whom and what they spoke of, most present first.
        thread: what all of the talk is about.
    """
    if lean.strength == "none":
        return []
    found: list[Resolution] = []
    if lean.ellipsis is not None:
        for one in from_frame(lean, turns, present):
            found += _pronouns_named(one, lean, present, turns[-1])
    if not found and lean.ellipsis == "frame":
        if says_what_it_is_of(lean.rest):
            return []  # "What about the earthquake in Peru?" is a question of its own
        if is_thing(lean.rest):
            return _bare(lean, present)
        if is_somebody(lean.rest):
            return _with_topic(f"Who is {lean.rest}?", lean, present, thread)
    if lean.ellipsis is None or (not found and lean.ellipsis != "doer"):
        found += _substituted(question, lean, present, turns[-1], thread)
    if not found and not any(anaphor.wanted in _SHE_OR_HE for anaphor in lean.anaphors):
        found += _with_topic(question, lean, present, thread)
    return _distinct(question, in_context(found, lean, present, turns[-1], thread))


def _pronouns_named(one: Resolution, lean: Lean, present: Sequence[Referent], last: Turn) -> list[Resolution]:
    """For "And her brother?" the question of Petra Lind's brother, where it is not clear who "she" is."""
    if lean.ellipsis != "frame" or not any(anaphor.role == "possessive" for anaphor in lean.anaphors):
        return [one]
    whole = _substituted(one.question, lean_of(one.question), present, last)
    return [replace(one, question=whole[0].question)] if whole else [one]


def _bare(lean: Lean, present: Sequence[Referent]) -> list[Resolution]:
    """For "And the library?" after questions in which no thing stood the library alone, by its name."""
    phrase = lean.rest[0].upper() + lean.rest[1:]
    whole = [Anaphor(phrase, 0, len(phrase), "said", "noun phrase")]
    named = _named_in_full(phrase, whole[0], present)
    things = [one for one in present if not _fit("male", one) and not _fit("female", one)]
    return named or _with_topic(f"{phrase}?", lean, things) or [Resolution(f"{phrase}?", _BARE)]


def _substituted(
    question: str, lean: Lean, present: Sequence[Referent], last: Turn, thread: str | None = None
) -> list[Resolution]:
    """The question with its pronouns replaced, and short names written out."""
    pronouns = [a for a in lean.anaphors if a.role != "noun phrase" and a.wanted != "said"]
    if not pronouns:
        return _without_pronouns(question, lean, present, last, thread)
    fit = {a.wanted: fitting(a.wanted, present, question) for a in pronouns}
    wanted = [w for w in dict.fromkeys(a.wanted for a in pronouns) if fit[w]]
    if not wanted:
        # Nobody who was spoken of can be the "she": saying nothing is better than a name that does not fit.
        people = any(anaphor.wanted in _SHE_OR_HE for anaphor in pronouns)
        return [] if people else _with_topic(question, lean, present, thread)
    # The first pronoun of each class: behind it the name stands in the question, and pronouns may stay.
    first = {anaphor.wanted: anaphor for anaphor in reversed(pronouns)}
    backwards = sorted(first.values(), key=lambda anaphor: -anaphor.start)
    found = []
    lead = wanted[0]
    for choice in fit[lead][:_SPOKEN_OF]:
        chosen = {w: (choice if w == lead else _other_than(choice, fit[w])) for w in wanted}
        text = question
        for anaphor in backwards:
            referent = chosen.get(anaphor.wanted)
            if referent is not None:
                text = put(text, anaphor, referent.text, _WITHIN.get(referent.kind, "in"))
        called = [one.text for wanted, one in chosen.items() if one is not None and wanted in _SHE_OR_HE]
        person = next((name for name in called if phrase_names(name)), "")
        found.append(Resolution(continued(text, lean, last), choice.weight, person=person))
    return found


def _without_pronouns(
    question: str, lean: Lean, present: Sequence[Referent], last: Turn, thread: str | None
) -> list[Resolution]:
    whole = written_out(question, present)
    found = [] if whole == question else [Resolution(whole, _WRITTEN_OUT)]
    for anaphor in lean.anaphors:
        found += _named(question, anaphor, present, last)
    if whole == question and not any(name.certain and not is_office(name) for name in names(question)):
        topical = _with_topic(question, lean, present, thread)
        found += topical if not found else topical[:1]
    return [replace(one, question=continued(one.question, lean, last)) for one in found]


def put(question: str, anaphor: Anaphor, name: str, within: str = "in") -> str:
    """A question with a name in the place of a pronoun."""
    if anaphor.role == "possessive":
        name += "'" if name.endswith("s") and " and " not in name else "'s"
    elif anaphor.wanted == "place" and not re.search(
        r"\b(?:in|at|from|to|near)\s$", question[: anaphor.start]
    ):
        name = f"{within} {name}"
    return question[: anaphor.start] + name + question[anaphor.end :]


def fitting(wanted: Wanted, present: Sequence[Referent], question: str) -> list[Referent]:
    """The referents that a pronoun may mean, weighted by how well they fit; most likely first.

    What a citation alone names is meant only where nothing that was said fits; a thing of it never is.
    """
    asked = frozenset(question.casefold().replace("?", " ").split())
    weighted = [
        replace(referent, weight=referent.weight * _fit(wanted, referent))
        for referent in present
        if not referent.words <= asked
    ]
    found = sorted((r for r in weighted if r.weight > 0.05), key=lambda referent: -referent.weight)
    spoken_of = [referent for referent in found if referent.said or referent.topic]
    if wanted in _SHE_OR_HE and all(referent.stale for referent in spoken_of):
        spoken_of = []  # after "What about Hungary?" whom its article names comes first
    if wanted in _SHE_OR_HE and spoken_of:
        lead, *others = spoken_of
        behind = [one if _rivals(one, lead) else replace(one, weight=one.weight * _BEHIND) for one in others]
        spoken_of = [lead, *sorted(behind, key=lambda referent: -referent.weight)]
    if wanted == "place":
        return found
    return spoken_of or (found if wanted in _SHE_OR_HE else [])


def _rivals(one: Referent, lead: Referent) -> bool:
    """Whether more than its name speaks for somebody beside the one who is most present.

    It is known to be a he or a she, and was asked about, if the other was.
    """
    return one.gender is not None and (one.asked or not lead.asked)


def _fit(wanted: Wanted, referent: Referent) -> float:
    """How well a referent fits a pronoun class: 1 surely, 0 never."""
    is_name = bool(phrase_names(referent.text))
    if wanted in _SHE_OR_HE:
        if " and " in referent.text or not referent.somebody or _is_owned(referent):
            return 0.0
        if is_called_a_thing(referent.text) or referent.words <= lexicon.DEMONYMS | _PARTIES:
            return 0.0
        if referent.gender is not None:
            return 1.0 if referent.gender == wanted else 0.0
        if referent.kind == "person" and is_somebody(referent.text):
            return 0.9
        if referent.kind in {"place", "organisation"} or not is_name or referent.words & lexicon.DEMONYMS:
            return 0.0
        if referent.plural:
            # "They" may have been said of one person; what reads as several by itself is none.
            return 0.0 if reads_as_several(referent.text) else 0.5
        if referent.kind == "other":
            return 0.9 if referent.topic else 0.8 if " " in referent.text else 0.6
        return 0.9
    if wanted == "place":
        other = 0.3 if referent.where else 0.0
        return {"place": 1.0, "organisation": 0.4, "other": other, "person": 0.0}[referent.kind]
    if wanted == "plural":
        if referent.plural:
            return 1.0
        if referent.topic and referent.kind == "other":
            return 0.9
        kind = "person" if _is_he(referent) else referent.kind
        return {"organisation": 0.85, "place": 0.5, "other": 0.7, "person": 0.2}[kind]
    if _is_he(referent) or referent.plural or referent.words <= lexicon.DEMONYMS:
        return 0.0
    if referent.where and referent.kind == "place" and not referent.asked:
        return 0.5  # "How strong was it?" is not asked of where the storm came ashore
    return 0.9 if is_name else 1.0


def _is_he(referent: Referent) -> bool:
    """Whether it is somebody."""
    return referent.kind == "person" or referent.gender is not None


def _is_owned(referent: Referent) -> bool:
    """Whether it is a thing of somebody's: "Blue Origin's new rocket"."""
    return referent.kind != "person" and is_owned(referent.text)


def _other_than(choice: Referent, fitting: Sequence[Referent]) -> Referent | None:
    return next((referent for referent in fitting if referent.words != choice.words), None)


def written_out(question: str, present: Sequence[Referent]) -> str:
    """Short names in their full form: "Stubb" after "Alexander Stubb" was spoken of."""
    found = names(question)
    short = [(name.start, name.end) for name in found]
    if not found:  # written without capitals: "when was stubb born?"
        short = [match.span() for match in re.finditer(r"[^\W\d_]{3,}", question)]
    for start, end in short:
        word = question[start:end].casefold()
        if _is_common(word):
            continue
        longer = [
            r.text for r in present if {word} < r.words and r.kind in {"person", "other"} and not _is_owned(r)
        ]
        full = [one for one in longer if not re.search(",| and ", one) and (found or _names_word(one, word))]
        if len(full) == 1:
            return question[:start] + full[0] + question[end:]
    return question


def _is_common(word: str) -> bool:
    """Whether a word of a name is more often none: "Which other airlines"."""
    return not {word, word.removesuffix("s")}.isdisjoint(lexicon.ORGANISATION_WORDS | _FIRMS)


def _names_word(text: str, word: str) -> bool:
    """Whether a word is one of a name's own: the "day" of "Lady Day", not the "treaty" of "the treaty"."""
    return any(part.casefold() == word and part[0].isupper() for part in text.split())


def _named(question: str, anaphor: Anaphor, present: Sequence[Referent], last: Turn) -> list[Resolution]:
    """A noun phrase as the name that holds it ("the treaty"), or the last answer ("this album", "that")."""
    found = _named_in_full(question, anaphor, present)
    found += _of_its_kind(question, anaphor, present)
    answer = (last.said or "").strip(" .,;:")
    if points_out(anaphor) and 0 < len(answer.split()) <= 8:
        text = question[: anaphor.start] + answer + question[anaphor.end :]
        is_name = [name.text for name in phrase_names(answer)] == [answer]
        found.append(Resolution(text, _NAMED_BY_ANSWER if is_name else 0.7))
    return found


def _of_its_kind(question: str, anaphor: Anaphor, present: Sequence[Referent]) -> list[Resolution]:
    """For "Who owns the company?" what was spoken of that may be a company."""
    noun = head_of(anaphor.text)
    if (
        len(anaphor.text.split()) != 2
        or noun not in lexicon.ORGANISATION_WORDS | _FIRMS | lexicon.PLACE_WORDS
    ):
        return []
    kinds = {"place", "other"} if noun in lexicon.PLACE_WORDS else {"organisation", "other"}
    fit = [
        one
        for one in present
        if (one.said or one.topic)
        and one.kind in kinds
        and one.gender is None
        and phrase_names(one.text)
        and not _is_owned(one)
        and not one.words <= lexicon.DEMONYMS
    ]
    return [
        Resolution(question[: anaphor.start] + one.text + question[anaphor.end :], min(1.0, one.weight + 0.2))
        for one in fit[:2]
    ]


def _named_in_full(question: str, anaphor: Anaphor, present: Sequence[Referent]) -> list[Resolution]:
    for word in re.finditer(r"[^\W\d_]+", anaphor.text):
        if word.group().casefold() in lexicon.STOPWORDS:
            continue
        for referent in present[:_NAMED]:
            if stem(word.group().casefold()) in map(stem, referent.words):
                end = anaphor.start + word.end()
                text = f"{question[: anaphor.start]}{referent.text}{question[end:]}"
                return [Resolution(text, min(1.0, referent.weight + 0.2))]
    return []


def _with_topic(
    question: str, lean: Lean, present: Sequence[Referent], thread: str | None = None
) -> list[Resolution]:
    """The question with what was spoken of behind it, for a question that names nothing."""
    asked = content_words(question)
    thing = any(a.wanted in {"said", "thing"} and a.role == "plain" for a in lean.anaphors)
    present = [one for one in present if not thing or one.topic or one.kind != "person"]  # nobody is a "that"
    # The more a question says itself, the less likely it leaves its topic to the history.
    share = _TOPIC_LEFT_OUT[min(len(asked), len(_TOPIC_LEFT_OUT) - 1)]
    topics = [
        (one.text, one.weight * (_NOT_CALLED_HE if _is_he(one) and not (one.asked or one.topic) else 1.0))
        for one in present
        if (one.said or one.topic) and not content_words(one.text) <= asked
    ][:_SPOKEN_OF]
    if thread is not None and not content_words(thread) <= asked:
        same = (text for text, _ in topics if content_words(text) == content_words(thread))
        topics.append((next(same, thread), _VAGUE_THREAD if thread.startswith("the ") else _THREAD))
    return [
        Resolution(f"{question.rstrip(' ?.!')}{REGARDING}{text}?", share * weight) for text, weight in topics
    ]


def _distinct(question: str, found: Sequence[Resolution]) -> list[Resolution]:
    best: dict[str, Resolution] = {}
    for one in sorted(found, key=lambda resolution: -resolution.prior):
        key = " ".join(one.question.casefold().split())
        if key != question.casefold():
            best.setdefault(key, one)
    return list(best.values())[:MAX_CANDIDATES]
