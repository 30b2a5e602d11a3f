"""The encoder of a BERT-like model as an ONNX graph, for one row of tokens without padding.

A row is computed alone: on a CPU a batch only fills the same cores with longer products, while rows of
their own need no padding, no mask, and keep a layer's activations in the cache of one core. It also makes
an int8 result independent of the rows it happens to be batched with, since activations are scaled by row.

Vaswani et al. 2017 for the layer, Devlin et al. 2019 for the order of its parts (normalisation behind each
sum). MultiHeadAttention, Gelu and DynamicQuantizeMatMul are ONNX Runtime's own fused operators
(https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md).

In int8 the weights have one scale for each output, and activations, quantised as the graph runs, one for a
row of tokens. A few channels of a BERT are ten times larger than all others and would take the precision of
the rest; they are scaled down before the product and their weights scaled up, which changes nothing in
exact arithmetic (SmoothQuant, Xiao et al. 2023). Unlike there only the channels that stand out are scaled:
the weights of the others keep their precision, and docs/performance.md shows a smaller loss than with
any single exponent for all.

Without VNNI an x86 adds the products of two neighbouring inputs in 16 bits (vpmaddubsw). An output overflows
nowhere if its scale is the larger of its largest weight's and of its largest sum's of two neighbours.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass, field

import numpy as np
import numpy.typing as npt

from qa.models.bert import Bert
from qa.models.forward import Floats
from qa.models.onnx_graph import MICROSOFT, Graph

EMBEDDED = "embedded"  # name of the graph's input: float32[1, length, width]
_LARGEST = 127  # of an int8 used symmetrically

Ranges = Mapping[str, Floats]
"""Largest magnitude seen at each channel, float32[channels], by the point it was measured at."""


@dataclass(frozen=True, slots=True)
class Int8:
    """How products are computed in int8."""

    ranges: Ranges  # by which activations are smoothed
    paired: bool = False  # the processor adds the products of two inputs in 16 bits


def points(layer: int) -> tuple[str, str, str]:
    """Names of a layer's inputs to its products: to query/key/value, to the wide layer, to the narrow one."""
    return f"{layer}.attention", f"{layer}.widened", f"{layer}.narrowed"


@dataclass(frozen=True, slots=True)
class EncoderGraph:
    """Writes a model down as a graph."""

    bert: Bert
    int8: Int8 | None = None  # None: products in float32
    _: KW_ONLY
    probes: bool = False  # also output each channel's largest magnitude at every point, in their order
    _graph: Graph = field(default_factory=Graph, init=False)

    def hidden_states(self) -> bytes:
        """The model with one output, float32[1, length, width]."""
        return self._finished(self._encoder(), self.bert.width)

    def span_logits(self) -> bytes:
        """The model and its question-answering head: float32[1, length, 2], start and end logits."""
        head = self.bert.weights
        weights, bias = head.floats("qa_outputs.weight"), head.floats("qa_outputs.bias")
        product = self._graph.apply("MatMul", self._encoder(), self._graph.weight("head", weights.T))
        return self._finished(self._graph.apply("Add", product, self._graph.weight("head.bias", bias)), 2)

    def _finished(self, value: str, width: int) -> bytes:
        self._graph.output(value, "float32", [1, "length", width])
        return self._graph.serialised()

    def _encoder(self) -> str:
        value = self._graph.input(EMBEDDED, "float32", [1, "length", self.bert.width])
        value = self._normalised(value, "embeddings.LayerNorm")
        for number in range(self.bert.layers):
            value = self._layer(number, value)
        return value

    def _layer(self, number: int, value: str) -> str:
        names = self.bert.layer(number)
        to_attention, to_widened, to_narrowed = points(number)
        inputs = self._smoothed(value, to_attention)
        attended = self._graph.apply(
            "MultiHeadAttention",
            *(self._linear(inputs, name, to_attention) for name in (names.query, names.key, names.value)),
            domain=MICROSOFT,
            num_heads=self.bert.heads,
        )
        attended = self._linear(attended, names.attended)
        value = self._normalised(self._graph.apply("Add", attended, value), names.attended_norm)
        widened = self._linear(self._smoothed(value, to_widened), names.widened, to_widened)
        gelu = "Gelu" if self.bert.gelu == "exact" else "FastGelu"
        widened = self._graph.apply(gelu, widened, domain=MICROSOFT)
        narrowed = self._linear(self._smoothed(widened, to_narrowed), names.narrowed, to_narrowed)
        return self._normalised(self._graph.apply("Add", narrowed, value), names.norm)

    def _normalised(self, value: str, name: str) -> str:
        weights = (
            self._graph.weight(f"{name}.{part}", self.bert.vector(name, part)) for part in ("weight", "bias")
        )
        return self._graph.apply("LayerNormalization", value, *weights, epsilon=self.bert.epsilon)

    def _smoothed(self, value: str, point: str) -> str:
        """The activations as the products behind a point take them: channels that stand out scaled down."""
        if self.probes:
            largest = self._graph.apply("Abs", value)
            axes = self._graph.weight("rows", np.array([0, 1], np.int64))
            largest = self._graph.apply("ReduceMax", largest, axes, keepdims=0)
            self._graph.output(largest, "float32", ["channels"])
        if self.int8 is None:
            return value
        scale = self._graph.weight(f"{point}.scale", 1 / smoothing(self.int8.ranges[point], point))
        return self._graph.apply("Mul", value, scale)

    def _linear(self, value: str, name: str, point: str | None = None) -> str:
        matrix, bias = self.bert.matrix(name), self._graph.weight(f"{name}.bias", self.bert.vector(name))
        if self.int8 is None:
            product = self._graph.apply("MatMul", value, self._graph.weight(name, matrix.T))
            return self._graph.apply("Add", product, bias)
        if point:
            matrix = matrix * smoothing(self.int8.ranges[point], point)
        numbers, scales = quantised(matrix, self.int8.paired)
        return self._graph.apply(
            "DynamicQuantizeMatMul",
            value,
            self._graph.weight(name, numbers.T),
            self._graph.weight(f"{name}.scale", scales),
            "",
            bias,
            domain=MICROSOFT,
        )


def quantised(matrix: Floats, paired: bool) -> tuple[npt.NDArray[np.int8], Floats]:
    """Weights as int8[out, in] and float32[out] scales, one an output: ``matrix ~ int8 * scale``.

    Args:
        matrix: weights, float32[out, in].
        paired: two weights side by side, times 255 each, are to fit a sum of 16 bits.
    """
    largest = np.abs(matrix).max(axis=1)
    if paired:  # what rounds to 128 at most stays below 2 ** 15 / 255
        sums = matrix[:, :-1:2] + matrix[:, 1::2]
        largest = np.maximum(largest, np.abs(sums).max(axis=1, initial=0))
    scales = largest / _LARGEST
    scales[scales == 0] = 1
    return np.rint(matrix / scales[:, None]).astype(np.int8), scales.astype(np.float32)


def smoothing(largest: Floats, point: str) -> Floats:
    """What each channel is divided by: 1, and more where it stands out from the median channel.

    Args:
        largest: magnitude seen at each channel, float32[channels].
        point: where it was measured, of :func:`points`.
    """
    # Behind GELU the channels differ more, and scaling many of them costs more than it saves.
    beyond = 3.0 if point.endswith("narrowed") else 1.5
    usual = max(float(np.median(largest)), 1e-6)
    return np.asarray(np.maximum(largest / (beyond * usual), 1), np.float32)
