"""The embedder: texts in, unit vectors out, around whatever runtime computes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import KW_ONLY, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from qa.models.batching import batches, mask, pad
from qa.models.folder import embedder_folder, fingerprint, of_model, pad_id_of, read_config
from qa.models.forward import TextForward
from qa.models.prompts import NO_PROMPTS, Prompts, read_prompts
from qa.models.runtimes import text_forward
from qa.models.tokens import Ints, encodable, load_tokenizer
from qa.settings import Settings
from qa.types import Embedder, Vectors

if TYPE_CHECKING:
    from tokenizers import Tokenizer

MAX_QUESTION = 128  # tokens, special ones counted: the longest of SQuAD's dev sets has 40
_TEXTS_AT_ONCE = 8192  # bounds the tokens held in memory, whatever the caller asks for


@dataclass(slots=True, eq=False)
class TextEmbedder:
    """A :class:`qa.types.Embedder` over any :class:`qa.models.forward.TextForward`."""

    name: str  # what the user called the model
    fingerprint: str  # identifies its weights, whatever the runtime and number type
    tokenizer: Tokenizer  # of the model; this object owns it and sets its truncation
    forward: TextForward
    _: KW_ONLY
    max_tokens: int = 256  # what a text has beyond them, special tokens counted, is not embedded
    pad_id: int = 0  # the model's padding token
    prompts: Prompts = NO_PROMPTS  # that the model was trained to read before what is embedded

    def __post_init__(self) -> None:
        self.tokenizer.enable_truncation(self.max_tokens)

    @property
    def dim(self) -> int:
        """Length of a vector."""
        return self.forward.dim

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Unit-length float32[len(texts), dim], in the order of the texts."""
        return self._embedded(self.prompts.text, texts, self.max_tokens)

    def embed_questions(self, questions: Sequence[str]) -> Vectors:
        """As ``embed``, of the first ``MAX_QUESTION`` tokens of each question."""
        return self._embedded(self.prompts.question, questions, MAX_QUESTION)

    def _embedded(self, prompt: str, texts: Sequence[str], most: int) -> Vectors:
        vectors = np.empty((len(texts), self.dim), np.float32)
        for first in range(0, len(texts), _TEXTS_AT_ONCE):
            chunk = [prompt + text for text in texts[first : first + _TEXTS_AT_ONCE]]
            self._embed(chunk, most, vectors[first : first + len(chunk)])
        return vectors

    def _embed(self, texts: Sequence[str], most: int, out: Vectors) -> None:
        encodings = self.tokenizer.encode_batch_fast([encodable(text) for text in texts])
        ids = [_first(np.array(encoding.ids, np.int64), most) for encoding in encodings]
        for rows, length in batches([len(row) for row in ids]):
            chosen = [ids[row] for row in rows]
            input_ids = pad(chosen, length, self.pad_id)
            vectors = self.forward.vectors(input_ids, mask(chosen, length), np.zeros_like(input_ids))
            norms = np.linalg.norm(vectors, axis=1, keepdims=True)
            out[rows] = vectors / np.maximum(norms, 1e-12)


def _first(ids: Ints, most: int) -> Ints:
    """At most so many tokens of a text: its first ones, and the special one that ends it."""
    return ids if len(ids) <= most else np.append(ids[: most - 1], ids[-1])


def load_embedder(settings: Settings) -> Embedder:
    """The embedder that the settings name, on the runtime they name.

    Raises:
        SettingsError: a runtime that does not compute in the numbers asked for.
        ModelMissing: there is no such model, or it is not what it should be.
    """
    folder = embedder_folder(settings.embedder)
    with of_model(folder):
        forward = text_forward(folder, settings)
        config = read_config(folder)
        return TextEmbedder(
            settings.embedder,
            fingerprint(folder),
            load_tokenizer(folder),
            forward,
            max_tokens=_max_tokens(folder, config),
            pad_id=pad_id_of(config),
            prompts=read_prompts(folder),
        )


def _max_tokens(folder: Path, config: Mapping[str, Any]) -> int:
    """The least of the limits that a model's files name; old and new files name it in different places."""
    limits = [config.get("max_position_embeddings", 512)]
    for name, key in (
        ("sentence_bert_config.json", "max_seq_length"),
        ("tokenizer_config.json", "model_max_length"),
    ):
        if (folder / name).is_file():
            limits.append(read_config(folder, name).get(key))
    return int(min(limit for limit in limits if isinstance(limit, int | float) and limit > 0))
