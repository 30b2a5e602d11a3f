"""A graph running in ONNX Runtime: one row of tokens a run, as many runs at once as there are threads."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import onnxruntime

from qa.errors import ModelMissing
from qa.models.bert import Bert
from qa.models.cores import cores
from qa.models.onnx_encoder import EMBEDDED
from qa.models.tokens import Ints
from qa.models.weights import Floats

# Its fused sum and normalisation runs on one number at a time: five times slower than the two by themselves.
_DISABLED = ["SkipLayerNormFusion"]
_ERRORS_ONLY = 3  # of ONNX Runtime's log levels


class Rows:
    """Computes a graph of :class:`qa.models.onnx_encoder.EncoderGraph` for rows of tokens.

    Args:
        bert: the model the graph was written from; it embeds the tokens.
        graph: the serialised graph.
        threads: runs at once; 0: one for each core this process may use.

    Raises:
        ModelMissing: ONNX Runtime refuses the graph, so the weights do not have the shapes they should.
    """

    def __init__(self, bert: Bert, graph: bytes, *, threads: int = 0) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1  # rows are computed side by side instead
        options.inter_op_num_threads = 1
        options.enable_mem_pattern = False  # every length would leave a plan of its own behind
        options.log_severity_level = _ERRORS_ONLY
        try:
            self._session = onnxruntime.InferenceSession(
                graph, options, providers=["CPUExecutionProvider"], disabled_optimizers=_DISABLED
            )
        except onnxruntime.capi.onnxruntime_pybind11_state.Fail as error:
            raise ModelMissing(f"the weights of {bert.folder} do not fit its config.json: {error}") from error
        self._bert = bert
        self._threads = threads or cores()
        self._pool: ThreadPoolExecutor | None = None

    def run(self, input_ids: Ints, attention_mask: Ints, token_type_ids: Ints) -> list[list[Floats]]:
        """The graph's outputs for every row of int64[rows, length] inputs, padding cut off on the right."""
        rows = [
            (ids[:length], types[:length])
            for ids, types, length in zip(
                input_ids, token_type_ids, attention_mask.sum(axis=1).tolist(), strict=True
            )
        ]
        if len(rows) == 1 or self._threads == 1:
            return [self._row(row) for row in rows]
        if self._pool is None:
            self._pool = ThreadPoolExecutor(self._threads, thread_name_prefix="qa-onnx")
        return list(self._pool.map(self._row, rows))

    def _row(self, row: Sequence[Ints]) -> list[Floats]:
        embedded = self._bert.embedded(*row)
        outputs: list[Floats] = self._session.run(None, {EMBEDDED: embedded[np.newaxis]})
        return outputs
