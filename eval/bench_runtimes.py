"""What each runtime and number type costs in quality: SQuAD 2.0 dev read closed, SQuAD 1.1 dev retrieved.

    python -m eval.bench_runtimes [--ways onnx/float32 onnx/int8] [--limit 1000] [--out eval/results/...]

The reader answers the same questions in every way, each from its own paragraph. The embedder ranks all 2,067
paragraphs of SQuAD 1.1 dev for the same questions; ``A asks B`` means that questions embedded in way A meet
passages embedded in way B, as they do where two machines share an index. The files are looked for in the
folder that QA_DATA names. Latencies are measured by ``qa doctor --runtimes`` and ``eval.bench_ask``.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path

import numpy as np

from eval import closed_squad
from qa.models.embedder import load_embedder
from qa.questionsets.loading import load_questions
from qa.questionsets.question_set import sample
from qa.settings import Settings
from qa.types import Vectors

DATA = Path(os.environ.get("QA_DATA", "../shared/data"))
_WAYS = ("onnx/float32", "onnx/int8")
_K = 10


def main() -> None:
    """Measure and print; write the result where asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument(
        "--ways", nargs="+", default=_WAYS, help="as runtime/dtype; the first is the reference"
    )
    parser.add_argument("--limit", type=int, default=1000, help="questions drawn from each set")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    settings = {way: _settings(way) for way in arguments.ways}
    result = {
        "command": " ".join(["python -m eval.bench_runtimes", *sys.argv[1:]]),
        "retrieving": retrieving(settings, arguments.limit, arguments.seed),
        "reading": {
            way: closed_squad.measured(each, "squad-2.0-dev.json.xz", arguments.limit, arguments.seed)
            for way, each in settings.items()
        },
    }
    text = json.dumps(result, indent=2)
    print(text)
    if arguments.out:
        arguments.out.write_text(text + "\n", "utf-8")


def retrieving(settings: dict[str, Settings], limit: int, seed: int) -> dict[str, object]:
    """Recall of dense ranking for every pair of ways, and how near their vectors are."""
    everything = load_questions(DATA / "squad-1.1-dev.json.xz")
    places = {article.id: row for row, article in enumerate(everything.articles)}
    drawn = sample(everything, limit, seed).questions
    gold = np.array([places[question.paragraph or ""] for question in drawn])
    passages: dict[str, Vectors] = {}
    questions: dict[str, Vectors] = {}
    for way, each in settings.items():
        embedder = load_embedder(each)
        passages[way] = embedder.embed([article.text for article in everything.articles])
        questions[way] = embedder.embed([question.text for question in drawn])
    first = next(iter(settings))
    cosines = {way: (passages[first] * vectors).sum(axis=1) for way, vectors in passages.items()}
    return {
        "passages": len(places),
        "questions": len(gold),
        f"recall@{_K}": {
            f"{asker} asks {asked}": round(100 * _recall(questions[asker], passages[asked], gold), 2)
            for asker in settings
            for asked in settings
        },
        "cosine to the first": {
            way: {"least": round(float(found.min()), 5), "mean": round(float(found.mean()), 5)}
            for way, found in cosines.items()
        },
    }


def _recall(questions: Vectors, passages: Vectors, gold: np.ndarray[tuple[int], np.dtype[np.intp]]) -> float:
    scores = questions @ passages.T
    better = (scores > scores[np.arange(len(gold)), gold][:, None]).sum(axis=1)
    return float((better < _K).mean())


def _settings(way: str) -> Settings:
    runtime, _, dtype = way.partition("/")
    return Settings.model_validate({"runtime": runtime, "dtype": dtype})


if __name__ == "__main__":
    main()
