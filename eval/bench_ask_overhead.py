"""What a question costs beyond the neural networks: ask against the bare forward passes on the same inputs.

    python -m eval.bench_ask_overhead [--questions 8] [--rounds 5] [--runtime torch] [--out FILE]

An index of some paragraphs of SQuAD 1.1 dev is asked their questions with warm models. The tensors that
reach the embedder and the reader are kept, and computed once more with nothing around them, in turn with
the asking. The figure is the ratio of the sums over the questions, each at its fastest round.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from eval.harness import assistant_over, in_turn, parser, questions_of, record, settings_of
from qa.assistant import Assistant
from qa.models.embedder import TextEmbedder
from qa.models.reader import SpanReader

_ARTICLES = 120


class Keeping:
    """Passes tensors on to the forward pass of a model, and keeps them."""

    def __init__(self, forward: Any) -> None:
        self.forward = forward
        self.calls: list[Callable[[], object]] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self.forward, name)

    def logits(self, *inputs: Any) -> Any:
        """As the reader's forward pass says."""
        self.calls.append(partial(self.forward.logits, *inputs))
        return self.calls[-1]()

    def vectors(self, *inputs: Any) -> Any:
        """As the embedder's forward pass says."""
        self.calls.append(partial(self.forward.vectors, *inputs))
        return self.calls[-1]()

    def again(self) -> None:
        """Compute what was kept."""
        for call in self.calls:
            call()


def main() -> None:
    """Measure and print; write the result where asked."""
    options = parser("bench_ask_overhead", __doc__, models=True)
    options.add_argument("--questions", type=int, default=8)
    options.add_argument("--rounds", type=int, default=5)
    arguments = options.parse_args()
    chosen = settings_of(arguments)
    squad = questions_of("squad-1.1-dev")
    some = replace(squad, articles=squad.articles[:_ARTICLES])
    known = {article.id for article in some.articles}
    of_them = [question.text for question in squad.questions if question.paragraph in known]
    asked = of_them[:: max(1, len(of_them) // arguments.questions)][: arguments.questions]
    with assistant_over(some, chosen) as assistant:
        rows = [measured(assistant, question, arguments.rounds) for question in asked]
        passages = len(assistant.index)
    seconds = {name: sum(row[name] for row in rows) / len(rows) for name in rows[0]}
    windows = seconds.pop("windows")
    figures = {
        "ratio": round(seconds["ask"] / (seconds["bare_embedder"] + seconds["bare_reader"]), 3),
        "milliseconds_per_question": {name: round(1000 * value, 1) for name, value in seconds.items()},
        "questions": len(asked),
        "windows_per_question": round(windows, 1),
        "passages_in_index": passages,
        "rounds": arguments.rounds,
    }
    record(arguments, figures, chosen)


def measured(assistant: Assistant, question: str, rounds: int) -> dict[str, float]:
    """Seconds of the fastest rounds of asking and of the bare forward passes, and the windows read.

    Raises:
        TypeError: the models have no forward pass of their own to time.
    """
    embedder, reader = getattr(assistant.index, "embedder", None), assistant.reader
    if not isinstance(embedder, TextEmbedder) or not isinstance(reader, SpanReader):
        raise TypeError("these settings load models whose forward pass cannot be told from the rest")
    texts, spans = Keeping(embedder.forward), Keeping(reader.forward)
    embedder.forward, reader.forward = texts, spans
    assistant.ask(question)
    embedder.forward, reader.forward = texts.forward, spans.forward
    ways: dict[str, Callable[[], object]] = {
        "ask": partial(assistant.ask, question),
        "bare_embedder": texts.again,
        "bare_reader": spans.again,
    }
    taken = in_turn(ways, rounds)
    windows = sum(len(call.args[0]) for call in spans.calls if isinstance(call, partial))
    return {name: min(one.seconds for one in its) for name, its in taken.items()} | {"windows": windows}


if __name__ == "__main__":
    main()
