"""The reader's forward pass in PyTorch, through transformers. Slow to import: load it when it is needed."""

from __future__ import annotations

import inspect
from pathlib import Path

import numpy as np
import torch
from safetensors import SafetensorError
from transformers import AutoModelForQuestionAnswering

from qa.errors import ModelMissing
from qa.models.folder import first_line
from qa.models.spans import Floats
from qa.models.tokens import Ints
from qa.models.torch_setup import number_type, use_threads, without_progress_bars


class TorchSpanForward:
    """A :class:`qa.models.reader.SpanForward` over any extractive question-answering model of transformers.

    Args:
        folder: a local model folder with safetensors weights.
        dtype: ``float32``, ``bfloat16``, or ``auto`` for the faster of the two here.
        threads: 0 for as many as the machine has cores.

    Raises:
        ModelMissing: the folder holds no model of that kind.
    """

    def __init__(self, folder: Path, *, dtype: str = "auto", threads: int = 0) -> None:
        use_threads(threads)
        self.model = _load(folder, number_type(dtype)).eval()
        self._takes_types = "token_type_ids" in inspect.signature(self.model.forward).parameters

    @torch.inference_mode()
    def logits(self, input_ids: Ints, attention_mask: Ints, token_type_ids: Ints) -> tuple[Floats, Floats]:
        """Start and end logits, float32[rows, length] each, for int64[rows, length] inputs."""
        inputs = {
            "input_ids": torch.from_numpy(input_ids),
            "attention_mask": torch.from_numpy(attention_mask),
        }
        if self._takes_types:
            inputs["token_type_ids"] = torch.from_numpy(token_type_ids)
        output = self.model(**inputs)
        return _floats(output.start_logits), _floats(output.end_logits)


def _load(folder: Path, dtype: torch.dtype) -> torch.nn.Module:
    try:
        with without_progress_bars():
            model, report = AutoModelForQuestionAnswering.from_pretrained(
                folder,
                dtype=dtype,
                use_safetensors=True,
                local_files_only=True,
                trust_remote_code=False,
                output_loading_info=True,
            )
    except (OSError, ValueError, KeyError, SafetensorError) as error:
        raise ModelMissing(f"{folder} holds no reader that can be loaded: {first_line(error)}") from error
    if report["missing_keys"]:
        # transformers would fill them with random numbers and only log it.
        missing = min(report["missing_keys"])
        raise ModelMissing(f"{folder} is no question-answering model: its weights lack {missing}")
    loaded: torch.nn.Module = model
    return loaded


def _floats(tensor: torch.Tensor) -> Floats:
    array: Floats = tensor.float().numpy()
    return np.ascontiguousarray(array)
