"""Which questions make up which step: a pure function of the seed and the step's number.

There is no state to save: a run that goes on from step 1,000 draws what it would have drawn had it never
stopped.
"""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass, replace
from functools import cached_property

import numpy as np

from qa.models.windows import Windows
from qa.questionsets.question_set import Question
from qa.training.data import TrainingData
from qa.training.examples import Cut, Example, Row, encode, example
from qa.training.negatives import Negatives
from qa.training.slips import carelessly


@dataclass(frozen=True, slots=True)
class Mix:
    """What a step is made of."""

    questions: int = 16
    unanswerable: float | None = None  # share of the questions; None: as in the data
    negatives: int = 1  # mined windows beside the window of an answerable question
    careless: float = 0.0  # share of the questions that are typed in haste


@dataclass(frozen=True, slots=True)
class Stream:
    """An endless sequence of ``size`` items, each once an epoch, in an order of its own each epoch."""

    size: int
    seed: tuple[int, ...]

    def take(self, first: int, count: int) -> list[tuple[int, int]]:
        """(epoch, item) of the places ``first`` to ``first + count``."""
        taken: list[tuple[int, int]] = []
        while len(taken) < count:
            epoch, place = divmod(first + len(taken), self.size)
            order = np.random.default_rng((*self.seed, epoch)).permutation(self.size)
            taken += [(epoch, int(item)) for item in order[place : place + count - len(taken)]]
        return taken


@dataclass(frozen=True)
class Sampler:
    """The rows of each step."""

    data: TrainingData
    _: KW_ONLY
    negatives: Negatives  # may be empty
    mix: Mix
    rule: Cut
    seed: int  # of every random choice

    @cached_property
    def _kinds(self) -> list[tuple[list[Question], int, Stream]]:
        """Answerable and unanswerable questions: how many of them a step has, and their order."""
        kinds = (
            [question for question in self.data.questions if question.answerable],
            [question for question in self.data.questions if not question.answerable],
        )
        quotas = _quotas(self.mix, len(kinds[0]), len(kinds[1]))
        return [
            (questions, quota, Stream(len(questions), (self.seed, kind)))
            for kind, (questions, quota) in enumerate(zip(kinds, quotas, strict=True))
            if quota
        ]

    def examples(self, step: int) -> tuple[list[Example], list[int]]:
        """The examples of a step and the group of each; the same whatever the reader and its tokenizer."""
        examples: list[Example] = []
        groups: list[int] = []
        for kind, (questions, quota, stream) in enumerate(self._kinds):
            for epoch, item in stream.take(step * quota, quota):
                rng = np.random.default_rng((self.seed, 2 + kind, epoch, item))
                drawn = [
                    example(self.data, questions[item], paragraph, self.rule, rng)
                    for paragraph in self._paragraphs(questions[item], rng)
                ]
                if rng.random() < self.mix.careless:
                    asked = carelessly(questions[item].text, rng)
                    drawn = [replace(one, asked=asked) for one in drawn]
                examples += drawn
                groups += [groups[-1] + 1 if groups else 0] * len(drawn)
        return examples, groups

    def rows(self, step: int, windows: Windows) -> tuple[list[Row], list[str]]:
        """The rows of a step, group by group, and the ids of the questions whose answer no window holds."""
        examples, groups = self.examples(step)
        rows = encode(examples, groups, windows)
        lost = {groups[place]: examples[place].question.id for place, row in enumerate(rows) if row is None}
        return [row for row in rows if row is not None and row.group not in lost], sorted(lost.values())

    def _paragraphs(self, question: Question, rng: np.random.Generator) -> list[int]:
        mined = self.negatives.get(question.id, ())
        count = min(self.mix.negatives, len(mined))
        # The most misleading first: half of the draws take the best-ranked ones.
        weights = 0.5 ** np.arange(len(mined)) if mined else np.empty(0)
        chosen = rng.choice(len(mined), count, replace=False, p=weights / weights.sum()) if count else ()
        return [self.data.place[question.id], *(mined[int(place)] for place in chosen)]


def _quotas(mix: Mix, answerable: int, unanswerable: int) -> tuple[int, int]:
    """How many questions of each kind a step has; at least one of each kind that there is."""
    if not answerable or not unanswerable:
        return (mix.questions if answerable else 0), (mix.questions if unanswerable else 0)
    share = mix.unanswerable if mix.unanswerable is not None else unanswerable / (answerable + unanswerable)
    second = min(max(round(share * mix.questions), 0 if share == 0 else 1), mix.questions - 1)
    return mix.questions - second, second
