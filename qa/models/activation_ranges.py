"""How large the activations of a model grow, channel by channel: what int8 needs to know beforehand.

Measured on real text with the float32 graph. The ranges of the shipped models come with the package (made by
eval/activation_ranges.py); those of any other model are measured on the sample articles at its first use, in
a few seconds, and kept in the user's cache folder. Both are found by the model's fingerprint.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import platformdirs

from qa.errors import ModelMissing
from qa.models.bert import Bert
from qa.models.folder import fingerprint, keep_in_cache
from qa.models.forward import Floats
from qa.models.onnx_encoder import EncoderGraph, Ranges, points
from qa.models.onnx_forward import RowSession
from qa.models.tokens import Ints, load_tokenizer, tokenize
from qa.models.weights import tensors_in
from qa.resources import shipped

SHIPPED = Path(__file__).parent / "ranges"
_SAMPLE_TOKENS = 160  # of a row: about a passage and a question
_MOST_SAMPLES = 24


def activation_ranges(folder: Path) -> Ranges:
    """The ranges of the model in ``folder``: shipped, remembered, or else measured now and remembered.

    Raises:
        NotExportable: a model that the onnx runtime does not compute.
        ModelMissing: its files cannot be used.
    """
    name = file_name(fingerprint(folder))
    remembered = platformdirs.user_cache_path("qa") / "ranges" / name
    for path in (SHIPPED / name, remembered):
        if path.is_file():
            with contextlib.suppress(ModelMissing):  # a damaged cache is measured again
                return tensors_in(path)
    from safetensors.numpy import save

    ranges = measured(folder, _samples(folder))
    keep_in_cache(remembered, save(dict(ranges)))
    return ranges


def file_name(model: str) -> str:
    """Under what name the ranges of the model with this fingerprint are kept."""
    return f"{model[:32]}.safetensors"


def measured(folder: Path, rows: Iterable[tuple[Ints, Ints]]) -> Ranges:
    """The ranges over rows of token ids and segment ids, special tokens included, int64[length] each.

    Raises:
        NotExportable, ModelMissing: as for :func:`activation_ranges`.
    """
    bert = Bert(folder)
    names = [point for layer in range(bert.layers) for point in points(layer)]
    session = RowSession(bert, EncoderGraph(bert, probes=True).hidden_states())
    largest: dict[str, Floats] = {}
    for ids, types in rows:
        *seen, _ = session.run(ids[np.newaxis], np.ones_like(ids)[np.newaxis], types[np.newaxis])[0]
        for name, values in zip(names, seen, strict=True):
            largest[name] = np.maximum(largest.get(name, values), values)
    return largest


def _samples(folder: Path) -> list[tuple[Ints, Ints]]:
    """Rows of the sample articles, cut where they are full."""
    tokenizer = load_tokenizer(folder)
    texts = [path.read_text("utf-8") for path in sorted(shipped("seeds").glob("*.txt"))]
    frame = tokenizer.encode("").ids
    start, end = np.array(frame[:1], np.int64), np.array(frame[1:], np.int64)
    rows = []
    for tokens in tokenize(tokenizer, texts):
        for first in range(0, len(tokens), _SAMPLE_TOKENS):
            ids = np.concatenate([start, tokens.ids[first : first + _SAMPLE_TOKENS], end])
            rows.append((ids, np.zeros_like(ids)))
    return rows[:_MOST_SAMPLES]
