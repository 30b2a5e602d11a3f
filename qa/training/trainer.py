"""One step of training after the other: gradients over small batches of like shape, AdamW, an average."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass, field

import numpy as np
import torch
from torch import Tensor, nn

from qa.models.torch_forward import takes_types
from qa.models.windows import WindowBatch
from qa.training.card.clocked import adamw
from qa.training.card.drawing import together
from qa.training.card.layout import Batch
from qa.training.card.loss import LossWeights, span_loss
from qa.training.examples import Row

_LAYER = re.compile(r"\.(?:layer|layers|h|block)\.(\d+)\.")
_PASS_TOKENS = 1280  # padded tokens in one forward pass; a step has as many passes as it needs
_MULTIPLE = 8  # lengths are padded to multiples of it, so that few shapes occur
_WEIGHT, _AVERAGE, _FIRST, _SECOND = "weight/", "average/", "first/", "second/"


@dataclass(frozen=True, slots=True)
class Optimisation:
    """How a step changes the weights."""

    loss: LossWeights = field(default_factory=LossWeights)
    weight_decay: float = 0.01
    clip: float = 1.0  # largest norm of the gradient
    average: float = 0.99  # of the running average of the weights: its memory is 1 / (1 - average) steps
    freeze: int = 0  # lowest layers (and the embeddings) that stay as they are; 0 trains everything


class Trainer:
    """A model, its optimiser and the running average of its weights.

    Args:
        model: an extractive question-answering model of transformers.
        options: how a step changes the weights.
        pad_id: the padding token.
        bfloat16: compute in bfloat16 where PyTorch holds it safe; weights stay float32.
        workers: passes computed side by side, each on one core. On a processor that other programs use as
            well this is several times faster than all cores on one pass, which wait for each other
            thousands of times a pass (measured: docs/reader.md).
    """

    def __init__(
        self,
        model: nn.Module,
        options: Optimisation,
        *,
        pad_id: int,
        bfloat16: bool = False,
        workers: int = 1,
    ) -> None:
        self.model = model.eval()  # without dropout, whatever its configuration names (docs/reader.md)
        self._options = options
        self._pad_id = pad_id
        self._takes_types = takes_types(model)
        self._bfloat16 = bfloat16
        self._device = next(model.parameters()).device
        freeze(model, options.freeze)
        self._trained = {name: weight for name, weight in model.named_parameters() if weight.requires_grad}
        self._average = {name: weight.detach().clone() for name, weight in self._trained.items()}
        self._optimiser = adamw(list(self._trained.values()), options.weight_decay)
        self._steps = 0
        self._workers = workers
        self._pool = ThreadPoolExecutor(workers)
        if self._device.type == "cpu":
            torch.set_num_threads(1)

    def step(self, rows: Sequence[Row], rate: float) -> float:
        """Learn from one step's rows at a learning rate; returns the mean loss of a window."""
        shares = fair_shares(list(self._batches(rows)), self._workers)
        results = list(self._pool.map(lambda share: self.gradients(share, len(rows)), shares))
        # Always summed in the same order: the same batches give the same weights, bit by bit.
        for number, weight in enumerate(self._trained.values()):
            parts = [part for _, gradients in results if (part := gradients[number]) is not None]
            weight.grad = sum(parts[1:], parts[0]) if parts else None
        nn.utils.clip_grad_norm_(self._trained.values(), self._options.clip)
        for group in self._optimiser.param_groups:
            group["lr"] = rate
        self._optimiser.step()
        self._optimiser.zero_grad(set_to_none=True)
        self._steps += 1
        # The first steps count more, so that the average soon forgets where it began (as in TensorFlow's).
        memory = min(self._options.average, self._steps / (self._steps + 9))
        with torch.no_grad():
            averages = list(self._average.values())
            torch._foreach_lerp_(averages, list(self._trained.values()), 1 - memory)
        return sum(loss for loss, _ in results)

    def tensors(self) -> dict[str, Tensor]:
        """Everything needed to go on, by name; detached, not copied."""
        found: dict[str, Tensor] = {}
        for name, weight in self._trained.items():
            moments = self._optimiser.state[weight]
            found[_WEIGHT + name] = weight.detach()
            found[_AVERAGE + name] = self._average[name]
            found[_FIRST + name] = moments["exp_avg"]
            found[_SECOND + name] = moments["exp_avg_sq"]
        return found

    def restore(self, tensors: Mapping[str, Tensor], steps: int) -> None:
        """Go on from what :meth:`tensors` gave after ``steps`` steps."""
        with torch.no_grad():
            for name, weight in self._trained.items():
                weight.copy_(tensors[_WEIGHT + name])
                self._average[name].copy_(tensors[_AVERAGE + name])
                self._optimiser.state[weight] = {
                    "step": torch.tensor(float(steps)),
                    "exp_avg": tensors[_FIRST + name].to(self._device),
                    "exp_avg_sq": tensors[_SECOND + name].to(self._device),
                }
        self._steps = steps

    def swap_average(self) -> None:
        """Exchange the weights with their running average; once more to exchange them back."""
        with torch.no_grad():
            for name, weight in self._trained.items():
                kept = weight.detach().clone()
                weight.copy_(self._average[name])
                self._average[name] = kept

    def gradients(self, batches: Sequence[Batch], windows: int) -> tuple[float, list[Tensor | None]]:
        """Loss and gradients of one share of the passes of a step that has so many windows."""
        weights = list(self._trained.values())
        total = 0.0
        sums: list[Tensor | None] = [None] * len(weights)
        for batch in batches:
            with self._autocast():
                logits = self._logits(batch)
            loss = span_loss(logits, batch, self._options.loss) / windows
            for number, gradient in enumerate(torch.autograd.grad(loss, weights, allow_unused=True)):
                before = sums[number]
                if before is None:
                    sums[number] = gradient
                elif gradient is not None:
                    before += gradient
            total += float(loss.detach())
        return total, sums

    def _logits(self, batch: Batch) -> tuple[Tensor, Tensor]:
        types = {"token_type_ids": batch.types} if self._takes_types else {}
        output = self.model(input_ids=batch.ids, attention_mask=batch.attention, **types)
        return output.start_logits, output.end_logits

    def _autocast(self) -> torch.autocast | nullcontext[None]:
        return torch.autocast(self._device.type, torch.bfloat16) if self._bfloat16 else nullcontext()

    def _batches(self, rows: Sequence[Row]) -> Iterator[Batch]:
        for chosen, length in passes(rows, _PASS_TOKENS, _MULTIPLE):
            yield batch_of(chosen, length, self._pad_id).to(self._device)


