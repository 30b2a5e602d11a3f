"""Whether words of an article bear on a topic: they, their sentence, or the one that they refer to.

An article about a bridge quotes many people on other things, often in the next sentence. So a topic's words
must stand in what is said or in the rest of its sentence, without what is said there beside it; where they
refer back ("it", "they"), the sentence before counts as well. The title lends words only to a quotation that
has some of the topic's already.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence

from qa.language.analysis import Stretch
from qa.language.compounds import as_one_word, read_beside
from qa.language.sentences import spans
from qa.language.terms import content_words
from qa.types import Article

_ALL_OF = 2  # words of a topic that all count; of more, more than half do
_AROUND = 600  # characters on either side in which the sentences are looked for
_REFERS = re.compile(r"\b(?:it|its|they|them|their|these|those|ones)\b", re.IGNORECASE)


def topic_words(text: str) -> frozenset[str]:
    """The stems of a text's content words; a name such as "AT&T" is one."""
    return content_words(as_one_word(text))


def bears_on(
    topic: frozenset[str], article: Article, start: int, end: int, beside: Sequence[Stretch] = ()
) -> bool:
    """Whether ``article.text[start:end]`` bears on a topic.

    Args:
        topic: stems of its words (:func:`topic_words`).
        article: in which the words stand.
        start: where they begin.
        end: where they end.
        beside: what else is said in the article, in its order, which tells nothing about these words.
    """

    def words(text: str) -> frozenset[str]:
        return content_words(read_beside(topic, text))

    low, high = max(0, start - _AROUND), end + _AROUND
    whole = article.text[low:high]
    first = bisect_right(beside, low, key=lambda one: one[1])  # an article may quote thousands
    near = beside[first : bisect_left(beside, high, key=lambda one: one[0])]
    text = _without(whole, low, [one for one in near if one[1] <= start or one[0] >= end])
    sentences = [(low + begin, low + stop) for begin, stop in spans(text)]
    own = [one for one in sentences if one[0] < end and start < one[1]]
    if not own:
        own = [(start, end)]
    found = words(text[own[0][0] - low : own[-1][1] - low])
    before = [one for one in sentences if one[1] <= own[0][0]]
    if before and _REFERS.search(article.text, start, end):
        found |= words(whole[before[-1][0] - low : before[-1][1] - low])
    enough = len(topic) if len(topic) <= _ALL_OF else len(topic) // 2 + 1
    here = topic & found
    return len(here) >= enough or bool(here and len(topic & (found | words(article.title))) >= enough)


def _without(text: str, low: int, others: Iterable[Stretch]) -> str:
    """A text with blanks for what others say in it."""
    for start, end in others:
        begin, stop = max(0, start - low), max(0, end - low)
        text = text[:begin] + re.sub(r"[^\s.!?]", " ", text[begin:stop]) + text[stop:]
    return text
