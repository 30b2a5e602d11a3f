"""The sentences that bear on a topic, by date, each story told once."""

from __future__ import annotations

from dataclasses import dataclass

from qa.answering.citing import Citer
from qa.answering.telling import says_the_same, shared, telling
from qa.language.terms import content_words
from qa.surveying import Surveyed, first_day
from qa.timelines.line import Change, Told
from qa.types import Passage

MOST_SENTENCES = 20
_BEARS = 0.5  # least share of the topic's words that sentence and title have


@dataclass(frozen=True, slots=True)
class _Sentence:
    passage: Passage
    start: int  # in the article
    end: int
    share: float  # of the topic's words
    words: frozenset[str]


def sentences(surveyed: Surveyed, citer: Citer) -> list[Change]:
    """At most ``MOST_SENTENCES`` of the sentences with most of the topic's words, by date.

    What several articles say in like words is told once, with the first day on which it was said.
    """
    kept: list[list[_Sentence]] = []
    for one in sorted(_candidates(surveyed), key=lambda one: -one.share):
        again = next((others for others in kept if _repeats(one, others[0], surveyed)), None)
        if again is not None:
            again.append(one)
        elif len(kept) < MOST_SENTENCES:
            kept.append([one])
    changes = [_change(sorted(several, key=_day), surveyed, citer) for several in kept]
    return sorted(changes, key=lambda change: (first_day(change.date) or 0, change.date))


def _candidates(surveyed: Surveyed) -> list[_Sentence]:
    """The best sentence of each passage, those that bear on the topic, in the order of the passages."""
    query, found = surveyed.query, []
    for hit in surveyed.hits:
        passage = hit.passage
        start, end = telling(query, passage)
        text = passage.text[start - passage.start : end - passage.start]
        share = shared(query, text)
        if share > 0 and shared(query, f"{passage.title} {text}") >= _BEARS:
            found.append(_Sentence(passage, start, end, share, content_words(text)))
    return found


def _repeats(one: _Sentence, other: _Sentence, surveyed: Surveyed) -> bool:
    ids = one.passage.article_id, other.passage.article_id
    if surveyed.stories[ids[0]] == surveyed.stories[ids[1]]:
        return True
    return says_the_same(one.words, other.words)


def _day(one: _Sentence) -> tuple[int, str]:
    return first_day(one.passage.published) or 0, one.passage.published or ""


def _change(several: list[_Sentence], surveyed: Surveyed, citer: Citer) -> Change:
    first, last = several[0], several[-1]
    cited = citer.attributed(citer.cite(1, first.passage, first.start, first.end))
    stories = len({surveyed.stories[one.passage.article_id] for one in several})
    told = Told(cited.quote, 0.0, stories, last.passage.published or "", (cited,))
    return Change(first.passage.published or "", (told,))
