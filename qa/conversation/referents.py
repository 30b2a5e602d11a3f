"""Whom and what a conversation spoke of, as one referent each, most present first."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from qa.conversation.clauses import is_owned
from qa.conversation.history import Turn, short_answer
from qa.conversation.mentions import WHO, Mention, mentions, taken_up, topic_of, who_is
from qa.conversation.naming import kind_of, names, phrase_names
from qa.conversation.nouns import gender_of, is_somebody
from qa.conversation.persons import is_introduced, is_no_person, is_one
from qa.language import lexicon
from qa.language.names import Gender, Kind

# How present a referent is by where it was named; the last turn counts fully, each older one FADE times that.
FADE = 0.6
AGAIN = 0.08  # for every further place that names it
_TURNED = 0.5  # what is left of all that was spoken of before "What about Hungary?"
_LASTING = 2  # last turns that all cite an article about something which nobody named
_WHERE = re.compile(r"(?:from |in |to )?where\b", re.IGNORECASE)


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
    said: bool = True  # in a question or an answer, and not in what was cited alone
    asked: bool = False  # in a question
    stale: bool = False  # the talk has turned to something else since
    where: bool = False  # what was said and cited has something "in" it or "at" it
    somebody: bool = True  # False: what was said and cited writes of it as of no person


def referents(turns: Sequence[Turn], heard: Sequence[Turn] = ()) -> list[Referent]:
    """Whom and what the turns spoke of, most present first.

    A shorter form of a name ("Stubb") and its longer one ("Alexander Stubb") are one referent. The turns
    ``heard`` before them may still tell who is a "he" and who a "she".
    """
    found: list[Referent] = []
    lasting = set(_topics(turns[-1])) if turns else set()
    lasting.intersection_update(*map(_topics, turns[-_LASTING:]))
    cited: list[str] = []
    present, stale = 1.0, False
    for age, turn in enumerate(reversed(turns)):
        topics = _topics(turn)
        for mention in mentions(turn):
            if age and not mention.said and mention.text not in lasting:
                cited.append(mention.text)
                continue  # nobody spoke of it, and the next question did not take it up
            about = [topic for topic in topics if _part_of(mention.text, topic)] if not mention.who else []
            whole = next(iter(about), mention.text)
            _remember(found, replace(mention, text=whole, weight=mention.weight * present), stale=stale)
        _mark(found, turn, topics)
        turned = taken_up(turn)
        new = turned is not None and not any(
            turned in before.resolved_question for before in turns[: -age - 1]
        )
        present, stale = present * FADE * (_TURNED if new else 1.0), stale or new
    written = [text for turn in turns for text in (turn.resolved_question, *turn.sentences)]
    cited_sentences = [sentence for turn in turns for sentence in turn.sentences]
    for referent in found:
        referent.topic = referent.topic and (referent.said or referent.text in lasting)
        if referent.kind == "other" and is_introduced(referent.text, cited_sentences):
            referent.kind = "person"  # "Trump", where "President Trump" is written
        referent.somebody = referent.kind != "other" or not is_no_person(referent.text, written)
        referent.plural = referent.plural and not is_one(referent.text, written)
        at = re.compile(
            rf"\b(?:in|at|to|from|near|on) (?:the )?{re.escape(referent.text.removeprefix('the '))}\b"
        )
        referent.where = any(map(at.search, written))
        in_full = (kind_of(one)[1] for one in cited if _same_name(one, referent.text))
        referent.gender = referent.gender or next(in_full, None)
    _learn(found, heard or turns)
    return sorted(found, key=lambda referent: -referent.weight)


def _topics(turn: Turn) -> list[str]:
    return [topic for cited in turn.cited if (topic := topic_of(cited.title)) is not None]


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


def reads_as_several(text: str) -> bool:
    """Whether a name or noun is plural by its form: "Swedes", "the prisoners", "Sweden and Finland"."""
    if " and " in text:
        return True
    if re.search(r"['’]s$", text):
        return False  # "McDonald's"
    found = phrase_names(text)
    if len(found) == 1:
        # "Anya Jenkins" ends as "Swedes" does: of several words, only what has its article reads as several.
        return found[0].plural and (len(found[0].words) == 1 or text.casefold().startswith("the "))
    return text.endswith("s")


def _remember(found: list[Referent], mention: Mention, *, stale: bool) -> None:
    text, weight = mention.text, mention.weight
    words = frozenset(text.casefold().split()) - {"the"}
    for referent in found:
        # "Lind" built "Lind Cottage": who did something is none of what was asked about.
        part = mention.who and referent.asked and len(referent.words) > len(words)
        if words == referent.words or (_same_name(text, referent.text) and not part):
            if len(text) > len(referent.text) and (_has_capital(text) or not _has_capital(referent.text)):
                referent.text, referent.words = text, words
            kind, gender = kind_of(text)
            referent.kind = kind if kind == "person" else referent.kind  # "Donald Trump" of "Trump"
            referent.gender = referent.gender or gender
            referent.weight = max(referent.weight, weight) + AGAIN * min(weight, 1.0)
            referent.said = referent.said or mention.said
            referent.asked = referent.asked or mention.asked
            return
    kind, gender = kind_of(text)
    if text.split()[-1][0].islower():
        somebody = is_somebody(text)
        if somebody or is_owned(text):  # "Ada Lind's brother", "Ada Lind's books"
            kind, gender = ("person", gender_of(text)) if somebody else ("other", None)
    several = reads_as_several(text)
    found.append(
        Referent(text, kind, gender, several, weight, words, False, mention.said, mention.asked, stale=stale)
    )


def _mark(found: Sequence[Referent], turn: Turn, topics: Sequence[str]) -> None:
    """What a turn tells of its referents: who answers its "Who ...?", and what its articles are about."""
    for referent in found:
        referent.topic = referent.topic or referent.text in topics
        who = WHO.match(turn.resolved_question) and referent.text == short_answer(turn)
        if (who or referent.text == who_is(turn)) and referent.kind == "other":
            no_person = is_no_person(referent.text, turn.sentences)
            referent.kind = "organisation" if no_person else "person"
        where = _WHERE.match(turn.resolved_question) and referent.text in (short_answer(turn) or "")
        if where and referent.kind == "other" and referent.gender is None:
            referent.kind = "place"


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


def _same_name(one: str, other: str) -> bool:
    """Whether one is the other's last or first name: "Stubb" of "Alexander Stubb"."""
    short, long = sorted((one.removeprefix("the ").split(), other.removeprefix("the ").split()), key=len)
    if not all(word[0].isupper() for word in (*short, *long)):
        return False
    return short == long[:1] or short == long[-len(short) :]


def _part_of(text: str, topic: str) -> bool:
    """Whether a name found is a piece of the topic's: "Doors" of "3 Doors Down"."""
    return re.search(rf"(?<!\w){re.escape(text)}(?!\w)", topic) is not None


def _has_capital(text: str) -> bool:
    return any(map(str.isupper, text))
