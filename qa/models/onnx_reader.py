"""The reader's forward pass in ONNX Runtime, for span readers of the BERT family."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from qa.models.bert import Bert
from qa.models.onnx_cache import graph_of
from qa.models.onnx_encoder import EncoderGraph, Ranges
from qa.models.onnx_session import Rows
from qa.models.tokens import Ints
from qa.models.weights import Floats

_PADDING = -1e4  # logit of what is no token


class OnnxSpanForward:
    """A :class:`qa.models.reader.SpanForward` over a question-answering model.

    Args:
        folder: a local model folder with safetensors weights.
        ranges: of the activations, to compute in int8; None: in float32.
        threads: 0 for as many as the machine has cores.

    Raises:
        NotExportable: a model that only PyTorch computes.
        ModelMissing: its files cannot be used.
    """

    def __init__(self, folder: Path, *, ranges: Ranges | None = None, threads: int = 0) -> None:
        bert = Bert(folder)
        graph = graph_of(folder, ranges, EncoderGraph(bert, ranges).span_logits)
        self._rows = Rows(bert, graph, threads=threads)

    def logits(self, input_ids: Ints, attention_mask: Ints, token_type_ids: Ints) -> tuple[Floats, Floats]:
        """Start and end logits, float32[rows, length] each, for int64[rows, length] inputs."""
        logits = np.full((2, *input_ids.shape), _PADDING, np.float32)
        for row, (found,) in enumerate(self._rows.run(input_ids, attention_mask, token_type_ids)):
            logits[:, row, : found.shape[1]] = found[0].T
        return logits[0], logits[1]
