"""The loss, against values computed by hand."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from qa.models.windows import Windows
from qa.training.card.layout import Batch
from qa.training.card.loss import LossWeights, shared_loss, soft_loss, span_loss, window_loss
from qa.training.examples import Row
from qa.training.trainer import batch_of
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


@pytest.fixture
def batch(rows: list[Row]) -> Batch:
    """The rows as the model reads them."""
    return batch_of(rows, 16, 0)


def random(*shape: int) -> torch.Tensor:
    """Some logits."""
    return torch.randn(*shape, generator=torch.Generator().manual_seed(0))


def test_a_window_by_itself() -> None:
    """Cross-entropy over the allowed tokens; several right ones count as one event."""
    logits = torch.tensor([[1.0, 2.0, 9.0, 3.0]])
    allowed = torch.tensor([[True, True, False, True]])
    total = sum(np.exp([1.0, 2.0, 3.0]))
    one = window_loss(logits, allowed, torch.tensor([[False, True, False, False]]))
    assert one.item() == pytest.approx(-np.log(np.exp(2) / total), abs=1e-6)
    two = window_loss(logits, allowed, torch.tensor([[False, True, False, True]]))
    assert two.item() == pytest.approx(-np.log((np.exp(2) + np.exp(3)) / total), abs=1e-6)


def test_all_windows_of_a_question(rows: list[Row], batch: Batch) -> None:
    """The answer competes with the tokens of every window of its question, each counted from its null."""
    logits = random(3, 16)
    found, *others = shared_loss(logits, batch, batch.starts).tolist()
    relative = (logits - logits[:, :1])[:2][batch.allowed[:2]]
    gold = logits[0, rows[0].starts[0]] - logits[0, 0]
    assert found == pytest.approx(float(torch.logsumexp(relative, 0) - gold), abs=1e-5)
    assert others == [0, 0]


def test_a_window_alone_has_no_shared_loss(rows: list[Row]) -> None:
    """There is nothing that its answer would have to be told from."""
    batch = batch_of([rows[0], rows[2]], 16, 0)
    assert shared_loss(random(2, 16), batch, batch.starts).tolist() == [0, 0]


def test_raising_a_null_of_a_wrong_window_lowers_the_shared_loss(rows: list[Row], batch: Batch) -> None:
    """What makes scores compare across passages: a wrong passage is pushed below its own null."""
    logits = torch.zeros(3, 16, requires_grad=True)
    (gradient,) = torch.autograd.grad(shared_loss(logits, batch, batch.starts).sum(), logits)
    assert gradient[1, 0] < 0
    assert (gradient[1, rows[1].window.first : rows[1].window.last] > 0).all()
    assert gradient[0, rows[0].starts[0]] < 0
    assert not gradient[2].any()


def test_a_student_that_agrees_with_its_teacher_has_no_gradient() -> None:
    """The soft loss is least where both distributions are the same, at any temperature."""
    logits = random(2, 6).requires_grad_()
    loss = soft_loss(logits, torch.ones(2, 6, dtype=torch.bool), [logits.detach()], 1.5).sum()
    (gradient,) = torch.autograd.grad(loss, logits)
    assert gradient.abs().max() < 1e-6


def test_several_teachers_count_as_the_mean_of_what_they_say() -> None:
    """Teachers that disagree pull towards both of their answers alike."""
    logits = torch.zeros(1, 3, requires_grad=True)
    teachers = [torch.tensor([[9.0, 0.0, 0.0]]), torch.tensor([[0.0, 0.0, 18.0]])]
    loss = soft_loss(logits, torch.ones(1, 3, dtype=torch.bool), teachers, 1.0).sum()
    (gradient,) = torch.autograd.grad(loss, logits)
    assert gradient[0].tolist() == pytest.approx([1 / 3 - 1 / 2, 1 / 3, 1 / 3 - 1 / 2], abs=1e-3)


def test_of_a_window_without_a_label_only_the_teacher_speaks(rows: list[Row]) -> None:
    """What the data say of it has no weight; what the teacher says has."""
    batch = batch_of(rows[2:], 16, 0)
    batch.labelled[:] = False
    logits = random(1, 16).requires_grad_()
    alone = span_loss((logits, logits), batch, LossWeights())
    assert alone.item() == 0
    taught = span_loss((logits, logits), batch, LossWeights(), [(random(1, 16) * 2,) * 2])
    (gradient,) = torch.autograd.grad(taught, logits)
    assert gradient.abs().max() > 0.01
