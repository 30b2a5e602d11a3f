"""An ONNX graph, written down operator by operator and serialised without the ``onnx`` package.

An ONNX model is a protocol buffer; the few messages and fields used here are numbered as in
https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3 and encoded as in
https://protobuf.dev/programming-guides/encoding. Importing ``onnx`` would cost a cold question a third of a
second for these hundred lines.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

Attribute = int | float

MICROSOFT = "com.microsoft"  # operators that ONNX Runtime adds to the standard ones
_IR_VERSION = 9
_OPSETS = {"": 20, MICROSOFT: 1}
_ELEMENT = {"float32": 1, "int8": 3, "int64": 7}  # TensorProto.DataType


class Graph:
    """Collects operators and weights; values are known by the names that the methods return."""

    def __init__(self) -> None:
        self._nodes: list[bytes] = []
        self._weights: dict[str, bytes] = {}
        self._inputs: list[bytes] = []
        self._outputs: list[bytes] = []
        self._values = 0

    def input(self, name: str, dtype: str, shape: Sequence[int | str]) -> str:
        """Declare an input; a string in the shape names a length that is free."""
        self._inputs.append(_value_info(name, dtype, shape))
        return name

    def output(self, value: str, dtype: str, shape: Sequence[int | str]) -> None:
        """Declare a value computed by some operator an output of the graph."""
        self._outputs.append(_value_info(value, dtype, shape))

    def weight(self, name: str, array: npt.NDArray[Any]) -> str:
        """Store an array in the graph, once a name."""
        if name not in self._weights:
            self._weights[name] = _tensor(name, array)
        return name

    def apply(self, operator: str, *inputs: str, domain: str = "", **attributes: Attribute) -> str:
        """Append an operator with one output; an optional input left out is an empty string."""
        self._values += 1
        value = f"value{self._values}"
        self._nodes.append(
            b"".join(_text(1, name) for name in inputs)
            + _text(2, value)
            + _text(3, f"{operator}{self._values}")
            + _text(4, operator)
            + b"".join(_bytes(5, _attribute(name, given)) for name, given in attributes.items())
            + _text(7, domain)
        )
        return value

    def serialised(self) -> bytes:
        """The whole model, as ``onnxruntime.InferenceSession`` takes it."""
        fields: Mapping[int, Sequence[bytes]] = {
            1: self._nodes,
            5: list(self._weights.values()),
            11: self._inputs,
            12: self._outputs,
        }
        graph = b"".join(
            [_text(2, "qa"), *(_bytes(n, item) for n, items in fields.items() for item in items)]
        )
        opsets = (_text(1, domain) + _int(2, version) for domain, version in _OPSETS.items())
        return _int(1, _IR_VERSION) + _bytes(7, graph) + b"".join(_bytes(8, opset) for opset in opsets)


def _attribute(name: str, value: Attribute) -> bytes:
    if isinstance(value, float):
        return _text(1, name) + _key(2, 5) + struct.pack("<f", value) + _int(20, 1)
    return _text(1, name) + _int(3, value) + _int(20, 2)


def _tensor(name: str, array: npt.NDArray[Any]) -> bytes:
    little = np.ascontiguousarray(array, array.dtype.newbyteorder("<"))
    dims = b"".join(_int(1, length) for length in array.shape)
    return dims + _int(2, _ELEMENT[array.dtype.name]) + _text(8, name) + _bytes(9, little.tobytes())


def _value_info(name: str, dtype: str, shape: Sequence[int | str]) -> bytes:
    dims = (_text(2, length) if isinstance(length, str) else _int(1, length) for length in shape)
    tensor = _int(1, _ELEMENT[dtype]) + _bytes(2, b"".join(_bytes(1, dim) for dim in dims))
    return _text(1, name) + _bytes(2, _bytes(1, tensor))


def _key(field: int, wire_type: int) -> bytes:
    return _varint(field << 3 | wire_type)


def _varint(value: int) -> bytes:
    value &= (1 << 64) - 1  # a negative int64 is its two's complement
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def _int(field: int, value: int) -> bytes:
    return _key(field, 0) + _varint(value)


def _bytes(field: int, value: bytes) -> bytes:
    return _key(field, 2) + _varint(len(value)) + value


def _text(field: int, value: str) -> bytes:
    return _bytes(field, value.encode())
