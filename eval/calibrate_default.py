"""The calibration that is shipped: fitted on questions on an encyclopaedia, on the samples, and on real news.

    python -m eval.calibrate_default --news FOLDER [--questions 310] [--threads 1]

Questions of SQuAD 2.0 dev are asked of all its 1,204 paragraphs, as the assistant asks them, not of their own
paragraph. One in five has no answer there: half, as in the set, made the confidence far too low for what
people ask of handbooks and blogs (docs/benchmarks.md). The articles are split in two halves: ``--questions``
of the first, the questions on the sample articles (eval/seeds.jsonl) and those of a folder of news (see
eval/news.py) are what three methods are compared on, on held-out folds, and the best one is fitted to; as
many of the second half say how good it is on an encyclopaedia, cross-validation over weeks how good on news.
Writes calibration.json beside the shipped reader and eval/results/calibrate-default.json. What is asked is
kept in .work/calibration, so that a break costs nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from eval import news
from eval.harness import SEEDS, WORK, assistant_over, parser, progress, questions_of, record
from qa.answering.calibration import Calibration
from qa.assistant import Assistant
from qa.calibrating.collecting import Collected, Collector
from qa.calibrating.fitting import calibrate, chosen_by, quality
from qa.questionsets.question_set import QuestionSet, drawn, halves
from qa.resources import default_reader
from qa.settings import Settings

ABSENT = 0.2  # share of questions without an answer; nobody knows it of what people ask, but far below a half


def main() -> None:
    """Ask, fit, report, write."""
    options = parser("calibrate_default", __doc__)
    options.add_argument("--questions", type=int, default=310, help="of each half")
    options.add_argument("--news", type=Path, required=True, help="a folder of news and questions")
    options.add_argument("--threads", type=int, default=0)
    arguments = options.parse_args()
    settings = Settings(threads=arguments.threads)
    squad = questions_of("squad-2.0-dev")
    fitting, holding = (half_of(squad, inside, arguments.questions) for inside in (True, False))
    half_absent = half_of(squad, False, arguments.questions, absent=0.5)
    with assistant_over(squad, settings) as assistant:
        reader = assistant.pipeline.reader.fingerprint
        fit = collected(assistant, fitting, "fit", settings)
        held = collected(assistant, holding, "held", settings)
        adversarial = collected(assistant, half_absent, "held", settings)
    with Assistant.samples(settings) as assistant:
        seeds = collected(assistant, questions_of(SEEDS), "seeds", settings)
    with news.assistant_of(arguments.news, settings) as assistant:
        told = collected(assistant, news.questions_in(arguments.news), "news", settings)
    described = (
        f"{len(fit)} open-domain questions of one half of the articles of SQuAD 2.0 dev, one in five without"
        f" an answer, {len(seeds)} on the sample articles and {len(told)} of news quizzes, which count twice"
    )
    fitted = calibrate([*fit, *seeds, *told], reader=reader, fitted_on=described, again=told)
    fitted.calibration.save(default_reader())
    figures = {
        "fitted_on": described,
        "method": fitted.calibration.method,
        "held_out_folds": {name: asdict(found) for name, found in fitted.held_out.items()},
        "other_half": reported(fitted.calibration, held),
        "other half, one in two without an answer": reported(fitted.calibration, adversarial),
        "seeds": reported(fitted.calibration, seeds),
        "news, by weeks": news.cross_validated(told, [*fit, *seeds]),
    }
    record(arguments, figures, settings)


def half_of(squad: QuestionSet, inside: bool, limit: int, absent: float = ABSENT) -> QuestionSet:
    """A sample of the questions on the articles of one half, of which that share has no answer."""
    first = halves(question.group for question in squad.questions)
    half = [question for question in squad.questions if (question.group in first) == inside]
    unanswered = round(absent * limit)
    kept = (
        *drawn([one for one in half if one.answerable], limit - unanswered, seed=0),
        *drawn([one for one in half if not one.answerable], unanswered, seed=0),
    )
    return replace(squad, questions=kept)


def collected(assistant: Assistant, questions: QuestionSet, name: str, settings: Settings) -> list[Collected]:
    """Every question with its candidates."""
    collector = Collector(assistant.pipeline)
    return collector.collect(questions.questions, WORK / "calibration" / f"{name}.jsonl", progress)


def reported(calibration: Calibration, rows: Sequence[Collected]) -> dict[str, Any]:
    """How good the confidence is on questions."""
    chosen = chosen_by(calibration, rows)
    return {
        **asdict(quality(chosen)),
        "answerable": sum(row.answerable for row in rows),
    }


if __name__ == "__main__":
    main()
