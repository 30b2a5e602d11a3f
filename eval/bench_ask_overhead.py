"""What a question costs beyond the neural networks: ask against the bare forward passes on the same inputs.

    python -m eval.bench_ask_overhead [--questions 8] [--rounds 5] [--out FILE]

An index of some paragraphs of SQuAD 1.1 dev is asked their questions with warm models. The tensors that
reach the embedder and the reader are kept, and computed once more with nothing around them, in turn with
the asking. The figure is the ratio of the sums over the questions, each at its fastest round.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from eval.recording import record
from qa.answering.answerer import Answerer
from qa.assistant import Assistant
from qa.index.local import LocalIndex
from qa.indexing import splitter_of
from qa.models.calibration import load_calibration
from qa.models.embedder import TextEmbedder, load_embedder
from qa.models.forward import Floats, SpanForward, TextForward
from qa.models.reader import SpanReader, load_reader
from qa.models.tokens import Ints
from qa.questionsets.loading import load_questions
from qa.retrieval import retriever_of
from qa.settings import Settings
from qa.types import Vectors

DATA = Path(os.environ.get("QA_DATA", "../shared/data"))
_ARTICLES = 120


class _KeepingSpans:
    """Passes the reader's tensors on, and keeps them."""

    def __init__(self, forward: SpanForward) -> None:
        self.forward = forward
        self.kept: list[tuple[Ints, Ints, Ints]] = []

    def logits(self, input_ids: Ints, attention_mask: Ints, token_type_ids: Ints) -> tuple[Floats, Floats]:
        """As the forward pass says."""
        self.kept.append((input_ids, attention_mask, token_type_ids))
        return self.forward.logits(input_ids, attention_mask, token_type_ids)

    def again(self) -> None:
        """Compute what was kept."""
        for inputs in self.kept:
            self.forward.logits(*inputs)


class _KeepingTexts:
    """Passes the embedder's tensors on, and keeps them."""

    def __init__(self, forward: TextForward) -> None:
        self.forward = forward
        self.kept: list[tuple[Ints, Ints, Ints]] = []

    @property
    def dim(self) -> int:
        """As the forward pass says."""
        return self.forward.dim

    def vectors(self, input_ids: Ints, attention_mask: Ints, token_type_ids: Ints) -> Vectors:
        """As the forward pass says."""
        self.kept.append((input_ids, attention_mask, token_type_ids))
        return self.forward.vectors(input_ids, attention_mask, token_type_ids)

    def again(self) -> None:
        """Compute what was kept."""
        for inputs in self.kept:
            self.forward.vectors(*inputs)


def main() -> None:
    """Measure and print; write the result where asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--questions", type=int, default=8)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--top", type=int, default=10)
    parser.add_argument("--runtime", default="torch")
    parser.add_argument("--dtype", default="auto")
    parser.add_argument("--threads", type=int, default=0)
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    settings = Settings(
        runtime=arguments.runtime, dtype=arguments.dtype, threads=arguments.threads, top=arguments.top
    )
    with tempfile.TemporaryDirectory() as folder:
        result = measured(settings, Path(folder), arguments.questions, arguments.rounds)
    record(result, "eval.bench_ask_overhead", arguments.out)


def measured(settings: Settings, folder: Path, count: int, rounds: int) -> dict[str, object]:
    """Time asking and the bare forward passes in turn.

    Raises:
        TypeError: the settings' models have no forward pass of their own to time.
    """
    questions = load_questions(DATA / "squad-1.1-dev.json.xz")
    articles = questions.articles[:_ARTICLES]
    known = {article.id for article in articles}
    of_them = [question.text for question in questions.questions if question.paragraph in known]
    asked = of_them[:: max(1, len(of_them) // count)][:count]
    embedder, reader = load_embedder(settings), load_reader(settings)
    if not isinstance(embedder, TextEmbedder) or not isinstance(reader, SpanReader):
        raise TypeError("these settings load models whose forward pass cannot be told from the rest")
    with LocalIndex.create(folder / "index", embedder, splitter_of(settings)) as index:
        index.add(articles)
        answerer = Answerer(index, load_calibration(settings.reader, reader.fingerprint))
        assistant = Assistant(index, retriever_of(index, settings), reader, answerer, top=settings.top)
        texts, spans = _KeepingTexts(embedder.forward), _KeepingSpans(reader.forward)
        asking = embedding = reading = 0.0
        rows = 0
        for question in asked:
            embedder.forward, reader.forward = texts, spans
            texts.kept, spans.kept = [], []
            assistant.ask(question)
            embedder.forward, reader.forward = texts.forward, spans.forward
            rows += sum(len(inputs[0]) for inputs in spans.kept)
            calls: list[Callable[[], object]] = [lambda: assistant.ask(question), texts.again, spans.again]  # noqa: B023  # called within this turn of the loop
            fastest = [float("inf")] * len(calls)
            for _ in range(rounds):
                for place, call in enumerate(calls):
                    fastest[place] = min(fastest[place], _seconds(call))
            asking, embedding, reading = asking + fastest[0], embedding + fastest[1], reading + fastest[2]
        return {
            "ratio": round(asking / (embedding + reading), 3),
            "milliseconds_per_question": {
                "ask": round(1000 * asking / len(asked), 1),
                "bare_embedder": round(1000 * embedding / len(asked), 1),
                "bare_reader": round(1000 * reading / len(asked), 1),
            },
            "questions": len(asked),
            "windows_per_question": round(rows / len(asked), 1),
            "passages_in_index": len(index),
            "rounds": rounds,
            "load_average": round(os.getloadavg()[0], 1),  # above the cores: others were computing too
            "settings": settings.model_dump(include={"runtime", "dtype", "threads", "top", "retriever"}),
        }


def _seconds(call: Callable[[], object]) -> float:
    began = time.perf_counter()
    call()
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
