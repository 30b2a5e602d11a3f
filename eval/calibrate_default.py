"""The calibration that is shipped: fitted on one half of open-domain questions, reported on the other.

    python -m eval.calibrate_default [--questions 400] [--torch 300] [--threads 1]

Questions of SQuAD 2.0 dev are asked of all its 1,204 paragraphs, as the assistant asks them, not of their own
paragraph. The articles are split in two halves: on ``--questions`` of the first, mixed with the questions on
the sample articles (eval/seeds.jsonl), three methods are compared on held-out folds and the best one is
fitted; as many of the second half say how good it is, and ``--torch`` of these are asked once more of PyTorch
in float32, because the fit saw the numbers of the default runtime. Writes calibration.json beside the shipped
reader and eval/results/calibration.json. What is asked is kept in .work/calibration, so that a break costs
nothing.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np

from qa.assistant import Assistant
from qa.evaluation.own_index import own_index
from qa.evaluation.reliability import aurc, coverage_at_precision, expected_calibration_error
from qa.indexing import splitter_of
from qa.answering.calibration import Calibration, withheld
from qa.models.embedder import load_embedder
from qa.questionsets.loading import load_questions
from qa.questionsets.question_set import QuestionSet, halves, sample
from qa.resources import default_reader
from qa.settings import Settings
from qa.calibrating.fitting import Chosen, calibrate, chosen_by, quality
from qa.calibrating.collecting import Collected, Collector
from qa.calibrating.max_probability import load_reader_softmax

DATA = Path(os.environ.get("QA_DATA", "../shared/data"))
WORK = Path(os.environ.get("QA_WORK", ".work")) / "calibration"
RESULTS = Path(__file__).parent / "results"
SEEDS = Path(__file__).parent / "seeds.jsonl"


def main() -> None:
    """Ask, fit, report, write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--questions", type=int, default=400, help="of each half")
    parser.add_argument("--torch", type=int, default=0, help="questions asked of PyTorch as well")
    parser.add_argument("--threads", type=int, default=0)
    arguments = parser.parse_args()
    settings = Settings(threads=arguments.threads)
    exact = Settings(runtime="torch", dtype="float32", threads=arguments.threads)
    squad = load_questions(DATA / "squad-2.0-dev.json.xz")
    first = halves(question.group for question in squad.questions)
    folder = own_index(squad, load_embedder(settings), splitter_of(settings), WORK)
    with Assistant.open(folder, settings) as assistant:
        reader = assistant.reader.fingerprint
        fit, held = (
            collected(assistant, half_of(squad, first, inside, arguments.questions), name, settings)
            for name, inside in (("fit", True), ("held", False))
        )
    with Assistant.open(folder, exact) as assistant:
        again = collected(assistant, half_of(squad, first, False, arguments.torch), "held-torch", exact)
    with Assistant.samples(settings) as assistant:
        seeds = collected(assistant, load_questions(SEEDS), "seeds", settings)
    described = (
        f"{len(fit)} open-domain questions of one half of the articles of SQuAD 2.0 dev"
        f" and {len(seeds)} on the sample articles"
    )
    fitted = calibrate([*fit, *seeds], reader=reader, fitted_on=described)
    fitted.calibration.save(default_reader())
    result = {
        "command": " ".join(["python -m eval.calibrate_default", *sys.argv[1:]]),
        "fitted_on": described,
        "method": fitted.calibration.method,
        "held_out_folds": {name: asdict(found) for name, found in fitted.held_out.items()},
        "other_half": reported(fitted.calibration, held),
        "both_runtimes": {
            "default": reported(fitted.calibration, [row for row in held if row.id in {r.id for r in again}]),
            "torch float32": reported(fitted.calibration, again),
        }
        if again
        else {},
        "seeds": reported(fitted.calibration, seeds),
    }
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "calibration.json").write_text(json.dumps(result, indent=2) + "\n", "utf-8")
    print(json.dumps(result, indent=2))


def half_of(squad: QuestionSet, first: frozenset[str], inside: bool, limit: int) -> QuestionSet:
    """A sample of the questions on the articles of one half."""
    chosen = tuple(question for question in squad.questions if (question.group in first) == inside)
    return sample(replace(squad, questions=chosen), limit, seed=0)


def collected(assistant: Assistant, questions: QuestionSet, name: str, settings: Settings) -> list[Collected]:
    """Every question with its candidates."""

    def progress(done: int, total: int) -> None:
        print(f"{name} {done}/{total}", end="\r", file=sys.stderr, flush=True)

    collector = Collector(
        assistant.index, assistant.retriever, assistant.reader, settings.top, load_reader_softmax(settings)
    )
    return collector.collect(questions.questions, WORK / f"{name}.jsonl", progress)


def reported(calibration: Calibration, rows: Sequence[Collected]) -> dict[str, Any]:
    """How good the confidence is on questions it was not fitted on, beside max-probability."""
    chosen = chosen_by(calibration.confidence, rows)
    baseline = chosen_by(lambda features: features.score, rows)  # the reader's own best candidate
    softmax = np.array([row.max_probability or 0.0 for row in rows if row.candidates])
    ours, theirs = aurc(chosen.confidence, chosen.right), aurc(softmax, baseline.right)
    return {
        **asdict(quality(chosen)),
        "answerable": sum(row.answerable for row in rows),
        "max_probability": {
            "aurc": theirs,
            "aurc_exact": aurc(softmax, baseline.exact),
            "ece": expected_calibration_error(softmax, baseline.right),
            "coverage_at_0.90": coverage_at_precision(softmax, baseline.right, 0.90),
        },
        "aurc_better_by": 1 - ours / theirs if theirs else 0.0,
        "at_threshold": at_threshold(chosen, calibration.threshold),
        "at_precision": {
            str(precision): at_threshold(chosen, calibration.threshold_for(precision))
            for precision in (0.8, 0.9)
            if any(expected >= precision for expected, _ in calibration.precisions)
        },
    }


def at_threshold(chosen: Chosen, threshold: float) -> dict[str, float]:
    """What answering from a confidence on gives: mean F1, how much is answered, how much of that is right."""
    given = np.array([not withheld(float(confidence), threshold) for confidence in chosen.confidence])
    answerable = np.array([example.answerable for example in chosen.examples])
    overlap = np.array([example.quality for example in chosen.examples])
    scores = np.where(given, np.where(answerable, overlap, 0.0), (~answerable).astype(float))
    return {
        "threshold": threshold,
        "f1": float(scores.mean()),
        "coverage": float(given.mean()),
        "precision": float(chosen.right[given].mean()) if given.any() else 0.0,
        "unanswerable_withheld": float((~given[~answerable]).mean()) if (~answerable).any() else 0.0,
    }


if __name__ == "__main__":
    main()
