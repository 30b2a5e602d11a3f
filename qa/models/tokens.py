"""Text to tokens with the ``tokenizers`` library alone, every token with its place in the text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from qa.errors import ModelMissing

if TYPE_CHECKING:
    from tokenizers import Tokenizer

Ints = npt.NDArray[np.int64]

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")  # a str may hold them, UTF-8 and so the tokenizer cannot


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of one text, without special tokens: three int64 arrays of one length."""

    ids: Ints
    starts: Ints  # offset in the text of each token's first character
    ends: Ints  # and behind its last

    def __len__(self) -> int:
        return len(self.ids)

    def part(self, first: int, last: int) -> Tokens:
        """The tokens ``first`` to ``last``, half-open."""
        return Tokens(self.ids[first:last], self.starts[first:last], self.ends[first:last])


def load_tokenizer(folder: Path) -> Tokenizer:
    """The tokenizer of a model folder, with the truncation and padding stored in its file switched off.

    Raises:
        ModelMissing: the folder has no tokenizer.json, or one that cannot be read.
    """
    from tokenizers import Tokenizer

    path = folder / "tokenizer.json"
    if not path.is_file():
        raise ModelMissing(f"the model {folder} has no tokenizer.json; save it with a fast tokenizer")
    try:
        tokenizer = Tokenizer.from_file(str(path))
    except Exception as error:  # the library raises bare Exception for every fault of the file
        raise ModelMissing(f"the tokenizer {path} cannot be read: {error}") from error
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def tokenize(tokenizer: Tokenizer, texts: Sequence[str]) -> list[Tokens]:
    """The tokens of each text. Offsets count characters of the text as it was given."""
    encodings = tokenizer.encode_batch([encodable(text) for text in texts], add_special_tokens=False)
    tokens = []
    for encoding in encodings:
        offsets = np.array(encoding.offsets, np.int64).reshape(-1, 2)
        tokens.append(Tokens(np.array(encoding.ids, np.int64), offsets[:, 0], offsets[:, 1]))
    return tokens


def encodable(text: str) -> str:
    """The text with every lone surrogate as U+FFFD, so that it has an encoding and the same offsets."""
    return text if text.isascii() else _LONE_SURROGATE.sub("\ufffd", text)
