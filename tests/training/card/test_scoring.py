"""What the held-out questions say of a model."""

from __future__ import annotations

import numpy as np
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor

from qa.evaluation.metrics import best_threshold
from qa.training.card.drawing import Drawing, Mix
from qa.training.card.layout import Batch
from qa.training.card.packed import Packed
from qa.training.card.scoring import MOST_ANSWER, HeldOut, best_f1, best_spans, overlap


def test_the_best_span_is_the_best_of_all(packed: Packed) -> None:
    """Against trying every span of title and passage; never longer than an answer may be."""
    batch = Batch.of(Drawing(packed, Mix(questions=12), frozenset(packed.sets)).round(0)[0][0])
    start, end = torch.randn(2, *batch.ids.shape, generator=torch.Generator().manual_seed(0))
    scores, firsts, lasts = best_spans(start, end, batch)
    for row, allowed in enumerate(batch.allowed):
        places = allowed.nonzero()[1:, 0].tolist()
        found = max(
            (float(start[row, a] + end[row, b]), a, b)
            for a in places
            for b in places
            if a <= b < a + MOST_ANSWER
        )
        assert (firsts[row], lasts[row]) == found[1:]
        assert abs(float(scores[row]) - found[0] + float(start[row, 0] + end[row, 0])) < 1e-5


@given(st.lists(st.tuples(st.floats(0, 1), st.integers(-5, 5), st.booleans()), min_size=1, max_size=20))
def test_the_best_threshold_is_that_of_the_official_script(rows: list[tuple[float, int, bool]]) -> None:
    """Where no two scores are alike, so that every threshold can be chosen."""
    values, scores, answerable = (np.array(column) for column in zip(*rows, strict=True))
    scores = scores + np.arange(len(rows)) / 100
    values = np.where(answerable, values, 0.0)
    wanted = best_threshold(values, -scores, answerable, np.ones(len(rows), np.bool_))
    assert abs(best_f1(values, scores, answerable) - wanted.score) < 1e-9


def test_overlap_counts_tokens() -> None:
    """F1 of two bags."""
    assert overlap([1, 2, 2], [2, 3]) == 0.4


def test_who_knows_the_answers_has_full_marks_until_misled(packed: Packed) -> None:
    """``f1`` and ``answerable`` are of the own paragraph, ``misled`` of all that are read."""
    held_out = HeldOut(packed)

    def knowing(elsewhere: float) -> dict[str, dict[str, float]]:
        meant = iter(held_out.read)

        def logits(batch: Batch) -> tuple[Tensor, Tensor]:
            found = torch.zeros(2, *batch.ids.shape)
            for row, (question, is_own) in enumerate(next(meant)[1]):
                passage = int(batch.types[row].argmax())
                if not is_own:
                    found[:, row, passage] = elsewhere
                    continue
                title = len(packed.titles[packed.title_of[packed.paragraph_of[question]]])
                for side in range(2):
                    for place in packed.answers[question][:1, side].tolist():
                        found[side, row, passage + title + place] = 5
            return found[0], found[1]

        return held_out.scores(logits)

    right, wrong = knowing(1), knowing(9)
    assert set(right) == {"first", "second"}
    assert all(one["f1"] == one["answerable"] == one["misled"] == 100 for one in right.values())
    assert all(one["f1"] == one["answerable"] == 100 and one["misled"] < 20 for one in wrong.values())
