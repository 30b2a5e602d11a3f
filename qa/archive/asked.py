"""Answers to "what did X say about Y?": X's own words about Y, or that X is quoted, but not about that.

A reader points at whatever X says in an article about Y. Its answer stays where its words bear on Y
(:mod:`qa.archive.bearing`) and nobody else of X's surname says them; else X's newest quotation that bears on
Y answers, and where there is none, nothing.
"""

from __future__ import annotations

import re
from dataclasses import replace

from qa.archive.bearers import is_another
from qa.archive.bearing import bears_on, topic_words
from qa.archive.quotes import Wanted, quotations
from qa.archive.spellings import Spellings
from qa.language import lexicon
from qa.language.terms import stem
from qa.types import Answer, Filter, Index, Quotation

QUOTED = 10  # quotations listed for a question that asks for somebody's words
RIGHT = 0.85  # of the quotations listed for a topic are about it: ``eval/results/topics.json``
_TIMES = frozenset(map(stem, lexicon.MONTHS.keys() | lexicon.WEEKDAYS.keys()))
_YEAR = re.compile(r"\d+")
_DENYING = lexicon.words(
    "denies denied denying rejects rejected rejecting dismisses dismissed dismissing disputes disputed"
)


def in_their_words(
    answer: Answer, index: Index, asked: tuple[str, str], where: Filter, spellings: Spellings
) -> Answer:
    """An answer with what the one asked about says; what is denied is not given without the denial.

    Args:
        answer: the reader's.
        index: of the articles.
        asked: whose words are asked for, and about what; the topic may be empty.
        where: which articles count.
        spellings: of names.
    """
    return _with_denial(_in_their_words(answer, index, asked, where, spellings))


def _with_denial(answer: Answer) -> Answer:
    """An answer that begins with the verb by which it is denied: "denied that the town is negotiating"."""
    if not answer.citations or answer.citations[0].verb not in _DENYING:
        return answer
    cited = answer.citations[0]
    before = cited.sentence[: max(0, cited.start - cited.sentence_start)]
    at = before.rfind(f" {cited.verb} ") + 1
    if not at or "\n" in before[at:]:
        return answer
    start = cited.sentence_start + at
    quote = cited.sentence[at : cited.end - cited.sentence_start]
    return replace(
        answer, text=quote, citations=(replace(cited, start=start, quote=quote), *answer.citations[1:])
    )


def _in_their_words(
    answer: Answer, index: Index, asked: tuple[str, str], where: Filter, spellings: Spellings
) -> Answer:
    speaker, about = asked
    topic = frozenset(word for word in topic_words(about) - _TIMES if not _YEAR.fullmatch(word))
    words = about if topic else ""
    found = quotations(index, Wanted(speaker=speaker, about=words, where=where, limit=QUOTED), spellings)
    quoted = found.quotations
    answer = replace(answer, quotations=quoted if len(quoted) > 1 else ())
    another = _is_of_another(answer, index, speaker, spellings)
    if not another and (not topic or _bears(answer, index, topic)):
        return answer
    if quoted:
        return _quoting(answer, quoted[0])
    if not another and not found.unsaid:
        return answer
    closest = answer.closest or (() if another else answer.citations)
    return replace(_without_answer(answer), kind="none", text=None, closest=closest, unsaid=found.unsaid)


def in_nobody_else_s(answer: Answer, index: Index, asked: str, spellings: Spellings) -> Answer:
    """An answer whose speaker is asked for; nothing where somebody else of the surname says it.

    Args:
        answer: the reader's.
        index: of the articles.
        asked: whose words are asked for, as the question puts it.
        spellings: of names.
    """
    if not _is_of_another(answer, index, asked, spellings):
        return answer
    return replace(_without_answer(answer), kind="none", text=None, closest=answer.closest)


def _is_of_another(answer: Answer, index: Index, asked: str, spellings: Spellings) -> bool:
    """Whether another person of the surname says what an answer cites."""
    if not answer.citations or answer.citations[0].in_title:
        return False
    best = answer.citations[0]
    [stored] = index.speeches([best.article_id])
    here = [one for one in stored if any(low < best.end and best.start < high for low, high in one.parts)]
    named = [one.speaker for one in here if one.speaker] or ([best.speaker] if best.speaker else [])
    text = f"{best.title}\n{index.article(best.article_id).text}"
    return bool(named) and all(is_another(asked, one, text, spellings) for one in named)


def _bears(answer: Answer, index: Index, topic: frozenset[str]) -> bool:
    """Whether an answer is given and its words bear on the topic."""
    if answer.text is None or not answer.citations:
        return False
    best = answer.citations[0]
    return best.in_title or bears_on(topic, index.article(best.article_id), best.start, best.end)


def _quoting(answer: Answer, quotation: Quotation) -> Answer:
    """What somebody says as the answer."""
    cited = replace(quotation.citation, number=1)
    return replace(
        _without_answer(answer),
        kind="span",
        text=cited.quote,
        confidence=RIGHT,
        citations=(cited,),
        support=1,
        articles=quotation.articles,
    )


def _without_answer(answer: Answer) -> Answer:
    bare = replace(answer, citations=(), alternatives=(), closest=(), conflict=(), items=(), earlier=())
    return replace(bare, support=0, articles=0, unsure=False, age=None)
