"""Closed SQuAD: every question is read against its own paragraph, to check the reader and its decoding.

    python -m eval.closed_squad [--data squad-1.1-dev.json.xz] [--reader FOLDER] [--limit 1000] [--out FILE]

The paragraph is one passage, however long, so that nothing but windows, logits and spans is measured. The
files are looked for in the folder that QA_DATA names.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import numpy as np

from eval.arguments import parser, settings
from eval.recording import record
from qa.evaluation.metrics import Bools, Floats, best_threshold, exact_match, f1
from qa.models.reader import load_reader
from qa.questionsets.loading import load_questions
from qa.questionsets.question_set import sample
from qa.settings import Settings
from qa.types import Passage

DATA = Path(os.environ.get("QA_DATA", "../shared/data"))
_AT_ONCE = 200


def main() -> None:
    """Measure and print; write the result where asked."""
    options = parser(__doc__, limit=None)
    options.add_argument("--reader", default="default", help="a model folder, or default")
    options.add_argument("--data", default="squad-2.0-dev.json.xz", help="file of the data folder")
    arguments = options.parse_args()
    result = measured(settings(arguments, arguments.reader), arguments.data, arguments.limit, arguments.seed)
    record(result, "eval.closed_squad", arguments.out)


def measured(chosen: Settings, data: str, limit: int | None, seed: int) -> dict[str, object]:
    """Exact match and F1 as the official script of SQuAD 2.0 defines them, at the best thresholds."""
    questions = sample(load_questions(DATA / data), limit, seed)
    articles = {article.id: article for article in questions.articles}
    reader = load_reader(chosen)
    texts: list[str] = []
    nulls: list[float] = []
    began = time.perf_counter()
    for first in range(0, len(questions.questions), _AT_ONCE):
        pairs = []
        for question in questions.questions[first : first + _AT_ONCE]:
            article = articles[question.paragraph or ""]
            pairs.append((question.text, Passage(-1, article.id, 0, len(article.text), article.text)))
        for spans in reader.read(pairs):
            texts.append(spans[0].text if spans else "")
            nulls.append(-spans[0].score if spans else 0.0)
        print(f"{len(texts)}/{len(questions.questions)}", end="\r", file=sys.stderr, flush=True)
    seconds = time.perf_counter() - began
    gold = [question.answers or () for question in questions.questions]
    answerable = np.array([bool(answers) for answers in gold])
    f1s = np.array([f1(text, answers) for text, answers in zip(texts, gold, strict=True)])
    exact = np.array([exact_match(text, answers) for text, answers in zip(texts, gold, strict=True)])
    found = np.array([bool(text) for text in texts])
    best_f1 = best_threshold(f1s, np.array(nulls), answerable, found)
    best_exact = best_threshold(exact, np.array(nulls), answerable, found)
    given = (np.array(nulls) <= best_f1.threshold) & found
    kept = np.where(given, f1s, 0.0)  # at that threshold
    return {
        "set": f"{data}, closed",
        "reader": reader.fingerprint,
        "questions": len(gold),
        "answerable": int(answerable.sum()),
        "best_f1": round(100 * best_f1.score, 2),
        "best_f1_score_above": round(-best_f1.threshold, 3),
        "answerable_f1_at_that_threshold": _percent(kept[answerable]),
        "unanswerable_accuracy_at_that_threshold": _percent(~given[~answerable]),
        "best_exact_match": round(100 * best_exact.score, 2),
        "answerable_f1_always_answering": round(100 * float(f1s[answerable].mean()), 2),
        "answerable_exact_match_always_answering": round(100 * float(exact[answerable].mean()), 2),
        "questions_per_second": round(len(gold) / seconds, 2),
    }


def _percent(values: Floats | Bools) -> float | None:
    return round(100 * float(values.mean()), 2) if len(values) else None


if __name__ == "__main__":
    main()
