"""The embedder's forward pass in PyTorch, through sentence-transformers. Slow to import."""

from __future__ import annotations

from pathlib import Path

import torch
from safetensors import SafetensorError
from sentence_transformers import SentenceTransformer

from qa.errors import ModelMissing
from qa.models.folder import first_line
from qa.models.tokens import Ints
from qa.models.torch_setup import number_type, use_threads, without_progress_bars
from qa.types import Vectors


class TorchTextForward:
    """A :class:`qa.models.embedder.TextForward` over a sentence-transformers model.

    Args:
        folder: a local model folder with safetensors weights.
        dtype: ``float32``, ``bfloat16``, or ``auto`` for the faster of the two here.
        threads: 0 for as many as the machine has cores.

    Raises:
        ModelMissing: the folder holds no model of that kind.
    """

    def __init__(self, folder: Path, *, dtype: str = "auto", threads: int = 0) -> None:
        use_threads(threads)
        try:
            with without_progress_bars():
                self._model = SentenceTransformer(
                    str(folder),
                    device="cpu",
                    trust_remote_code=False,
                    local_files_only=True,
                    model_kwargs={"dtype": number_type(dtype), "use_safetensors": True},
                ).eval()
        except (OSError, ValueError, KeyError, SafetensorError) as error:
            raise ModelMissing(
                f"{folder} holds no embedder that can be loaded: {first_line(error)}"
            ) from error
        dim = self._model.get_embedding_dimension()
        if dim is None:
            raise ModelMissing(f"the model {folder} does not say how long its vectors are")
        self._dim = int(dim)

    @property
    def dim(self) -> int:
        """Length of a vector."""
        return self._dim

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
