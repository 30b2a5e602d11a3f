"""Elliptical questions put into the frame of the question before: "And Sweden?", "From whom?", "Why?"."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from qa.conversation.clauses import PARTICIPLES, clause_of, definite_phrases, says_of
from qa.conversation.gate import Lean
from qa.conversation.history import Turn, short_answer
from qa.conversation.naming import phrase_names
from qa.conversation.nouns import is_somebody, is_thing, speaks
from qa.conversation.pieces import frame_of, with_piece
from qa.conversation.referents import Referent, reads_as_several
from qa.conversation.resolution import REGARDING, Resolution
from qa.conversation.returning import FIRST_ONE, by_whom, tells_of_an_event, the_first
from qa.dates import known_days
from qa.language import lexicon
from qa.language.quotes import quoted

_FRAMES = 3  # last questions, of which the first that takes the ellipsis is asked on
FRAME_FADE = 0.6  # how much less likely a question is the one that is corrected, with each turn back
_WH = 0.85
_WHO_SAID = "Who said: "
_LEAST_QUOTED = 4  # words of a quotation that is asked for without what stands around it
_MAX_QUOTED = 25  # words of a sentence whose speaker is asked for

_AUX = lexicon.either(lexicon.AUXILIARIES)
_QUESTION = re.compile(  # without its question word it asks for yes or no
    rf"^(?:(?P<wh>(?:{lexicon.either(lexicon.PREPOSITIONS)}\s+)?{lexicon.either(lexicon.WH_WORDS)}"
    rf"(?:\s+(?:many|much|long|far|old|often))?(?P<noun>(?:\s+(?!{_AUX})[\w\-]+){{0,4}}?))\s+)?"
    rf"(?P<aux>{_AUX})\s+(?P<body>.+?)[\s?!.]*$",
    re.IGNORECASE,
)
_DID = rf"(?:\w+ed|{lexicon.either(PARTICIPLES)})"
_SUBJECT_QUESTION = re.compile(
    r"^(?:(?:who|what|(?P<counted>how\s+many\s+\w+))\s+"
    rf"|which\s+(?:(?:[a-z][\w\-]*\s+){{1,3}}?(?={_DID}\s)|\w+\s+))(?P<body>\w+.*?)[\s?!.]*$",
    re.IGNORECASE,
)
_HAPPENING = re.compile(r"^what\s+(?P<is>is|was)\s+(?P<on>(?:happening|going on)\b.*)$", re.IGNORECASE)
_OBJECT = re.compile(r"(?:who|whom|what)(?:\s+else)?", re.IGNORECASE)
_PREPOSITION_BEFORE = re.compile(rf"({lexicon.either(lexicon.PREPOSITIONS)})\s", re.IGNORECASE)
_ONE_VERB = re.compile(r"\s*[a-z]+")
_HAPPENED = re.compile(r"^what\s+happened\s+to\s+(?P<whom>.+)$", re.IGNORECASE)
_ADJUNCT = re.compile(r"\b(?:when|where|why|how)$", re.IGNORECASE)
_FILLER = re.compile(
    r"\s+(?:exactly|so|then|else|though|now|not|ones?|of\s+(?:them|these|those))\b", re.IGNORECASE
)
_SUBJECT = re.compile(
    rf"^(?P<who>(?:who|which|what|how\s+many)(?:\s+(?:of\s+(?:the\s+)?)?(?!{_AUX})[\w'’\-]+)??)"
    rf"\s+(?P<verb>{_AUX}|\w+ed|{lexicon.either(PARTICIPLES)})\b(?P<behind>.*)$",
    re.IGNORECASE,
)
_ORDERED = re.compile(r"\s(?:before|after)\s[A-Z].*$")
_SINCE = re.compile(r" since \d{4}-\d\d-\d\d$")
_SAYING = re.compile(rf"\b{lexicon.either(lexicon.SPEECH_VERBS)}\b", re.IGNORECASE)
_PRESENT = re.compile(r"\b(?:is|are)\b", re.IGNORECASE)


def from_frame(lean: Lean, turns: Sequence[Turn], present: Sequence[Referent]) -> Iterator[Resolution]:
    """The questions that an elliptical one may stand for, from the last turns' questions (oldest first).

    ``present``: whom and what was spoken of, since a thing takes no person's place.
    """
    people = [one for one in present if one.kind == "person" or one.gender is not None]
    if lean.ellipsis == "frame" and FIRST_ONE.fullmatch(lean.rest):
        yield from the_first(lean.rest, frame_of(turns[-1]), turns[:-1])
        return
    if lean.ellipsis == "event":
        turns = [turn for turn in turns if tells_of_an_event(frame_of(turn))]
    for turn in reversed(turns[-_FRAMES:]):
        if lean.ellipsis in {"frame", "phrase", "event"} and turn.resolved_question.startswith(_WHO_SAID):
            continue  # "And about the budget?" goes on with what was asked before "Who said that?"
        framed = _BY_FORM.get(lean.ellipsis, _refilled)(lean.rest, turn)
        another = lean.ellipsis == "frame"  # "And the jockey?" is nobody who was spoken of
        found = [
            one
            for one in framed
            if _takes_its_place(lean, frame_of(turn), one.question, people)
            and not (another and f", {lean.rest}" in one.question)
        ]
        for one in found:
            yield replace(one, prior=one.prior * (0.8 if lean.ellipsis == "phrase" else 1.0))
        if found or lean.ellipsis in {"frame", "phrase", "auxiliary"}:
            return  # of an older question nobody thinks any more


def _takes_its_place(lean: Lean, base: str, question: str, people: Sequence[Referent]) -> bool:
    """Whether a piece stands in a question where one of its kind stood: no library for a mayor.

    In a question asked of a person a thing takes the place of another "the ..." alone.
    """
    if lean.ellipsis not in {"frame", "phrase"} or not lean.rest:
        return True
    if is_somebody(lean.rest):
        gone = [base[start:end] for start, end in definite_phrases(base) if base[start:end] not in question]
        return not gone or any(map(is_somebody, gone))
    if not is_thing(lean.rest):
        return True
    if speaks(lean.rest) and _SAYING.search(base):
        return True
    phrases = [base[start:end] for start, end in definite_phrases(base)]
    named = [one.text for one in people if one.text in base]
    asked_of = named + [phrase for phrase in phrases if is_somebody(phrase)]
    if not asked_of:
        return True
    kept = all(text in question for text in asked_of)
    return kept and any(phrase not in question for phrase in phrases)


def _refilled(rest: str, turn: Turn) -> Iterator[Resolution]:
    """For "And Sweden?" the last question with Sweden in the place of what is most like it."""
    yield from with_piece(frame_of(turn), rest)


def _in_order(rest: str, turn: Turn) -> Iterator[Resolution]:
    """For "And before that?" and "Who was it before him?" the last question, before its answer."""
    answer = short_answer(turn)
    if answer is None:
        return
    base, regarding, topic = frame_of(turn).partition(REGARDING)
    base = _ORDERED.sub("", base)
    if re.search(r"\bbefore\b", rest, re.IGNORECASE):
        base = _PRESENT.sub(lambda match: "was" if match[0].casefold() == "is" else "were", base, count=1)
    yield Resolution(f"{base} {rest.split()[-2].casefold()} {answer}{regarding}{topic}?", _WH)


def _negated(rest: str, turn: Turn) -> Iterator[Resolution]:
    """For "And which did not?" the last question, of those for whom its answer is no."""
    asked = _SUBJECT.match(frame_of(turn))
    if asked is None:
        return
    verb, behind = asked["verb"], asked["behind"]
    if verb.casefold() in lexicon.AUXILIARIES:
        yield Resolution(f"{asked['who']} {verb} not{behind}?", _WH)
    else:  # the perfect needs no other form of most verbs: "have not signed", "has not won"
        several = asked["who"].split()[-1].endswith("s")
        done = PARTICIPLES.get(verb.casefold(), verb)
        yield Resolution(f"{asked['who']} {'have' if several else 'has'} not {done}{behind}?", _WH)


def _newer(rest: str, turn: Turn) -> Iterator[Resolution]:
    """For "Anything newer?" the last question, since the day of the article that answered it."""
    base = frame_of(turn)
    since = day_after(turn)
    yield Resolution(f"{_SINCE.sub('', base)} since {since}?" if since else f"{base}?", _WH)


def day_after(turn: Turn) -> str | None:
    """The day after the newest article that a turn cited, as an ISO date; None where none is dated."""
    published = [known[1] for cited in turn.cited if (known := known_days(cited.published))]
    return (max(published) + datetime.timedelta(1)).isoformat() if published else None


def asked_further(rest: str, turn: Turn) -> Iterator[Resolution]:
    """For "Why?", "From whom?", "Which countries?" another question word for what was just answered."""
    answer = short_answer(turn)
    if not rest:  # "And?"
        yield _asked_for_more("", turn.resolved_question, answer)
        return
    wh = _FILLER.sub("", rest).strip() or "Why"
    wh = wh[0].upper() + wh[1:]
    if re.search(r"\belse\b", rest, re.IGNORECASE):
        yield _asked_for_more(wh, turn.resolved_question, answer)
        return
    base, regarding, topic = frame_of(turn).partition(REGARDING)
    for question in _asked_of_it(wh, base, answer):
        yield Resolution(f"{question}{regarding}{topic}?", _WH)


def _asked_of_it(wh: str, base: str, answer: str | None) -> Iterator[str]:
    happened = _HAPPENED.match(base)
    if happened is not None and answer is not None:
        yield _of_what_happened(wh, happened["whom"], answer)
        return
    if (going_on := _HAPPENING.match(base)) is not None:
        yield f"{wh} {going_on['is']} this {going_on['on']}"
        return
    replaces = bool(re.match(r"(?:which|what|whose|how\s+many|how\s+much)\s+\w+", wh, re.IGNORECASE))
    parsed = _QUESTION.match(base)
    if parsed is not None:
        yield _with_wh(wh, parsed, answer, replaces)
        return
    subject = _SUBJECT_QUESTION.match(base)
    if subject is not None and replaces and subject["counted"]:
        yield f"{wh} {subject['body']}"  # "Which countries?" after "How many countries signed?"
    elif subject is not None and (answer is not None or not replaces):
        yield f"{wh} is it that {answer or 'this'} {subject['body']}"


def _of_what_happened(wh: str, whom: str, answer: str) -> str:
    """For "Why?" after "What happened to Bo Lindqvist?" why he "was sent off"."""
    told = re.sub(r"^(?:was|were|is|are|has been|have been)\s+", "", answer)
    if told == answer and not says_of(told.split()[0].casefold()):
        return f"{wh} did that happen to {whom}"
    return f"{wh} {'were' if reads_as_several(whom) else 'was'} {whom} {told}"


def _with_wh(wh: str, parsed: re.Match[str], answer: str | None, replaces: bool) -> str:
    """The last question with another question word, its own answered."""
    aux, body = parsed["aux"].casefold(), parsed["body"]
    adjunct = not parsed["wh"] or _ADJUNCT.search(parsed["wh"])
    if replaces or adjunct:
        return f"{wh} {aux} {body}"
    if answer is None:  # "What did she say?", in many words, "When?"
        says = clause_of(f"{aux} {body}")
        missing = _OBJECT.fullmatch(parsed["wh"]) and says is not None and _ONE_VERB.fullmatch(says.rest)
        return f"{wh} {aux} {body}{' that' if missing else ''}"
    if wh.casefold() in {"how many", "how much"}:
        return f"{wh} {answer} {aux} {body}"
    if parsed["wh"].casefold().startswith("how many"):
        answer += parsed["noun"]  # "190,000 troops"
    asks_how = parsed["wh"].casefold().startswith("how")
    if (preposition := _PREPOSITION_BEFORE.match(parsed["wh"])) is not None:
        return f"{wh} {aux} {body} {preposition[1].casefold()} {answer}"
    left_behind = body.split()[-1].casefold() in lexicon.PREPOSITIONS  # "diagnosed with"
    being = aux in {"is", "are", "was", "were"} and not asks_how and not left_behind
    if being and not re.search(r"\b\w+ing\b", body):
        return f"{wh} {aux} {answer} {body}"
    return f"{wh} {aux} {body} {answer}"


def _asked_for_speaker(turn: Turn) -> Iterator[Resolution]:
    """For "Who says so?" the sentence that was cited, with its speaker asked for."""
    for cited in turn.cited[:1]:
        quotes = [cited.sentence[start + 1 : end - 1] for start, end in quoted(cited.sentence)]
        said = max(quotes, key=len, default="")
        said = said if len(said.split()) >= _LEAST_QUOTED else cited.sentence
        words = " ".join(said.split()[:_MAX_QUOTED]).rstrip(" .,;:!?")
        yield Resolution(f"{_WHO_SAID}{words}?", _WH)


def _asked_for_more(wh: str, base: str, answer: str | None) -> Resolution:
    """For "Who else?" and "And?" the last question once more, without its answer."""
    if not wh and answer is not None and phrase_names(answer):
        return Resolution(f"What else is said about {answer}?", _WH)
    if not wh:
        own = re.match(r"(?:who|whom|what|where)\b", base, re.IGNORECASE)
        if own is None:
            return Resolution(f"{base.rstrip(' ?.!')}{f' besides {answer}' if answer else ''}?", _WH)
        wh = own.group()
    asked = re.sub(r"\s+besides\s.*$", "", base.rstrip(" ?.!"))
    behind = re.sub(r"^(?:who|whom|what|where|when|how)\b(?:\s+else\b)?", "", asked, flags=re.IGNORECASE)
    besides = f" besides {answer}" if answer else ""
    return Resolution(f"{wh} else{behind}{besides}?", _WH)


_BY_FORM: dict[str | None, Callable[[str, Turn], Iterator[Resolution]]] = {
    "negated": _negated,
    "order": _in_order,
    "newer": _newer,
    "wh": asked_further,
    "event": lambda rest, turn: asked_further(rest.split()[0], turn),
    "doer": lambda _, turn: by_whom(frame_of(turn)),
    "speaker": lambda _, turn: _asked_for_speaker(turn),
    "auxiliary": lambda rest, turn: _refilled(rest.partition(" ")[2], turn),  # "Did Sweden?"
}
