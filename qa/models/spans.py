"""Start and end logits to spans of the article.

A span's score is ``start logit + end logit - null``, where null is ``start[CLS] + end[CLS]`` of the same
window (the no-answer score of BERT for SQuAD 2.0, Devlin et al. 2019, section 4.3). It is never normalised
inside a passage: a softmax per passage makes the best span of a passage without any answer look as good as
a true one (Clark & Gardner 2018, section 3), while differences of raw logits compare across passages.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from qa.models.forward import Floats
from qa.models.windows import WindowBatch
from qa.types import Passage, Span


def spans_of_batch(
    start: Floats,
    end: Floats,
    batch: WindowBatch,
    passages: Sequence[Passage],
    *,
    count: int,
    max_answer_tokens: int,
) -> list[tuple[int, Span]]:
    """The best spans of every window of a batch that do not overlap each other.

    Args:
        start: start logits, float32[windows, length].
        end: end logits, of the same shape.
        batch: the windows the logits belong to.
        passages: the passage of each pair, found by ``Window.pair``.
        count: most spans of a window.
        max_answer_tokens: longest span.

    Returns:
        (index of the pair, span), a window's spans best first, ties to the earlier and shorter one.
    """
    null = start[:, 0] + end[:, 0]
    found: list[tuple[int, Span]] = []
    for score, first, last in _best(start, end, batch, count, max_answer_tokens):
        for row, window in enumerate(batch.windows):
            if score[row] == -np.inf:
                continue
            passage = passages[window.pair]
            begin = int(window.passage.starts[first[row] - window.first])
            stop = int(window.passage.ends[last[row] - window.first])
            begin, stop = _tidy(passage.text, begin, stop)
            if begin < stop:
                span = Span(
                    passage=passage,
                    start=passage.start + begin,
                    end=passage.start + stop,
                    score=float(score[row] - null[row]),
                    null_score=float(null[row]),
                )
                found.append((window.pair, span))
    return found


def best_apart(spans: Sequence[Span], count: int) -> list[Span]:
    """The best ``count`` spans of one passage, none of which overlaps a better one.

    Neighbouring windows of a passage find the same span twice; it stays once, with its better score.
    """
    kept: list[Span] = []
    for span in sorted(spans, key=lambda span: (-span.score, span.start, span.end)):
        if all(span.end <= other.start or other.end <= span.start for other in kept):
            kept.append(span)
            if len(kept) == count:
                break
    return kept


def _best(
    start: Floats, end: Floats, batch: WindowBatch, count: int, max_answer_tokens: int
) -> list[tuple[Floats, npt.NDArray[np.intp], npt.NDArray[np.intp]]]:
    """The best span of every row, then the best that does not overlap it, and so on ``count`` times.

    Each as (score, first token, last token), one value a row; score -inf where nothing is left.
    """
    rows, length = start.shape
    positions = np.arange(length)
    firsts = np.array([window.first for window in batch.windows])[:, None]
    lasts = np.array([window.last for window in batch.windows])[:, None]
    inside = (positions >= firsts) & (positions < lasts)  # never in the question, never in the padding
    start = np.where(inside, start, -np.inf).astype(np.float32)
    end = np.where(inside, end, -np.inf).astype(np.float32)
    # scores[row, i, w]: the span from token i to token i + w.
    behind = np.full((rows, max_answer_tokens - 1), -np.inf, np.float32)
    ends = np.lib.stride_tricks.sliding_window_view(np.hstack([end, behind]), max_answer_tokens, axis=1)
    scores = start[:, :, None] + ends
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


def _tidy(text: str, start: int, end: int) -> tuple[int, int]:
    """Without the white space some tokenizers count to a token, with the combining marks they leave out."""
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    while end < len(text) and unicodedata.combining(text[end]):
        end += 1
    return start, end
