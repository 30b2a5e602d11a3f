"""Runs: written line by line, gone on with after an interruption, and the files they leave."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from qa.errors import InputError, SettingsError
from qa.evaluation.evaluate import evaluate, mode_of
from qa.evaluation.records import read_records
from qa.evaluation.runner import asking, prepare
from qa.questionsets.question_set import Question, QuestionSet
from qa.types import Article
from tests.evaluation_fakes import EchoSubject

QUESTIONS = QuestionSet(
    "capitals",
    tuple(
        Question(
            f"q{n}",
            f"Is the answer number {word}?",
            (word,) if n % 2 else (),
            f"p{n}",
            {f"p{n}": 1} if n % 2 else {},
        )
        for n, word in enumerate(["one", "two", "three", "fifteen", "six", "seventy"])
    ),
    tuple(Article(f"p{n}", "", f"paragraph {n}", f"p{n}") for n in range(6)),
)
IDENTITY = {"set": "capitals", "mode": "open", "reader": "echo"}


def figures(folder: Path) -> object:
    """The figures of a run as written."""
    return json.loads((folder / "summary.json").read_text("utf-8"))["figures"]


def test_an_interrupted_run_goes_on_where_it_stopped(tmp_path: Path) -> None:
    """What was answered is not asked again, a half-written line is dropped, and the figures are the same."""
    whole = tmp_path / "whole"
    evaluate(asking(EchoSubject()), QUESTIONS, whole, IDENTITY)
    parts = tmp_path / "parts"
    with pytest.raises(KeyboardInterrupt):
        evaluate(asking(EchoSubject(fail_after=4)), QUESTIONS, parts, IDENTITY)
    with (parts / "questions.jsonl").open("a", encoding="utf-8") as stream:
        stream.write('{"id": "q4", "half')
    second = EchoSubject()
    evaluate(asking(second), QUESTIONS, parts, IDENTITY)
    assert second.asked == ["q4", "q5"]
    assert figures(parts) == figures(whole)
    assert (parts / "questions.jsonl").read_text("utf-8") == (whole / "questions.jsonl").read_text("utf-8")


def test_a_question_that_cannot_be_asked_counts_as_wrong(tmp_path: Path) -> None:
    """An empty question and an endless one are missing answers; the others of their batch are asked."""
    odd = (Question("empty", " ", ("two",)), Question("endless", "why " * 500, ("three",)))
    questions = replace(QUESTIONS, questions=(*odd, *QUESTIONS.questions))
    subject = EchoSubject()
    summary = evaluate(asking(subject, 4), questions, tmp_path / "run", IDENTITY)
    assert subject.asked == [question.id for question in QUESTIONS.questions]
    assert (summary.questions["total"], summary.questions["missing"]) == (8, 2)


def test_a_folder_holds_one_run(tmp_path: Path) -> None:
    """Another run into the same folder is refused, and the message says in what it differs."""
    evaluate(asking(EchoSubject()), QUESTIONS, tmp_path / "run", IDENTITY)
    with pytest.raises(SettingsError, match="of other reader"):
        evaluate(asking(EchoSubject()), QUESTIONS, tmp_path / "run", {**IDENTITY, "reader": "other"})


def test_a_folder_with_other_files_is_left_alone(tmp_path: Path) -> None:
    """A run is never mixed into somebody's folder."""
    (tmp_path / "thesis.txt").write_text("dear")
    with pytest.raises(SettingsError, match="not empty"):
        prepare(tmp_path, IDENTITY)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_a_damaged_line_in_the_middle_is_named(tmp_path: Path) -> None:
    """Only the last line may be cut off; anything else is damage."""
    evaluate(asking(EchoSubject()), QUESTIONS, tmp_path / "run", IDENTITY)
    path = tmp_path / "run" / "questions.jsonl"
    lines = path.read_text("utf-8").splitlines(keepends=True)
    path.write_text("".join([lines[0], "{}\n", *lines[1:]]), "utf-8")
    with pytest.raises(InputError, match="line 2"):
        list(read_records(path))


def test_the_files_of_a_run(tmp_path: Path) -> None:
    """Predictions are empty where withheld, candidates never; the TREC run has six fields a line."""
    evaluate(asking(EchoSubject()), QUESTIONS, tmp_path / "run", IDENTITY)
    predictions = json.loads((tmp_path / "run" / "predictions.json").read_text("utf-8"))
    candidates = json.loads((tmp_path / "run" / "candidates.json").read_text("utf-8"))
    na_prob = json.loads((tmp_path / "run" / "na_prob.json").read_text("utf-8"))
    assert predictions.keys() == candidates.keys() == na_prob.keys() == {f"q{n}" for n in range(6)}
    assert predictions["q5"] == ""  # "seventy" has 7 letters: confidence 0.2
    assert candidates["q5"] == "seventy"
    assert na_prob["q5"] == pytest.approx(0.8)
    lines = (tmp_path / "run" / "run.trec").read_text("utf-8").splitlines()
    assert lines[0].split() == ["q0", "Q0", "p0", "1", "-1", "qa"]
    assert len(lines) == 6


def official_exact(
    gold: QuestionSet, predictions: dict[str, str], na_prob: dict[str, float], threshold: float
) -> float:
    """Exact match as the published definition of evaluate-v2.0.py words it, written down once more."""
    total = 0.0
    for question in gold.questions:
        answers = list(question.answers or ()) or [""]
        said = predictions[question.id]
        if na_prob[question.id] > threshold:
            total += float(not question.answers)
        else:
            total += float(any(said.lower() == answer for answer in answers))
    return 100 * total / len(gold.questions)


def test_the_official_script_reaches_the_same_figures(tmp_path: Path) -> None:
    """Our exact match from predictions.json; the best threshold from candidates.json with na_prob.json."""
    summary = evaluate(asking(EchoSubject()), QUESTIONS, tmp_path / "run", IDENTITY)
    said, best_said, na_prob = (
        json.loads((tmp_path / "run" / name).read_text("utf-8"))
        for name in ("predictions.json", "candidates.json", "na_prob.json")
    )
    exact, best = summary.figure("exact"), summary.figure("best_exact")
    assert exact is not None
    assert best is not None
    assert official_exact(QUESTIONS, said, na_prob, 1.0) == pytest.approx(exact.value)
    assert max(
        official_exact(QUESTIONS, best_said, na_prob, threshold) for threshold in [-1.0, *na_prob.values()]
    ) == pytest.approx(best.value)


def test_modes(tmp_path: Path) -> None:
    """A set with paragraphs is asked of all of them; one without needs an index."""
    bare = QuestionSet("bare", QUESTIONS.questions[:1])
    assert mode_of(QUESTIONS, closed=False, open_=False, index=False) == "open"
    assert mode_of(QUESTIONS, closed=True, open_=False, index=False) == "closed"
    assert mode_of(bare, closed=False, open_=False, index=True) == "index"
    with pytest.raises(InputError, match="--index"):
        mode_of(bare, closed=False, open_=False, index=False)
