"""Forward passes in PyTorch, and how PyTorch is set up for them. Slow to import: load it when needed."""

from __future__ import annotations

import functools
import inspect
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors import SafetensorError

from qa.errors import ModelMissing, SettingsError
from qa.models.cores import cores
from qa.models.folder import first_line
from qa.models.forward import Floats
from qa.models.tokens import Ints
from qa.types import Vectors


class TorchSpanForward:
    """A :class:`qa.models.forward.SpanForward` over a question-answering model of transformers.

    Args:
        model: as :func:`span_model` loads it.
    """

    def __init__(self, model: Any) -> None:
        self.model = model
        self._takes_types = takes_types(model)

    @torch.no_grad()
    def logits(self, input_ids: Ints, attention_mask: Ints, token_type_ids: Ints) -> tuple[Floats, Floats]:
        """Start and end logits, float32[rows, length] each, for int64[rows, length] inputs."""
        inputs = {"input_ids": input_ids, "attention_mask": attention_mask}
        if self._takes_types:
            inputs["token_type_ids"] = token_type_ids
        output = self.model(
            **{name: torch.from_numpy(array).to(self.model.device) for name, array in inputs.items()}
        )
        return _floats(output.start_logits), _floats(output.end_logits)


class TorchTextForward:
    """A :class:`qa.models.forward.TextForward` over a sentence-transformers model.

    Args:
        folder: a local model folder with safetensors weights.
        dtype: ``float32``, ``bfloat16``, or ``auto`` for the faster of the two here.
        threads: 0 for as many as the machine has cores.

    Raises:
        ModelMissing: the folder holds no model of that kind.
    """

    def __init__(self, folder: Path, *, dtype: str = "auto", threads: int = 0) -> None:
        from sentence_transformers import SentenceTransformer

        use_threads(threads)
        with _loading(f"{folder} holds no embedder that can be loaded"):
            self._model = SentenceTransformer(
                str(folder),
                device="cpu",
                trust_remote_code=False,
                local_files_only=True,
                model_kwargs={"dtype": number_type(dtype), "use_safetensors": True},
            ).eval()
        dim = self._model.get_embedding_dimension()
        if dim is None:
            raise ModelMissing(f"the model {folder} does not say how long its vectors are")
        self.dim = int(dim)

    @torch.inference_mode()
    def vectors(self, input_ids: Ints, attention_mask: Ints, token_type_ids: Ints) -> Vectors:
        """One vector a row, float32[rows, dim], for int64[rows, length] inputs."""
        features = {
            "input_ids": torch.from_numpy(input_ids),
            "attention_mask": torch.from_numpy(attention_mask),
            "token_type_ids": torch.from_numpy(token_type_ids),
        }
        vectors: Vectors = self._model(features)["sentence_embedding"].float().numpy()
        return vectors


def load_span_forward(folder: Path, *, dtype: str = "auto", threads: int = 0) -> TorchSpanForward:
    """The reader in ``folder``, to answer with. Takes what :class:`TorchTextForward` does.

    Raises:
        ModelMissing: the folder holds no model that was trained to find spans.
    """
    use_threads(threads)
    model, missing = span_model(folder, number_type(dtype))
    if missing:
        # transformers fills them with random numbers and only logs it.
        raise ModelMissing(f"{folder} is no question-answering model: its weights lack {min(missing)}")
    return TorchSpanForward(model.eval())


def span_model(folder: Path, dtype: torch.dtype) -> tuple[Any, set[str]]:
    """An encoder with a head for spans, and the names of the weights it lacks, which are random numbers.

    Raises:
        ModelMissing: transformers cannot make such a model of it.
    """
    from transformers import AutoModelForQuestionAnswering

    with _loading(f"{folder} holds no reader that can be loaded"):
        model, report = AutoModelForQuestionAnswering.from_pretrained(
            folder,
            dtype=dtype,
            use_safetensors=True,
            local_files_only=True,
            trust_remote_code=False,
            output_loading_info=True,
        )
    return model, set(report["missing_keys"])


def takes_types(model: Any) -> bool:
    """Whether a model of transformers has segment ids."""
    return "token_type_ids" in inspect.signature(model.forward).parameters


def use_threads(threads: int) -> None:
    """Compute with so many threads; 0: one for each core this process may use."""
    torch.set_num_threads(threads or cores())


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


@contextmanager
def _loading(problem: str) -> Iterator[None]:
    """Load a model without the bar that transformers draws; what fails is the problem, in one line."""
    from transformers.utils import logging

    shown = logging.is_progress_bar_enabled()
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]  # untyped there
    try:
        yield
    except (OSError, ValueError, KeyError, SafetensorError) as error:
        raise ModelMissing(f"{problem}: {first_line(error)}") from error
    finally:
        if shown:
            logging.enable_progress_bar()  # type: ignore[no-untyped-call]  # untyped there


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


def _floats(tensor: torch.Tensor) -> Floats:
    array: Floats = tensor.float().cpu().numpy()
    return np.ascontiguousarray(array)
