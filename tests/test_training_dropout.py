"""Dropout in training: what it drops, and that threads do not disturb one another."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import torch
from torch import nn

from qa.training.dropout import Dropout, Noise, replace_dropout

CPU = torch.device("cpu")


def test_the_share_asked_for_is_dropped_and_the_mean_stays() -> None:
    """A tenth of the values are zero, the others a ninth larger."""
    noise = Noise()
    noise.begin(1, CPU)
    values = Dropout(0.1, noise)(torch.ones(200, 500))
    assert abs(float((values == 0).float().mean()) - 0.1) < 0.01
    torch.testing.assert_close(values.max(), torch.tensor(1 / 0.9))


def test_nothing_is_dropped_in_evaluation() -> None:
    """A reader that is scored during its training sees everything."""
    model = nn.Sequential(nn.Linear(8, 8), nn.Dropout(0.5))
    replace_dropout(model, 0.5, Noise())
    model.eval()
    values = torch.randn(4, 8)
    torch.testing.assert_close(model(values), model[0](values))


def test_every_dropout_of_a_model_is_replaced() -> None:
    """Whatever rate its configuration named."""
    model = nn.ModuleDict({"deep": nn.Sequential(nn.Dropout(0.3)), "flat": nn.Dropout(0.2)})
    replace_dropout(model, 0.1, Noise())
    assert not any(isinstance(module, nn.Dropout) for module in model.modules())
    assert sum(isinstance(module, Dropout) for module in model.modules()) == 2


def test_a_seed_decides_what_is_dropped_in_whichever_thread() -> None:
    """Four shares drawn side by side, many times over, are those drawn one after the other."""
    noise = Noise()
    layer = Dropout(0.3, noise)

    def drawn(seed: int) -> torch.Tensor:
        noise.begin(seed, CPU)
        return torch.stack([layer(torch.ones(64, 64)) for _ in range(20)])

    alone = [drawn(seed) for seed in range(4)]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(drawn, range(4)))
    for one, other in zip(alone, together, strict=True):
        assert torch.equal(one, other)
    assert not torch.equal(alone[0], alone[1])
