"""Rows in BERT's ids as another model wants them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from tokenizers import Tokenizer

from qa.models.windows import WindowBatch, Windows
from qa.training.card.drawing import Drawing, Mix
from qa.training.card.layout import Batch, Layout
from qa.training.card.packed import Packed
from qa.training.card.weights import load_model
from tests.small_models import roberta_reader


@pytest.fixture(scope="module")
def batch(packed: Packed) -> Batch:
    """A pass of rows of different lengths."""
    drawing = Drawing(packed, Mix(questions=20, hasty=0), frozenset(packed.sets))
    return Batch.of(drawing.round(0)[0][0])


@pytest.mark.parametrize("kind", ["bert", "mpnet"])
def test_a_model_reads_what_it_would_read_of_the_text(
    kind: str, batch: Batch, bert: Path, request: pytest.FixtureRequest
) -> None:
    """Ids, special tokens and segments are those of its own tokenizer for the same question and passage."""
    folder: Path = request.getfixturevalue(kind)
    tokenizer = Tokenizer.from_file(str(bert / "tokenizer.json"))
    inputs = Layout.of(folder, bert, load_model(folder)).inputs(batch)
    windows = Windows.of(folder)
    for row, types in enumerate(batch.types):
        first, stop = types.argmax().item(), int(batch.attention[row].sum())
        words = [str(tokenizer.id_to_token(number)) for number in batch.ids[row].tolist()]
        [window] = windows.windows([(" ".join(words[1 : first - 1]), " ".join(words[first : stop - 1]))])
        length = inputs["input_ids"].shape[1]
        wanted = WindowBatch.padded([window], length, windows.pad_id)
        assert (inputs["input_ids"][row].numpy() == wanted.input_ids[0]).all()
        assert (inputs["attention_mask"][row].numpy() == wanted.attention_mask[0]).all()
        if kind == "bert":
            assert (inputs["token_type_ids"][row].numpy() == wanted.token_type_ids[0]).all()
        assert (batch.allowed[row].nonzero()[1:, 0].numpy() == np.arange(first, stop - 1)).all()


def test_logits_come_back_at_their_places(batch: Batch, bert: Path, mpnet: Path) -> None:
    """Every token finds its own logit again, though the model has one separator more."""
    layout = Layout.of(mpnet, bert, load_model(mpnet))
    back = layout.back(batch, layout.inputs(batch)["input_ids"].float())
    there = batch.attention.bool()
    assert (back.long()[there] == layout.numbers[batch.ids][there]).all()
    assert torch.equal(Layout.of(bert, bert, load_model(bert)).back(batch, back), back)


def test_a_model_of_another_vocabulary_is_refused(bert: Path, tmp_path: Path) -> None:
    """It could not read the pack; a piece it lacks is named."""
    folder = roberta_reader(tmp_path)
    with pytest.raises(ValueError, match="lacks pieces of BERT's uncased vocabulary, such as"):
        Layout.of(folder, bert, load_model(folder))
