"""From float32 weights to int8, and what keeps the loss small.

Activations are quantised as the graph runs, with one scale for a row of tokens. A few channels of a BERT
are ten times larger than all others and would take the precision of the rest; they are scaled down before
the product and their weights scaled up, which changes nothing in exact arithmetic (SmoothQuant, Xiao et al.
2023). Unlike there only the channels that stand out are scaled: the weights of the others keep their
precision, and eval/bench_runtimes.py shows a smaller loss than with any single exponent for all.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from qa.models.weights import Floats

_LARGEST = 127  # of an int8 used symmetrically


def quantised(matrix: Floats) -> tuple[npt.NDArray[np.int8], Floats]:
    """Weights as int8[out, in] and float32[out] scales, one an output: ``matrix ~ int8 * scale``."""
    scales = np.abs(matrix).max(axis=1) / _LARGEST
    scales[scales == 0] = 1
    return np.rint(matrix / scales[:, None]).astype(np.int8), scales.astype(np.float32)


def smoothing(largest: Floats, point: str) -> Floats:
    """What each channel is divided by: 1, and more where it stands out from the median channel.

    Args:
        largest: magnitude seen at each channel, float32[channels].
        point: where it was measured, of :func:`qa.models.onnx_encoder.points`.
    """
    # Behind GELU the channels differ more, and scaling many of them costs more than it saves.
    beyond = 3.0 if point.endswith("narrowed") else 1.5
    usual = max(float(np.median(largest)), 1e-6)
    return np.asarray(np.maximum(largest / (beyond * usual), 1), np.float32)
