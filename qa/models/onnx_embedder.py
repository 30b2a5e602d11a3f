"""The embedder's forward pass in ONNX Runtime, for sentence-transformers models of the BERT family."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from qa.models.bert import Bert, NotExportable
from qa.models.folder import read_config
from qa.models.onnx_cache import graph_of
from qa.models.onnx_encoder import EncoderGraph, Ranges
from qa.models.onnx_session import Rows
from qa.models.tokens import Ints
from qa.types import Vectors

# What the modules of a sentence-transformers model may be; any other changes the vector in its own way.
_MODULES = ("Transformer", "Pooling", "Normalize")
_POOLINGS = {"pooling_mode_mean_tokens": "mean", "pooling_mode_cls_token": "first"}


class OnnxTextForward:
    """A :class:`qa.models.embedder.TextForward`: encoder and pooling, the vectors not yet of unit length.

    Args:
        folder: a local model folder with safetensors weights.
        ranges: of the activations, to compute in int8; None: in float32.
        threads: 0 for as many as the machine has cores.

    Raises:
        NotExportable: a model that only PyTorch computes.
        ModelMissing: its files cannot be used.
    """

    def __init__(self, folder: Path, *, ranges: Ranges | None = None, threads: int = 0) -> None:
        self._pooling = _pooling(folder)
        bert = Bert(folder)
        self._dim = bert.width
        graph = graph_of(folder, ranges, EncoderGraph(bert, ranges).hidden_states)
        self._rows = Rows(bert, graph, threads=threads)

    @property
    def dim(self) -> int:
        """Length of a vector."""
        return self._dim

    def vectors(self, input_ids: Ints, attention_mask: Ints, token_type_ids: Ints) -> Vectors:
        """One vector a row, float32[rows, dim], for int64[rows, length] inputs."""
        states = self._rows.run(input_ids, attention_mask, token_type_ids)
        pooled = [hidden[0].mean(axis=0) if self._pooling == "mean" else hidden[0, 0] for (hidden,) in states]
        return np.stack(pooled).astype(np.float32)


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
