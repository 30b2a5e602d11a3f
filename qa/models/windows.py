"""(question, text) pairs as the token windows a span reader reads: the one place that makes them.

A window is ``[CLS] question [SEP] part of the text [SEP]`` in whatever special tokens the model uses. A
text that does not fit is read through several windows that overlap, as in BERT for SQuAD (Devlin et al.
2019, run_squad.py's doc_stride), so that no answer is cut by every window. Offsets count in the text as it
was given; which part of an article that text is, only the caller knows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import KW_ONLY, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Self

import numpy as np

from qa.errors import ModelMissing
from qa.models.batching import batches, mask, pad
from qa.models.folder import pad_id_of, read_config
from qa.models.tokens import Ints, Tokens, load_tokenizer, tokenize

if TYPE_CHECKING:
    from tokenizers import Tokenizer

MAX_TOKENS = 256  # in a window; most of the passages of 100 words fit into 160
OVERLAP = 96  # passage tokens that a window shares with the one before
MAX_QUESTION = 64  # question tokens; what run_squad.py allows


@dataclass(frozen=True, slots=True)
class Window:
    """One row for the reader: a question and the part of its text that fits."""

    pair: int  # index of the (question, text) pair it belongs to
    ids: Ints
    types: Ints  # the model's segment ids
    first: int  # position in ``ids`` of the first token of the text
    passage: Tokens  # the text's tokens in this window, offsets counted in the text

    @property
    def last(self) -> int:
        """Position in ``ids`` behind the last token of the text."""
        return self.first + len(self.passage)


@dataclass(frozen=True, slots=True)
class WindowBatch:
    """Windows padded to one length: three int64[len(windows), length] arrays. [CLS] is column 0."""

    windows: tuple[Window, ...]
    input_ids: Ints
    attention_mask: Ints
    token_type_ids: Ints

    @classmethod
    def padded(cls, windows: Sequence[Window], length: int, pad_id: int) -> Self:
        """The windows side by side, filled up to ``length`` with the token ``pad_id``."""
        ids = [window.ids for window in windows]
        types = [window.types for window in windows]
        return cls(tuple(windows), pad(ids, length, pad_id), mask(ids, length), pad(types, length, 0))

    @property
    def inputs(self) -> tuple[Ints, Ints, Ints]:
        """The arrays, in the order in which a forward pass takes them."""
        return self.input_ids, self.attention_mask, self.token_type_ids


@dataclass(slots=True, eq=False)
class Windows:
    """Makes windows for one reader.

    Raises:
        ModelMissing: the tokenizer puts no token before the question that could stand for "no answer".
    """

    tokenizer: Tokenizer  # of the reader, neither truncating nor padding
    _: KW_ONLY
    pad_id: int = 0  # the reader's padding token
    max_tokens: int = MAX_TOKENS
    overlap: int = OVERLAP
    max_question: int = MAX_QUESTION  # a longer question keeps its beginning and its end
    _ids: list[Ints] = field(init=False)  # before, in, between, in and behind question and text
    _types: list[Ints] = field(init=False)

    def __post_init__(self) -> None:
        # Special tokens and segment ids around a pair are read off one that the tokenizer has put together.
        model = self.tokenizer.encode("a", "b")
        owners = list(model.sequence_ids)
        if 0 not in owners or 1 not in owners or owners[0] is not None:
            raise ModelMissing("the reader's tokenizer puts no [CLS] before a question; it cannot abstain")
        question, text = owners.index(0), owners.index(1)
        edges = [question, question + owners.count(0), text, text + owners.count(1)]
        self._ids = np.split(np.array(model.ids, np.int64), edges)
        self._types = np.split(np.array(model.type_ids, np.int64), edges)

    @classmethod
    def of(cls, folder: Path) -> Self:
        """The windows of the model in ``folder``, as they are read in use and in training.

        Raises:
            ModelMissing: its tokenizer or configuration cannot be used.
        """
        config = read_config(folder)
        most = min(MAX_TOKENS, int(config.get("max_position_embeddings", MAX_TOKENS)))
        return cls(load_tokenizer(folder), pad_id=pad_id_of(config), max_tokens=most)

    def windows(self, pairs: Sequence[tuple[str, str]]) -> list[Window]:
        """The windows of each (question, text) pair, in the order of the pairs.

        A pair whose text has no token has no window.
        """
        texts = list(dict.fromkeys(text for pair in pairs for text in pair))
        tokens = dict(zip(texts, tokenize(self.tokenizer, texts), strict=True))
        return [
            self._window(number, question, part)
            for number, (asked, text) in enumerate(pairs)
            for question in [self.shortened(tokens[asked].ids)]
            for part in self._parts(tokens[text], len(question))
        ]

    def batches(self, windows: Sequence[Window]) -> Iterator[WindowBatch]:
        """The windows in batches of like length, each padded to a common one."""
        for rows, length in batches([len(window.ids) for window in windows]):
            yield WindowBatch.padded([windows[row] for row in rows], length, self.pad_id)

    def shortened(self, question: Ints) -> Ints:
        """At most ``max_question`` tokens: who asks at length asks at the beginning or at the end."""
        if len(question) <= self.max_question:
            return question
        half = self.max_question // 2
        return np.concatenate([question[: self.max_question - half], question[-half:]])

    def _parts(self, text: Tokens, question: int) -> Iterator[Tokens]:
        """What of a text fits into each window beside a question of so many tokens."""
        before, _, between, _, after = self._ids
        room = self.max_tokens - len(before) - len(between) - len(after) - question
        for first in range(0, len(text), max(1, room - self.overlap)):
            yield text.part(first, first + room)
            if first + room >= len(text):
                return

    def _window(self, pair: int, question: Ints, part: Tokens) -> Window:
        before, _, between, _, after = self._ids
        ids = np.concatenate([before, question, between, part.ids, after])
        before, of_question, between, of_text, after = self._types
        question_types = np.full(len(question), of_question[0])
        types = np.concatenate([before, question_types, between, np.full(len(part), of_text[0]), after])
        return Window(pair, ids, types, len(ids) - len(after) - len(part), part)
