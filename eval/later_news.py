"""News that nothing was fitted on: what is answered as shipped, and how true the confidence is.

    python -m eval.later_news FOLDER [--threads 0] [--out]

FOLDER is one as ``eval.news`` takes it, of questions and articles of a later time than those that
``eval.calibrate_default`` was given.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from eval.harness import WORK, interval, parser, progress, record
from eval.news import SHOWN, assistant_of, questions_in
from qa.answering.calibration import Calibration, withheld
from qa.answering.comparing import is_right
from qa.calibrating.collecting import Collected, Collector
from qa.calibrating.fitting import chosen_by, placed_in
from qa.evaluation.reliability import coverage_at_precision, expected_calibration_error
from qa.settings import Settings

SURE = 0.9  # the wording "almost certain"


def judged(rows: Sequence[Collected], calibration: Calibration) -> dict[str, Any]:
    """How good the first answers are, and what their confidence is worth."""
    found = [row for row in rows if row.candidates]
    chosen = chosen_by(calibration, found)
    first, confidence = np.zeros(len(rows)), np.zeros(len(rows))
    first[: len(found)], confidence[: len(found)] = chosen.right, chosen.confidence
    given = np.array([not withheld(one, calibration.threshold) for one in confidence])
    sure = confidence >= SURE
    return {
        "questions": len(rows),
        "first answer right": interval(first),
        "right among six": interval([_among(calibration, row) for row in rows]),
        "by the reader's score alone": interval(
            [bool(row.candidates) and is_right(row.candidates[0].f1) for row in rows]
        ),
        "expected calibration error": round(expected_calibration_error(confidence, first > 0), 4),
        "coverage at 80 % precision": round(coverage_at_precision(confidence, first > 0, 0.8), 4),
        "not withheld": interval(given),
        "right of these": interval(first[given]),
        f"right of those at {SURE:.0%} or more": interval(first[sure]),
    }


def _among(calibration: Calibration, row: Collected) -> bool:
    order = placed_in(calibration.order, row)
    best = np.argsort([-one["place"] for one in order], kind="stable")[:SHOWN]
    return any(is_right(row.candidates[place].f1) for place in best)


def main() -> None:
    """Ask, judge, report."""
    options = parser("later_news", __doc__)
    options.add_argument("folder", type=Path)
    options.add_argument("--threads", type=int, default=0)
    arguments = options.parse_args()
    settings = Settings(threads=arguments.threads)
    with assistant_of(arguments.folder, settings) as assistant:
        rows = Collector(assistant.pipeline).collect(
            questions_in(arguments.folder).questions,
            WORK / "calibration" / f"{arguments.folder.name}.jsonl",
            progress,
        )
        figures = judged(rows, assistant.pipeline.answerer.judge.calibration)
    record(arguments, figures, settings)


if __name__ == "__main__":
    main()
