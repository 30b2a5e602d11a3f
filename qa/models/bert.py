"""BERT and its close relatives, as their files describe them: sizes, names of weights, embedded tokens.

What this module cannot describe, only PyTorch computes: it says so with :class:`NotExportable`.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qa.errors import ModelMissing
from qa.models.folder import pad_id_of, read_config
from qa.models.forward import Floats
from qa.models.tokens import Ints
from qa.models.weights import Weights, as_float32

_MOST_LAYERS = 1000  # none has a fifth of them
# hidden_act of config.json -> the curve: with the error function or its tanh approximation.
_GELU = {"gelu": "exact", "gelu_new": "tanh", "gelu_pytorch_tanh": "tanh"}


class NotExportable(ModelMissing):
    """A model that is there, but of a kind that only PyTorch computes."""


@dataclass(frozen=True, slots=True)
class LayerNames:
    """Where the weights of layer ``{}`` are, without ``.weight`` and ``.bias``."""

    query: str
    key: str
    value: str
    attended: str
    attended_norm: str
    widened: str
    narrowed: str
    norm: str


_BERT = LayerNames(
    query="encoder.layer.{}.attention.self.query",
    key="encoder.layer.{}.attention.self.key",
    value="encoder.layer.{}.attention.self.value",
    attended="encoder.layer.{}.attention.output.dense",
    attended_norm="encoder.layer.{}.attention.output.LayerNorm",
    widened="encoder.layer.{}.intermediate.dense",
    narrowed="encoder.layer.{}.output.dense",
    norm="encoder.layer.{}.output.LayerNorm",
)
_DISTILBERT = LayerNames(
    query="transformer.layer.{}.attention.q_lin",
    key="transformer.layer.{}.attention.k_lin",
    value="transformer.layer.{}.attention.v_lin",
    attended="transformer.layer.{}.attention.out_lin",
    attended_norm="transformer.layer.{}.sa_layer_norm",
    widened="transformer.layer.{}.ffn.lin1",
    narrowed="transformer.layer.{}.ffn.lin2",
    norm="transformer.layer.{}.output_layer_norm",
)
# model_type of config.json -> names of its layers, prefix of its weights beside a head.
_KINDS = {
    "bert": (_BERT, "bert."),
    "electra": (_BERT, "electra."),
    "roberta": (_BERT, "roberta."),
    "xlm-roberta": (_BERT, "roberta."),
    "camembert": (_BERT, "roberta."),
    "distilbert": (_DISTILBERT, "distilbert."),
}
_POSITIONS_AFTER_PADDING = frozenset({"roberta", "xlm-roberta", "camembert"})


class Bert:
    """The encoder in a model folder: every layer attends to all tokens, normalises behind each sum.

    Args:
        folder: a Hugging Face model folder with safetensors weights.

    Raises:
        NotExportable: a model of another kind.
        ModelMissing: its configuration or weights cannot be used.
    """

    def __init__(self, folder: Path) -> None:
        config = read_config(folder)
        kind = str(config.get("model_type"))
        _check(folder, kind, config)
        self._names, prefix = _KINDS[kind]
        self.weights = Weights(folder)
        self._prefix = prefix if f"{prefix}embeddings.word_embeddings.weight" in self.weights else ""
        self._words = self._embedding("word")
        self._positions = as_float32(self._embedding("position"))
        self._types = as_float32(self._embedding("token_type")) if self._has_types() else None
        self._first_position = pad_id_of(config) + 1 if kind in _POSITIONS_AFTER_PADDING else 0
        self.folder = folder
        self.width = int(self._words.shape[1])
        self.layers = int(config.get("num_hidden_layers") or config.get("n_layers") or 0)
        if not 0 <= self.layers <= _MOST_LAYERS:
            raise ModelMissing(f"config.json of the model {folder} says {self.layers} layers")
        self.heads = int(config.get("num_attention_heads") or config.get("n_heads") or 0)
        self.epsilon = float(config.get("layer_norm_eps") or 1e-12)
        self.gelu = _GELU[str(config.get("hidden_act") or config.get("activation"))]
        if not self.layers or not self.heads or self.width % self.heads:
            raise ModelMissing(f"config.json of the model {folder} does not say how its layers are made")

    def layer(self, number: int) -> LayerNames:
        """The names of one layer's weights, as :meth:`matrix` and :meth:`vector` take them."""
        names = self._names
        return LayerNames(*(getattr(names, field).format(number) for field in LayerNames.__slots__))

    def matrix(self, name: str) -> Floats:
        """Weights of a linear layer, float32[out, in]."""
        return self.weights.floats(f"{self._prefix}{name}.weight")

    def vector(self, name: str, part: str = "bias") -> Floats:
        """Bias of a linear layer, or ``weight`` or ``bias`` of a normalisation: float32[width]."""
        return self.weights.floats(f"{self._prefix}{name}.{part}")

    def embedded(self, input_ids: Ints, token_type_ids: Ints) -> Floats:
        """The sum of word, position and type embeddings, float32[length, width], of one row of tokens.

        Looked up here and not in the graph: of the 30,000 words of the mapped table, a question touches
        some hundreds, and the rest is never read from disk.
        """
        first = self._first_position
        total = as_float32(self._words[input_ids]) + self._positions[first : first + len(input_ids)]
        if self._types is not None:
            total += self._types[token_type_ids]
        return total

    def _embedding(self, kind: str) -> Any:
        return self.weights.stored(f"{self._prefix}embeddings.{kind}_embeddings.weight")

    def _has_types(self) -> bool:
        return f"{self._prefix}embeddings.token_type_embeddings.weight" in self.weights


def _check(folder: Path, kind: str, config: dict[str, Any]) -> None:
    """Refuse what would be computed wrongly."""
    odd = ""
    if kind not in _KINDS:
        odd = f"is a {kind} model"
    elif config.get("position_embedding_type", "absolute") != "absolute":
        odd = "has relative positions"
    elif config.get("is_decoder") or config.get("add_cross_attention"):
        odd = "is a decoder"
    elif str(config.get("hidden_act") or config.get("activation")) not in _GELU:
        odd = "has another activation than GELU"
    elif config.get("embedding_size", config.get("hidden_size")) != config.get("hidden_size"):
        odd = "projects its embeddings"
    if odd:
        raise NotExportable(
            f"the model {folder} {odd}, which the onnx runtime does not compute; use --runtime torch"
        )
