"""Training in int8: the products come out as in float32 but for rounding, and follow the weights."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor, nn

from qa.training.int8 import Int8Linear, compute_in_int8, quantise_columns, quantise_rows, rescale


def drawn(*shape: int) -> Tensor:
    """Random values whose rows and columns differ in size, as activations do."""
    generator = torch.Generator().manual_seed(sum(shape))
    values = torch.randn(shape, generator=generator)
    return values * torch.rand((*shape[:-1], 1), generator=generator) * 10


def difference(found: Tensor | None, wanted: Tensor | None) -> float:
    """How far two tensors are apart, as a share of the second's length."""
    assert found is not None
    assert wanted is not None
    return float(((found - wanted).norm() / wanted.norm()).detach())


@pytest.mark.parametrize("columns", [1, 7, 48, 384])
def test_rows_lose_at_most_half_a_step_of_their_own_scale(columns: int) -> None:
    """Whatever its size, a row's largest value is 127 and every value is rounded to the nearest step."""
    values, factors = drawn(9, columns), drawn(columns, 1).flatten().abs() + 1
    whole, scales = quantise_rows(values, factors)
    assert whole.abs().amax(1).tolist() == [127] * 9
    assert ((whole * scales[:, None] - values * factors).abs() <= scales[:, None] * 0.501).all()


def test_columns_lose_at_most_half_a_step_of_their_own_scale() -> None:
    """The same by columns, with a factor for each row."""
    values, factors = drawn(9, 48), drawn(9, 1).flatten().abs() + 1
    whole, scales = quantise_columns(values, factors)
    assert whole.abs().amax(0).tolist() == [127] * 48
    assert ((whole * scales - values * factors[:, None]).abs() <= scales * 0.501).all()


def test_zeros_stay_zeros() -> None:
    """Rows and columns of padding are not divided by zero."""
    nothing = torch.zeros(3, 8)
    for whole, scales in (quantise_rows(nothing), quantise_columns(nothing, torch.ones(3))):
        assert not whole.any()
        assert scales.isfinite().all()


def test_products_get_their_scales_and_bias_back() -> None:
    """Each product is multiplied by the scale of its row and of its column, then the bias is added."""
    products = torch.tensor([[1, 2], [3, 4]], dtype=torch.int32)
    rows, columns, bias = torch.tensor([2.0, 3.0]), torch.tensor([1.0, 10.0]), torch.tensor([0.5, 0.0])
    assert rescale(products, rows, columns, bias).tolist() == [[2.5, 40.0], [9.5, 120.0]]
    assert rescale(products, rows).tolist() == [[2.0, 4.0], [9.0, 12.0]]


def test_a_layer_computes_what_it_computed_in_float32() -> None:
    """Output and all three gradients agree within a few hundredths of their length."""
    plain = nn.Linear(48, 32)
    model = nn.Sequential(nn.Linear(48, 32))
    model.load_state_dict({f"0.{name}": value for name, value in plain.state_dict().items()})
    assert compute_in_int8(model) == 1
    inputs = [drawn(4, 10, 48).requires_grad_() for _ in range(2)]
    outputs = [plain(inputs[0]), model(inputs[1])]
    for output in outputs:
        (output * drawn(4, 10, 32)).sum().backward()
    layer = model[0]
    assert isinstance(layer, Int8Linear)
    assert difference(outputs[1], outputs[0]) < 0.02
    assert difference(inputs[1].grad, inputs[0].grad) < 0.02
    assert difference(layer.weight.grad, plain.weight.grad) < 0.03
    assert difference(layer.bias.grad, plain.bias.grad) < 1e-5


@pytest.mark.parametrize("fused", [True, False])
def test_a_weight_that_an_optimiser_changed_counts_at_once(fused: bool) -> None:
    """Fused optimisers too, which change weights without telling PyTorch so."""
    layer = nn.Linear(16, 8)
    compute_in_int8(nn.Sequential(layer))
    inputs = drawn(3, 16)
    optimiser = torch.optim.AdamW(layer.parameters(), lr=0.5, fused=fused)
    for _ in range(3):
        layer(inputs).sum().backward()
        optimiser.step()
    assert difference(layer(inputs), nn.functional.linear(inputs, layer.weight, layer.bias)) < 0.02


def test_the_span_head_and_the_names_stay() -> None:
    """Two outputs are too few to gain anything, and checkpoints must not notice the difference."""
    model = nn.ModuleDict({"body": nn.Linear(16, 16), "head": nn.Linear(16, 2)})
    names = list(model.state_dict())
    assert compute_in_int8(model) == 1
    assert type(model["head"]) is nn.Linear
    assert list(model.state_dict()) == names
