"""What it saves, and what it changes, that distant passages are not read once an answer is sure.

    python -m eval.early_stop [--limit 800] [--threads 1] [--out eval/results/early-stop.json]

Questions of SQuAD 2.0 dev (half of them unanswerable) and of SQuAD 1.1 dev are asked of all paragraphs of
their set, and the questions on the sample articles of those, with the shipped ``sure_score`` and with every
passage read. The calibration that the score stands in was fitted on other draws of the first set, and on the
questions on the samples.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from qa.assistant import Assistant
from qa.evaluation.metrics import f1
from qa.evaluation.own_index import own_index
from qa.indexing import splitter_of
from qa.models.embedder import load_embedder
from qa.questionsets.loading import load_questions
from qa.questionsets.question_set import QuestionSet, sample
from qa.reading import read
from qa.settings import Settings
from qa.types import EVERYTHING, Answer, Passage, Reader, Span

DATA = Path(os.environ.get("QA_DATA", "../shared/data"))
WORK = Path(os.environ.get("QA_WORK", ".work")) / "calibration"  # shares its indexes
SEEDS = Path(__file__).parent / "seeds.jsonl"


@dataclass(slots=True)
class CountingReader:
    """A reader that reads each pair once and counts the pairs."""

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


def both_ways(assistant: Assistant, questions: Sequence[str]) -> Iterator[tuple[Answer, Answer, int, int]]:
    """(stopping early, reading all, passages read, passages there are) for each question."""
    for question in questions:
        reader = CountingReader(assistant.reader)
        hits = assistant.retrieve([question], assistant.top, EVERYTHING, None)
        found = []
        counts = []
        for sure in (assistant.sure_score(question, None), None):
            spans = read(reader, [question], hits, sure_scores=[sure])[0]
            counts.append(len(reader.known))
            found.append(assistant.answered(question, question, hits[0], spans, as_of=None, timings={}))
        yield found[0], found[1], counts[0], counts[1]


def measured(assistant: Assistant, questions: QuestionSet) -> dict[str, Any]:
    """The figures of one set."""
    gold = [question.answers or () for question in questions.questions]
    rows = list(both_ways(assistant, [question.text for question in questions.questions]))
    early, whole = [row[0] for row in rows], [row[1] for row in rows]
    return {
        "set": questions.name,
        "questions": len(rows),
        "f1_reading_all": 100
        * float(np.mean([f1(a.text or "", g) for a, g in zip(whole, gold, strict=True)])),
        "f1_stopping": 100 * float(np.mean([f1(a.text or "", g) for a, g in zip(early, gold, strict=True)])),
        "answers_changed": sum(a.text != b.text for a, b in zip(early, whole, strict=True)),
        "passages_read": sum(row[2] for row in rows) / sum(row[3] for row in rows),
        "stopped": sum(row[2] < row[3] for row in rows) / len(rows),
        "support_lost": sum(a.support < b.support for a, b in zip(early, whole, strict=True)),
        "conflicts_lost": sum(bool(b.conflict) > bool(a.conflict) for a, b in zip(early, whole, strict=True)),
        "mean_change_of_confidence": float(
            np.mean([abs(a.confidence - b.confidence) for a, b in zip(early, whole, strict=True)])
        ),
    }


def main() -> None:
    """Measure and print; write the result where asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--limit", type=int, default=800)
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--threads", type=int, default=0)
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    settings = Settings(threads=arguments.threads)
    rows = []
    for name in ("squad-2.0-dev", "squad-1.1-dev"):
        questions = load_questions(DATA / f"{name}.json.xz")
        folder = own_index(questions, load_embedder(settings), splitter_of(settings), WORK)
        with Assistant.open(folder, settings) as assistant:
            rows.append(measured(assistant, sample(questions, arguments.limit, arguments.seed)))
    with Assistant.samples(settings) as assistant:
        rows.append(measured(assistant, load_questions(SEEDS)))
        result = {
            "command": " ".join(["python -m eval.early_stop", *sys.argv[1:]]),
            "sure_score": assistant.answerer.sure_score,
            "sets": rows,
        }
    print(json.dumps(result, indent=2))
    if arguments.out:
        arguments.out.write_text(json.dumps(result, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
