"""A model's forward pass, as everything around it sees one: tokens in, numbers out, whatever computes them.

Tokens come as the three int64[rows, length] arrays that BERT and its relatives take: ids, a mask that is 1
where a row has a token and 0 where it is filled up on the right, and segment ids.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np
import numpy.typing as npt

from qa.models.tokens import Ints
from qa.types import Vectors

Floats = npt.NDArray[np.float32]


class SpanForward(Protocol):
    """The neural part of a reader."""

    def logits(self, input_ids: Ints, attention_mask: Ints, token_type_ids: Ints) -> tuple[Floats, Floats]:
        """Start and end logits, float32[rows, length] each, for int64[rows, length] inputs."""


class TextForward(Protocol):
    """The neural part of an embedder, pooling included."""

    @property
    def dim(self) -> int:
        """Length of a vector."""

    def vectors(self, input_ids: Ints, attention_mask: Ints, token_type_ids: Ints) -> Vectors:
        """One vector a row, of any length: float32[rows, dim] for int64[rows, length] inputs."""
