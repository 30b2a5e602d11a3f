"""Questions that nearly have an answer: how many of them a reader answers all the same.

    python -m eval.altered --limit 1000 [--reader default --reader FOLDER] [--out eval/results/altered.json]

Answerable questions of SQuAD 2.0 dev get another name, another number or an opposite word
(``qa.training.alterations``), so that their paragraph does not answer them any more; about one in ten still
has an answer by chance. Beside them stand the questions as they were and those that people made unanswerable.
The threshold is the one with the best F1 on the unaltered questions. Where training used the same rules, the
altered questions say whether it learned them, and only people's say what that is worth.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from eval.recording import record
from qa.evaluation.metrics import Floats, best_threshold, f1
from qa.models.reader import load_reader
from qa.settings import Settings
from qa.training.alterations import altered
from qa.training.data import Question, read_squad
from qa.training.scoring import sample
from qa.types import Passage, Reader

DATA = Path(os.environ.get("QA_DATA", "../shared/data"))


def main() -> None:
    """Measure and print; write the result where asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--limit", type=int, default=1000, help="questions drawn")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--reader", action="append", help="a model folder, or default; may be repeated")
    parser.add_argument("--runtime", choices=["auto", "torch", "onnx"], default="auto")
    parser.add_argument("--dtype", choices=["auto", "float32"], default="auto")
    parser.add_argument("--threads", type=int, default=0)
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    settings = Settings(runtime=arguments.runtime, dtype=arguments.dtype, threads=arguments.threads)
    names = arguments.reader or ["default"]
    result = measured(names, settings, arguments.limit, arguments.seed)
    record(result, "eval.altered", arguments.out)


def measured(names: Sequence[str], settings: Settings, limit: int, seed: int) -> dict[str, object]:
    """For each reader the F1, and of each kind of question the share that it answers, in percent."""
    dev = read_squad(DATA / "squad-2.0-dev.json.xz")
    drawn = sample(dev, limit, seed)
    rng = np.random.default_rng(seed)
    changed = [
        (other, question)
        for question in drawn
        if question.answers
        and (other := altered(question.text, dev.paragraphs[question.paragraph], question.answers, rng))
    ]
    answerable = np.array([bool(question.answers) for question in drawn])
    result: dict[str, object] = {
        "set": "SQuAD 2.0 dev, closed",
        "questions": len(drawn),
        "answerable": int(answerable.sum()),
        "altered": len(changed),
    }
    for name in names:
        reader = load_reader(settings.model_copy(update={"reader": name}))
        texts, scores = _read(reader, dev.paragraphs, [(question.text, question) for question in drawn])
        gold = [[dev.paragraphs[q.paragraph][start:end] for start, end in q.answers] for q in drawn]
        f1s = np.array([f1(text, answers) for text, answers in zip(texts, gold, strict=True)])
        best = best_threshold(f1s, -scores, answerable, np.isfinite(scores))
        given = scores >= -best.threshold
        _, altered_scores = _read(reader, dev.paragraphs, changed)
        result[name] = {
            "fingerprint": reader.fingerprint,
            "best_f1": round(100 * best.score, 2),
            "best_f1_score_above": round(-best.threshold, 3),
            "answered": {
                "answerable": round(100 * float(given[answerable].mean()), 1),
                "unanswerable, by people": round(100 * float(given[~answerable].mean()), 1),
                "unanswerable, altered": round(100 * float((altered_scores >= -best.threshold).mean()), 1),
            },
        }
    return result


def _read(
    reader: Reader, paragraphs: Sequence[str], asked: Sequence[tuple[str, Question]]
) -> tuple[list[str], Floats]:
    """The best span of each question's paragraph, and its score."""
    pairs = []
    for text, question in asked:
        paragraph = paragraphs[question.paragraph]
        pairs.append((text, Passage(-1, str(question.paragraph), 0, len(paragraph), paragraph)))
    best = [spans[0] if spans else None for spans in reader.read(pairs)]
    scores = np.array([span.score if span else -np.inf for span in best], np.float64)
    return [span.text if span else "" for span in best], scores


if __name__ == "__main__":
    main()
