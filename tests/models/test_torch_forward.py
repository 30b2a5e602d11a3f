"""PyTorch's number type is chosen by what the processor has and by what a probe shows."""

from __future__ import annotations

import pytest
import torch

from qa.errors import SettingsError
from qa.models.cores import cores
from qa.models.torch_forward import bfloat16_pays, number_type, use_threads


def probe(bfloat16: float) -> dict[torch.dtype, float]:
    """Seconds of a probe by number type, with float32 at one second."""
    return {torch.bfloat16: bfloat16, torch.float32: 1.0}


def test_bfloat16_is_chosen_where_it_is_there_and_faster() -> None:
    """AMX with a probe at half the time."""
    assert bfloat16_pays({"amx_bf16": True}, probe(0.5).__getitem__)


@pytest.mark.parametrize("seconds", [0.95, 1.0, 1.4])
def test_a_flag_alone_does_not_choose_it(seconds: float) -> None:
    """AVX512-BF16 may be slower than float32; a draw is not worth the lost digits."""
    assert not bfloat16_pays({"avx512_bf16": True}, probe(seconds).__getitem__)


def test_without_the_flag_nothing_is_probed() -> None:
    """Elsewhere bfloat16 is emulated and very slow, so even a probe would cost."""

    def never(dtype: torch.dtype) -> float:
        raise AssertionError(f"probed {dtype}")

    assert not bfloat16_pays({"avx512_f": True, "amx_bf16": False}, never)


def test_a_type_that_was_asked_for_is_used() -> None:
    """The user's word stands above the probe's; what cannot be is refused."""
    assert number_type("float32") is torch.float32
    assert number_type("bfloat16") is torch.bfloat16
    assert number_type("auto") in (torch.float32, torch.bfloat16)
    with pytest.raises(SettingsError, match="onnx"):
        number_type("int8")


def test_threads_are_as_many_as_asked_for_or_as_there_are_cores() -> None:
    """0 means every core this process may use."""
    before = torch.get_num_threads()
    try:
        use_threads(1)
        assert torch.get_num_threads() == 1
        use_threads(0)
        assert torch.get_num_threads() == cores()
    finally:
        torch.set_num_threads(before)
