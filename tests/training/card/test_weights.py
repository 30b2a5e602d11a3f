"""What travels comes back as it was."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from qa.training.card.weights import cut, in_bytes, in_floats, join, load_model, reinitialise, save_model


def test_bytes_come_back_within_half_a_step() -> None:
    """Each row of a large matrix has a step of its own; small tensors are not touched."""
    tensors = {"large": torch.randn(300, 300) * torch.logspace(-3, 3, 300)[:, None], "small": torch.randn(9)}
    tensors["large"][7] = 0
    packed = in_bytes(tensors)
    assert packed["large"].dtype == torch.int8
    back = in_floats(packed)
    assert back.keys() == tensors.keys()
    assert torch.equal(back["small"], tensors["small"])
    step = tensors["large"].abs().amax(1, keepdim=True) / 127
    assert ((back["large"] - tensors["large"]).abs() <= step * 0.501).all()


@pytest.mark.parametrize(("small", "within"), [(False, 1e-3), (True, 1e-2)])
def test_a_model_is_the_same_after_its_journey(
    bert: Path, tmp_path: Path, small: bool, within: float
) -> None:
    """Its logits are, within what the number type allows."""
    model = load_model(bert)
    save_model(model, tmp_path / "there", small=small)
    ids = torch.arange(100, 120)[None]
    before, after = (one(input_ids=ids).start_logits for one in (model, load_model(tmp_path / "there")))
    assert (before - after).abs().max() < within


def test_a_file_is_cut_and_joined(tmp_path: Path) -> None:
    """Parts are no larger than they may be; a part that is missing or damaged is noticed."""
    content = bytes(range(256)) * 100
    (tmp_path / "file").write_bytes(content)
    parts = cut(tmp_path / "file", tmp_path / "parts", 1000)
    assert len(parts) == 26
    assert max(part.stat().st_size for part in parts) == 1000
    assert join(tmp_path / "parts", "file") == content
    parts[3].write_bytes(b"x" * 1000)
    with pytest.raises(ValueError, match="not all there, or are damaged"):
        join(tmp_path / "parts", "file")


def test_only_the_top_layers_start_anew(bert: Path) -> None:
    """The lower ones keep what they have learned."""
    model, before = load_model(bert), load_model(bert).state_dict()
    reinitialise(model, 1)
    changed = {name for name, weight in model.state_dict().items() if not torch.equal(weight, before[name])}
    assert changed
    assert all("layer.1." in name for name in changed)
