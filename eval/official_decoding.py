"""Our decoding of a reader's logits against that of transformers' fine-tuning example, on the same logits.

    python -m eval.official_decoding [--limit 1000] [--out FILE]

Each question of SQuAD 2.0 dev is read on its own paragraph. The reference is written from what the example's
``postprocess_qa_predictions`` does (examples/pytorch/question-answering/utils_qa.py): the 20 best starts and
ends of every window, spans of at most 30 tokens inside the paragraph, the best of all windows; its score less
the least null score of any window decides whether it is given. Ours subtracts the null score of the same
window instead, so the two can differ where a paragraph needs several windows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from eval.harness import (
    Asked,
    Judged,
    Metric,
    parser,
    progress,
    questions_of,
    record,
    settings_of,
    whole,
    with_paragraphs,
)
from qa.evaluation.metrics import exact_match, f1
from qa.models.folder import read_config, reader_folder
from qa.models.reader import SpanForward, SpanReader
from qa.models.runtimes import span_forward
from qa.models.spans import Floats
from qa.models.tokens import Ints, load_tokenizer
from qa.models.windows import MAX_TOKENS, Window, Windows
from qa.settings import Settings
from qa.types import Passage

N_BEST, MAX_ANSWER = 20, 30
_AT_ONCE = 16


@dataclass(frozen=True, slots=True)
class Reference:
    """What the example says to one question."""

    text: str  # best span, whether or not it is given
    difference: float  # least null score less the span's; above the threshold nothing is given
    windows: int = 1  # that the paragraph was read in


def reference_decoding(text: str, windows: Sequence[tuple[Window, Floats, Floats]]) -> Reference:
    """Decode one question from its windows and their logits (float32[length] each)."""
    null = min(float(start[0] + end[0]) for _, start, end in windows)
    best, best_text = -np.inf, ""
    for window, start, end in windows:
        starts = np.argsort(start)[-1 : -N_BEST - 1 : -1].tolist()
        ends = np.argsort(end)[-1 : -N_BEST - 1 : -1].tolist()
        for first in starts:
            for last in ends:
                if not window.first <= first <= last < window.last or last - first + 1 > MAX_ANSWER:
                    continue
                score = float(start[first] + end[last])
                if score > best:
                    place = window.passage.starts[first - window.first]
                    stop = window.passage.ends[last - window.first]
                    best, best_text = score, text[place:stop]
    return Reference(best_text, null - best, len(windows))


class Recorder:
    """A :class:`qa.models.reader.SpanForward` that keeps the logits it gave, in the order of the calls."""

    def __init__(self, inner: SpanForward) -> None:
        """Record ``inner``."""
        self._inner = inner
        self.calls: list[tuple[Floats, Floats]] = []

    def logits(self, input_ids: Ints, attention_mask: Ints, token_type_ids: Ints) -> tuple[Floats, Floats]:
        """The logits of the inner one."""
        found = self._inner.logits(input_ids, attention_mask, token_type_ids)
        self.calls.append(found)
        return found


def both_decodings(
    pairs: Sequence[tuple[str, Passage]], windows: Windows, forward: SpanForward
) -> list[tuple[Reference, Reference]]:
    """(ours, the example's) for each pair, from one forward pass."""
    recorder = Recorder(forward)
    ours = SpanReader("reader", "", windows, recorder, max_answer_tokens=MAX_ANSWER).read(pairs)
    by_pair: dict[int, list[tuple[Window, Floats, Floats]]] = {}
    batches = windows.batches(windows.windows([(question, passage.text) for question, passage in pairs]))
    for batch, (start, end) in zip(batches, recorder.calls, strict=True):
        for row, window in enumerate(batch.windows):
            length = len(window.ids)
            by_pair.setdefault(window.pair, []).append((window, start[row, :length], end[row, :length]))
    return [
        (
            Reference(spans[0].text, -spans[0].score) if spans else Reference("", 0.0),
            reference_decoding(passage.text, by_pair[number]),
        )
        for number, ((_, passage), spans) in enumerate(zip(pairs, ours, strict=True))
    ]


def reader_parts(chosen: Settings) -> tuple[Windows, SpanForward]:
    """The windows and the forward pass of a reader, on the runtime that the settings name."""
    folder = reader_folder(chosen.reader)
    config = read_config(folder)
    limit = min(MAX_TOKENS, int(config.get("max_position_embeddings", MAX_TOKENS)))
    windows = Windows(load_tokenizer(folder), pad_id=int(config.get("pad_token_id") or 0), max_tokens=limit)
    return windows, span_forward(folder, chosen)


def measured(asked: Asked, chosen: Settings) -> dict[str, Any]:
    """EM and F1 of both decodings, given at score 0 and at the best threshold."""
    windows, forward = reader_parts(chosen)
    found: list[tuple[Reference, Reference]] = []
    for first in range(0, len(asked), _AT_ONCE):
        part = asked[first : first + _AT_ONCE]
        pairs = [(question.text, whole(article.text, article.id)) for question, article in part]
        found += both_decodings(pairs, windows, forward)
        progress(len(found), len(asked))
    gold = [question.answers or () for question, _ in asked]
    single = [number for number, (_, theirs) in enumerate(found) if theirs.windows == 1]
    return {
        "set": "SQuAD 2.0 dev, closed",
        "all": compared(found, gold),
        "read_in_one_window": compared([found[n] for n in single], [gold[n] for n in single]),
    }


def compared(found: Sequence[tuple[Reference, Reference]], gold: Sequence[Sequence[str]]) -> dict[str, Any]:
    """Both decodings side by side."""
    return {
        "questions": len(gold),
        "same_best_span": sum(ours.text == theirs.text for ours, theirs in found),
        "ours": scores([ours for ours, _ in found], gold),
        "example": scores([theirs for _, theirs in found], gold),
    }


def scores(decoded: Sequence[Reference], gold: Sequence[Sequence[str]]) -> dict[str, float]:
    """EM and F1 in per cent, at threshold 0 and at the best one."""
    judged = Judged([one.text for one in decoded], np.array([-one.difference for one in decoded]), gold)
    metrics: dict[str, Metric] = {"exact": exact_match, "f1": f1}
    figures = {}
    for name, metric in metrics.items():
        figures[name] = round(100 * float(judged.kept(metric, 0.0).mean()), 3)
        figures[f"best_{name}"] = round(100 * float(judged.best(metric).mean()), 3)
    return figures


def main() -> None:
    """Measure and print; write the result where asked."""
    arguments = parser("official_decoding", __doc__, questions=0, models=True).parse_args()
    chosen = settings_of(arguments)
    drawn = questions_of("squad-2.0-dev", arguments.limit, arguments.seed)
    record(arguments, measured(with_paragraphs(drawn), chosen), chosen)


if __name__ == "__main__":
    main()
