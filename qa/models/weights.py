"""A model's weights, mapped into memory from its safetensors files: nothing is read before it is used.

The format is 8 bytes of header length, a JSON header of name -> dtype, shape and data offsets, then the
numbers themselves, little-endian and row-major (https://github.com/huggingface/safetensors#format). Every
offset is checked against the file before a byte of it is trusted.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from qa.errors import ModelMissing
from qa.models.forward import Floats

_MOST_HEADER = 100_000_000  # bytes, the format's own limit
_TYPES = {"F64": np.float64, "F32": np.float32, "F16": np.float16, "BF16": np.uint16}


class Weights:
    """The float tensors of a model folder, by name.

    Args:
        folder: holds one or more ``.safetensors`` files.

    Raises:
        ModelMissing: a file is damaged or cannot be read.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._stored: dict[str, npt.NDArray[Any]] = {}
        for path in sorted(folder.glob("*.safetensors")):
            self._stored.update(tensors_in(path))

    def __contains__(self, name: str) -> bool:
        return name in self._stored

    def stored(self, name: str) -> npt.NDArray[Any]:
        """The tensor as it is in the file, mapped, not copied; bfloat16 as the upper halves in uint16.

        Raises:
            ModelMissing: there is no tensor of that name.
        """
        try:
            return self._stored[name]
        except KeyError:
            raise ModelMissing(f"the model {self._folder} has no weights named {name}") from None

    def floats(self, name: str) -> Floats:
        """The tensor in float32, copied where the file has another type. Raises as ``stored`` does."""
        return as_float32(self.stored(name))


def as_float32(tensor: npt.NDArray[Any]) -> Floats:
    """Float32 of what :meth:`Weights.stored` returns, or of rows taken from it."""
    if tensor.dtype == np.uint16:  # bfloat16 is the upper half of a float32
        return (tensor.astype(np.uint32) << np.uint32(16)).view(np.float32)
    return np.asarray(tensor, np.float32)


def tensors_in(path: Path) -> dict[str, npt.NDArray[Any]]:
    """The float tensors of one safetensors file by name, mapped, not copied.

    Raises:
        ModelMissing: the file is damaged or cannot be read.
    """
    try:
        header, data = _split(np.memmap(path, np.uint8, mode="r"))
        return {
            name: _tensor(data, entry)
            for name, entry in header.items()
            if name != "__metadata__" and entry["dtype"] in _TYPES
        }
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelMissing(f"the weights {path} cannot be read: {error}") from error


def _split(mapped: npt.NDArray[np.uint8]) -> tuple[Mapping[str, Any], npt.NDArray[np.uint8]]:
    size = int.from_bytes(mapped[:8].tobytes(), "little")
    if size > min(_MOST_HEADER, len(mapped) - 8):
        raise ValueError("its header is longer than the file")
    header = json.loads(mapped[8 : 8 + size].tobytes())
    if not isinstance(header, dict):
        raise ValueError("its header is no JSON object")
    return header, mapped[8 + size :]


def _tensor(data: npt.NDArray[np.uint8], entry: Mapping[str, Any]) -> npt.NDArray[Any]:
    dtype = np.dtype(_TYPES[entry["dtype"]]).newbyteorder("<")
    shape = tuple(int(length) for length in entry["shape"])
    first, last = (int(offset) for offset in entry["data_offsets"])
    if not 0 <= first <= last <= len(data) or min(shape, default=0) < 0:
        raise ValueError("a tensor lies outside the file")
    if last - first != math.prod(shape) * dtype.itemsize:
        raise ValueError("a tensor's size is not that of its shape")
    if first == last:
        return np.zeros(shape, dtype)
    return data[first:last].view(dtype).reshape(shape)
