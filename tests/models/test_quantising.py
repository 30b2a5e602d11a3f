"""int8 weights, the smoothing of activations, and the cache of what was quantised."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import onnxruntime
import pytest

from qa.models.onnx_encoder import Int8, quantised, smoothing
from qa.models.onnx_forward import graph_of
from qa.models.onnx_graph import MICROSOFT, Graph
from qa.models.runtimes import sums_of_32_bits
from qa.resources import default_reader


@pytest.mark.parametrize("paired", [False, True])
def test_no_weight_is_off_by_more_than_half_a_step(paired: bool) -> None:
    """Each output has its own scale; an output of zeros stays one."""
    matrix = np.random.default_rng(0).normal(size=(8, 32)).astype(np.float32)
    matrix[3] = 0
    numbers, scales = quantised(matrix, paired)
    assert numbers.dtype == np.int8
    assert np.all(np.abs(numbers * scales[:, None] - matrix) <= scales[:, None] / 2 + 1e-7)
    assert not numbers[3].any()


@pytest.mark.parametrize("width", [32, 33, 1])
@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_sums_of_two_products_fit_sixteen_bits(width: int, sign: float) -> None:
    """However weights lie, and where all of them are as large as they get."""
    rng = np.random.default_rng(0)
    matrix = np.concatenate(
        [np.full((1, width), sign), rng.normal(size=(500, width)), rng.integers(-3, 4, (500, width))]
    )
    numbers, _ = quantised(matrix.astype(np.float32), paired=True)
    of_one_sign = np.clip(sign * numbers.astype(np.int64), 0, None)  # the worst case
    pairs = np.pad(255 * of_one_sign, ((0, 0), (0, width % 2))).reshape(len(numbers), -1, 2).sum(axis=2)
    assert pairs.max() < 2**15
    assert np.abs(numbers).max() > 120  # a weight beside small ones keeps its precision


@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_this_processor_multiplies_the_largest_weights_rightly(sign: float) -> None:
    """As ``qa`` uses it, int8 overflows nowhere, even where all activations and weights are the largest."""
    numbers, scales = quantised(np.full((16, 64), sign, np.float32), paired=not sums_of_32_bits())
    graph = Graph()
    value = graph.input("value", "float32", [1, "length", 64])
    weights = (graph.weight("weights", numbers.T), graph.weight("scales", scales))
    graph.output(
        graph.apply("DynamicQuantizeMatMul", value, *weights, domain=MICROSOFT), "float32", [1, "length", 16]
    )
    session = onnxruntime.InferenceSession(graph.serialised(), providers=["CPUExecutionProvider"])
    [found] = session.run(None, {"value": np.ones((1, 3, 64), np.float32)})
    assert found == pytest.approx(64 * sign, rel=0.01)


def test_only_channels_that_stand_out_are_smoothed() -> None:
    """The usual ones keep their scale exactly, so that their weights keep their precision."""
    largest = np.array([2, 2, 1, 2, 3, 2, 27], np.float32)
    assert smoothing(largest, "0.widened").tolist() == [1, 1, 1, 1, 1, 1, 9]
    assert smoothing(np.zeros(4, np.float32), "0.widened").tolist() == [1, 1, 1, 1]


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
    graph_of(default_reader(), replace(int8, paired=True), write)
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
