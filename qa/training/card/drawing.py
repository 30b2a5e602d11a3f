"""What each step sees: groups of one window that answers a question and several that only look like it.

A pure function of the seed and a round's number, made of NumPy alone, so that any number of processes can
make rounds ahead. Everything is in BERT's ids: ``[CLS] question [SEP] title. passage [SEP]``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from .packed import NOWHERE, Array, Packed

CLS, SEP = 101, 102  # of BERT's vocabulary; padding is 0
MOST_TOKENS = 256  # of a window, as in use
OVERLAP = 96  # passage tokens that two windows of one text share
MULTIPLE = 8  # lengths are padded to multiples of it


@dataclass(frozen=True, slots=True)
class Mix:
    """What a round is made of, and how windows are cut (in words)."""

    questions: int = 1024  # of a round, whose windows of like length stand together: little is padding then
    negatives: int = 2  # misleading windows beside one that answers
    unlabelled: int = 0  # windows, for an unanswerable question, that only a teacher has an opinion of
    swapped: float = 0.0  # share of the groups with the question about another name, for a teacher too
    titled: float = 0.5  # share of the groups that are read with their titles
    hasty: float = 0.1  # share of the questions that are typed in haste
    whole: float = 0.3  # share of the windows that are a whole paragraph
    least: int = 50
    most: int = 120
    pass_tokens: int = 24_576  # padded tokens of one forward pass
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """One window."""

    ids: Array  # int64[length]
    passage: int  # position of the first token of title and passage
    starts: Sequence[int]  # first tokens of right answers; (0,), the null, where there is none
    ends: Sequence[int]  # last ones, in the same order
    group: int  # windows of one question
    labelled: bool = True  # whether the data say what is right


@dataclass(frozen=True, slots=True)
class Pass:
    """Rows padded to one length: what one forward pass reads. [CLS] is column 0."""

    ids: Array  # int32[rows, length]; unsigned numbers are not computed with everywhere
    lengths: Array  # int16[rows]
    passages: Array  # int16[rows]: where title and passage begin
    starts: Array  # bool[rows, length]: first tokens of right answers
    ends: Array  # and last ones
    group: Array  # int64[rows]: from 0 on, without a gap
    labelled: Array  # bool[rows]

    @classmethod
    def of(cls, rows: Sequence[Row]) -> Pass:
        """The rows, padded."""
        length = -(-max(len(row.ids) for row in rows) // MULTIPLE) * MULTIPLE
        ids = np.zeros((len(rows), length), np.int32)
        starts, ends = np.zeros((2, len(rows), length), np.bool_)
        for number, row in enumerate(rows):
            ids[number, : len(row.ids)] = row.ids
            starts[number, row.starts] = ends[number, row.ends] = True
        return cls(
            ids,
            np.array([len(row.ids) for row in rows], np.int16),
            np.array([row.passage for row in rows], np.int16),
            starts,
            ends,
            np.unique([row.group for row in rows], return_inverse=True)[1].astype(np.int64),
            np.array([row.labelled for row in rows], np.bool_),
        )


@dataclass(frozen=True)
class Drawing:
    """Rounds drawn from the questions of some sets that are not held out; each once an epoch."""

    packed: Packed
    mix: Mix
    sets: frozenset[str]
    shares: Mapping[str, float] = field(default_factory=dict)  # of the questions of a set; others: 1

    @cached_property
    def questions(self) -> Array:
        """Rows of the questions that are drawn."""
        shares = [self.shares.get(name, 1.0) * (name in self.sets) for name in self.packed.sets]
        wanted = np.where(self.packed.held_out, 0.0, np.array(shares)[self.packed.set_of])
        drawn = np.random.default_rng(self.mix.seed).random(len(self.packed.paragraph_of))
        return np.flatnonzero(drawn < wanted[self.packed.paragraph_of])

    def round(self, number: int) -> list[list[Pass]]:
        """The steps of a round, each of one pass; what is left over goes with one of them."""
        size, count = len(self.questions), self.mix.questions
        rows: list[Row] = []
        for place in range(number * count, (number + 1) * count):
            epoch, item = divmod(place, size)
            question = int(self.questions[self._order(epoch)[item]])
            rng = np.random.default_rng((self.mix.seed, epoch, question))
            rows += self.group(question, place, rng)
        made = list(passes(rows, self.mix.pass_tokens))
        steps = [[one] for one in made[:-1]] or [[]]
        steps[-1] += made[-1:]
        order = np.random.default_rng((self.mix.seed, number)).permutation(len(steps))
        return [steps[place] for place in order]

    def group(self, question: int, group: int, rng: np.random.Generator) -> list[Row]:
        """The windows of a question: its own first, then misleading ones."""
        packed, mix = self.packed, self.mix
        asked = (packed.hasty if rng.random() < mix.hasty else packed.asked)[int(packed.text_of[question])]
        titled = rng.random() < mix.titled
        # As long as each other, as passages are in use; and little of a pass is padding.
        words = None if rng.random() < mix.whole else int(rng.integers(mix.least, mix.most + 1))
        answers = packed.answers[question]
        others = packed.misleading[question]
        others = others[others != NOWHERE]
        count = min(mix.negatives if len(answers) else mix.unlabelled, len(others))
        # The most misleading first: half of the draws take the best-ranked ones.
        weights = 0.5 ** np.arange(len(others))
        chosen = rng.choice(others, count, replace=False, p=weights / weights.sum()) if count else others[:0]
        own = int(packed.paragraph_of[question])
        rows = [self._row(asked, own, answers, group, titled, words, rng)]
        if len(answers) and rows[0].starts[0] == 0:
            return []  # the answer is longer than a window
        right = [packed.paragraphs[own][first : last + 1] for first, last in answers]
        words = words or int(packed.words_begin(own).sum())  # the others as long: less of a pass is padding
        for other in chosen.tolist():
            # A title that holds the answer would make the window right after all.
            bare = any(_places(packed.titles[int(packed.title_of[other])], answer) for answer in right)
            row = self._row(asked, other, answers[:0], group, titled and not bare, words, rng)
            rows.append(replace(row, labelled=bool(len(answers))))
        swapped = packed.swapped[int(packed.text_of[question])]
        if len(swapped) and rng.random() < mix.swapped:
            row = self._row(swapped, own, answers, group, titled, words, rng)
            # A group of its own (those of questions count from 0): what answers it is nothing to the others.
            rows.append(replace(row, starts=(0,), ends=(0,), group=-1 - group, labelled=False))
        return rows

    def _row(
        self,
        asked: Array,
        paragraph: int,
        answers: Array,
        group: int,
        titled: bool,
        words: int | None,
        rng: np.random.Generator,
    ) -> Row:
        """A window of a paragraph, cut at random around one of its answers, if there are any."""
        packed = self.packed
        title = packed.titles[int(packed.title_of[paragraph]) if titled else 0]
        begin, stop = cut(packed.words_begin(paragraph), answers, words, rng)
        text = packed.paragraphs[paragraph]
        inside = [pair for pair in answers.tolist() if begin <= pair[0] and pair[1] < stop]
        spans = [(len(title) + first - begin, len(title) + last - begin) for first, last in inside]
        for first, last in inside:  # in the title too it is right
            spans += [(at, at + last - first) for at in _places(title, text[first : last + 1])]
        return windowed(asked, np.concatenate([title, text[begin:stop]]), spans, group)

    def _order(self, epoch: int) -> Array:
        if epoch not in self._orders:
            self._orders.clear()
            rng = np.random.default_rng((self.mix.seed, epoch))
            self._orders[epoch] = rng.permutation(len(self.questions))
        return self._orders[epoch]

    @cached_property
    def _orders(self) -> dict[int, Array]:
        return {}


def cut(
    begins: npt.NDArray[np.bool_], answers: Array, length: int | None, rng: np.random.Generator
) -> tuple[int, int]:
    """Where a window stands at random, in tokens and of whole words.

    Args:
        begins: bool[tokens], whether a word of the paragraph begins there.
        answers: int[n, 2], first and last tokens; the window holds one of them.
        length: in words; None: the whole paragraph.
        rng: draws place and answer.
    """
    words = np.flatnonzero(begins)
    if length is None or len(words) <= length:
        return 0, len(begins)
    low, high = 0, len(words) - length
    if len(answers):
        anchor = answers[int(rng.integers(len(answers)))]
        first, last = np.maximum(np.searchsorted(words, anchor, side="right") - 1, 0).tolist()
        length = max(length, last - first + 1)
        low, high = max(0, last - length + 1), min(first, len(words) - length)
    begin = int(rng.integers(low, high + 1))
    stop = int(words[begin + length]) if begin + length < len(words) else len(begins)
    return int(words[begin]), stop


def windows(asked: Array, text: Array) -> Iterator[tuple[Array, int, int]]:
    """The windows of a text for a question: ids, where the text's tokens begin, and the first of them."""
    before = len(asked) + 2
    room = MOST_TOKENS - before - 1
    for first in range(0, len(text), max(1, room - OVERLAP)):
        yield np.concatenate([[CLS], asked, [SEP], text[first : first + room], [SEP]]), before, first
        if first + room >= len(text):
            return


