"""How PyTorch is set up here: threads, number type, and models loaded without a progress bar."""

from __future__ import annotations

import functools
import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

import torch

from qa.errors import SettingsError


def use_threads(threads: int) -> None:
    """Compute with so many threads; 0: one for each core this process may use."""
    torch.set_num_threads(threads or usable_cores())


def usable_cores() -> int:
    """Cores this process may use; containers and taskset give fewer than the machine has."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextmanager
def without_progress_bars() -> Iterator[None]:
    """Models loaded inside draw no bar on stderr, which transformers does for every one of them."""
    from transformers.utils import logging

    shown = logging.is_progress_bar_enabled()
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]  # untyped there
    try:
        yield
    finally:
        if shown:
            logging.enable_progress_bar()  # type: ignore[no-untyped-call]  # untyped there


@functools.cache
def number_type(setting: str) -> torch.dtype:
    """float32 or bfloat16: as the setting says, or for ``auto`` the faster one here.

    Raises:
        SettingsError: a type that PyTorch has no use for here.
    """
    if setting == "int8":
        raise SettingsError(
            "PyTorch does not compute in int8 here: set the runtime to onnx, or dtype to auto"
        )
    if setting == "auto":
        # Older versions of PyTorch do not list what the processor has; they stay with float32.
        capable: Mapping[str, object] = getattr(torch.cpu, "get_capabilities", dict)()
        return torch.bfloat16 if bfloat16_pays(capable, _probe) else torch.float32
    return torch.bfloat16 if setting == "bfloat16" else torch.float32


def bfloat16_pays(capable: Mapping[str, object], seconds: Callable[[torch.dtype], float]) -> bool:
    """Whether the processor has bfloat16 products and they are clearly faster.

    The flags alone do not tell: AVX512-BF16 without AMX ran at 0.7 of float32's speed where it was measured.

    Args:
        capable: the processor's features by name.
        seconds: times a probe in a number type; asked only where the features promise something.
    """
    if not (capable.get("amx_bf16") or capable.get("avx512_bf16")):
        return False
    return seconds(torch.bfloat16) * 1.2 < seconds(torch.float32)


def _probe(dtype: torch.dtype) -> float:
    """Seconds for a linear layer of the shipped models' size, the best of several."""
    inputs, layer = torch.ones(512, 384, dtype=dtype), torch.nn.Linear(384, 1536, dtype=dtype)
    times = []
    with torch.inference_mode():
        for _ in range(5):
            began = time.perf_counter()
            layer(inputs)
            times.append(time.perf_counter() - began)
    return min(times)
