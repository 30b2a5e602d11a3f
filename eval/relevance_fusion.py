"""What a passage-relevance score would add to the reader's own score, before training anything on it.

    python -m eval.relevance_fusion --relevance FOLDER [--reader FOLDER] [--limit 400] [--out FILE]

A cross-encoder trained on relevance (ms-marco-MiniLM-L-12-v2; ``eval.convert_onnx``) scores every passage the
reader reads, and weight * relevance is added to the score of its spans. Distilling relevance into the reader
can hardly give more than this sum of two whole models does. The weight (and, closed, the threshold) is chosen
on every second question; the figures are those of the others.

Open: ten passages by BM25 for questions of SQuAD 1.1 dev, as in ``eval.reader_open``. Closed: questions of
SQuAD 2.0 dev, each with its own paragraph.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from sentence_transformers import CrossEncoder

from eval.reader_open import DATA, found_passages, read
from eval.recording import record
from qa.evaluation.bootstrap import mean_estimate
from qa.evaluation.metrics import Floats, best_threshold, exact_match, f1
from qa.models.reader import load_reader
from qa.questionsets.loading import load_questions
from qa.questionsets.question_set import Question, sample
from qa.settings import Settings
from qa.types import Passage, Reader

WEIGHTS = (0.0, 0.05, 0.1, 0.2, 0.3, 0.5, 1.0)


def main() -> None:
    """Measure and print; write the result where asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--relevance", required=True, help="folder or name of the cross-encoder")
    parser.add_argument("--reader", default="default")
    parser.add_argument("--limit", type=int, default=400, help="questions drawn of each set")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=0)
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    if arguments.threads:
        torch.set_num_threads(arguments.threads)
    reader = load_reader(Settings(reader=arguments.reader, threads=arguments.threads))
    relevance = CrossEncoder(arguments.relevance, activation_fn=torch.nn.Identity())
    result: dict[str, object] = {
        "open": measured_open(reader, relevance, arguments.limit, arguments.seed),
        "closed": measured_closed(reader, relevance, arguments.limit, arguments.seed),
    }
    record(result, "eval.relevance_fusion", arguments.out)


def measured_open(reader: Reader, relevance: CrossEncoder, limit: int, seed: int) -> dict[str, object]:
    """Exact match in percent of the best span among ten passages, by weight."""
    drawn = sample(load_questions(DATA / "squad-1.1-dev.json.xz"), limit, seed)
    found = found_passages(drawn, 10)[1]
    spans = read(reader, drawn.questions, found)
    relevances = _relevances(relevance, drawn.questions, found)
    by_weight = {}
    for weight in WEIGHTS:
        values = []
        for question, candidates, of_passage in zip(drawn.questions, spans, relevances, strict=True):
            scores = [span.score + weight * of_passage[span.passage] for span in candidates]
            best = candidates[int(np.argmax(scores))].text if candidates else ""
            values.append(exact_match(best, question.answers or ()))
        by_weight[weight] = np.array(values)
    chosen = max(WEIGHTS, key=lambda weight: float(by_weight[weight][::2].mean()))
    return {
        "set": "SQuAD 1.1 dev, open, exact match",
        "questions": len(spans),
        "by_weight": {str(weight): round(100 * float(by_weight[weight].mean()), 2) for weight in WEIGHTS},
        "chosen": chosen,
        "gain": _estimate(by_weight[chosen][1::2] - by_weight[0.0][1::2]),
    }


def measured_closed(reader: Reader, relevance: CrossEncoder, limit: int, seed: int) -> dict[str, object]:
    """F1 in percent at the best threshold, by weight."""
    drawn = sample(load_questions(DATA / "squad-2.0-dev.json.xz"), limit, seed)
    articles = {article.id: article for article in drawn.articles}
    found = []
    for question in drawn.questions:
        article = articles[question.paragraph or ""]
        found.append([Passage(-1, article.id, 0, len(article.text), article.text)])
    spans = [candidates[:1] for candidates in read(reader, drawn.questions, found)]
    relevances = _relevances(relevance, drawn.questions, found)
    texts = [candidates[0].text if candidates else "" for candidates in spans]
    gold = [question.answers or () for question in drawn.questions]
    right = np.array([f1(text, answers) for text, answers in zip(texts, gold, strict=True)])
    answerable, any_span = (
        np.array([bool(answers) for answers in gold]),
        np.array([bool(text) for text in texts]),
    )
    by_weight, whole = {}, {}
    for weight in WEIGHTS:
        nulls = np.array(
            [
                -(candidates[0].score + weight * of_passage[candidates[0].passage]) if candidates else 0.0
                for candidates, of_passage in zip(spans, relevances, strict=True)
            ]
        )
        best = best_threshold(right[::2], nulls[::2], answerable[::2], any_span[::2])
        given = (nulls <= best.threshold) & any_span
        by_weight[weight] = np.where(answerable, np.where(given, right, 0.0), ~given)
        whole[weight] = best_threshold(right, nulls, answerable, any_span).score
    chosen = max(WEIGHTS, key=lambda weight: float(by_weight[weight][::2].mean()))
    return {
        "set": "SQuAD 2.0 dev, closed, F1",
        "questions": len(spans),
        "by_weight": {str(weight): round(100 * whole[weight], 2) for weight in WEIGHTS},
        "chosen": chosen,
        "gain": _estimate(by_weight[chosen][1::2] - by_weight[0.0][1::2]),
    }


def _relevances(
    model: CrossEncoder, questions: Sequence[Question], found: Sequence[Sequence[Passage]]
) -> list[dict[Passage, float]]:
    """The relevance (a logit) of each passage to its question."""
    pairs = [
        (question.text, passage.text)
        for question, row in zip(questions, found, strict=True)
        for passage in row
    ]
    scores = iter(model.predict(pairs, batch_size=8, show_progress_bar=False).tolist())
    return [{passage: next(scores) for passage in row} for row in found]


def _estimate(differences: Floats) -> dict[str, float]:
    estimate = mean_estimate(100 * differences)
    return {"value": estimate.value, "low": estimate.low, "high": estimate.high}


if __name__ == "__main__":
    main()