def batch_of(rows: Sequence[Row], length: int, pad_id: int) -> Batch:
    """The rows, padded to ``length``."""
    padded = WindowBatch.padded([row.window for row in rows], length, pad_id)
    allowed = torch.zeros((len(rows), length), dtype=torch.bool)
    starts, ends = torch.zeros_like(allowed), torch.zeros_like(allowed)
    for number, row in enumerate(rows):
        allowed[number, row.window.first : row.window.last] = True
        starts[number, list(row.starts)] = True
        ends[number, list(row.ends)] = True
    allowed[:, 0] = True
    ids, attention, types = map(torch.from_numpy, padded.inputs)
    group = torch.from_numpy(np.unique([row.group for row in rows], return_inverse=True)[1])
    labelled = torch.ones(len(rows), dtype=torch.bool)
    return Batch(ids, attention, types, allowed, starts, ends, group, labelled)


def passes(rows: Sequence[Row], tokens: int, multiple: int) -> Iterator[tuple[list[Row], int]]:
    """Rows of one group together, groups of like length together, at most ``tokens`` padded tokens a pass.

    Yields:
        The rows of one forward pass and the length to pad them to.
    """
    lengths = [len(row.window.ids) for row in rows]
    for places, length in together([row.group for row in rows], lengths, tokens, multiple):
        yield [rows[place] for place in places], length


def fair_shares(batches: Sequence[Batch], workers: int) -> list[list[Batch]]:
    """The batches dealt out so that all workers have about as many padded tokens; the same every time."""
    shares: list[list[Batch]] = [[] for _ in range(workers)]
    loads = [0] * workers
    for batch in sorted(batches, key=lambda batch: -batch.ids.numel()):
        idlest = loads.index(min(loads))
        shares[idlest].append(batch)
        loads[idlest] += batch.ids.numel()
    return shares


def freeze(model: nn.Module, layers: int) -> None:
    """Keep the embeddings and the lowest layers as they are; above them everything is trained."""
    if not layers:
        return
    for name, weight in model.named_parameters():
        layer = _LAYER.search(name)
        if "embeddings" in name or (layer and int(layer.group(1)) < layers):
            weight.requires_grad = False
