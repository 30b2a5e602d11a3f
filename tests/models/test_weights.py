"""Weights mapped from safetensors files: all number types, and nothing outside the file is trusted."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from qa.errors import ModelMissing
from qa.models.weights import Weights


def write(folder: Path, header: object, data: bytes) -> Path:
    """A file in the format, whatever its header claims."""
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    (folder / "model.safetensors").write_bytes(len(text).to_bytes(8, "little") + text + data)
    return folder


def test_the_library_and_this_module_read_the_same(tmp_path: Path) -> None:
    """float32 and float16 tensors of two files, by name."""
    first = np.arange(6, dtype=np.float32).reshape(2, 3)
    save_file({"a": first}, tmp_path / "model-1.safetensors")
    save_file({"b": first.astype(np.float16) / 2, "ids": np.arange(3)}, tmp_path / "model-2.safetensors")
    weights = Weights(tmp_path)
    assert np.array_equal(weights.floats("a"), first)
    assert np.array_equal(weights.floats("b"), first / 2)
    assert weights.floats("b").dtype == np.float32
    assert "ids" not in weights  # no float


def test_bfloat16_is_the_upper_half_of_float32(tmp_path: Path) -> None:
    """Numpy has no such type; the bits are widened."""
    bits = np.array([1.0, -2.5], np.float32).view(np.uint32) >> 16
    header = {"a": {"dtype": "BF16", "shape": [2], "data_offsets": [0, 4]}}
    weights = Weights(write(tmp_path, header, bits.astype("<u2").tobytes()))
    assert weights.floats("a").tolist() == [1.0, -2.5]


@pytest.mark.parametrize(
    "header",
    [
        {"a": {"dtype": "F32", "shape": [2], "data_offsets": [0, 4000]}},
        {"a": {"dtype": "F32", "shape": [2], "data_offsets": [-8, 0]}},
        {"a": {"dtype": "F32", "shape": [3], "data_offsets": [0, 8]}},
        {"a": {"dtype": "F32", "shape": [-1, -2], "data_offsets": [0, 8]}},
        {"a": {"dtype": "F32", "data_offsets": [0, 8]}},
        ["a"],
        b"{",
    ],
)
def test_a_damaged_file_is_one_error(tmp_path: Path, header: object) -> None:
    """Offsets beyond the file, sizes that do not fit, headers that are none."""
    with pytest.raises(ModelMissing, match=r"model\.safetensors cannot be read"):
        Weights(write(tmp_path, header, bytes(8)))


def test_a_header_longer_than_the_file_is_refused(tmp_path: Path) -> None:
    """A length that points anywhere is not followed."""
    (tmp_path / "model.safetensors").write_bytes((1 << 60).to_bytes(8, "little") + b"{}")
    with pytest.raises(ModelMissing, match="longer than the file"):
        Weights(tmp_path)


def test_a_missing_tensor_is_named(tmp_path: Path) -> None:
    """So that a model without a head says what it lacks."""
    save_file({"a": np.zeros(1, np.float32)}, tmp_path / "model.safetensors")
    with pytest.raises(ModelMissing, match=r"qa_outputs\.weight"):
        Weights(tmp_path).floats("qa_outputs.weight")
