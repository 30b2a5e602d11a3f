"""The files of a run, in formats that other tools read.

``run.json``           what was run: the set, the settings, the fingerprints
``questions.jsonl``    one record a question (see :mod:`qa.evaluation.records`)
``predictions.json``   ``{question id: answer given, "" where it was withheld}``
``candidates.json``    ``{question id: best candidate, given or withheld}``
``na_prob.json``       ``{question id: probability of no answer}``
``run.trec``           ``question Q0 article rank score tag``, as trec_eval and ir-measures take it
``summary.json``       every figure
``report.html``        all of it to look at

The official SQuAD 2.0 script reads the three JSON files: ``predictions.json`` gives the exact match and F1
of the run, ``candidates.json`` with ``--na-prob-file na_prob.json`` gives the best threshold.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from qa.evaluation.records import Record

RUN = "run.json"
QUESTIONS = "questions.jsonl"
PREDICTIONS = "predictions.json"
CANDIDATES = "candidates.json"
NA_PROB = "na_prob.json"
TREC = "run.trec"
SUMMARY = "summary.json"
REPORT = "report.html"

_BLANKS = re.compile(r"\s+")  # a TREC run is split at white space


def write_predictions(folder: Path, records: Sequence[Record]) -> None:
    """Write ``predictions.json``, ``candidates.json`` and ``na_prob.json``."""
    for name, field in ((PREDICTIONS, "prediction"), (CANDIDATES, "best"), (NA_PROB, "na_prob")):
        value = {record.id: getattr(record, field) for record in records}
        write_text(folder / name, json.dumps(value, ensure_ascii=False, indent=1) + "\n")


def write_trec_run(folder: Path, records: Iterable[Record], tag: str = "qa") -> None:
    """Write ``run.trec``; the score is the negated place, which keeps the order of the ranking."""
    with (folder / TREC).open("w", encoding="utf-8") as stream:
        for record in records:
            for place, article in enumerate(record.ranking, 1):
                stream.write(f"{_word(record.id)} Q0 {_word(article)} {place} {-place} {tag}\n")


def write_text(path: Path, text: str) -> None:
    """Write a whole file, or leave the old one as it was."""
    partial = path.with_name(path.name + ".partial")
    partial.write_text(text, "utf-8")
    partial.replace(path)


def _word(name: str) -> str:
    return _BLANKS.sub("_", name)
