"""(question, passage) pairs as the token windows a span reader reads.

A window is ``[CLS] question [SEP] part of the passage [SEP]`` in whatever special tokens the model uses. A
passage that does not fit is read through several windows that overlap, as in BERT for SQuAD (Devlin et al.
2019, run_squad.py's doc_stride), so that no answer is cut by every window.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from qa.errors import ModelMissing
from qa.models.batching import batches, mask, pad
from qa.models.tokens import Ints, Tokens, tokenize

if TYPE_CHECKING:
    from tokenizers import Encoding, Tokenizer

MAX_TOKENS = 256  # in a window; most of the passages of 100 words fit into 160
OVERLAP = 96  # passage tokens that a window shares with the one before
MAX_QUESTION = 64  # question tokens; what run_squad.py allows


@dataclass(frozen=True, slots=True)
class Window:
    """One row for the reader: a question and the part of its passage that fits."""

    pair: int  # index of the (question, passage) pair it belongs to
    ids: Ints
    types: Ints  # the model's segment ids
    first: int  # position in ``ids`` of the first passage token
    passage: Tokens  # the passage tokens of this window, offsets counted in the passage's text

    @property
    def last(self) -> int:
        """Position in ``ids`` behind the last passage token."""
        return self.first + len(self.passage)


@dataclass(frozen=True, slots=True)
class WindowBatch:
    """Windows padded to one length: three int64[len(windows), length] arrays. [CLS] is column 0."""

    windows: tuple[Window, ...]
    input_ids: Ints
    attention_mask: Ints
    token_type_ids: Ints


class Windows:
    """Makes windows for one reader.

    Args:
        tokenizer: of the reader, neither truncating nor padding.
        pad_id: the reader's padding token.
        max_tokens: tokens of a window.
        overlap: passage tokens shared by neighbouring windows of one passage.
        max_question: question tokens; a longer question keeps its beginning and its end.

    Raises:
        ModelMissing: the tokenizer puts no token before the question that could stand for "no answer".
    """

    def __init__(
        self,
        tokenizer: Tokenizer,
        *,
        pad_id: int = 0,
        max_tokens: int = MAX_TOKENS,
        overlap: int = OVERLAP,
        max_question: int = MAX_QUESTION,
    ) -> None:
        self._tokenizer = tokenizer
        self._pad_id = pad_id
        self._max_tokens = max_tokens
        self._overlap = overlap
        self._max_question = max_question
        self._frame = _Frame.of(tokenizer.encode("a", "b"))

    def windows(self, pairs: Sequence[tuple[str, str]]) -> list[Window]:
        """The windows of each (question, passage text) pair, in the order of the pairs.

        A pair whose passage has no token has no window.
        """
        texts = list(dict.fromkeys(text for pair in pairs for text in pair))
        tokens = dict(zip(texts, tokenize(self._tokenizer, texts), strict=True))
        windows: list[Window] = []
        for number, (question, passage) in enumerate(pairs):
            windows += self._slide(number, self._shortened(tokens[question].ids), tokens[passage])
        return windows

    def batches(self, windows: Sequence[Window]) -> Iterator[WindowBatch]:
        """The windows in batches of like length, each padded to a common one."""
        for rows, length in batches([len(window.ids) for window in windows]):
            chosen = tuple(windows[row] for row in rows)
            ids = [window.ids for window in chosen]
            yield WindowBatch(
                chosen,
                pad(ids, length, self._pad_id),
                mask(ids, length),
                pad([window.types for window in chosen], length, 0),
            )

    def _shortened(self, question: Ints) -> Ints:
        """At most ``max_question`` tokens: who asks at length asks at the beginning or at the end."""
        if len(question) <= self._max_question:
            return question
        half = self._max_question // 2
        return np.concatenate([question[: self._max_question - half], question[-half:]])

    def _slide(self, pair: int, question: Ints, passage: Tokens) -> Iterator[Window]:
        frame = self._frame
        room = self._max_tokens - frame.size - len(question)
        step = max(1, room - self._overlap)
        for first in range(0, len(passage), step):
            part = passage.part(first, first + room)
            yield frame.window(pair, question, part)
            if first + room >= len(passage):
                return


@dataclass(frozen=True, slots=True)
class _Frame:
    """The special tokens around a question and a passage, read off a pair the tokenizer has put together."""

    before: Ints
    between: Ints
    after: Ints
    before_types: Ints
    question_type: int
    between_types: Ints
    passage_type: int
    after_types: Ints

    @classmethod
    def of(cls, pair: Encoding) -> _Frame:
        owners = list(pair.sequence_ids)
        if 0 not in owners or 1 not in owners or owners[0] is not None:
            raise ModelMissing("the reader's tokenizer puts no [CLS] before a question; it cannot abstain")
        question, passage = owners.index(0), owners.index(1)
        question_end = question + owners.count(0)
        passage_end = passage + owners.count(1)
        ids, types = np.array(pair.ids, np.int64), np.array(pair.type_ids, np.int64)
        return cls(
            before=ids[:question],
            between=ids[question_end:passage],
            after=ids[passage_end:],
            before_types=types[:question],
            question_type=int(types[question]),
            between_types=types[question_end:passage],
            passage_type=int(types[passage]),
            after_types=types[passage_end:],
        )

    @property
    def size(self) -> int:
        return len(self.before) + len(self.between) + len(self.after)

    def window(self, pair: int, question: Ints, passage: Tokens) -> Window:
        ids = np.concatenate([self.before, question, self.between, passage.ids, self.after])
        types = np.concatenate(
            [
                self.before_types,
                np.full(len(question), self.question_type, np.int64),
                self.between_types,
                np.full(len(passage), self.passage_type, np.int64),
                self.after_types,
            ]
        )
        first = len(self.before) + len(question) + len(self.between)
        return Window(pair, ids, types, first, passage)
