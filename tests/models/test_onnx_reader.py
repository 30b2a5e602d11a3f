"""The reader in ONNX Runtime computes what it computes in PyTorch."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from qa.models.activation_ranges import activation_ranges
from qa.models.forward import Floats
from qa.models.onnx_encoder import Int8
from qa.models.onnx_forward import OnnxSpanForward
from qa.models.runtimes import sums_of_32_bits
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
    from qa.models.torch_forward import load_span_forward

    forward = load_span_forward(default_reader(), dtype="float32", threads=1)
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


@pytest.mark.parametrize("paired", sorted({True, not sums_of_32_bits()}))
def test_int8_logits_stay_near(batch: WindowBatch, expected: tuple[Floats, Floats], paired: bool) -> None:
    """Quantised, for either kind of sums, the logits move by a small part of their spread."""
    int8 = Int8(activation_ranges(default_reader()), paired)
    forward = OnnxSpanForward(default_reader(), int8=int8, threads=2)
    found = forward.logits(batch.input_ids, batch.attention_mask, batch.token_type_ids)
    tokens = batch.attention_mask.astype(bool)
    for ours, theirs in zip(found, expected, strict=True):
        assert np.abs(ours - theirs)[tokens].mean() < 0.05 * theirs[tokens].std()


def test_a_row_does_not_depend_on_its_batch(batch: WindowBatch) -> None:
    """Alone or among others, padded or not, a window has the same int8 logits to the bit."""
    forward = OnnxSpanForward(default_reader(), int8=Int8(activation_ranges(default_reader())), threads=2)
    together, _ = forward.logits(batch.input_ids, batch.attention_mask, batch.token_type_ids)
    for row, length in enumerate(batch.attention_mask.sum(axis=1)):
        alone, _ = forward.logits(
            *(
                part[row : row + 1, :length]
                for part in (batch.input_ids, batch.attention_mask, batch.token_type_ids)
            )
        )
        assert np.array_equal(alone[0], together[row, :length])


def small_model(kind: str, folder: Path) -> Path:
    """A model of some family with random weights, saved as people have them."""
    import torch
    import transformers

    library: Any = transformers  # some of its constructors are typed, some are not
    sizes: dict[str, Any] = {"vocab_size": 50, "max_position_embeddings": 40}
    hidden: dict[str, Any] = {
        "hidden_size": 32,
        "num_hidden_layers": 2,
        "num_attention_heads": 4,
        "intermediate_size": 64,
    }
    distil: dict[str, Any] = {"dim": 32, "n_layers": 2, "n_heads": 4, "hidden_dim": 64}
    torch.manual_seed(0)
    model = {
        "bert": lambda: library.BertForQuestionAnswering(
            library.BertConfig(**sizes, **hidden, hidden_act="gelu_new")
        ),
        "roberta": lambda: library.RobertaForQuestionAnswering(
            library.RobertaConfig(**sizes, **hidden, pad_token_id=1, type_vocab_size=1)
        ),
        "electra": lambda: library.ElectraForQuestionAnswering(
            library.ElectraConfig(**sizes, **hidden, embedding_size=32)
        ),
        "distilbert": lambda: library.DistilBertForQuestionAnswering(
            library.DistilBertConfig(**sizes, **distil)
        ),
    }[kind]()
    for parameter in model.parameters():  # fresh biases are 0 and fresh scales 1, which hide mistakes
        torch.nn.init.normal_(parameter, std=0.3)
    model.save_pretrained(folder)
    return folder


@pytest.mark.parametrize("kind", ["bert", "roberta", "electra", "distilbert"])
def test_other_families_are_computed_as_pytorch_does(kind: str, tmp_path: Path) -> None:
    """Names of weights, first position, segments and the GELU of each family are those of transformers."""
    from qa.models.torch_forward import load_span_forward

    folder = small_model(kind, tmp_path)
    ids = np.random.default_rng(0).integers(2, 50, (3, 20))
    mask = np.ones_like(ids)
    mask[1, 12:] = 0
    ids[1, 12:] = 1 if kind == "roberta" else 0
    types = np.zeros_like(ids)
    if kind in ("bert", "electra"):
        types[:, 5:] = 1
    expected = load_span_forward(folder, dtype="float32", threads=1).logits(ids, mask, types)
    found = OnnxSpanForward(folder, threads=2).logits(ids, mask, types)
    for ours, theirs in zip(found, expected, strict=True):
        assert np.abs(ours - theirs)[mask.astype(bool)].max() < 1e-3
