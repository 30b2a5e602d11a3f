"""What was said before: the turns of a conversation, and whom or what they spoke of.

A conversation keeps copies of the few words that later questions may lean on, never a place in an article: an
article that is removed or changed between two turns changes nothing here.
"""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from qa.conversation.clauses import clause_of, definite_phrases, is_told, says_of
from qa.conversation.nouns import gender_of, is_somebody, noun_end
from qa.errors import InputError
from qa.language import lexicon
from qa.language.names import Gender, Kind, Name, kind_of, names, phrase_names
from qa.language.question_dates import date_mentions
from qa.language.quotes import quoted
from qa.types import Answer, AnswerKind
from qa.validation import in_words

KEPT = 20  # turns a conversation remembers, for resolving and for undoing; older ones are forgotten
CITED = 2  # citations kept of a turn
_FORMAT: Literal["qa conversation"] = "qa conversation"
_VERSION = 1

# How present a referent is by where it was named; the last turn counts fully, each older one FADE times that.
FADE = 0.6
SUBJECT, OBJECT, OWNER = 0.95, 0.65, 0.7  # in the question: first name, further ones, possessors
COUPLE = 0.8  # the one asked about and the one answered, together
THING = 0.6  # the answer is a thing: "legal guarantees"
NOUN, NOUN_ASKED_OF = 0.5, 0.65  # in the question: "the poll"; and it is asked of the poll
ANSWER, IN_ANSWER = 1.0, 0.55  # the answer is the name; the name is somewhere in it
IN_TITLED = 0.65  # in the answer, in quotation marks: "You Really Got Me"
IN_SENTENCE, TOPIC, IN_TITLE = 0.35, 0.8, 0.35  # in the cited sentence; a title that is a name; a headline
_TOPIC_WORDS = 4
AGAIN = 0.08  # for every further place that names it
ANY_DAY = datetime.date(2000, 1, 1)  # dates are only found here, not computed
_TELLS_WHEN_OR_HOW_MANY = re.compile(
    rf"(?:(?:on|in|by|last|next|this|early|late|some|about) )*(?:{lexicon.either(lexicon.WEEKDAYS)}"
    rf"|{lexicon.either(lexicon.MONTHS)}|{lexicon.either(lexicon.NUMBERS)})(?: \w+)?",
    re.IGNORECASE,
)
_WHO = re.compile(r"(?:by |from |to |with )?(?:who|whom|whose)\b", re.IGNORECASE)
_WHERE = re.compile(r"(?:from |in |to )?where\b", re.IGNORECASE)
_WHO_IS = re.compile(r"who (?:is|was|are|were) (?P<who>the .+?)[\s?!.]*$", re.IGNORECASE)
_AFTER_THE = re.compile(r"\b[Tt]he\s$")
_KIN = re.compile(r"['’]s?\s+([a-z]+)\b")
_MAX_FILLED = 6  # words of an answer that is put into a question
_MAX_SENTENCE = 600  # characters kept of a cited sentence


@dataclass(frozen=True, slots=True)
class Cited:
    """Of a citation, what later questions may lean on."""

    title: str
    sentence: str
    published: str | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """One question and its answer."""

    question: str  # as it was asked
    resolved_question: str  # as it was searched
    kind: AnswerKind
    text: str | None
    cited: tuple[Cited, ...] = ()
    readings: tuple[str, ...] = ()  # offered because the question stayed unclear; nothing was answered then

    @classmethod
    def of(cls, answer: Answer) -> Turn:
        """What is kept of an answer."""
        cited = tuple(
            Cited(citation.title, citation.sentence[:_MAX_SENTENCE], citation.published)
            for citation in answer.citations[:CITED]
        )
        text = answer.text[:_MAX_SENTENCE] if answer.text is not None else None
        return cls(answer.question, answer.resolved_question, answer.kind, text, cited, answer.readings)

    @property
    def said(self) -> str | None:
        """The answer, where it is one in words of an article and no evidence for a yes or no."""
        return self.text if self.kind == "span" else None


