"""What training makes small, for the graphics card and for ``qa train reader`` alike.

Each window by itself: the cross-entropy of the first and of the last token over the window's tokens, the
null among them (Devlin et al. 2019, section 4.3). All windows of one question together: the same over the
tokens of all of them, each logit counted from its window's null, because the difference is what ranks spans
across passages in use (shared normalisation, Clark & Gardner 2018, section 3.2). Several answers count as
one event whose probability is the sum of theirs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from .layout import Batch

_NEVER = -1e4  # a logit that can never win, and whose exponential is 0 in every number type


@dataclass(frozen=True, slots=True)
class LossWeights:
    """How the parts of the loss are weighed."""

    shared: float = 0.5  # of the loss over all windows of a question, beside that of each window
    soft: float = 0.75  # of what the teachers say against what the data say, where there are some
    temperature: float = 1.5  # at which teachers and student are compared


def window_loss(logits: Tensor, allowed: Tensor, right: Tensor) -> Tensor:
    """Minus the log-probability of the right tokens in each window: float32[rows].

    Args:
        logits: float[rows, length], of first or of last tokens.
        allowed: bool[rows, length], the tokens that take part.
        right: bool[rows, length], at least one a row.
    """
    scores = logits.float().masked_fill(~allowed, _NEVER)
    return scores.logsumexp(1) - scores.masked_fill(~right, _NEVER).logsumexp(1)


def shared_loss(logits: Tensor, batch: Batch, right: Tensor) -> Tensor:
    """Minus the log-probability of the right tokens among all windows of their question: float32[rows].

    One a group, at its number; 0 for groups without a right token that is not the null, for those of one
    window, and where there is no group. (To count the groups would be to wait for the card.)
    """
    scores = logits.float()
    scores = (scores - scores[:, :1]).masked_fill(~batch.allowed, _NEVER)  # the null thereby is 0
    answers = right.clone()
    answers[:, 0] = False
    every = _logsumexp(scores.logsumexp(1), batch.group)
    wanted = _logsumexp(scores.masked_fill(~answers, _NEVER).logsumexp(1), batch.group)
    none, ones = torch.zeros_like(batch.group), torch.ones_like(batch.group)
    counted = none.index_add(0, batch.group, ones) > 1
    counted &= none.index_add(0, batch.group, answers.any(1).long()) > 0
    return torch.where(counted, every - wanted, 0.0)


def soft_loss(logits: Tensor, allowed: Tensor, teachers: Sequence[Tensor], temperature: float) -> Tensor:
    """Cross-entropy between the teachers' mean distribution and the student's in each window: float32[rows].

    All are softened by the temperature, and the loss is multiplied by its square, which keeps the size of
    its gradient (Hinton et al. 2015, section 2).
    """
    softened = [one.float().masked_fill(~allowed, _NEVER) / temperature for one in (logits, *teachers)]
    wanted = torch.stack([one.softmax(1) for one in softened[1:]]).mean(0)
    return -(wanted * softened[0].log_softmax(1)).sum(1) * temperature**2


def span_loss(
    logits: tuple[Tensor, Tensor],
    batch: Batch,
    weights: LossWeights,
    teachers: Sequence[tuple[Tensor, Tensor]] = (),
) -> Tensor:
    """The loss of a batch, summed over its windows and questions: a scalar.

    Args:
        logits: of first and of last tokens, float[rows, length] each.
        batch: what is right.
        weights: of the parts.
        teachers: what each of them says, as ``logits``.
    """
    total = logits[0].new_zeros((), dtype=torch.float32)
    for side, right in enumerate((batch.starts, batch.ends)):
        hard = (window_loss(logits[side], batch.allowed, right) * batch.labelled).sum()
        if teachers:
            said = [teacher[side] for teacher in teachers]
            soft = soft_loss(logits[side], batch.allowed, said, weights.temperature).sum()
            hard = (1 - weights.soft) * hard + weights.soft * soft
        total = total + hard / 2 + weights.shared * shared_loss(logits[side], batch, right).sum() / 2
    return total


def _logsumexp(values: Tensor, group: Tensor) -> Tensor:
    """The logsumexp of the values of each group, at its number: float[rows]; no group has no gradient."""
    most = torch.full_like(values, _NEVER).scatter_reduce(0, group, values.detach(), "amax")
    sums = torch.zeros_like(most).index_add(0, group, (values - most[group]).exp())
    return most + sums.clamp(min=1e-30).log()
