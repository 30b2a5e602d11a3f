"""Training by the clock: the rate falls to zero when the time is up, however fast the card is."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor, nn

from .drawing import Pass
from .layout import Batch, Layout
from .loss import LossWeights, span_loss

Logits = tuple[Tensor, Tensor]


@dataclass(frozen=True, slots=True)
class Clock:
    """How much of the time is gone."""

    began: float  # as ``time.monotonic`` says
    seconds: float

    def gone(self) -> float:
        """0 at the beginning, 1 and more when the time is up."""
        return (time.monotonic() - self.began) / self.seconds


@dataclass(frozen=True, slots=True)
class Plan:
    """How a step changes the weights."""

    loss: LossWeights = field(default_factory=LossWeights)
    rate: float = 1e-4  # the highest, reached after the warm-up; from there it falls in a straight line
    warmup: float = 0.05  # share of the time
    weight_decay: float = 0.01
    clip: float = 1.0  # largest norm of the gradient
    average: float = 0.995  # of the running average of the weights: its memory is 1 / (1 - average) steps

    def rate_at(self, gone: float) -> float:
        """The learning rate when so much of the time is gone."""
        return self.rate * min(gone / self.warmup, max(0.0, (1 - gone) / (1 - self.warmup)))


@dataclass(frozen=True, slots=True)
class Model:
    """A span model and how it wants its rows."""

    module: Any
    layout: Layout

    @property
    def device(self) -> torch.device:
        """Where it computes."""
        device: torch.device = next(self.module.parameters()).device
        return device

    def frozen(self) -> Model:
        """The same to be asked alone: on a card its weights are bfloat16, too, which is faster."""
        if self.device.type == "cuda":
            self.module.to(torch.bfloat16)
        return self

    def logits(self, batch: Batch) -> Logits:
        """Start and end logits at the places of the batch: [rows, length] each. bfloat16 on a card."""
        with autocast(self.device, next(self.module.parameters()).dtype):
            output = self.module(**self.layout.inputs(batch))
        return self.layout.back(batch, output.start_logits), self.layout.back(batch, output.end_logits)

    def weights_used(self) -> int:
        """Weights that every token is multiplied with."""
        named = self.module.named_parameters()
        return sum(weight.numel() for name, weight in named if "embeddings" not in name)


def adamw(weights: Sequence[Tensor], decay: float) -> torch.optim.AdamW:
    """The optimiser, whose rate each step sets: matrices decay, biases and norms do not."""
    decayed = [weight for weight in weights if weight.ndim > 1]
    others = [weight for weight in weights if weight.ndim <= 1]
    groups = [{"params": decayed, "weight_decay": decay}, {"params": others, "weight_decay": 0.0}]
    return torch.optim.AdamW(groups, lr=0.0, fused=True)


class Training:
    """A model in training, its optimiser and the running average of its weights."""

    def __init__(self, model: Model, teachers: Sequence[Model], plan: Plan) -> None:
        self.model, self.teachers, self.plan = model, teachers, plan
        self._trained = [weight for weight in model.module.parameters() if weight.requires_grad]
        self._average = [weight.detach().clone() for weight in self._trained]
        self._optimiser = adamw(self._trained, plan.weight_decay)
        self.steps = 0

    def gradients(self, drawn: Sequence[Pass]) -> Tensor:
        """Add up the gradients of a step; returns the mean loss of a window."""
        windows = sum(len(one.ids) for one in drawn)
        total = torch.zeros((), device=self.model.device)
        for one in drawn:
            batch = Batch.of(one, self.model.device)
            with torch.no_grad():
                said = [teacher.logits(batch) for teacher in self.teachers]
            loss = span_loss(self.model.logits(batch), batch, self.plan.loss, said) / windows
            loss.backward()  # type: ignore[no-untyped-call]
            total += loss.detach()
        return total

    def step(self, drawn: Sequence[Pass], rate: float) -> Tensor:
        """Learn from one step at a learning rate; returns the mean loss of a window."""
        loss = self.gradients(drawn)
        nn.utils.clip_grad_norm_(self._trained, self.plan.clip)
        for group in self._optimiser.param_groups:
            group["lr"] = rate
        self._optimiser.step()
        self._optimiser.zero_grad(set_to_none=True)
        self.steps += 1
        # The first steps count more, so that the average soon forgets where it began.
        memory = min(self.plan.average, self.steps / (self.steps + 9))
        with torch.no_grad():
            torch._foreach_lerp_(self._average, self._trained, 1 - memory)
        return loss

    def swap_average(self) -> None:
        """Exchange the weights with their running average; once more to exchange them back."""
        with torch.no_grad():
            for weight, average in zip(self._trained, self._average, strict=True):
                kept = weight.clone()
                weight.copy_(average)
                average.copy_(kept)


def train(
    training: Training,
    steps: Iterator[list[Pass]],
    clock: Clock,
    until: float,
    say: Callable[[str], None],
    every: float = 10.0,
) -> None:
    """Train until that share of the time is gone.

    ``say`` hears every so many seconds of speed, loss and the share of the time that went into waiting for
    the next step's windows.
    """
    meter = Meter(training, say, every)
    while (gone := clock.gone()) < until:
        began = time.monotonic()
        drawn = next(steps)
        meter.waited += time.monotonic() - began
        loss = training.step(drawn, training.plan.rate_at(gone))
        meter.count(drawn, loss, gone)


class Meter:
    """Windows and tokens a second, and what share of the card's speed in large products that is."""

    def __init__(self, training: Training, say: Callable[[str], None], every: float) -> None:
        self._training, self._say, self._every = training, say, every
        self._peak = peak(training.model.device)
        own = training.model.weights_used()
        taught = sum(teacher.weights_used() for teacher in training.teachers)
        self._work = 6 * own + 2 * taught  # operations for a token: forward and twice that backward
        self._before: Any = None
        self._begin()

    def _begin(self) -> None:
        self._since, self._windows, self._tokens, self.waited = time.monotonic(), 0, 0, 0.0

    def count(self, drawn: Sequence[Pass], loss: Tensor, gone: float) -> None:
        """Count a step that was launched; waits for the one before it, so that the clock means something."""
        if self._training.model.device.type == "cuda":
            if self._before is not None:
                self._before.synchronize()
            self._before = torch.cuda.Event()  # type: ignore[no-untyped-call]
            self._before.record()
        self._windows += sum(len(one.ids) for one in drawn)
        self._tokens += sum(one.ids.size for one in drawn)
        if (seconds := time.monotonic() - self._since) < self._every:
            return
        share = f"{100 * self._tokens * self._work / seconds / self._peak:.0f} %" if self._peak else "-"
        self._say(
            f"{100 * gone:.0f} % of the time, step {self._training.steps}: loss {float(loss):.3f}, "
            f"{self._windows / seconds:.0f} windows/s, {self._tokens / seconds:.0f} tokens/s, "
            f"{share} of the card, {100 * self.waited / seconds:.0f} % waiting for windows"
        )
        self._begin()


def peak(device: torch.device) -> float:
    """Operations a second in a large product of bfloat16 matrices, measured; 0 where there is no card."""
    if device.type != "cuda":
        return 0.0
    matrix = torch.randn(8192, 8192, device=device, dtype=torch.bfloat16)
    for rounds in (3, 10):
        torch.cuda.synchronize()
        began = time.monotonic()
        for _ in range(rounds):
            matrix @ matrix
        torch.cuda.synchronize()
    return 10 * 2 * 8192**3 / (time.monotonic() - began)


def autocast(device: torch.device, weights: torch.dtype) -> AbstractContextManager[Any]:
    """bfloat16 for float32 weights on a card, what the weights are otherwise."""
    cast = device.type == "cuda" and weights == torch.float32
    return torch.autocast("cuda", torch.bfloat16) if cast else nullcontext()
