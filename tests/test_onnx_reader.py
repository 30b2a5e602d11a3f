"""The reader in ONNX Runtime computes what it computes in PyTorch."""

from __future__ import annotations

import numpy as np
import pytest

from qa.models.activation_ranges import activation_ranges
from qa.models.onnx_reader import OnnxSpanForward
from qa.models.spans import Floats
from qa.models.tokens import load_tokenizer
from qa.models.windows import WindowBatch, Windows
from qa.resources import default_reader, shipped

QUESTIONS = ("Who is Finland's new Prime Minister?", "What did Moscow demand?", "How tall is the tower?")


@pytest.fixture(scope="module")
def batch() -> WindowBatch:
    """Windows of the sample articles, of several lengths, padded to one."""
    text = sorted(shipped("seeds").glob("*.txt"))[0].read_text("utf-8")
    windows = Windows(load_tokenizer(default_reader()))
    pairs = [(question, text[start : start + 300 * (number + 1)]) for number, question in enumerate(QUESTIONS)
             for start in (0, 700)]  # fmt: skip
    return next(windows.batches(windows.windows(pairs)))


@pytest.fixture(scope="module")
def expected(batch: WindowBatch) -> tuple[Floats, Floats]:
    """PyTorch's logits in float32."""
    from qa.models.torch_reader import TorchSpanForward

    forward = TorchSpanForward(default_reader(), dtype="float32", threads=1)
    return forward.logits(batch.input_ids, batch.attention_mask, batch.token_type_ids)


def test_float32_logits_are_those_of_pytorch(batch: WindowBatch, expected: tuple[Floats, Floats]) -> None:
    """On real windows of different lengths no logit is further off than rounding explains."""
    forward = OnnxSpanForward(default_reader(), threads=2)
    found = forward.logits(batch.input_ids, batch.attention_mask, batch.token_type_ids)
    tokens = batch.attention_mask.astype(bool)
    assert len({int(length) for length in batch.attention_mask.sum(axis=1)}) > 2
    for ours, theirs in zip(found, expected, strict=True):
        assert np.abs(ours - theirs)[tokens].max() < 1e-3
        assert np.all(ours[~tokens] < -1000)


def test_int8_logits_stay_near(batch: WindowBatch, expected: tuple[Floats, Floats]) -> None:
    """Quantised, the logits move by a small part of their spread."""
    forward = OnnxSpanForward(default_reader(), ranges=activation_ranges(default_reader()), threads=2)
    found = forward.logits(batch.input_ids, batch.attention_mask, batch.token_type_ids)
    tokens = batch.attention_mask.astype(bool)
    for ours, theirs in zip(found, expected, strict=True):
        assert np.abs(ours - theirs)[tokens].mean() < 0.05 * theirs[tokens].std()


def test_a_row_does_not_depend_on_its_batch(batch: WindowBatch) -> None:
    """Alone or among others, padded or not, a window has the same int8 logits to the bit."""
    forward = OnnxSpanForward(default_reader(), ranges=activation_ranges(default_reader()), threads=2)
    together, _ = forward.logits(batch.input_ids, batch.attention_mask, batch.token_type_ids)
    for row, length in enumerate(batch.attention_mask.sum(axis=1)):
        alone, _ = forward.logits(
            *(
                part[row : row + 1, :length]
                for part in (batch.input_ids, batch.attention_mask, batch.token_type_ids)
            )
        )
        assert np.array_equal(alone[0], together[row, :length])
