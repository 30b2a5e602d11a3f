"""Each runtime and number type on this machine: how fast it is, and how near to float32 it stays.

For ``qa doctor --runtimes``. Everything is computed on passages of the sample articles; what a difference in
logits means for answers on SQuAD is in docs/performance.md.
"""

from __future__ import annotations

import importlib.util
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from qa.errors import QAError
from qa.models.batching import mask, pad
from qa.models.folder import embedder_folder, reader_folder
from qa.models.forward import Floats
from qa.models.runtimes import choices, span_forward, text_forward
from qa.models.tokens import Ints, load_tokenizer
from qa.models.windows import MAX_TOKENS, WindowBatch, Windows
from qa.resources import shipped
from qa.settings import Settings

# In the order of the table. The first is what the others are compared with.
_WAYS = (("onnx", "float32"), ("onnx", "int8"), ("torch", "float32"), ("torch", "bfloat16"))
_QUESTION = "Who is Finland's new Prime Minister?"
_PASSAGES = 10
_PASSAGE_CHARS = 430  # the sample articles have ten of these
_ROUNDS = 3

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class RuntimeRow:
    """One runtime and number type. Differences are to float32; None where it cannot be used."""

    runtime: str
    number: str
    chosen: bool  # what the settings given come to on this machine
    load_seconds: float | None = None  # of both models, imports included where they had not been made
    read_seconds: float | None = None  # the reader over ten passages, the median of several rounds
    embed_seconds: float | None = None  # the embedder over the same ten
    logit_difference: float | None = None  # largest, of any token's start or end logit
    logit_difference_mean: float | None = None
    least_cosine: float | None = None  # of any passage's vector with its float32 one; 1 is the same direction
    problem: str = ""  # why it cannot be used


def runtime_rows(settings: Settings) -> Iterator[RuntimeRow]:
    """Measure the models that the settings name, one way after the other; a few seconds each.

    Raises:
        SettingsError: a runtime that does not compute in the numbers asked for.
        ModelMissing: a model that is not there.
    """
    reader, embedder = reader_folder(settings.reader), embedder_folder(settings.embedder)
    batch, passages, first = _windows(settings), _rows(settings), choices(settings)[0]
    reference: tuple[Floats, Floats] | None = None
    for runtime, number in _WAYS:
        chosen = first.runtime == runtime and first.number in (number, "auto")
        its = settings.model_copy(update={"runtime": runtime, "dtype": number})
        if runtime == "torch" and importlib.util.find_spec("torch") is None:
            yield RuntimeRow(runtime, number, chosen, problem="PyTorch is not installed")
            continue
        began = time.perf_counter()
        try:
            spans, texts = span_forward(reader, its), text_forward(embedder, its)
        except QAError as error:
            yield RuntimeRow(runtime, number, chosen, problem=str(error))
            continue
        loaded = time.perf_counter() - began
        read_seconds, logits = _median(spans.logits, batch.inputs)
        embed_seconds, vectors = _median(texts.vectors, passages)
        tokens = batch.attention_mask.astype(bool)
        found = (np.stack(logits)[:, tokens], vectors / np.linalg.norm(vectors, axis=1, keepdims=True))
        reference = reference or found
        difference = np.abs(found[0] - reference[0])
        yield RuntimeRow(
            runtime,
            number,
            chosen,
            load_seconds=loaded,
            read_seconds=read_seconds,
            embed_seconds=embed_seconds,
            logit_difference=float(difference.max()),
            logit_difference_mean=float(difference.mean()),
            least_cosine=float((found[1] * reference[1]).sum(axis=1).min()),
        )


def _windows(settings: Settings) -> WindowBatch:
    """The ten passages with one question, for the reader."""
    windows = Windows.of(reader_folder(settings.reader))
    return next(windows.batches(windows.windows([(_QUESTION, text) for text in _texts()])))


def _rows(settings: Settings) -> tuple[Ints, Ints, Ints]:
    """The ten passages, for the embedder."""
    tokenizer = load_tokenizer(embedder_folder(settings.embedder))
    tokenizer.enable_truncation(MAX_TOKENS)
    rows = [np.array(encoding.ids, np.int64) for encoding in tokenizer.encode_batch(_texts())]
    length = max(len(row) for row in rows)
    input_ids = pad(rows, length, 0)
    return input_ids, mask(rows, length), np.zeros_like(input_ids)


def _texts() -> list[str]:
    text = " ".join(path.read_text("utf-8") for path in sorted(shipped("seeds").glob("*.txt")))
    starts = range(0, _PASSAGES * _PASSAGE_CHARS, _PASSAGE_CHARS)
    return [text[start : start + _PASSAGE_CHARS] for start in starts]


def _median(
    forward: Callable[[Ints, Ints, Ints], Result], inputs: tuple[Ints, Ints, Ints]
) -> tuple[float, Result]:
    """Median seconds of a forward pass after a first one that is not counted, and what it computed."""
    result = forward(*inputs)
    times = []
    for _ in range(_ROUNDS):
        began = time.perf_counter()
        forward(*inputs)
        times.append(time.perf_counter() - began)
    return statistics.median(times), result
