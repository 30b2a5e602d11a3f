"""Questions about real news: whether the right answer comes first, and whether the confidence is true.

    python -m eval.news FOLDER [--top 15] [--out]

FOLDER holds ``articles.jsonl`` and ``questions.jsonl`` (id, question, answers, as_of), such as weekly news
quizzes with the articles found for them; each question is asked as of its day. The set that is recorded
states no licence: nothing of it is part of this project. The weights that judge an answer were fitted on it
too, so the questions of a week are judged with weights that saw only the other weeks, and the rows that
``eval.calibrate_default`` kept of SQuAD and of the sample articles.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from eval.harness import WORK, interval, parser, progress, record
from qa.answering.calibration import Calibration
from qa.answering.comparing import is_right
from qa.assistant import Assistant
from qa.calibrating.collecting import Collected, Collector, read_collected
from qa.calibrating.fitting import ORDERED_BY, TRUSTED_BY, Fit, chosen_by, folds_of, logistic, placed_in
from qa.evaluation.metrics import holds_answer
from qa.evaluation.reliability import coverage_at_precision, expected_calibration_error
from qa.question.query import Query
from qa.questionsets.loading import load_questions
from qa.questionsets.question_set import QuestionSet
from qa.settings import Settings

WORTH = ("first answer right", "expected calibration error", "coverage at 80 % precision")
SHOWN = 6  # candidates of an answer
FOLDS = 10


def assistant_of(folder: Path, settings: Settings) -> Assistant:
    """The assistant of the articles of a folder of news, indexed once."""
    index = WORK / f"news-{folder.name}"
    if index.is_dir():
        return Assistant.open(index, settings)
    return Assistant.from_articles([folder / "articles.jsonl"], settings, folder=index)


def questions_in(folder: Path) -> QuestionSet:
    """The questions of a folder of news, each with its day."""
    return load_questions(folder / "questions.jsonl")


def cross_validated(
    rows: Sequence[Collected], others: Sequence[Collected], fit: Fit = logistic
) -> dict[str, Any]:
    """What is answered when the questions of some weeks are judged with the weights of all others."""
    fold = folds_of(rows, FOLDS)
    first, six, confidence = np.zeros(len(rows)), np.zeros(len(rows)), np.zeros(len(rows))
    for number in range(FOLDS):
        told = [row for row in rows if fold[row.group] != number]
        fitted = fit([*others, *told, *told], "", "")  # as in eval.calibrate_default
        for place, row in enumerate(rows):
            if fold[row.group] == number and row.candidates:
                [chosen] = chosen_by(fitted, [row]).confidence
                right = shown_right(fitted, row)
                first[place], six[place], confidence[place] = right[0], any(right), chosen
    half = confidence >= np.median(confidence)
    return {
        "first answer right": interval(first),
        "right among six": interval(six),
        "right of the half that is surest": interval(first[half]),
        "expected calibration error": round(expected_calibration_error(confidence, first > 0), 4),
        "coverage at 80 % precision": round(coverage_at_precision(confidence, first > 0, 0.8), 4),
        "by the reader's score alone": interval(right_by_score(rows)),
    }


def shown_right(calibration: Calibration, row: Collected) -> list[bool]:
    """Whether each of the candidates that an answer shows is right, best first."""
    order = placed_in(calibration.order, row)
    best = np.argsort([-one["place"] for one in order], kind="stable")[:SHOWN]
    return [is_right(row.candidates[place].f1) for place in best]


def right_by_score(rows: Sequence[Collected]) -> list[bool]:
    """Whether the candidate with the reader's best score is right, for each question."""
    return [bool(row.candidates) and is_right(row.candidates[0].f1) for row in rows]


def worth(rows: Sequence[Collected], others: Sequence[Collected]) -> dict[str, dict[str, Any]]:
    """The same without each feature of the order and of the confidence."""
    fits: Mapping[str, Fit] = {
        f"order without {gone}": partial(logistic, ordered_by=[name for name in ORDERED_BY if name != gone])
        for gone in ORDERED_BY
    } | {
        f"confidence without {gone}": partial(
            logistic, trusted_by=[name for name in TRUSTED_BY if name != gone]
        )
        for gone in TRUSTED_BY
    }
    found = {name: cross_validated(rows, others, fit) for name, fit in fits.items()}
    return {name: {key: figures[key] for key in WORTH} for name, figures in found.items()}


def read_and_held(assistant: Assistant, questions: QuestionSet) -> dict[str, Any]:
    """For how many questions a passage that is read holds an answer word for word."""
    depth = assistant.pipeline.depth
    asked = [Query(one.text, depth, as_of=one.as_of) for one in questions.questions]
    held = [
        any(holds_answer(hit.passage.text, one.answers or ()) for hit in retrieved.hits)
        for one, retrieved in zip(questions.questions, assistant.pipeline.retrieve(asked), strict=True)
    ]
    return interval(held)


def main() -> None:
    """Ask, judge, report."""
    options = parser("news", __doc__)
    options.add_argument("folder", type=Path)
    options.add_argument("--top", type=int, default=Settings().top)
    arguments = options.parse_args()
    settings = Settings(top=arguments.top)
    questions = questions_in(arguments.folder)
    kept = WORK / "calibration"
    others = [row for name in ("fit", "seeds") for row in read_collected(kept / f"{name}.jsonl")]
    with assistant_of(arguments.folder, settings) as assistant:
        rows = Collector(assistant.pipeline).collect(
            questions.questions,
            kept / f"news{'' if settings.top == Settings().top else settings.top}.jsonl",
            progress,
        )
        held = read_and_held(assistant, questions)
    figures: dict[str, Any] = {"questions": len(rows), "a passage read holds the answer": held}
    figures |= cross_validated(rows, others) | {"without": worth(rows, others)}
    record(arguments, figures, settings)


if __name__ == "__main__":
    main()
