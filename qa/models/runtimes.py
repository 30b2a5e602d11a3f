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
from typing import Literal, TypeVar

from qa.errors import SettingsError
from qa.models.bert import NotExportable
from qa.models.forward import SpanForward, TextForward
from qa.models.onnx_encoder import Int8
from qa.settings import Settings

Number = Literal["float32", "bfloat16", "int8"]
Forward = TypeVar("Forward")

# Processor flags that mean int8 products with 32-bit sums. Without them ONNX Runtime adds two products in 16
# bits, which overflows where weights do not allow for it
# (https://onnxruntime.ai/docs/performance/model-optimizations/quantization.html).
_SUMS_OF_32_BITS = frozenset({"avx512_vnni", "avx_vnni", "amx_int8", "asimddp"})
_X86 = frozenset({"x86_64", "amd64"})


@dataclass(frozen=True, slots=True)
class RuntimeChoice:
    """A runtime and the numbers it computes in."""

    runtime: Literal["onnx", "torch"]
    number: Number | Literal["auto"]  # auto: torch probes its own types


def span_forward(folder: Path, settings: Settings) -> SpanForward:
    """The reader's forward pass on the runtime that the settings ask for.

    Raises:
        SettingsError: a runtime that does not compute in the numbers asked for.
        ModelMissing: a model that cannot be used, or not on the runtime asked for.
    """

    def made(choice: RuntimeChoice) -> SpanForward:
        if choice.runtime == "torch":
            from qa.models.torch_forward import load_span_forward

            return load_span_forward(folder, dtype=choice.number, threads=settings.threads)
        from qa.models.onnx_forward import OnnxSpanForward

        return OnnxSpanForward(folder, int8=_int8(folder, choice), threads=settings.threads)

    return _first_able(settings, made)


def text_forward(folder: Path, settings: Settings) -> TextForward:
    """The embedder's forward pass on the runtime that the settings ask for. Raises as ``span_forward``."""

    def made(choice: RuntimeChoice) -> TextForward:
        if choice.runtime == "torch":
            from qa.models.torch_forward import TorchTextForward

            return TorchTextForward(folder, dtype=choice.number, threads=settings.threads)
        from qa.models.onnx_forward import OnnxTextForward

        return OnnxTextForward(folder, int8=_int8(folder, choice), threads=settings.threads)

    return _first_able(settings, made)


def choices(settings: Settings) -> list[RuntimeChoice]:
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
        fastest: Number = "int8" if int8_pays() else "float32"
        found.append(RuntimeChoice("onnx", fastest if settings.dtype == "auto" else settings.dtype))
    if torch:
        found.append(RuntimeChoice("torch", settings.dtype))
    return found


def int8_pays() -> bool:
    """Whether this processor is known to multiply int8 faster than float32."""
    return platform.machine().lower() in _X86 or sums_of_32_bits()


def sums_of_32_bits() -> bool:
    """Whether the processor adds int8 products in 32 bits; False where that cannot be found out."""
    if platform.system() == "Darwin":
        return platform.machine() == "arm64"  # every Apple processor has the dot product of ARMv8.4
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8", "replace").splitlines()
    except OSError:
        return False
    flags = next((line for line in lines if line.lower().startswith(("flags", "features"))), "")
    return not _SUMS_OF_32_BITS.isdisjoint(flags.split())


def _first_able(settings: Settings, made: Callable[[RuntimeChoice], Forward]) -> Forward:
    """What the first choice makes of a model, or the second where the first cannot compute it."""
    first, *others = choices(settings)
    try:
        return made(first)
    except NotExportable:
        if not others:
            raise
    return made(others[0])


def _int8(folder: Path, choice: RuntimeChoice) -> Int8 | None:
    from qa.models.activation_ranges import activation_ranges

    return Int8(activation_ranges(folder), paired=not sums_of_32_bits()) if choice.number == "int8" else None
