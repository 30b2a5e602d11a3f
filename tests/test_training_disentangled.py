"""DeBERTa's attention in one loop: the library's scores and gradients, at any length and padding."""

from __future__ import annotations

import copy

import pytest
import torch
from torch import Tensor, nn
from transformers import DebertaV2Config, DebertaV2ForQuestionAnswering

from qa.training.disentangled import attend_in_one_loop


def small(**changes: object) -> DebertaV2ForQuestionAnswering:
    """A model with all that DeBERTa-v3 has, of 48 values and two layers, without dropout."""
    torch.manual_seed(7)
    options: dict[str, object] = {
        "vocab_size": 90,
        "hidden_size": 48,
        "num_hidden_layers": 2,
        "num_attention_heads": 3,
        "intermediate_size": 64,
        "max_position_embeddings": 128,
        "type_vocab_size": 0,
        "relative_attention": True,
        "position_buckets": 16,
        "norm_rel_ebd": "layer_norm",
        "share_att_key": True,
        "pos_att_type": ["p2c", "c2p"],
        "position_biased_input": False,
        "hidden_dropout_prob": 0.0,
        "attention_probs_dropout_prob": 0.0,
        "initializer_range": 0.5,  # large, so that the scores of the attention differ
    }
    return DebertaV2ForQuestionAnswering(DebertaV2Config.from_dict({**options, **changes}))


def learned(model: nn.Module, ids: Tensor, mask: Tensor) -> tuple[Tensor, dict[str, Tensor]]:
    """The logits of the tokens that are not padding, and every parameter's gradient."""
    model.zero_grad()
    output = model(input_ids=ids, attention_mask=mask)
    logits = torch.stack([output.start_logits, output.end_logits])[:, mask.bool()]
    loss = (logits * torch.linspace(-1, 1, logits.numel()).view(logits.shape)).sum()
    torch.autograd.backward(loss)
    gradients = {
        name: weight.grad.clone() for name, weight in model.named_parameters() if weight.grad is not None
    }
    return logits.detach(), gradients


@pytest.mark.parametrize("tokens", [3, 16, 40, 100])
def test_scores_and_gradients_are_those_of_the_library(tokens: int) -> None:
    """Positions one by one, in the buckets of far ones, and beyond the last; windows shorter than others."""
    theirs = small()
    ours = copy.deepcopy(theirs)
    assert attend_in_one_loop(ours) == 2
    ids = torch.randint(1, 90, (3, tokens), generator=torch.Generator().manual_seed(tokens))
    mask = torch.ones_like(ids)
    mask[1, tokens // 2 :] = 0
    wanted, wanted_gradients = learned(theirs, ids, mask)
    found, gradients = learned(ours, ids, mask)
    assert (found - wanted).norm() < 1e-4 * wanted.norm()
    assert gradients.keys() == wanted_gradients.keys()
    for name, gradient in gradients.items():
        apart = (gradient - wanted_gradients[name]).norm()
        assert apart < 1e-4 * wanted_gradients[name].norm() + 1e-3, name


@pytest.mark.parametrize(
    "variant",
    [{"share_att_key": False}, {"pos_att_type": ["c2p"]}, {"position_buckets": -1}],
    ids=lambda variant: str(next(iter(variant))),
)
def test_other_variants_are_left_to_the_library(variant: dict[str, object]) -> None:
    """What the loop does not compute stays as it is."""
    assert attend_in_one_loop(small(**variant)) == 0
