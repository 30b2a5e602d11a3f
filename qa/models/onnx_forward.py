"""Forward passes in ONNX Runtime: one row of tokens a run, as many runs at once as there are threads."""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import platformdirs

from qa.errors import ModelMissing
from qa.models.bert import Bert, NotExportable
from qa.models.cores import cores
from qa.models.folder import fingerprint, keep_in_cache, read_config
from qa.models.forward import Floats
from qa.models.onnx_encoder import EMBEDDED, EncoderGraph, Int8
from qa.models.onnx_runtime import onnxruntime
from qa.models.tokens import Ints
from qa.types import Vectors
from qa.version import __version__

# Its fused sum and normalisation runs on one number at a time: five times slower than the two by themselves.
_DISABLED = ["SkipLayerNormFusion"]
_ERRORS_ONLY = 3  # of ONNX Runtime's log levels
_PADDING = -1e4  # logit of what is no token

# What the modules of a sentence-transformers model may be; any other changes the vector in its own way.
_MODULES = ("Transformer", "Pooling", "Normalize")
_POOLINGS = {"pooling_mode_mean_tokens": "mean", "pooling_mode_cls_token": "first"}

_DIGEST = 32  # bytes of SHA-256 at the head of a quantised graph's file
_KEPT = 6  # quantised graphs; one of 20 million weights takes 20 MB


class OnnxSpanForward:
    """A :class:`qa.models.forward.SpanForward` over a question-answering model.

    Args:
        folder: a local model folder with safetensors weights.
        int8: how to compute in it; None: in float32.
        threads: 0 for as many as the machine has cores.

    Raises:
        NotExportable: a model that only PyTorch computes.
        ModelMissing: its files cannot be used.
    """

    def __init__(self, folder: Path, *, int8: Int8 | None = None, threads: int = 0) -> None:
        bert = Bert(folder)
        graph = graph_of(folder, int8, EncoderGraph(bert, int8).span_logits)
        self._session = RowSession(bert, graph, threads=threads)

    def logits(self, input_ids: Ints, attention_mask: Ints, token_type_ids: Ints) -> tuple[Floats, Floats]:
        """Start and end logits, float32[rows, length] each, for int64[rows, length] inputs."""
        logits = np.full((2, *input_ids.shape), _PADDING, np.float32)
        for row, (found,) in enumerate(self._session.run(input_ids, attention_mask, token_type_ids)):
            logits[:, row, : found.shape[1]] = found[0].T
        return logits[0], logits[1]


class OnnxTextForward:
    """A :class:`qa.models.forward.TextForward`: encoder and pooling of a sentence-transformers model.

    Takes and raises what :class:`OnnxSpanForward` does. The vectors are not yet of unit length.
    """

    def __init__(self, folder: Path, *, int8: Int8 | None = None, threads: int = 0) -> None:
        self._pooling = _pooling(folder)
        bert = Bert(folder)
        self.dim = bert.width
        graph = graph_of(folder, int8, EncoderGraph(bert, int8).hidden_states)
        self._session = RowSession(bert, graph, threads=threads)

    def vectors(self, input_ids: Ints, attention_mask: Ints, token_type_ids: Ints) -> Vectors:
        """One vector a row, float32[rows, dim], for int64[rows, length] inputs."""
        states = self._session.run(input_ids, attention_mask, token_type_ids)
        pooled = [hidden[0].mean(axis=0) if self._pooling == "mean" else hidden[0, 0] for (hidden,) in states]
        return np.stack(pooled).astype(np.float32)


class RowSession:
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


def graph_of(folder: Path, int8: Int8 | None, write: Callable[[], bytes]) -> bytes:
    """The graph that ``write`` makes of the model in ``folder``; a quantised one is kept in the user's cache.

    Quantising a model takes longer than answering. A graph is found by everything that decides its bytes, so
    a file is never out of date, only unused; the oldest are removed beyond a few. A cache that is damaged or
    cannot be written costs a third of a second at each start, nothing else.
    """
    if int8 is None:  # a float32 graph is as large as the model and quick to write
        return write()
    path = platformdirs.user_cache_path("qa") / "graphs" / f"{_key(folder, int8)}.onnx"
    with contextlib.suppress(OSError):
        stored = path.read_bytes()
        if hashlib.sha256(stored[_DIGEST:]).digest() == stored[:_DIGEST]:
            return stored[_DIGEST:]
    graph = write()
    keep_in_cache(path, hashlib.sha256(graph).digest() + graph)
    with contextlib.suppress(OSError):
        for old in sorted(path.parent.glob("*.onnx"), key=lambda old: old.stat().st_mtime)[:-_KEPT]:
            old.unlink()
    return graph


def _key(folder: Path, int8: Int8) -> str:
    key = hashlib.sha256(f"{__version__} {fingerprint(folder)} {int8.paired}".encode())
    for name in sorted(int8.ranges):
        key.update(name.encode() + int8.ranges[name].tobytes())
    return key.hexdigest()[:32]


def _pooling(folder: Path) -> str:
    """How the vectors of the tokens become one: ``mean`` or ``first``."""
    try:
        modules = json.loads((folder / "modules.json").read_text("utf-8"))
        kinds = {str(module["type"]).rpartition(".")[2]: str(module["path"]) for module in modules}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise NotExportable(
            f"{folder} has no readable modules.json, so it is no sentence-transformers model; "
            "use --runtime torch"
        ) from error
    odd = sorted(kinds.keys() - set(_MODULES))
    if not odd and kinds.get("Transformer") == "" and "Pooling" in kinds:
        config = read_config(folder, f"{kinds['Pooling']}/config.json")
        wanted = [key for key, value in config.items() if key.startswith("pooling_mode_") and value is True]
        if len(wanted) == 1 and wanted[0] in _POOLINGS:
            return _POOLINGS[wanted[0]]
    raise NotExportable(
        f"the model {folder} makes its vectors in a way the onnx runtime does not compute "
        f"({', '.join(odd) or 'its pooling'}); use --runtime torch"
    )
