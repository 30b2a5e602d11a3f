"""MPNet's attention in one product."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from qa.training.card.attention import fuse
from qa.training.card.weights import load_model


@pytest.mark.parametrize("lengths", [[12, 7, 2], [12, 12, 12]])
def test_it_says_and_learns_what_transformers_does(lengths: list[int], mpnet: Path) -> None:
    """The same logits and gradients, with and without padding; weights keep their names."""
    model = load_model(mpnet)
    torch.nn.init.normal_(model.mpnet.encoder.relative_attention_bias.weight)
    ids = torch.randint(5, 20, (3, 12), generator=torch.Generator().manual_seed(0))
    attention = (torch.arange(12) < torch.tensor(lengths)[:, None]).long()

    def said() -> torch.Tensor:
        model.zero_grad()
        logits: torch.Tensor = model(input_ids=ids, attention_mask=attention).start_logits * attention
        torch.autograd.backward(logits.square().sum())
        return logits.detach()

    names = [*model.state_dict()]
    wanted = said()
    gradients = {name: one.grad for name, one in model.named_parameters() if one.grad is not None}
    fuse(model)
    assert [*model.state_dict()] == names
    assert torch.allclose(said(), wanted, atol=1e-5)
    for name, one in model.named_parameters():
        if one.grad is not None:
            own = gradients[name]
            assert (one.grad - own).abs().max() <= 1e-4 * own.abs().max() + 1e-6
    assert [name for name in gradients if model.get_parameter(name).grad is None] == [
        "mpnet.encoder.relative_attention_bias.weight"
    ]


def test_other_models_stay_as_they_are(bert: Path) -> None:
    """BERT's is one product already."""
    model = load_model(bert)
    layer = model.bert.encoder.layer[0].attention
    before = layer.self
    fuse(model)
    assert layer.self is before
