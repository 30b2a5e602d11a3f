"""Which runtime computes a model, and in which numbers.

ONNX Runtime is the default: it starts in a fraction of PyTorch's time, and eval/results/ shows it to be the
faster one for questions too. PyTorch computes what ONNX Runtime does not (a model outside the BERT family,
bfloat16), or whatever ``--runtime torch`` asks it to.
"""

from __future__ import annotations

import platform
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeVar

from qa.errors import SettingsError
from qa.models.bert import NotExportable
from qa.settings import Settings

if TYPE_CHECKING:
    from qa.models.embedder import TextForward
    from qa.models.onnx_encoder import Ranges
    from qa.models.reader import SpanForward

Number = Literal["float32", "bfloat16", "int8"]
Forward = TypeVar("Forward")

# Processor flags that mean int8 products with 32-bit sums. Without them ONNX Runtime adds in 16 bits, which
# overflows (https://onnxruntime.ai/docs/performance/model-optimizations/quantization.html).
_INT8_FLAGS = frozenset({"avx512_vnni", "avx_vnni", "amx_int8", "asimddp"})


@dataclass(frozen=True, slots=True)
class Choice:
    """A runtime and the numbers it computes in."""

    runtime: Literal["onnx", "torch"]
    number: Number | Literal["auto"]  # auto: torch probes its own types


def span_forward(folder: Path, settings: Settings) -> SpanForward:
    """The reader's forward pass on the runtime that the settings ask for.

    Raises:
        SettingsError: a runtime that does not compute in the numbers asked for.
        ModelMissing: a model that cannot be used, or not on the runtime asked for.
    """

    def onnx(number: Number | str) -> SpanForward:
        from qa.models.onnx_reader import OnnxSpanForward

        return OnnxSpanForward(folder, ranges=_ranges(folder, number), threads=settings.threads)

    def torch(number: Number | str) -> SpanForward:
        from qa.models.torch_reader import TorchSpanForward

        return TorchSpanForward(folder, dtype=number, threads=settings.threads)

    return _made(settings, onnx, torch)


def text_forward(folder: Path, settings: Settings) -> TextForward:
    """The embedder's forward pass on the runtime that the settings ask for. Raises as ``span_forward``."""

    def onnx(number: Number | str) -> TextForward:
        from qa.models.onnx_embedder import OnnxTextForward

        return OnnxTextForward(folder, ranges=_ranges(folder, number), threads=settings.threads)

    def torch(number: Number | str) -> TextForward:
        from qa.models.torch_embedder import TorchTextForward

        return TorchTextForward(folder, dtype=number, threads=settings.threads)

    return _made(settings, onnx, torch)


def choices(settings: Settings) -> list[Choice]:
    """What to try, best first: the second where the first cannot compute the model.

    Raises:
        SettingsError: a runtime that does not compute in the numbers asked for.
    """
    onnx, torch = settings.runtime in ("auto", "onnx"), settings.runtime in ("auto", "torch")
    onnx, torch = onnx and settings.dtype != "bfloat16", torch and settings.dtype != "int8"
    if not onnx and not torch:
        raise SettingsError(f"the {settings.runtime} runtime does not compute in {settings.dtype}")
    found = []
    if onnx:
        number = settings.dtype
        found.append(Choice("onnx", ("int8" if has_int8() else "float32") if number == "auto" else number))
    if torch:
        found.append(Choice("torch", settings.dtype))
    return found


def has_int8() -> bool:
    """Whether the processor multiplies int8 with 32-bit sums; False where that cannot be found out."""
    if platform.system() == "Darwin":
        return platform.machine() == "arm64"  # every Apple processor has the dot product of ARMv8.4
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8", "replace").splitlines()
    except OSError:
        return False
    flags = next((line for line in lines if line.lower().startswith(("flags", "features"))), "")
    return not _INT8_FLAGS.isdisjoint(flags.split())


def _made(settings: Settings, onnx: Callable[[str], Forward], torch: Callable[[str], Forward]) -> Forward:
    first, *rest = choices(settings)
    make = {"onnx": onnx, "torch": torch}
    try:
        return make[first.runtime](first.number)
    except NotExportable:
        if not rest:
            raise
    return make[rest[0].runtime](rest[0].number)


def _ranges(folder: Path, number: str) -> Ranges | None:
    from qa.models.activation_ranges import activation_ranges

    return activation_ranges(folder) if number == "int8" else None
