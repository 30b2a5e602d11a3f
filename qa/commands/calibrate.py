"""``qa calibrate``: fit the confidence of answers to questions whose answers are known."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qa.commands import options
from qa.index.location import Location

if TYPE_CHECKING:
    from qa.calibrating.collecting import Collected
    from qa.calibrating.fitting import Fitted
    from qa.questionsets.question_set import QuestionSet
    from qa.settings import Settings


@options.with_settings("top", "retriever", "reader", *options.MODELS)
def calibrate(
    questions: Annotated[
        Path, typer.Argument(metavar="QUESTIONS", help="A question set, in any format of qa eval.")
    ],
    index: Annotated[
        Location | None, options.index_option("Ask this index [the set's own paragraphs].")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Save it here [beside the reader's weights].")
    ] = None,
    collected: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Keep what is asked here, to go on after a break.")
    ] = None,
    limit: options.Limit = None,
    seed: Annotated[int, typer.Option(metavar="S", help="Draws the sample.")] = 0,
    *,
    settings: Settings,
) -> int:
    """Fit how confident the assistant is.

    Asks a question set, compares three ways to turn what speaks for an answer into the probability that it
    is right, on questions kept out of the fit, and saves the best as calibration.json. About half of the
    questions should have no answer, else the assistant will not learn to withhold one. At least 50 are
    needed. The calibration is used wherever it lies beside the weights of the reader: of one saved elsewhere
    (--out) copy calibration.json into the folder that --reader names.
    """
    from qa.calibrating.fitting import calibrate as fit
    from qa.errors import ModelMissing
    from qa.models.folder import reader_folder
    from qa.questionsets.loading import load_questions
    from qa.questionsets.question_set import sample

    folder = out or reader_folder(settings.reader)
    whole = load_questions(questions)
    drawn = sample(whole, limit, seed)
    with tempfile.TemporaryDirectory(prefix="qa-calibrate-") as temporary:
        rows, fingerprint = _collect(drawn, index, settings, collected or Path(temporary) / "collected.jsonl")
    described = f"{len(rows)} questions of {whole.name}" + (f" over {index.name}" if index else "")
    fitted = fit(rows, reader=fingerprint, fitted_on=described)
    print(comparison_table(fitted))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path = fitted.calibration.save(folder)
    except OSError as error:
        raise ModelMissing(
            f"cannot save to {folder}: {error.strerror}; name another folder with --out"
        ) from error
    print(f"saved {path}", file=sys.stderr)
    return 0


def _collect(
    questions: QuestionSet, index: Location | None, settings: Settings, path: Path
) -> tuple[list[Collected], str]:
    """Ask the questions as the assistant does; returns the candidates and the reader's fingerprint."""
    from qa.assistant import Assistant
    from qa.calibrating.collecting import Collector
    from qa.commands.eval import own_index_folder, progress_bar

    place = index if index is not None else own_index_folder(questions, settings)
    with Assistant.open(place, settings) as assistant, progress_bar("asking") as progress:
        rows = Collector(assistant.pipeline).collect(questions.questions, path, progress)
        return rows, assistant.pipeline.reader.fingerprint


def comparison_table(fitted: Fitted) -> str:
    """How each method did on the questions it was not fitted on; the one kept is marked."""
    lines = [f"{'':<14}{'AURC':>8}{'ECE':>8}{'Brier':>8}  coverage at 80 / 90 / 95 % precision"]
    for name, found in fitted.held_out.items():
        coverage = " / ".join(f"{100 * share:.1f}" for share in found.coverage.values())
        mark = "*" if name == fitted.calibration.method else " "
        lines.append(f"{mark} {name:<12}{found.aurc:>8.4f}{found.ece:>8.4f}{found.brier:>8.4f}  {coverage}")
    lines.append(f"* kept; answers from a confidence of {fitted.calibration.threshold:.3f} on")
    return "\n".join(lines)