@dataclass(slots=True)
class Referent:
    """Someone or something that was spoken of."""

    text: str
    kind: Kind
    gender: Gender | None
    plural: bool
    weight: float  # how present it is, about 0 to 1; higher is more likely meant
    words: frozenset[str] = field(default_factory=frozenset)  # folded
    topic: bool = False  # an article that was cited is about it


def referents(turns: Sequence[Turn]) -> list[Referent]:
    """Whom and what the turns spoke of, most present first.

    A shorter form of a name ("Stubb") and its longer one ("Alexander Stubb") are one referent.
    """
    found: list[Referent] = []
    for age, turn in enumerate(reversed(turns)):
        topics = [topic for cited in turn.cited if (topic := _topic(cited.title)) is not None]
        for text, weight in _mentions(turn):
            whole = next((topic for topic in topics if _part_of(text, topic)), text)
            _remember(found, whole, weight * FADE**age)
        _mark(found, turn, topics)
    _learn(found, turns)
    return sorted(found, key=lambda referent: -referent.weight)


def known_words(present: Sequence[Referent]) -> frozenset[str]:
    """The folded words of all names that were spoken of."""
    return frozenset(word for referent in present if _has_capital(referent.text) for word in referent.words)


def short_forms(present: Sequence[Referent]) -> frozenset[str]:
    """The folded words of people's longer names, each of which may stand for its name."""
    longer = (
        referent.words
        for referent in present
        if referent.kind in {"person", "other"} and len(referent.words) > 1 and _has_capital(referent.text)
    )
    return frozenset(word for words in longer for word in words) - lexicon.STOPWORDS


def short_answer(turn: Turn) -> str | None:
    """The answer where it fits into a question: without what hangs on it, and not longer than some words."""
    head = re.split(r",\s| that | which | who ", turn.said or "")[0].strip(" ‘’“”\"'")
    head = head.rstrip(".,;:")
    return head if 0 < len(head.split()) <= _MAX_FILLED else None


def dump(turns: Iterable[Turn]) -> str:
    """The turns as JSON, with the version of its format."""
    saved = {"format": _FORMAT, "version": _VERSION, "turns": [asdict(turn) for turn in turns]}
    return json.dumps(saved, ensure_ascii=False)


def load(text: str) -> list[Turn]:
    """The turns of a saved conversation.

    Raises:
        InputError: it is no saved conversation, or one of another version.
    """
    try:
        header = json.loads(text)
    except ValueError as error:
        raise InputError("this is no saved conversation: it is not JSON") from error
    if not isinstance(header, dict) or header.get("format") != _FORMAT:
        raise InputError(f'this is no saved conversation: it does not say "format": "{_FORMAT}"')
    if header.get("version") != _VERSION:
        raise InputError(
            f"the conversation was saved in version {header.get('version')!r} of its format and this program"
            f" reads version {_VERSION}: begin a new one"
        )
    try:
        return _Saved.model_validate(header).turns[-KEPT:]
    except ValidationError as error:
        what = in_words(error, "the turns")
        raise InputError(f"the saved conversation is damaged at {what}; begin a new one") from error


class _Saved(BaseModel):
    model_config = ConfigDict(extra="forbid")

    format: str
    version: int
    turns: Annotated[list[Turn], Field(max_length=100_000)]


