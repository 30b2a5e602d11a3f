"""What it saves, and what it changes, that distant passages are not read once an answer is sure.

    python -m eval.early_stop [--limit 800] [--threads 1] [--out FILE]

Questions of SQuAD 2.0 dev (half of them unanswerable) and of SQuAD 1.1 dev are asked of all paragraphs of
their set, and the questions on the sample articles of those, with the shipped ``sure_score`` and with every
passage read, as they are where a day is named on which they are asked: today. The calibration that the score
stands in was fitted on other draws of the first set, and on the questions on the samples.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
from qa.evaluation.question_set import QuestionSet

from eval.harness import SEEDS, assistant_over, parser, percent, questions_of, record, settings_of
from qa.assistant import Assistant
from qa.evaluation.metrics import f1
from qa.types import Passage, Reader, Span


@dataclass(slots=True)
class CountingReader:
    """A reader that reads each pair once and keeps what it found."""

    inner: Reader
    known: dict[tuple[str, int], list[Span]] = field(default_factory=dict)

    name = "counting"
    fingerprint = ""

    def read(self, pairs: Sequence[tuple[str, Passage]]) -> list[list[Span]]:
        """The spans of each pair."""
        new = [pair for pair in pairs if (pair[0], pair[1].id) not in self.known]
        for (question, passage), spans in zip(new, self.inner.read(new), strict=True):
            self.known[question, passage.id] = spans
        return [self.known[question, passage.id] for question, passage in pairs]


def measured(assistant: Assistant, questions: QuestionSet) -> dict[str, Any]:
    """The figures of one set."""
    assistant.reader = reader = CountingReader(assistant.reader)
    today = date.today().isoformat()
    rows, passages = [], []
    for question in questions.questions:
        reader.known.clear()
        early, stopped_at = assistant.ask(question.text), len(reader.known)
        rows.append((early, assistant.ask(question.text, as_of=today), question.answers or ()))
        passages.append((stopped_at, len(reader.known)))
    return {
        "set": questions.name,
        "questions": len(rows),
        "f1_reading_all": percent([f1(every.text or "", gold) for _, every, gold in rows]),
        "f1_stopping": percent([f1(early.text or "", gold) for early, _, gold in rows]),
        "answers_changed": sum(early.text != every.text for early, every, _ in rows),
        "passages_read": round(sum(read for read, _ in passages) / sum(every for _, every in passages), 4),
        "stopped": round(float(np.mean([read < every for read, every in passages])), 4),
        "support_lost": sum(early.support < every.support for early, every, _ in rows),
        "conflicts_lost": sum(bool(every.conflict) > bool(early.conflict) for early, every, _ in rows),
        "mean_change_of_confidence": float(
            np.mean([abs(early.confidence - every.confidence) for early, every, _ in rows])
        ),
    }


def main() -> None:
    """Measure and print; write the result where asked."""
    options = parser("early_stop", __doc__, questions=800, models=True)
    options.set_defaults(seed=5)
    arguments = options.parse_args()
    chosen = settings_of(arguments)
    rows = []
    for name in ("squad-2.0-dev", "squad-1.1-dev"):
        questions = questions_of(name, arguments.limit, arguments.seed)
        with assistant_over(questions, chosen) as assistant:
            rows.append(measured(assistant, questions))
    with Assistant.samples(chosen) as assistant:
        rows.append(measured(assistant, questions_of(SEEDS)))
        figures = {"sure_score": assistant.answerer.sure_score, "sets": rows}
    record(arguments, figures, chosen)


if __name__ == "__main__":
    main()
