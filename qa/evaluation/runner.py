"""Running a question set, one line of ``questions.jsonl`` a question, so that an interrupted run goes on.

``run.json`` says what is being run. A folder is gone on with only if it says the same; the questions that
are answered in it already are not asked again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from qa.errors import SettingsError
from qa.evaluation.outputs import QUESTIONS, RUN
from qa.evaluation.records import Record, missing, read_records, record_of
from qa.evaluation.subjects import Subject
from qa.question.checking import is_question
from qa.questionsets.question_set import Question, QuestionSet

Progress = Callable[[int, int], None]  # questions done, questions in all
Asking = Callable[[Sequence[Question]], Iterator[list[Record]]]
"""Asks questions and judges what is answered: the records batch by batch, in the order of the questions."""


def prepare(folder: Path, identity: Mapping[str, Any]) -> list[Record]:
    """Make the folder of a run, or take up the one that is there; returns what it has answered already.

    Raises:
        SettingsError: the folder holds a run of something else, or files that are no run.
    """
    folder.mkdir(parents=True, exist_ok=True)
    stamp, records = folder / RUN, folder / QUESTIONS
    text = json.dumps(identity, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
    if not stamp.exists():
        if any(folder.iterdir()):
            raise SettingsError(f"{folder} is not empty and holds no run; name a new folder with --out")
        stamp.write_text(text, "utf-8")
        return []
    if stamp.read_text("utf-8") != text:
        raise SettingsError(
            f"{folder} holds another run ({_difference(stamp, identity)}); name another folder with --out"
        )
    done = list(read_records(records))
    _drop_cut_line(records)
    return done


def asking(subject: Subject, batch: int = 1) -> Asking:
    """Ask a subject in this process, ``batch`` questions at a time."""

    def ask(questions: Sequence[Question]) -> Iterator[list[Record]]:
        for first in range(0, len(questions), batch):
            yield list(_records(subject, questions[first : first + batch]))

    return ask


def run(
    ask: Asking, questions: Sequence[Question], folder: Path, done: Sequence[Record], progress: Progress
) -> None:
    """Ask what has not been asked yet, and append each batch of results at once."""
    known = {record.id for record in done}
    left = [question for question in questions if question.id not in known]
    progress(len(questions) - len(left), len(questions))
    with (folder / QUESTIONS).open("a", encoding="utf-8") as stream:
        answered = len(questions) - len(left)
        for records in ask(left):
            stream.writelines(record.model_dump_json() + "\n" for record in records)
            stream.flush()
            answered += len(records)
            progress(answered, len(questions))


def _records(subject: Subject, questions: Sequence[Question]) -> Iterator[Record]:
    """A record for each question; one that nobody could ask ends no run, it counts as wrong."""
    askable = [question for question in questions if is_question(question.text)]
    answered = zip(askable, subject.ask(askable), strict=True)
    records = {question.id: record_of(question, result) for question, result in answered}
    for question in questions:
        yield records.get(question.id) or missing(question)


def records_of(folder: Path, questions: QuestionSet) -> Iterator[Record]:
    """The run's records in the order of the questions; one that is missing counts as wrong."""
    found = {record.id: record for record in read_records(folder / QUESTIONS)}
    for question in questions.questions:
        yield found.get(question.id) or missing(question)


def _difference(stamp: Path, identity: Mapping[str, Any]) -> str:
    try:
        before = json.loads(stamp.read_text("utf-8"))
    except ValueError:
        return f"{stamp.name} is damaged"
    if not isinstance(before, dict):
        return f"{stamp.name} is damaged"
    differing = sorted(key for key in before.keys() | identity.keys() if before.get(key) != identity.get(key))
    return "of other " + ", ".join(differing)


def _drop_cut_line(path: Path) -> None:
    """Take off the half line that an interruption left, so that the next one starts on its own."""
    if not path.exists():
        return
    data = path.read_bytes()
    whole = data.rfind(b"\n") + 1
    if whole < len(data):
        with path.open("r+b") as stream:
            stream.truncate(whole)
