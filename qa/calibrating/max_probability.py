"""Max-probability: the reader's own softmax as its confidence, the baseline a calibration has to beat.

The product of the softmax probabilities of a span's first and last token, over all tokens of its window
and "no answer" (Hendrycks & Gimpel 2017; for question answering Kamath et al. 2020, section 3).
"""

from __future__ import annotations

import numpy as np

from qa.models.folder import reader_folder
from qa.models.forward import Floats, SpanForward
from qa.models.windows import Window, Windows
from qa.settings import Settings
from qa.types import Passage


class ReaderSoftmax:
    """Implements :class:`qa.calibrating.collecting.MaxProbability` over the reader's windows."""

    def __init__(self, windows: Windows, forward: SpanForward, max_answer_tokens: int = 30) -> None:
        """Make windows with ``windows`` and compute their logits with ``forward``."""
        self._windows = windows
        self._forward = forward
        self._max_answer_tokens = max_answer_tokens

    def __call__(self, question: str, passage: Passage) -> float:
        """The greatest probability of any span of the passage, 0 to 1."""
        best = 0.0
        for batch in self._windows.batches(self._windows.windows([(question, passage.text)])):
            start, end = self._forward.logits(batch.input_ids, batch.attention_mask, batch.token_type_ids)
            for row, window in enumerate(batch.windows):
                best = max(best, self._best(window, start[row], end[row]))
        return best

    def _best(self, window: Window, start: Floats, end: Floats) -> float:
        # Column 0 is [CLS], which stands for "no answer"; the question is no place for either.
        inside = slice(window.first, window.last)
        first = _softmax(np.concatenate([start[:1], start[inside]]))[1:]
        last = _softmax(np.concatenate([end[:1], end[inside]]))[1:]
        spans = np.triu(np.outer(first, last)) - np.triu(np.outer(first, last), k=self._max_answer_tokens)
        return float(spans.max())


def load_reader_softmax(settings: Settings) -> ReaderSoftmax:
    """The baseline for the reader that the settings name.

    Raises:
        ModelMissing: there is no such reader.
    """
    from qa.models.torch_forward import load_span_forward

    folder = reader_folder(settings.reader)
    forward = load_span_forward(folder, dtype="float32", threads=settings.threads)
    return ReaderSoftmax(Windows.of(folder), forward, settings.max_answer_tokens)


def _softmax(logits: Floats) -> Floats:
    grown = np.exp(logits - logits.max())
    return np.asarray(grown / grown.sum(), dtype=np.float32)
