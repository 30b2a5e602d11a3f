"""The reader: real weights find real spans; windows of long passages come back as one list."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from qa.errors import ModelMissing
from qa.models.folder import embedder_folder
from qa.models.forward import Floats
from qa.models.reader import SpanReader, load_reader, span_reader
from qa.models.tokens import Ints, load_tokenizer
from qa.models.windows import Windows
from qa.resources import default_reader
from qa.settings import Settings
from qa.types import Passage, Reader
from tests.small_models import roberta_reader

STUBB = (
    "A few weeks later, Finland's new Prime Minister Alexander Stubb said he wants the country to join NATO."
)
RAIN = "It rained in Helsinki all day, and the trains were late."


def passage(text: str, number: int = 1) -> Passage:
    """A passage that is its whole article."""
    return Passage(number, "article", 0, len(text), text)


@pytest.fixture(scope="module")
def reader() -> Reader:
    """The shipped reader on PyTorch in float32."""
    return load_reader(Settings(runtime="torch", dtype="float32", threads=1))


class PointingForward:
    """Points at one token id wherever it stands."""

    def __init__(self, token: int) -> None:
        self.token = token
        self.shapes: list[tuple[int, ...]] = []

    def logits(self, input_ids: Ints, attention_mask: Ints, token_type_ids: Ints) -> tuple[Floats, Floats]:
        """5 at the token, -5 elsewhere."""
        self.shapes.append(input_ids.shape)
        found = np.where(input_ids == self.token, 5, -5).astype(np.float32)
        return found, found


def test_the_shipped_reader_finds_an_answer(reader: Reader) -> None:
    """The right span, well above "not in this passage"."""
    [spans] = reader.read([("Who is Finland's new Prime Minister?", passage(STUBB))])
    assert spans[0].text == "Alexander Stubb"
    assert spans[0].score > 3


def test_scores_compare_across_passages(reader: Reader) -> None:
    """A passage that does not say it scores below the one that does, and below null."""
    question = "Who is Finland's new Prime Minister?"
    said, unsaid = reader.read([(question, passage(STUBB)), (question, passage(RAIN))])
    assert unsaid[0].score < 0 < said[0].score


def test_a_pair_reads_the_same_alone_and_among_others(reader: Reader) -> None:
    """Padding and neighbours do not change a score."""
    pairs = [("Who is Finland's new Prime Minister?", passage(STUBB)), ("Where did it rain?", passage(RAIN))]
    together = reader.read(pairs)
    for pair, spans in zip(pairs, together, strict=True):
        [alone] = reader.read([pair])
        assert [span.text for span in alone] == [span.text for span in spans]
        assert [span.score for span in alone] == pytest.approx([span.score for span in spans], abs=1e-3)


def test_an_answer_behind_the_first_window_is_found(reader: Reader) -> None:
    """A passage of a thousand words is read to its end."""
    text = RAIN * 40 + " " + STUBB
    [spans] = reader.read([("Who is Finland's new Prime Minister?", passage(text))])
    assert spans[0].text == "Alexander Stubb"
    assert text[spans[0].start : spans[0].end] == spans[0].text


def test_a_very_long_question_and_an_empty_passage_are_no_errors(reader: Reader) -> None:
    """They have spans or none, never an exception."""
    long, empty = reader.read([("why " * 10_000, passage(RAIN)), ("Who?", passage(" "))])
    assert long
    assert empty == []


def test_spans_of_overlapping_windows_are_merged() -> None:
    """One place found in two windows is one span, and every place is found."""
    tokenizer = load_tokenizer(default_reader())
    token = tokenizer.token_to_id("helsinki")
    assert token is not None
    forward = PointingForward(token)
    windows = Windows(tokenizer, max_tokens=32, overlap=16)
    reader = SpanReader("pointing", "x", windows, forward, max_answer_tokens=1, spans=5)
    text = "a " * 20 + "Helsinki " + "b " * 30 + "Helsinki " + "c " * 10
    [spans] = reader.read([("Where?", passage(text))])
    assert sum(rows for rows, _ in forward.shapes) > 2
    assert [span.text for span in spans[:2]] == ["Helsinki", "Helsinki"]
    assert len({(span.start, span.end) for span in spans}) == len(spans) == 5
    assert spans[1].score > spans[2].score


def test_max_answer_tokens_is_kept() -> None:
    """No span is longer than the setting allows."""
    forward = PointingForward(0)
    folder = default_reader()
    reader = span_reader("pointing", folder, forward, max_answer_tokens=2)
    tokenizer = load_tokenizer(folder)
    [spans] = reader.read([("Where?", passage(STUBB))])
    assert spans
    assert all(len(tokenizer.encode(span.text, add_special_tokens=False).ids) <= 2 for span in spans)


def test_a_folder_without_a_reader_is_refused(tmp_path: Path) -> None:
    """Damaged weights are a missing model, not a traceback."""
    folder = tmp_path / "broken"
    folder.mkdir()
    for name in ("tokenizer.json", "config.json"):
        shutil.copy(default_reader() / name, folder)
    (folder / "model.safetensors").write_bytes(b"not weights")
    with pytest.raises(ModelMissing, match="broken") as error:
        load_reader(Settings(reader=str(folder), runtime="torch"))
    assert "\n" not in str(error.value)


def test_a_model_without_a_question_answering_head_is_refused() -> None:
    """An embedder named as the reader would answer from random numbers."""
    with pytest.raises(ModelMissing, match="no question-answering model"):
        load_reader(Settings(reader=str(embedder_folder("default")), runtime="torch"))


def test_a_folder_without_a_tokenizer_is_refused(tmp_path: Path) -> None:
    """The error says what to do."""
    (tmp_path / "config.json").write_text(json.dumps({}))
    with pytest.raises(ModelMissing, match="fast tokenizer"):
        span_reader("x", tmp_path, PointingForward(0), max_answer_tokens=3)


def test_a_reader_of_another_architecture_is_loaded_from_its_folder(tmp_path: Path) -> None:
    """RoBERTa: other special tokens, no segment ids, byte-level offsets; padding changes no score."""
    reader = load_reader(Settings(reader=str(roberta_reader(tmp_path)), runtime="torch", dtype="float32"))
    pairs = [
        ("Who came?", passage(RAIN + " \U0001f600 " + STUBB)),
        ("Where did it rain today?", passage(RAIN)),
    ]
    together = reader.read(pairs)
    for (question, one), spans in zip(pairs, together, strict=True):
        assert spans
        for span in spans:
            assert one.text[span.start : span.end] == span.text == span.text.strip()
        [alone] = reader.read([(question, one)])
        assert [span.score for span in alone] == pytest.approx([span.score for span in spans], abs=1e-3)
