"""What each runtime and number type costs in quality: SQuAD 2.0 dev read closed, SQuAD 1.1 dev retrieved.

    python -m eval.bench_runtimes [--ways onnx/float32 onnx/int8] [--limit 1000] [--out FILE]

The reader answers the same questions in every way, each from its own paragraph. The embedder ranks all 2,067
paragraphs of SQuAD 1.1 dev for the same questions; ``A asks B`` means that questions embedded in way A meet
passages embedded in way B, as they do where two machines share an index. Latencies are measured by
``qa doctor --runtimes`` and ``eval.bench_ask``.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from eval import closed_squad
from eval.harness import parser, percent, questions_of, record, way_settings
from qa.evaluation.metrics import Bools
from qa.models.embedder import load_embedder
from qa.questionsets.question_set import QuestionSet
from qa.settings import Settings
from qa.types import Vectors

_K = 10


def main() -> None:
    """Measure and print; write the result where asked."""
    options = parser("bench_runtimes", __doc__, questions=1000)
    options.add_argument(
        "--ways",
        nargs="+",
        default=["onnx/float32", "onnx/int8"],
        help="runtime/dtype; the first is compared",
    )
    arguments = options.parse_args()
    ways = {way: way_settings(way) for way in arguments.ways}
    read = questions_of("squad-2.0-dev", arguments.limit, arguments.seed)
    found = retrieving(ways, questions_of("squad-1.1-dev", arguments.limit, arguments.seed))
    reading = {way: closed_squad.measured(chosen, read) for way, chosen in ways.items()}
    record(arguments, {"retrieving": found, "reading": reading})


def retrieving(ways: Mapping[str, Settings], drawn: QuestionSet) -> dict[str, object]:
    """Recall of dense ranking for every pair of ways, and how near their vectors are."""
    places = {article.id: row for row, article in enumerate(drawn.articles)}
    gold = np.array([places[question.paragraph or ""] for question in drawn.questions])
    passages: dict[str, Vectors] = {}
    questions: dict[str, Vectors] = {}
    for way, chosen in ways.items():
        embedder = load_embedder(chosen)
        passages[way] = embedder.embed([article.text for article in drawn.articles])
        questions[way] = embedder.embed([question.text for question in drawn.questions])
    first = next(iter(passages.values()))
    cosines = {way: (first * vectors).sum(axis=1) for way, vectors in passages.items()}
    return {
        "passages": len(places),
        "questions": len(gold),
        f"recall@{_K}": {
            f"{asker} asks {asked}": percent(among_first(questions[asker], passages[asked], gold))
            for asker in ways
            for asked in ways
        },
        "cosine to the first": {
            way: {"least": round(float(found.min()), 5), "mean": round(float(found.mean()), 5)}
            for way, found in cosines.items()
        },
    }


def among_first(questions: Vectors, passages: Vectors, gold: npt.NDArray[np.intp]) -> Bools:
    """Whether the right passage is among the k nearest of each question: bool[questions]."""
    scores = questions @ passages.T
    better = (scores > scores[np.arange(len(gold)), gold][:, None]).sum(axis=1)
    return np.asarray(better < _K)


if __name__ == "__main__":
    main()
