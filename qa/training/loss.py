"""What training makes small.

Each window by itself: the cross-entropy of the first and of the last token over the window's tokens, the
null among them (Devlin et al. 2019, section 4.3). All windows of one question together: the same over the
tokens of all of them, each logit counted from its window's null, because the difference is what ranks spans
across passages in use (shared normalisation, Clark & Gardner 2018, section 3.2).

Several answers count as one event whose probability is the sum of theirs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from qa.models.tokens import Ints
from qa.models.windows import WindowBatch
from qa.training.examples import Row
from qa.training.targets import NULL, SoftSide

_NEVER = -1e4  # a logit that can never win, and whose exponential is 0 in every number type


@dataclass(frozen=True, slots=True)
class LossWeights:
    """How the parts of the loss are weighed."""

    shared: float = 0.5  # of the loss over all windows of a question, beside that of each window
    soft: float = 0.75  # of a teacher's targets against the data's, where there are some
    temperature: float = 1.5  # at which teacher and student are compared


@dataclass(frozen=True, slots=True)
class TrainingBatch:
    """Rows padded to one length. All tensors are [rows, length] unless said otherwise."""

    input_ids: Tensor  # int64
    attention_mask: Tensor  # int64
    token_type_ids: Tensor  # int64
    allowed: Tensor  # bool: the null and the passage's tokens
    starts: Tensor  # bool: first tokens of right answers
    ends: Tensor  # bool: last tokens of right answers
    soft_starts: Tensor  # float32[teachers, rows, length]: logits for first tokens, -inf where there is none
    soft_ends: Tensor  # and for last ones
    group: Tensor  # int64[rows]

    @classmethod
    def of(cls, rows: Sequence[Row], length: int, pad_id: int) -> TrainingBatch:
        """The rows, padded to ``length``."""
        padded = WindowBatch.padded([row.window for row in rows], length, pad_id)
        input_ids, attention_mask, token_type_ids = map(torch.from_numpy, padded.inputs)
        allowed = torch.zeros((len(rows), length), dtype=torch.bool)
        starts, ends = torch.zeros_like(allowed), torch.zeros_like(allowed)
        for number, row in enumerate(rows):
            allowed[number, row.window.first : row.window.last] = True
            starts[number, list(row.starts)] = True
            ends[number, list(row.ends)] = True
        allowed[:, 0] = True
        teachers = len(rows[0].soft)  # the same for all: each teacher was asked about every example
        soft_starts, soft_ends = (torch.full((teachers, *allowed.shape), -torch.inf) for _ in range(2))
        for number, row in enumerate(rows):
            for teacher, soft in enumerate(row.soft):
                _place(soft_starts[teacher, number], row, soft.starts, row.window.passage.starts)
                _place(soft_ends[teacher, number], row, soft.ends, row.window.passage.ends)
        return cls(
            input_ids,
            attention_mask,
            token_type_ids,
            allowed,
            starts,
            ends,
            soft_starts,
            soft_ends,
            torch.tensor([row.group for row in rows]),
        )

    def to(self, device: torch.device) -> TrainingBatch:
        """The same on another device."""
        return TrainingBatch(*(getattr(self, name).to(device) for name in self.__dataclass_fields__))


def window_loss(logits: Tensor, allowed: Tensor, right: Tensor) -> Tensor:
    """Minus the log-probability of the right tokens in each window: float32[rows].

    Args:
        logits: float[rows, length], of first or of last tokens.
        allowed: bool[rows, length], the tokens that take part.
        right: bool[rows, length], at least one a row.
    """
    scores = logits.float().masked_fill(~allowed, _NEVER)
    return scores.logsumexp(1) - scores.masked_fill(~right, _NEVER).logsumexp(1)


def shared_loss(logits: Tensor, batch: TrainingBatch, right: Tensor) -> Tensor:
    """Minus the log-probability of the right tokens among all windows of their question: float32[groups].

    Only groups with a right token that is not the null, and with more than one window, have a loss.
    """
    scores = logits.float().masked_fill(~batch.allowed, _NEVER)
    scores = scores - scores[:, :1]  # from each window's null, which thereby is 0
    answers = right.clone()
    answers[:, 0] = False
    losses = []
    for group in torch.unique(batch.group):
        members = batch.group == group
        wanted = answers[members]
        if members.sum() > 1 and wanted.any():
            every = scores[members]
            losses.append(every.logsumexp((0, 1)) - every[wanted].logsumexp(0))
    return torch.stack(losses) if losses else scores.new_zeros(0)


def soft_loss(logits: Tensor, allowed: Tensor, teachers: Tensor, temperature: float) -> Tensor:
    """Cross-entropy between the teachers' mean distribution and the student's in each window: float32[rows].

    All are softened by the temperature, and the loss is multiplied by its square, which keeps the size of
    its gradient (Hinton et al. 2015, section 2).
    """
    scores = logits.float().masked_fill(~allowed, _NEVER)
    student = (scores / temperature).log_softmax(1)
    return -((teachers / temperature).softmax(2).mean(0) * student).sum(1) * temperature**2


def span_loss(start: Tensor, end: Tensor, batch: TrainingBatch, weights: LossWeights) -> Tensor:
    """The loss of a batch, summed over its windows and questions: a scalar.

    Args:
        start: logits of first tokens, float[rows, length].
        end: logits of last tokens, of the same shape.
        batch: what is right.
        weights: of the parts.
    """
    total = start.new_zeros((), dtype=torch.float32)
    sides = ((start, batch.starts, batch.soft_starts), (end, batch.ends, batch.soft_ends))
    for logits, right, teachers in sides:
        losses = window_loss(logits, batch.allowed, right)
        if len(teachers):
            soft = soft_loss(logits, batch.allowed, teachers, weights.temperature)
            losses = (1 - weights.soft) * losses
            total = total + weights.soft * soft.sum() / 2
        total = total + losses.sum() / 2
        if weights.shared:
            total = total + weights.shared * shared_loss(logits, batch, right).sum() / 2
    return total


def _place(target: Tensor, row: Row, soft: SoftSide, edges: Ints) -> None:
    """Put a teacher's logits where this reader's tokens begin (or end) at the same characters."""
    for edge, logit in zip(soft.edges, soft.logits, strict=True):
        if edge == NULL:
            target[0] = float(logit)
            continue
        place = int(np.searchsorted(edges, edge))
        if place < len(edges) and edges[place] == edge:
            target[row.window.first + place] = float(logit)
