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

from qa.language.tables import stripped
from qa.models.forward import Floats
from qa.models.read_text import ReadText
from qa.models.span_edges import Row, SpanEdges
from qa.models.windows import WindowBatch
from qa.types import Span

Blocks = npt.NDArray[np.int16]
_MARKS = (("(", ")"), ("[", "]"), ("“", "”"), ("«", "»"), ('"', '"'))


def spans_of_batch(
    start: Floats,
    end: Floats,
    batch: WindowBatch,
    texts: Sequence[ReadText],
    *,
    edges: Sequence[SpanEdges] = (),
    count: int,
    max_answer_tokens: int,
) -> list[tuple[int, Span]]:
    """The best spans of every window of a batch that do not overlap each other, each inside one block.

    Args:
        start: start logits, float32[windows, length].
        end: end logits, of the same shape.
        batch: the windows the logits belong to.
        texts: what was read of each pair, found by ``Window.pair``.
        edges: what mends the ends of its spans; none: they stay as they are.
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
            low, high, lost = int(first[row]) - window.first, int(last[row]) - window.first, 0.0
            if edges:
                here = slice(window.first, window.last)
                logits = start[row, here], end[row, here], blocks[row, here]
                tokens = Row(read.text, window.passage, *logits, max_answer_tokens)
                low, high, lost = edges[window.pair].mended(tokens, low, high)
            begin, stop = int(window.passage.starts[low]), int(window.passage.ends[high])
            begin, stop = _balanced(read.text, *_tidy(read.text, begin, stop))
            if begin < stop:
                found.append(
                    (window.pair, read.span(begin, stop, float(score[row]) - lost, float(null[row])))
                )
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


def _blocks(batch: WindowBatch, texts: Sequence[ReadText], length: int) -> Blocks:
    """The number of the block that each token stands in, -1 outside of the text: int[windows, length]."""
    blocks = np.full((len(batch.windows), length), -1, np.int16)
    for row, window in enumerate(batch.windows):
        blocks[row, window.first : window.last] = texts[window.pair].blocks_at(window.passage.starts)
    return blocks


def _shifted(values: npt.NDArray[Any], width: int) -> npt.NDArray[Any]:
    """The values at each place and at the ``width`` - 1 behind it: [rows, length - width + 1, width]."""
    return np.lib.stride_tricks.sliding_window_view(values, width, axis=1)


def _tidy(text: str, start: int, end: int) -> tuple[int, int]:
    """Without the white space some tokenizers count to a token, with the combining marks they leave out.

    And whole words, of Latin letters: of "rub" and "les" the second alone is none.
    """
    start, end = stripped(text, start, end)
    while 0 < start < end and _latin(text[start - 1]) and _latin(text[start]):
        start -= 1
    while start < end < len(text) and _latin(text[end - 1]) and _latin(text[end]):
        end += 1
    while end < len(text) and unicodedata.combining(text[end]):
        end += 1
    return start, end


def _latin(character: str) -> bool:
    return character.isalnum() and character < "\u0250"


def _balanced(text: str, start: int, end: int) -> tuple[int, int]:
    """With the mark beside it that closes a quote or a bracket, else without the lone one at its edge."""
    for opening, closing in _MARKS:
        inside = text[start:end]
        if opening == closing:
            more = inside.count(opening) % 2 * (1 if inside.startswith(opening) else -1)
            more = -more if more < 0 and text.startswith(closing, end) else more
        else:
            more = inside.count(opening) - inside.count(closing)
        if more > 0 and text.startswith(closing, end):
            end += 1
        elif more > 0 and inside.startswith(opening):
            start += 1
        elif more < 0 and text[start - 1 : start] == opening:
            start -= 1
        elif more < 0 and inside.endswith(closing):
            end -= 1
    return _tidy(text, start, end)
