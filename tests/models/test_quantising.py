"""int8 weights, the smoothing of activations, and the cache of what was quantised."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from qa.models.onnx_encoder import EIGHT_BITS, SEVEN_BITS, Int8, quantised
from qa.models.onnx_forward import graph_of
from qa.resources import default_reader


@pytest.mark.parametrize("largest", [EIGHT_BITS, SEVEN_BITS])
def test_no_weight_is_off_by_more_than_half_a_step(largest: int) -> None:
    """Each output has its own scale and uses all of its steps; an output of zeros stays one."""
    matrix = np.random.default_rng(0).normal(size=(8, 32)).astype(np.float32)
    matrix[3] = 0
    numbers, scales = quantised(matrix, largest)
    assert numbers.dtype == np.int8
    assert np.abs(numbers).max(axis=1).tolist() == [0 if row == 3 else largest for row in range(8)]
    assert np.all(np.abs(numbers * scales[:, None] - matrix) <= scales[:, None] / 2 + 1e-7)
    assert not numbers[3].any()


def test_only_channels_that_stand_out_are_smoothed() -> None:
    """The usual ones keep their scale exactly, so that their weights keep their precision."""
    int8 = Int8({
        "0.widened": np.array([2, 2, 1, 2, 3, 2, 27], np.float32), "1.widened": np.zeros(4, np.float32)
    })  # fmt: skip
    assert int8.smoothing("0.widened").tolist() == [1, 1, 1, 1, 1, 1, 9]
    assert int8.smoothing("1.widened").tolist() == [1, 1, 1, 1]


def test_a_graph_is_quantised_once_and_again_when_damaged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Other ranges or narrower weights are another graph; a byte that flipped on disk is never run."""
    monkeypatch.setattr("platformdirs.user_cache_path", lambda name: tmp_path / name)
    written = []

    def write() -> bytes:
        written.append(1)
        return b"graph"

    int8 = Int8({"0.widened": np.ones(4, np.float32)})
    assert [graph_of(default_reader(), int8, write) for _ in range(2)] == [b"graph", b"graph"]
    assert len(written) == 1
    graph_of(default_reader(), Int8({"0.widened": np.zeros(4, np.float32)}), write)
    graph_of(default_reader(), replace(int8, largest=SEVEN_BITS), write)
    assert len(written) == 3
    for path in (tmp_path / "qa" / "graphs").glob("*.onnx"):
        path.write_bytes(path.read_bytes()[:-1] + b"!")
    assert graph_of(default_reader(), int8, write) == b"graph"
    assert len(written) == 4


def test_a_cache_that_cannot_be_written_is_done_without(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file stands where the folder should be."""
    (tmp_path / "qa").write_text("in the way", "utf-8")
    monkeypatch.setattr("platformdirs.user_cache_path", lambda name: tmp_path / name)
    int8 = Int8({"0.widened": np.ones(4, np.float32)})
    assert graph_of(default_reader(), int8, lambda: b"graph") == b"graph"
