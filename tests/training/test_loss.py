"""The loss, against values computed by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from qa.models.windows import Windows
from qa.training.examples import Row
from qa.training.loss import LossWeights, TrainingBatch, shared_loss, soft_loss, span_loss, window_loss
from qa.training.targets import NULL, SoftSide, SoftTarget, TargetStore, side
from qa.training.trainer import fair_shares, passes
from tests.tiny_reader import make_base


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> list[Row]:
    """Two windows of one question, the first with an answer, and one of another question without."""
    windows = Windows.of(make_base(tmp_path_factory.mktemp("base")))
    texts = ["Anna lives in Paris.", "Anna lives near a river.", "Boris lives in Oslo."]
    made = windows.windows([("Where does Anna live?", text) for text in texts])
    answer = made[0].first + 3
    return [
        Row(0, made[0], (answer,), (answer,)),
        Row(0, made[1], (0,), (0,)),
        Row(1, made[2], (0,), (0,)),
    ]


def test_a_window_by_itself() -> None:
    """Cross-entropy over the allowed tokens; several right ones count as one event."""
    logits = torch.tensor([[1.0, 2.0, 9.0, 3.0]])
    allowed = torch.tensor([[True, True, False, True]])
    total = sum(np.exp([1.0, 2.0, 3.0]))
    one = window_loss(logits, allowed, torch.tensor([[False, True, False, False]]))
    assert one.item() == pytest.approx(-np.log(np.exp(2) / total), abs=1e-6)
    two = window_loss(logits, allowed, torch.tensor([[False, True, False, True]]))
    assert two.item() == pytest.approx(-np.log((np.exp(2) + np.exp(3)) / total), abs=1e-6)


def test_all_windows_of_a_question(rows: list[Row]) -> None:
    """The answer competes with the tokens of every window of its question, each counted from its null."""
    batch = TrainingBatch.of(rows, 16, 0)
    logits = torch.randn(3, 16, generator=torch.Generator().manual_seed(0))
    (found,) = shared_loss(logits, batch, batch.starts).tolist()
    relative = (logits - logits[:, :1])[:2][batch.allowed[:2]]
    gold = logits[0, rows[0].starts[0]] - logits[0, 0]
    assert found == pytest.approx(float(torch.logsumexp(relative, 0) - gold), abs=1e-5)


def test_raising_a_null_of_a_wrong_window_lowers_the_shared_loss(rows: list[Row]) -> None:
    """What makes scores compare across passages: a wrong passage is pushed below its own null."""
    batch = TrainingBatch.of(rows, 16, 0)
    logits = torch.zeros(3, 16, requires_grad=True)
    (gradient,) = torch.autograd.grad(shared_loss(logits, batch, batch.starts).sum(), logits)
    assert gradient[1, 0] < 0
    assert (gradient[1, rows[1].window.first : rows[1].window.last] > 0).all()
    assert gradient[0, rows[0].starts[0]] < 0
    assert not gradient[2].any()


def test_a_student_that_agrees_with_its_teacher_has_no_gradient() -> None:
    """The soft loss is least where both distributions are the same, at any temperature."""
    logits = torch.randn(2, 6, generator=torch.Generator().manual_seed(1), requires_grad=True)
    loss = soft_loss(logits, torch.ones(2, 6, dtype=torch.bool), logits.detach()[None], 1.5).sum()
    (gradient,) = torch.autograd.grad(loss, logits)
    assert gradient.abs().max() < 1e-6


def test_several_teachers_count_as_the_mean_of_what_they_say() -> None:
    """Teachers that disagree pull towards both of their answers alike."""
    logits = torch.zeros(1, 3, requires_grad=True)
    teachers = torch.tensor([[[9.0, 0.0, 0.0]], [[0.0, 0.0, 18.0]]])
    loss = soft_loss(logits, torch.ones(1, 3, dtype=torch.bool), teachers, 1.0).sum()
    (gradient,) = torch.autograd.grad(loss, logits)
    assert gradient[0].tolist() == pytest.approx([1 / 3 - 1 / 2, 1 / 3, 1 / 3 - 1 / 2], abs=1e-3)


def test_soft_targets_reach_the_tokens_at_their_place(rows: list[Row]) -> None:
    """A teacher that puts everything on the right word pulls the student there."""
    paris = 14  # where the word begins in the text; behind it stands the full stop
    starts = SoftSide(np.array([NULL, paris]), np.array([-9.0, 9.0], np.float16))
    ends = SoftSide(np.array([NULL, paris + 5]), np.array([-9.0, 9.0], np.float16))
    taught = Row(0, rows[0].window, (0,), (0,), (SoftTarget(starts, ends),))  # the data say the opposite
    start, end = torch.zeros(1, 16, requires_grad=True), torch.zeros(1, 16)
    loss = span_loss(start, end, TrainingBatch.of([taught], 16, 0), LossWeights(shared=0.0, soft=1.0))
    (gradient,) = torch.autograd.grad(loss, start)
    assert int(gradient.argmin()) == rows[0].starts[0]


def test_stored_targets_come_back(tmp_path: Path) -> None:
    """The largest logits and the null, in order, from a second store over the same folder."""
    target = SoftTarget(
        side(np.arange(40, dtype=np.float32), np.arange(40) * 3, -1.0),
        side(np.ones(2, np.float32), np.array([4, 9]), 0.5),
    )
    TargetStore(tmp_path).write(0, [[target], [target, target]])
    back = TargetStore(tmp_path).read(1)
    assert len(back) == 2
    assert back[0].starts.edges[:3].tolist() == [NULL, 117, 114]
    assert back[0].ends.logits[:3].tolist() == [0.5, 1.0, 1.0]


@given(st.lists(st.integers(1, 3), min_size=1, max_size=12), st.integers(16, 200))
def test_passes_keep_groups_together_and_lose_none(sizes: list[int], tokens: int) -> None:
    """Every row comes once, a question's rows come together, and no pass is beyond its budget for no need."""
    windows = windows_for(sizes)
    seen: list[int] = []
    for chosen, length in passes(windows, tokens, 8):
        assert length % 8 == 0
        assert all(len(row.window.ids) <= length for row in chosen)
        groups = [row.group for row in chosen]
        if len(set(groups)) > 1:
            assert len(chosen) * length <= tokens
        seen += groups
    assert sorted(seen) == sorted(row.group for row in windows)
    firsts = [group for place, group in enumerate(seen) if place == 0 or seen[place - 1] != group]
    assert len(firsts) == len(set(firsts))


def test_shares_are_fair_and_lose_none() -> None:
    """Every batch comes once, and the workers have about as many padded tokens, not as many batches."""
    batches = [TrainingBatch.of(windows_for([1]), length, 0) for length in (30, 24, 20, 18, 12, 8)]
    shares = fair_shares(batches, 2)
    assert [[batch.input_ids.numel() for batch in share] for share in shares] == [[30, 18, 8], [24, 20, 12]]
    assert fair_shares(batches[:1], 3) == [batches[:1], [], []]


def windows_for(sizes: list[int]) -> list[Row]:
    """Rows of groups of these sizes, the later ones longer."""
    from qa.models.tokens import Tokens
    from qa.models.windows import Window

    made = []
    for group, size in enumerate(sizes):
        for _ in range(size):
            ids = np.zeros(5 + 2 * group, np.int64)
            made.append(Row(group, Window(0, ids, ids, 2, Tokens(ids[:1], ids[:1], ids[:1])), (0,), (0,)))
    return made
