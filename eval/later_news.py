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
from eval.news import assistant_of, questions_in, right_by_score, shown_right
from qa.answering.calibration import Calibration, withheld
from qa.calibrating.collecting import Collected, Collector
from qa.calibrating.fitting import chosen_by
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
        "right among six": interval([any(shown_right(calibration, row)) for row in rows]),
        "by the reader's score alone": interval(right_by_score(rows)),
        "expected calibration error": round(expected_calibration_error(confidence, first > 0), 4),
        "coverage at 80 % precision": round(coverage_at_precision(confidence, first > 0, 0.8), 4),
        "not withheld": interval(given),
        "right of these": interval(first[given]),
        f"right of those at {SURE:.0%} or more": interval(first[sure]),
    }


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
