"""Start and end logits to spans of the article.

A span's score is ``start logit + end logit - null``, where null is ``start[CLS] + end[CLS]`` of the same
window (the no-answer score of BERT for SQuAD 2.0, Devlin et al. 2019, section 4.3). It is never normalised
inside a passage: a softmax per passage makes the best span of a passage without any answer look as good as
a true one (Clark & Gardner 2018, section 3), while differences of raw logits compare across passages.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from qa.language.blocks import block_starts
from qa.models.forward import Floats
from qa.models.windows import WindowBatch
from qa.types import Passage, Span

Blocks = npt.NDArray[np.int16]
_SEPARATOR = ". "  # between title and passage
_MOST_TITLE = 300  # characters of a title that are read: it is read again with every passage of its article


def title_before(title: str) -> str:
    """A title as it is read before a passage; nothing of one that says nothing."""
    title = title[:_MOST_TITLE].rstrip(". ")
    return f"{title}{_SEPARATOR}" if title else ""


class TitledText:
    """What the reader reads of a passage: its article's title, where it has one, and its own text.

    A reader that never saw a title in training still finds more with it: on 400 questions about real news
    the best span of ten passages is right for 3 points more of them.
    """

    def __init__(self, passage: Passage) -> None:
        self._passage = passage
        title = title_before(passage.title)
        # Where the passage begins with its title, as files with a headline do, it is not read twice.
        if passage.text.lstrip("# ").startswith(title[: -len(_SEPARATOR)]):
            title = ""
        self._offset = len(title)
        self.text = title + passage.text
        borders = [self._offset + start for start in block_starts(passage.text)]
        self.borders = [self._offset, *borders] if title else borders

    def span(self, begin: int, stop: int, score: float, null: float) -> Span:
        """``text[begin:stop]`` as a span of the title or of the passage; ``score`` is that of its tokens."""
        in_title = begin < self._offset
        moved = 0 if in_title else self._passage.start - self._offset
        return Span(self._passage, begin + moved, stop + moved, score - null, null, in_title=in_title)


def spans_of_batch(
    start: Floats,
    end: Floats,
    batch: WindowBatch,
    texts: Sequence[TitledText],
    *,
    count: int,
    max_answer_tokens: int,
) -> list[tuple[int, Span]]:
    """The best spans of every window of a batch that do not overlap each other, each inside one block.

    Args:
        start: start logits, float32[windows, length].
        end: end logits, of the same shape.
        batch: the windows the logits belong to.
        texts: what was read of each pair, found by ``Window.pair``.
        count: most spans of a window.
        max_answer_tokens: longest span.

    Returns:
        (index of the pair, span), a window's spans best first, ties to the earlier and shorter one.
    """
    null = start[:, 0] + end[:, 0]
    found: list[tuple[int, Span]] = []
    blocks = _blocks(batch, texts, start.shape[1])
    for score, first, last in _best(start, end, blocks, count, max_answer_tokens):
        for row, window in enumerate(batch.windows):
            if score[row] == -np.inf:
                continue
            read = texts[window.pair]
            begin = int(window.passage.starts[first[row] - window.first])
            stop = int(window.passage.ends[last[row] - window.first])
            begin, stop = _tidy(read.text, begin, stop)
            if begin < stop:
                found.append((window.pair, read.span(begin, stop, float(score[row]), float(null[row]))))
    return found


def best_apart(spans: Sequence[Span], count: int) -> list[Span]:
    """The best ``count`` spans of one passage, none of which overlaps a better one.

    Neighbouring windows of a passage find the same span twice; it stays once, with its better score.
    """
    kept: list[Span] = []
    for span in sorted(spans, key=lambda span: (-span.score, span.start, span.end)):
        if not any(map(span.overlaps, kept)):
            kept.append(span)
            if len(kept) == count:
                break
    return kept


def _best(
    start: Floats, end: Floats, blocks: Blocks, count: int, max_answer_tokens: int
) -> list[tuple[Floats, npt.NDArray[np.intp], npt.NDArray[np.intp]]]:
    """The best span of every row, then the best that does not overlap it, and so on ``count`` times.

    Each as (score, first token, last token), one value a row; score -inf where nothing is left.
    """
    rows, length = start.shape
    positions = np.arange(length)
    inside = blocks >= 0  # never in the question, never in the padding
    start = np.where(inside, start, -np.inf).astype(np.float32)
    end = np.where(inside, end, -np.inf).astype(np.float32)
    # scores[row, i, w]: the span from token i to token i + w.
    behind = ((0, 0), (0, max_answer_tokens - 1))
    ends = _shifted(np.pad(end, behind, constant_values=-np.inf), max_answer_tokens)
    scores = start[:, :, None] + ends
    if (blocks > 0).any():
        scores[blocks[:, :, None] != _shifted(np.pad(blocks, behind), max_answer_tokens)] = -np.inf
    token_end = positions[:, None] + np.arange(max_answer_tokens)
    best = []
    for _ in range(count):
        flat = scores.reshape(rows, -1).argmax(axis=1)
        first, width = np.divmod(flat, max_answer_tokens)
        last = first + width
        best.append((scores[np.arange(rows), first, width], first, last))
        overlap = (positions[:, None] <= last[:, None, None]) & (token_end >= first[:, None, None])
        scores[overlap] = -np.inf
    return best


def _blocks(batch: WindowBatch, texts: Sequence[TitledText], length: int) -> Blocks:
    """The number of the block that each token stands in, -1 outside of the text: int[windows, length]."""
    blocks = np.full((len(batch.windows), length), -1, np.int16)
    for row, window in enumerate(batch.windows):
        numbers = np.searchsorted(texts[window.pair].borders, window.passage.starts, side="right")
        blocks[row, window.first : window.last] = numbers
    return blocks


def _shifted(values: npt.NDArray[Any], width: int) -> npt.NDArray[Any]:
    """The values at each place and at the ``width`` - 1 behind it: [rows, length - width + 1, width]."""
    return np.lib.stride_tricks.sliding_window_view(values, width, axis=1)


def _tidy(text: str, start: int, end: int) -> tuple[int, int]:
    """Without the white space some tokenizers count to a token, with the combining marks they leave out."""
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    while end < len(text) and unicodedata.combining(text[end]):
        end += 1
    return start, end
