"""One evaluation from beginning to end: ask, judge, measure, write."""

from __future__ import annotations

import datetime
import os
import platform
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from qa.errors import InputError
from qa.evaluation.outputs import REPORT, SUMMARY, write_predictions, write_text, write_trec_run
from qa.evaluation.report import report_html
from qa.evaluation.runner import Asking, Progress, prepare, records_of, run
from qa.evaluation.summary import Summary, summarise
from qa.questionsets.question_set import QuestionSet, paragraphs_of
from qa.settings import Settings
from qa.version import __version__

Mode = Literal["closed", "open", "index"]

# What changes no answer is no part of a run's identity.
_NOT_IDENTITY = {"index", "prompts", "log", "threads"} | {
    name
    for name in Settings.model_fields
    if name.startswith("milvus_")  # where, and by whom: not what
}


def evaluate(
    ask: Asking,
    questions: QuestionSet,
    folder: Path,
    identity: Mapping[str, Any],
    *,
    seed: int = 0,
    progress: Progress = lambda done, total: None,
) -> Summary:
    """Ask the questions and write everything into the folder; goes on with a run that was interrupted.

    ``identity`` is everything the answers hang on (see :func:`identity_of`), for a folder holds one run only;
    ``seed`` is that of the bootstrap.

    Raises:
        SettingsError: the folder holds another run.
        InputError: a question cannot be asked.
    """
    done = prepare(folder, identity)
    run(ask, questions.questions, folder, done, progress)
    records = list(records_of(folder, questions))
    # Measured here, after asking and before reporting; a run that was gone on with shows its last part.
    summary = summarise(records, {**identity, **_circumstances()}, seed=seed, peak_memory_mb=peak_memory_mb())
    write_predictions(folder, records)
    write_trec_run(folder, records)
    write_text(folder / SUMMARY, summary.model_dump_json(indent=2) + "\n")
    write_text(folder / REPORT, report_html(summary, records))
    return summary


def identity_of(questions: QuestionSet, mode: Mode, settings: Settings, **parts: str) -> dict[str, Any]:
    """Everything that a run's answers hang on, as JSON values.

    ``questions`` is the whole set, so that a larger sample of it goes on with the run; ``parts`` are the
    fingerprints of the models, and what the index holds.
    """
    return {
        "set": questions.name,
        "questions_digest": questions.questions_digest,
        "mode": mode,
        "settings": settings.model_dump(mode="json", exclude=_NOT_IDENTITY),
        "version": __version__,
        **parts,
    }


def mode_of(questions: QuestionSet, *, closed: bool, open_: bool, index: bool) -> Mode:
    """How a set is asked; where nothing is said, of all its own paragraphs.

    Raises:
        InputError: the set has no paragraphs, and no index was named.
    """
    if index:
        return "index"
    if closed:
        next(paragraphs_of(questions))  # refuses a set without paragraphs
        return "closed"
    if not questions.articles:
        raise InputError(f"{questions.name} has no paragraphs of its own: ask an index instead (--index)")
    return "open"


def peak_memory_mb() -> float | None:
    """Most memory this process has held, in MB; None where the system does not tell."""
    try:
        import resource
    except ImportError:  # Windows
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 * 1024 if sys.platform == "darwin" else 1024)


def _circumstances() -> dict[str, Any]:
    """What does not change the answers, and is good to know beside the figures."""
    return {
        "date": datetime.date.today().isoformat(),
        "python": platform.python_version(),
        "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores",
    }
