"""What the reader sees in training: a question and a window of passage length, cut at random.

In use the reader meets passages of about a hundred words that begin and end anywhere in an article. A
window is therefore cut out of the paragraph at random, around the answer where there is one, and anew each
time the question comes round.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from qa.models.tokens import Tokens
from qa.models.windows import Window, Windows
from qa.questionsets.question_set import Offsets, Question
from qa.training.data import TrainingData

_WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Cut:
    """How windows are cut, in words. ``whole`` of them are the whole paragraph, up to the token limit."""

    least: int = 50
    most: int = 120
    whole: float = 0.15


@dataclass(frozen=True, slots=True)
class Example:
    """One window of text for one question. ``answers`` count in ``text``; empty: it holds none."""

    question: Question
    asked: str  # the question's words, as they are typed here
    text: str
    answers: tuple[Offsets, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """An example as the reader's tokens. ``starts`` and ``ends`` are positions in ``window.ids``.

    ``starts`` holds the first token of every right answer and ``ends`` the last one, in the same order;
    where there is none, both hold the position of the null, 0.
    """

    group: int  # rows of one group are windows for the same question, the first of which is its own
    window: Window
    starts: tuple[int, ...]
    ends: tuple[int, ...]


def cut(paragraph: str, answers: Sequence[Offsets], rule: Cut, rng: np.random.Generator) -> Offsets:
    """Where a window of random length and place stands; it holds one of the answers, if there are any."""
    words = [match.span() for match in _WORD.finditer(paragraph)]
    length = int(rng.integers(rule.least, rule.most + 1))
    whole = rng.random() < rule.whole
    anchor = answers[int(rng.integers(len(answers)))] if answers else None
    place = rng.random()  # drawn in any case, so that a question's draws do not depend on its paragraph
    if whole or len(words) <= length:
        return 0, len(paragraph)
    if anchor is None:
        low, high = 0, len(words) - length
    else:
        first = max(index for index, (start, _) in enumerate(words) if start <= anchor[0])
        last = min(index for index, (_, end) in enumerate(words) if end >= anchor[1])
        length = max(length, last - first + 1)
        low, high = max(0, last - length + 1), min(first, len(words) - length)
    begin = low + int(place * (high - low + 1))
    return words[begin][0], words[begin + length - 1][1]


def example(
    data: TrainingData, question: Question, paragraph: int, rule: Cut, rng: np.random.Generator
) -> Example:
    """A window of a paragraph for a question, with the answers that stand whole inside it."""
    text = data.paragraphs[paragraph]
    answers = question.offsets if paragraph == data.place[question.id] else ()
    start, end = cut(text, answers, rule, rng)
    inside = tuple((first - start, last - start) for first, last in answers if start <= first and last <= end)
    return Example(question, question.text, text[start:end], inside)


def encode(examples: Sequence[Example], groups: Sequence[int], windows: Windows) -> list[Row | None]:
    """The examples as rows, one each; None where every answer stands outside of every window of tokens.

    Of several windows the first that holds an answer counts, or the first of all where there is no answer.
    """
    rows: list[Row | None] = [None] * len(examples)
    for window in windows.windows([(example.asked, example.text) for example in examples]):
        if rows[window.pair] is not None:
            continue
        answers = examples[window.pair].answers
        found = [span for answer in answers if (span := covering(window.passage, answer))]
        if found or not answers:
            spans = [(window.first + first, window.first + last) for first, last in found]
            starts, ends = zip(*(spans or [(0, 0)]), strict=True)
            rows[window.pair] = Row(groups[window.pair], window, starts, ends)
    return rows


def covering(tokens: Tokens, answer: Offsets) -> tuple[int, int] | None:
    """The first and the last token of an answer; None if it is not all there."""
    starts, ends = tokens.starts, tokens.ends
    if not len(starts) or answer[0] < starts[0] or answer[1] > ends[-1]:
        return None
    first = int(np.searchsorted(ends, answer[0], side="right"))
    last = int(np.searchsorted(starts, answer[1], side="left")) - 1
    return (first, last) if first <= last else None