def windowed(asked: Array, text: Array, spans: Sequence[tuple[int, int]], group: int) -> Row:
    """The first window that holds an answer whole, with all that it holds; the first of all without one."""
    every = list(windows(asked, text))
    for ids, before, first in every:
        shift = before - first
        last = len(ids) - 2
        inside = [(a + shift, b + shift) for a, b in spans if a >= first and b + shift <= last]
        if inside:
            starts, ends = zip(*inside, strict=True)
            return Row(ids, before, starts, ends, group)
    return Row(every[0][0], every[0][1], (0,), (0,), group)


def together(
    groups: Sequence[int], lengths: Sequence[int], tokens: int, multiple: int = MULTIPLE
) -> Iterator[tuple[list[int], int]]:
    """Rows of one group together, groups of like length together, at most ``tokens`` padded tokens a pass.

    Yields:
        The places of the rows of one forward pass and the length to pad them to.
    """
    members: dict[int, list[int]] = {}
    for place, group in enumerate(groups):
        members.setdefault(group, []).append(place)
    longest = {group: max(lengths[place] for place in own) for group, own in members.items()}
    chosen: list[int] = []
    length = 0
    for group in sorted(members, key=lambda group: (-longest[group], group)):
        if chosen and (len(chosen) + len(members[group])) * length > tokens:
            yield chosen, length
            chosen = []
        if not chosen:
            length = -(-longest[group] // multiple) * multiple
        chosen = chosen + members[group]
    if chosen:
        yield chosen, length


def passes(rows: Sequence[Row], tokens: int) -> Iterator[Pass]:
    """The rows in passes, as ``together`` puts them."""
    for places, _ in together([row.group for row in rows], [len(row.ids) for row in rows], tokens):
        yield Pass.of([rows[place] for place in places])


def _places(text: Array, part: Array) -> list[int]:
    """Where a part stands in a text, in tokens."""
    if not len(part) or len(part) > len(text):
        return []
    view = np.lib.stride_tricks.sliding_window_view(text, len(part))
    return np.flatnonzero((view == part).all(axis=1)).tolist()