def _mentions(turn: Turn) -> Iterable[tuple[str, float]]:
    question = turn.resolved_question
    # "Who said that Putin ...?" is about the one who is the answer, not about Putin.
    first = turn.said is None or not _WHO.match(question)
    for name in names(question):
        if name.certain:
            owner = question[name.end : name.end + 2] in {"'s", "’s"}
            yield (
                _with_noun(question, name) or _with_article(question, name),
                OWNER if owner else SUBJECT if first else OBJECT,
            )
            kin = _KIN.match(question, name.end)
            if kin is not None and is_somebody(kin[1]):
                yield question[name.start : kin.end()], SUBJECT
        first = False
    office = _WHO_IS.match(question) if turn.said is None else None
    if office is not None and is_somebody(office["who"]):
        yield office["who"], SUBJECT  # nobody was named: "he" is "the captain of Varden"
    clause = clause_of(question.rstrip(" ?.!"))
    for start, end in definite_phrases(question):
        asked_of = first and clause is not None and clause.rest and start == len(clause.asked)
        yield question[start:end], NOUN_ASKED_OF if asked_of else NOUN
    if turn.said is not None:
        yield from _answered(turn, turn.said)
    for cited in turn.cited:
        topic = _topic(cited.title)
        if topic is not None:
            yield topic, TOPIC
        else:
            for name in names(cited.title):
                if name.certain:
                    yield name.text, IN_TITLE
        for name in names(cited.sentence):
            if name.certain:
                yield _with_article(cited.sentence, name), IN_SENTENCE


def _answered(turn: Turn, text: str) -> Iterable[tuple[str, float]]:
    """What an answer speaks of. A short one is no sentence: its first capital means something."""
    if _TELLS_WHEN_OR_HOW_MANY.fullmatch(text.strip(" .,")):
        return  # "Friday" and "Eleven" are nothing that is spoken of
    titles = list(quoted_titles(text))
    for start, end in titles:
        yield text[start:end], IN_TITLED
    for name in phrase_names(text) if len(text.split()) <= _TOPIC_WORDS else names(text):
        if name.certain and not any(start <= name.start < end for start, end in titles):
            yield _with_article(text, name), ANSWER if len(name.text) >= len(text) - 4 else IN_ANSWER
    head = short_answer(turn)
    if head is None:
        return
    couple = _couple(turn, head)
    if couple is not None:
        yield couple, COUPLE
    if (kin := _kin_of(turn, head)) is not None:
        yield kin, ANSWER
    in_head = phrase_names(head)
    if len(in_head) != 1 and _is_thing(head):
        yield head, IN_ANSWER if in_head else THING  # "Sweden and Finland", "legal guarantees"


def _kin_of(turn: Turn, answer: str) -> str | None:
    """Whom "his grandmother" means, as an answer about Tarvo Kallas: "Tarvo Kallas's grandmother"."""
    owned = re.fullmatch(r"(?:his|her|their)\s+(?P<kin>[a-z\- ]+)", answer, re.IGNORECASE)
    if owned is None or not is_somebody(owned["kin"]):
        return None
    people = [name.text for name in names(turn.resolved_question) if name.certain]
    return f"{people[0]}'s {owned['kin']}" if len(people) == 1 else answer


def quoted_titles(text: str) -> Iterable[tuple[int, int]]:
    """The places of songs, books and slogans: a few words in quotation marks that begin with a capital."""
    for start, end in quoted(text):
        words = text[start + 1 : end - 1].split()
        if 0 < len(words) <= _MAX_FILLED and words[0][0].isupper():
            yield start + 1, end - 1


def _is_thing(text: str) -> bool:
    """Whether a text may be spoken of as "it" or "they": no time or place ("in 2015") and no clause."""
    words = text.casefold().split()
    if words[0] in lexicon.PREPOSITIONS | lexicon.CONJUNCTIONS | lexicon.PRONOUNS or date_mentions(
        f"in {text}", ANY_DAY
    ):
        return False
    if says_of(words[0]):
        return False  # "stolen"
    return not any(word in lexicon.AUXILIARIES for word in words) and not is_told(words)


def _mark(found: Sequence[Referent], turn: Turn, topics: Sequence[str]) -> None:
    """What a turn tells of its referents: who answers its "Who ...?", and what its articles are about."""
    for referent in found:
        referent.topic = referent.topic or referent.text in topics
        who = _WHO.match(turn.resolved_question) and referent.text == short_answer(turn)
        if who and referent.kind == "other":
            referent.kind = "person"
        where = _WHERE.match(turn.resolved_question) and referent.text in (short_answer(turn) or "")
        if where and referent.kind == "other" and referent.gender is None:
            referent.kind = "place"


