"""Whom and what a turn speaks of, and how present each is after it."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable
from dataclasses import dataclass

from qa.conversation.clauses import clause_of, definite_phrases, is_owned, is_told, owned_phrases, says_of
from qa.conversation.history import ANY_DAY, MAX_FILLED, Turn, short_answer
from qa.conversation.naming import names, phrase_names
from qa.conversation.nouns import is_somebody, noun_end
from qa.conversation.persons import is_no_person
from qa.conversation.pieces import says_what_it_is_of
from qa.language import lexicon
from qa.language.names import Name
from qa.language.question_dates import date_mentions
from qa.language.quotes import quoted

SUBJECT, OBJECT, OWNER = 0.95, 0.65, 0.7  # in the question: first name, further ones, possessors
COUPLE = 0.8  # the one asked about and the one answered, together
THING = 0.6  # the answer is a thing: "legal guarantees"
NOUN, NOUN_ASKED_OF = 0.5, 0.65  # in the question: "the poll"; and it is asked of the poll
OWNED = 0.9  # in the question: "Blue Origin's new rocket"
WHO_IT_IS, TAKEN_UP = 1.0, 1.1  # in the question: "Who is Peter Lind?", "What about the Oak Fire?"
ONE_OF = 1.0  # in the question: "the oldest of the trees"
ANSWER, IN_ANSWER = 1.0, 0.55  # the answer is the name; the name is somewhere in it
IN_TITLED = 0.65  # in the answer, in quotation marks: "You Really Got Me"
IN_SENTENCE, TOPIC, IN_TITLE = 0.35, 0.8, 0.35  # in the cited sentence; a title that is a name; a headline
_TOPIC_WORDS = 4
CALENDAR = lexicon.MONTHS.keys() | lexicon.WEEKDAYS.keys()
_TELLS_WHEN_OR_HOW_MANY = re.compile(
    rf"(?:(?:on|in|by|last|next|this|early|late|some|about) )*(?:{lexicon.either(lexicon.WEEKDAYS)}"
    rf"|{lexicon.either(lexicon.MONTHS)}|{lexicon.either(lexicon.NUMBERS)})(?:[ -]\w+)?"
    r"|[$€£¥]?\d[\d.,/:%-]*(?: ?(?:years?|months?|weeks?|days?|hours?|minutes?|hundred|thousand|[mbtr]+illion"
    r"|percent|mph|kmh?|miles?|kilomet(?:er|re)s?|met(?:er|re)s?|feet|inches|degrees|pounds|dollars|euros|tons"
    r"|tonnes|kilos|kg|acres)(?: old)?)?",
    re.IGNORECASE,
)
WHO = re.compile(r"(?:by |from |to |with )?(?:who|whom|whose)\b", re.IGNORECASE)
_WHO_IS_NAMED = re.compile(r"who(?: is|['’]s| was)\s+(?P<who>[^,?]+?)[\s?!.]*$", re.IGNORECASE)
_WHO_IS = re.compile(r"who (?:is|was|are|were) (?P<who>the .+?)[\s?!.]*$", re.IGNORECASE)
_WHOM_SOMEBODY = re.compile(r"(?:who|whom) (?:did|does|is|was|has)\b(?!.* (?:for|at)\W*$)", re.IGNORECASE)
_BELONGS = re.compile(r"\b(?:of|in|for|at|from|on) (?:the )?$", re.IGNORECASE)
_SEVERAL = re.compile(rf" (?!{lexicon.either(lexicon.STOPWORDS | lexicon.AUXILIARIES)})[a-z]{{3,}}s\b")
_AFTER_THE = re.compile(r"\b[Tt]he\s$")
_TAKEN_UP = re.compile(
    r"\W*(?i:(?:and\s+)?(?:what|how)\s+about|and|or)(?:\s+(?:of|for|in|at))?\s+(?P<what>(?:[Tt]he\s+\w|[A-Z])[^?,]*?)\W*$"
)
_ONE_OF = re.compile(r"\bthe (?:\w{2,}est|(?:most|least) \w+) of the (?:[a-z\-]+ )?[a-z\-]+\b")
_COUNTED = re.compile(
    rf"\bhow many ((?:[a-z][\w-]*+ )?(?!{lexicon.either(lexicon.AUXILIARIES)})[a-z]\w+s)\b(?= \w)",
    re.IGNORECASE,
)
_KIN = re.compile(r"['’]s?\s+([a-z]+)\b")


@dataclass(frozen=True, slots=True)
class Mention:
    """A name or thing that a turn speaks of."""

    text: str
    weight: float  # how present it is
    said: bool = True  # in the question or its answer, and not in what was cited alone
    asked: bool = False  # in the question
    who: bool = False  # it answers who did something, and so is none of what the question names


def mentions(turn: Turn) -> Iterable[Mention]:
    """Each name and thing of the question, the answer and its citations, with how present that makes it."""
    for text, weight in _asked(turn):
        yield Mention(text, weight, asked=True)
    for text in typed_small(turn):
        yield Mention(text, SUBJECT, asked=True)
    if turn.said is not None:
        who = WHO.match(turn.resolved_question) is not None and who_is(turn) is None
        for text, weight in _answered(turn, turn.said):
            yield Mention(text, weight, who=who and weight == ANSWER)
    for cited in turn.cited:
        topic = topic_of(cited.title)
        if topic is not None:
            yield Mention(topic, TOPIC, said=False)
        else:
            for name in names(cited.title):
                if name.certain:
                    yield Mention(name.text, IN_TITLE, said=False)
        for name in names(cited.sentence):
            if name.certain:
                yield Mention(_with_article(cited.sentence, name), IN_SENTENCE, said=False)


def typed_small(turn: Turn) -> list[str]:
    """The names of a question without capitals, "tiger woods", as what it cites writes them."""
    question = turn.resolved_question
    if not question[1:].islower():
        return []
    written = {
        name.text: re.search(rf"(?<!\w){re.escape(name.text.casefold())}(?!\w)", question.casefold())
        for cited in turn.cited
        for text in (cited.title, cited.sentence)
        for name in names(text)
        if name.certain and not CALENDAR.issuperset(name.words)
    }
    found = {name: place.span() for name, place in written.items() if place is not None}
    whole = [name for name in found if not any(name in other and name != other for other in found)]
    return sorted(whole, key=lambda name: found[name])


def who_is(turn: Turn) -> str | None:
    """The name that a question asks about and nothing else: "Who is Travis Kelce?"."""
    asked = _WHO_IS_NAMED.match(turn.resolved_question)
    found = phrase_names(asked["who"]) if asked is not None else ()
    return found[0].text if asked is not None and [name.text for name in found] == [asked["who"]] else None


def _asked(turn: Turn) -> Iterable[tuple[str, float]]:
    question = turn.resolved_question
    # "Who said that Putin ...?" is about the one who is the answer, not about Putin.
    about = who_is(turn)
    first = turn.said is None or not WHO.match(question) or about is not None
    whole = taken_up(turn)
    own = whole is not None and (says_what_it_is_of(whole) or not phrase_names(whole))
    if whole is not None and own:
        yield whole, TAKEN_UP  # "the earthquake in Peru", and not Peru
    for name in names(question):
        if name.certain and len(name.text) > 1 and not CALENDAR.issuperset(name.words):
            owner = question[name.end : name.end + 2] in {"'s", "’s"}
            weight = OWNER if owner else SUBJECT if first else OBJECT
            if name.text == about:
                weight = WHO_IT_IS
            elif whole is not None and name.text in whole:
                weight = OBJECT if own else TAKEN_UP
            yield _with_noun(question, name) or _with_article(question, name), weight
            kin = _KIN.match(question, name.end)
            if kin is not None and is_somebody(kin[1]):
                yield question[name.start : kin.end()], SUBJECT
        first = False
    yield from _couples_of(question)
    office = _WHO_IS.match(question) if turn.said is None else None
    if office is not None and is_somebody(office["who"]):
        yield office["who"], SUBJECT  # nobody was named: "he" is "the captain of Varden"
    clause = clause_of(question.rstrip(" ?.!"))
    for one in _ONE_OF.finditer(question if whole is None else ""):
        yield one[0], ONE_OF
    if (counted := _COUNTED.search(question)) is not None:
        yield f"the {counted[1]}", NOUN_ASKED_OF  # "they" are "the astronauts" of "How many astronauts ...?"
    for start, end in owned_phrases(question):
        if not is_somebody(question[start:end]):
            yield question[start:end], OWNED
    for start, end in definite_phrases(question):
        asked_of = first and clause is not None and clause.rest and start == len(clause.asked)
        yield question[start:end], NOUN_ASKED_OF if asked_of else NOUN


def taken_up(turn: Turn) -> str | None:
    """What a turn went over to, and asked about: "Hungary" of "What about Hungary?"."""
    told = _TAKEN_UP.match(turn.question)
    what = told["what"] if told is not None else ""
    return what if what and what.casefold() in turn.resolved_question.casefold() else None


def _answered(turn: Turn, text: str) -> Iterable[tuple[str, float]]:
    """What an answer speaks of. A short one is no sentence: its first capital means something."""
    if _TELLS_WHEN_OR_HOW_MANY.fullmatch(text.strip(" .,")):
        return  # "Friday" and "Eleven" are nothing that is spoken of
    titles = list(quoted_titles(text))
    for start, end in titles:
        yield text[start:end], IN_TITLED
    for name in phrase_names(text) if len(text.split()) <= _TOPIC_WORDS else names(text):
        if name.certain and not any(start <= name.start < end for start, end in titles):
            whole = len(name.text) >= len(text) - 4 and who_is(turn) is None
            yield _with_article(text, name), ANSWER if whole else IN_ANSWER
    head = short_answer(turn)
    if head is None:
        return
    couple = _couple(turn, head)
    if couple is not None:
        yield couple, COUPLE
    if (kin := _kin_of(turn, head)) is not None:
        yield kin, ANSWER
    in_head = phrase_names(head)
    if is_owned(head) and not is_somebody(head):
        yield head, ANSWER  # "Parkinson's disease"
    elif len(in_head) != 1 and _is_thing(head):
        yield head, IN_ANSWER if in_head else THING  # "Sweden and Finland", "legal guarantees"


def topic_of(title: str) -> str | None:
    """What an article is about, where its title is a name and no headline: "Treaty of 1646"."""
    plain = re.sub(r"\s*\([^)]*\)", "", title).strip()
    head = plain.partition(",")[0]
    words = head.split()
    small = lexicon.STOPWORDS | lexicon.JOINERS
    named = all(word in small or not word[0].islower() for word in plain.split())
    told = [word for word in words if word.casefold() not in small]
    return head if named and 0 < len(told) <= _TOPIC_WORDS else None


def quoted_titles(text: str) -> Iterable[tuple[int, int]]:
    """The places of songs, books and slogans: a few words in quotation marks that begin with a capital."""
    for start, end in quoted(text):
        words = text[start + 1 : end - 1].split()
        if 0 < len(words) <= MAX_FILLED and words[0][0].isupper():
            yield start + 1, end - 1


def _kin_of(turn: Turn, answer: str) -> str | None:
    """Whom "his grandmother" means, as an answer about Tarvo Kallas: "Tarvo Kallas's grandmother"."""
    owned = re.fullmatch(r"(?:his|her|their)\s+(?P<kin>[a-z\- ]+)", answer, re.IGNORECASE)
    if owned is None or not is_somebody(owned["kin"]):
        return None
    people = [name.text for name in names(turn.resolved_question) if name.certain]
    return f"{people[0]}'s {owned['kin']}" if len(people) == 1 else answer


def _is_thing(text: str) -> bool:
    """Whether a text may be spoken of as "it" or "they": no time or place ("in 2015") and no clause."""
    words = text.casefold().split()
    if words[0] in lexicon.PREPOSITIONS | lexicon.CONJUNCTIONS | lexicon.PRONOUNS | CALENDAR or date_mentions(
        f"in {text}", ANY_DAY
    ):
        return False
    if says_of(words[0]):
        return False  # "stolen"
    return not any(word in lexicon.AUXILIARIES for word in words) and not is_told(words)


def _couple(turn: Turn, answer: str) -> str | None:
    """The two people of "Whom did Peskov meet?" and its answer: "Peskov and Sergei Lavrov"."""
    asked = [name for name in names(turn.resolved_question) if name.certain]
    other = phrase_names(answer)
    if len(asked) != 1 or len(other) != 1 or not answer.endswith(other[0].text):
        return None
    if _BELONGS.search(turn.resolved_question, 0, asked[0].start):
        return None  # "Who is the mayor of Hallen?"
    before = answer[: -len(other[0].text)].split()
    kinds = {asked[0].kind, other[0].kind}
    two = "person" in kinds or _WHOM_SOMEBODY.match(turn.resolved_question) is not None
    if not two or not kinds <= {"person", "other"} or not all(map(str.islower, before)):
        return None
    if other[0].plural or is_no_person(other[0].text, turn.sentences):
        return None  # "Who does Jason Kelce play for?"
    return f"{asked[0].text} and {other[0].text}"


def _couples_of(question: str) -> Iterable[tuple[str, float]]:
    """Two people that a question names together: "When did Ada Lind and Tom Reyes marry?"."""
    found = names(question)
    for one, other in itertools.pairwise(found):
        joined = question[one.end : other.start] == " and "
        if joined and one.certain and {one.kind, other.kind} <= {"person", "other"}:
            yield question[one.start : other.end], SUBJECT


def _with_noun(text: str, name: Name) -> str | None:
    """A name with its noun: "the Orchard Street library", "the Starliner astronauts"."""
    end = noun_end(text, name.end)
    if end == name.end and (several := _SEVERAL.match(text, name.end)) is not None:
        end = several.end()
    if end == name.end or not _AFTER_THE.search(text, 0, name.start):
        return None
    return f"the {text[name.start : end]}"


def _with_article(text: str, name: Name) -> str:
    """Groups keep their article: "the Kremlin"."""
    grouped = name.kind == "organisation" or name.plural
    return f"the {name.text}" if grouped and text[: name.start].casefold().endswith("the ") else name.text
