"""Open-domain SQuAD: readers compared on the same passages, where wrong passages compete with right ones.

    python -m eval.reader_open --limit 1000 --reader default --reader FOLDER [--out eval/results/FILE.json]

Every paragraph of SQuAD 1.1 dev is split as any article is, and the ten passages that BM25 ranks first are
read for each question; the span with the best score over all of them is the answer. Retrieval is done once,
so that readers differ by nothing else. The difference of two readers is given with the 95 % interval of a
paired bootstrap.

A span's score is start + end - null. What it would be worth with another weight on the null is computed from
the same logits ("by null weight"): 1 is what the reader does, 0 leaves the null out. "Of the right paragraph"
is the exact match of the best span of the question's own paragraph: what comparing passages perfectly would
give.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np

from eval.arguments import parser, settings
from eval.recording import record
from qa.evaluation.bootstrap import mean_estimate
from qa.evaluation.metrics import Floats, exact_match, f1, holds_answer
from qa.models.reader import load_reader
from qa.passages import Splitter
from qa.questionsets.loading import load_questions
from qa.questionsets.question_set import Question, QuestionSet, sample
from qa.settings import Settings
from qa.training.negatives import lexical_ranking
from qa.types import Passage, Reader, Span

DATA = Path(os.environ.get("QA_DATA", "../shared/data"))
NULL_WEIGHTS = (0.0, 0.5, 0.75, 1.0, 1.25)
_AT_ONCE = 20  # questions


def main() -> None:
    """Measure and print; write the result where asked."""
    options = parser(__doc__, limit=1000)
    options.add_argument("--top", type=int, default=10, help="passages read for a question")
    options.add_argument("--reader", action="append", help="a model folder, or default; may be repeated")
    arguments = options.parse_args()
    readers = [settings(arguments, name) for name in arguments.reader or ["default"]]
    result = measured(readers, arguments.limit, arguments.seed, arguments.top)
    record(result, "eval.reader_open", arguments.out)


def measured(readers: Sequence[Settings], limit: int, seed: int, top: int) -> dict[str, object]:
    """Exact match and F1 of each reader, in percent, and what each gains on the first."""
    drawn = sample(load_questions(DATA / "squad-1.1-dev.json.xz"), limit, seed)
    passages, found = found_passages(drawn, top)
    reachable = [
        any(holds_answer(passage.text, question.answers or ()) for passage in row)
        for question, row in zip(drawn.questions, found, strict=True)
    ]
    result: dict[str, object] = {
        "set": "SQuAD 1.1 dev, open",
        "questions": len(drawn.questions),
        "passages": passages,
        "read": top,
        "an answer is among those read": round(100 * float(np.mean(reachable)), 2),
    }
    first: Floats | None = None
    for chosen in readers:
        reader = load_reader(chosen)
        began = time.perf_counter()
        spans = read(reader, drawn.questions, found)
        exact, overlap = (_scores(drawn.questions, spans, metric, 1.0) for metric in (exact_match, f1))
        by_weight = {
            str(weight): float(_scores(drawn.questions, spans, exact_match, weight).mean())
            for weight in NULL_WEIGHTS
        }
        own = _scores(drawn.questions, _of_own_paragraph(drawn.questions, spans), exact_match, 1.0)
        figures: dict[str, object] = {
            "fingerprint": reader.fingerprint,
            "exact_match": asdict(mean_estimate(100 * exact)),
            "f1": asdict(mean_estimate(100 * overlap)),
            "exact_match_of_the_right_paragraph": round(100 * float(own.mean()), 2),
            "exact_match_by_null_weight": {key: round(100 * value, 2) for key, value in by_weight.items()},
            "seconds": round(time.perf_counter() - began, 1),
        }
        if first is None:
            first = exact
        else:
            figures["exact_match_gain"] = asdict(mean_estimate(100 * (exact - first)))
        result[chosen.reader] = figures
    return result


def found_passages(drawn: QuestionSet, top: int) -> tuple[int, list[list[Passage]]]:
    """The number of passages of all articles, and those that BM25 ranks first for each question."""
    passages = [passage for article in drawn.articles for passage in Splitter().split(article)]
    ranking = lexical_ranking([passage.text for passage in passages])
    places = ranking([question.text for question in drawn.questions], top)
    return len(passages), [[passages[place] for place in row] for row in places]


def read(
    reader: Reader, questions: Sequence[Question], found: Sequence[Sequence[Passage]]
) -> list[list[Span]]:
    """All spans of the passages of each question."""
    spans: list[list[Span]] = []
    for start in range(0, len(questions), _AT_ONCE):
        part = range(start, min(start + _AT_ONCE, len(questions)))
        pairs = [(questions[number].text, passage) for number in part for passage in found[number]]
        answers = iter(reader.read(pairs))
        spans += [[span for _ in found[number] for span in next(answers)] for number in part]
        print(f"{len(spans)}/{len(questions)}", end="\r", file=sys.stderr, flush=True)
    return spans


def _of_own_paragraph(questions: Sequence[Question], spans: Sequence[Sequence[Span]]) -> list[list[Span]]:
    return [
        [span for span in found if span.passage.article_id == question.paragraph]
        for question, found in zip(questions, spans, strict=True)
    ]


def _scores(
    questions: Sequence[Question],
    spans: Sequence[Sequence[Span]],
    metric: Callable[[str, Sequence[str]], float],
    null_weight: float,
) -> Floats:
    """The metric of each question's best span."""
    values = []
    for question, found in zip(questions, spans, strict=True):
        best = max(found, key=lambda span: span.score + (1 - null_weight) * span.null_score, default=None)
        values.append(metric(best.text if best else "", question.answers or ()))
    return np.array(values, np.float64)


if __name__ == "__main__":
    main()