def _couple(turn: Turn, answer: str) -> str | None:
    """The two people of "Whom did Peskov meet?" and its answer: "Peskov and Sergei Lavrov"."""
    asked = [name for name in names(turn.resolved_question) if name.certain]
    other = phrase_names(answer)
    if len(asked) != 1 or len(other) != 1 or other[0].text != answer:
        return None
    kinds = {asked[0].kind, other[0].kind}
    return f"{asked[0].text} and {answer}" if "person" in kinds and kinds <= {"person", "other"} else None


def _topic(title: str) -> str | None:
    """What an article is about, where its title is a name and no headline: "Treaty of 1646"."""
    head = re.sub(r"\s*\([^)]*\)|,.*", "", title).strip()
    words = head.split()
    small = lexicon.STOPWORDS | lexicon.JOINERS
    named = all(word in small or not word[0].islower() for word in words)
    told = [word for word in words if word.casefold() not in small]
    return head if named and 0 < len(told) <= _TOPIC_WORDS else None


def _part_of(text: str, topic: str) -> bool:
    """Whether a name found is a piece of the topic's: "Doors" of "3 Doors Down"."""
    return re.search(rf"(?<!\w){re.escape(text)}(?!\w)", topic) is not None


def _with_noun(text: str, name: Name) -> str | None:
    """A name with the noun that says what it is of: "the Orchard Street library"."""
    end = noun_end(text, name.end)
    if end == name.end or not _AFTER_THE.search(text, 0, name.start):
        return None
    return f"the {text[name.start : end]}"


def _with_article(text: str, name: Name) -> str:
    """Groups keep their article: "the Kremlin"."""
    grouped = name.kind == "organisation" or name.plural
    return f"the {name.text}" if grouped and text[: name.start].casefold().endswith("the ") else name.text


def _remember(found: list[Referent], text: str, weight: float) -> None:
    words = frozenset(text.casefold().split()) - {"the"}
    for referent in found:
        if words == referent.words or _same_name(text, referent.text):
            if len(text) > len(referent.text) and (_has_capital(text) or not _has_capital(referent.text)):
                referent.text, referent.words = text, words
            referent.gender = referent.gender or kind_of(text)[1]
            referent.weight = max(referent.weight, weight) + AGAIN * min(weight, 1.0)
            return
    kind, gender = kind_of(text)
    if text.split()[-1][0].islower() and is_somebody(text):
        kind, gender = "person", gender_of(text)
    found.append(Referent(text, kind, gender, reads_as_several(text), weight, words))


def _has_capital(text: str) -> bool:
    return any(map(str.isupper, text))


def _same_name(one: str, other: str) -> bool:
    """Whether one is the other's last or first name: "Stubb" of "Alexander Stubb"."""
    short, long = sorted((one.removeprefix("the ").split(), other.removeprefix("the ").split()), key=len)
    if not all(word[0].isupper() for word in (*short, *long)):
        return False
    return short == long[:1] or short == long[-len(short) :]


def reads_as_several(text: str) -> bool:
    """Whether a name or noun is plural by its form: "Swedes", "the prisoners", "Sweden and Finland"."""
    if " and " in text:
        return True
    found = phrase_names(text)
    if len(found) == 1:
        # "Anya Jenkins" ends as "Swedes" does: of several words, only what has its article reads as several.
        return found[0].plural and (len(found[0].words) == 1 or text.casefold().startswith("the "))
    return text.endswith("s")


def _learn(found: list[Referent], turns: Sequence[Turn]) -> None:
    """Who was called "he" or "she" before, and resolved to one name, is that from then on."""
    for turn in turns:
        asked = set(turn.question.casefold().replace("?", " ").split())
        gender: Gender | None = "male" if asked & {"he", "his", "him"} else "female"
        if gender == "female" and not asked & {"she", "her"}:
            continue
        new = [name.text for name in names(turn.resolved_question) if name.text not in turn.question]
        for referent in found:
            if len(new) == 1 and referent.text.endswith(new[0]):
                referent.gender = referent.gender or gender
