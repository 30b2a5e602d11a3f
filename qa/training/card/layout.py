"""How a model wants the rows that are drawn: its own ids for BERT's, and its special tokens.

MPNet and ELECTRA have the pieces of BERT's vocabulary under other numbers, and MPNet puts two separators
between question and passage. Rows stay as they are drawn; ids go to the model and logits come back.
"""

from __future__ import annotations

import inspect
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from .drawing import CLS, SEP


@dataclass(frozen=True, slots=True)
class Batch:
    """A pass as tensors. All are [rows, length] unless said otherwise."""

    ids: Tensor  # int64; those of a pass are BERT's
    attention: Tensor  # int64: 1 where there is a token
    types: Tensor  # int64: 0 in the question, 1 behind it
    allowed: Tensor  # bool: the null and the tokens of title and passage
    starts: Tensor  # bool: first tokens of right answers
    ends: Tensor  # bool: last ones
    group: Tensor  # int64[rows]: from 0 on, without a gap
    labelled: Tensor  # bool[rows]: whether starts and ends say what is right

    @classmethod
    def of(cls, drawn: Any, device: torch.device | str = "cpu") -> Batch:
        """A :class:`.drawing.Pass` on a device."""
        ids, lengths, passages, starts, ends, group, labelled = (
            torch.from_numpy(getattr(drawn, name)).to(device, non_blocking=True)
            for name in drawn.__dataclass_fields__
        )
        places = torch.arange(ids.shape[1], device=ids.device)[None]
        lengths, passages = lengths[:, None], passages[:, None]
        behind = (places >= passages) & (places < lengths)
        allowed = (behind & (places < lengths - 1)) | (places == 0)
        return cls(
            ids.long(), (places < lengths).long(), behind.long(), allowed, starts, ends, group, labelled
        )

    def to(self, device: torch.device) -> Batch:
        """The same on another device."""
        return Batch(*(getattr(self, name).to(device) for name in self.__dataclass_fields__))


@dataclass(frozen=True, slots=True)
class Layout:
    """A model's view of BERT's rows."""

    numbers: Tensor  # int64[30,522]: its id for each of BERT's
    doubled: bool  # whether it wants two separators between question and passage
    takes_types: bool

    @classmethod
    def of(cls, folder: Path, vocabulary: Path, model: Any) -> Layout:
        """The layout of the model in a folder.

        Args:
            folder: holds its ``tokenizer.json``.
            vocabulary: a folder with that of the pack, of BERT's uncased vocabulary.
            model: as transformers loads it.

        Raises:
            ValueError: it does not have BERT's vocabulary.
        """
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        tokenizer.no_truncation()
        tokenizer.no_padding()
        pair = tokenizer.encode("a", "a").ids
        own = tokenizer.get_vocab()
        names = _vocabulary(vocabulary)
        numbers = torch.tensor([own.get(name, -1) for name in names])
        pad = int(getattr(model.config, "pad_token_id", 0) or 0)
        numbers[0], numbers[CLS], numbers[SEP] = pad, pair[0], pair[-1]
        if (numbers < 0).any():
            missing = names[int((numbers < 0).nonzero()[0, 0])]
            raise ValueError(f"{folder} lacks pieces of BERT's uncased vocabulary, such as {missing!r}")
        takes = "token_type_ids" in inspect.signature(model.forward).parameters
        return cls(numbers, len(pair) == 6, takes)

    def inputs(self, batch: Batch) -> dict[str, Tensor]:
        """What the model reads."""
        ids = self.numbers.to(batch.ids.device)[batch.ids]
        attention, types = batch.attention, batch.types
        if self.doubled:
            places = self._places(batch)
            ids, attention = ids.gather(1, places), attention.gather(1, places)
        return {"input_ids": ids, "attention_mask": attention} | (
            {"token_type_ids": types} if self.takes_types else {}
        )

    def back(self, batch: Batch, logits: Tensor) -> Tensor:
        """The model's logits [rows, its length] at the places of the batch: [rows, length]."""
        if not self.doubled:
            return logits
        behind = torch.cumsum(batch.types, 1).clamp(max=1)
        return logits.gather(1, torch.arange(batch.ids.shape[1], device=logits.device) + behind)

    def _places(self, batch: Batch) -> Tensor:
        """Which place of the batch each place of the model is: the first separator twice."""
        rows, length = batch.ids.shape
        places = torch.arange(length + 1, device=batch.ids.device).expand(rows, -1)
        passage = batch.types.argmax(1, keepdim=True)  # the first place behind the first separator
        return places - (places >= passage).long()


def _vocabulary(folder: Path) -> list[str]:
    vocab: dict[str, int] = json.loads((folder / "tokenizer.json").read_text("utf-8"))["model"]["vocab"]
    return sorted(vocab, key=lambda name: vocab[name])
