"""``qa eval`` on the command line: figures, files, gates and comparisons, with the shipped reader."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import pytest

from qa.cli import main
from qa.resources import shipped


@pytest.fixture(scope="module")
def squad(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three questions on the two sample articles, in the SQuAD layout."""
    texts = [path.read_text("utf-8") for path in sorted(shipped("seeds").glob("*.txt"))]
    asked = [
        (0, "How many troops had Russia amassed on Ukraine's border?", "190,000"),
        (1, "Who is Finland's new Prime Minister?", "Alexander Stubb"),
        (1, "Which airline flies from Helsinki to Stockholm?", None),
    ]
    data = [
        {
            "title": f"article {number}",
            "paragraphs": [
                {
                    "context": text,
                    "qas": [
                        {
                            "id": question,
                            "question": question,
                            "answers": [{"text": answer, "answer_start": text.index(answer)}]
                            if answer
                            else [],
                            "is_impossible": answer is None,
                        }
                        for place, question, answer in asked
                        if place == number
                    ],
                }
            ],
        }
        for number, text in enumerate(texts)
    ]
    path = tmp_path_factory.mktemp("squad") / "sample.json"
    path.write_text(json.dumps({"data": data}), "utf-8")
    return path


def test_a_closed_run_from_the_command_line(
    squad: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Figures on stdout, the report's place on stderr, all files in the folder; a second run asks nothing."""
    out = tmp_path / "run"
    arguments = ["eval", str(squad), "--closed", "--out", str(out), "--fail-below", "has_f1=50"]
    assert main(arguments) == 0
    first = capsys.readouterr()
    assert first.out.startswith("exact")
    assert str(out / "report.html") in first.err
    assert {path.name for path in out.iterdir()} == {
        "run.json",
        "questions.jsonl",
        "predictions.json",
        "candidates.json",
        "na_prob.json",
        "run.trec",
        "summary.json",
        "report.html",
    }
    candidates = json.loads((out / "candidates.json").read_text("utf-8"))
    assert candidates["Who is Finland's new Prime Minister?"] == "Alexander Stubb"
    written = (out / "questions.jsonl").read_bytes()
    assert main(arguments) == 0
    assert (out / "questions.jsonl").read_bytes() == written
    assert main(["eval", "compare", str(out), str(out)]) == 0
    assert "3 questions asked in both runs" in capsys.readouterr().out


def test_a_gate_that_fails(squad: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 1, and one line that says both numbers."""
    arguments = ["eval", str(squad), "--closed", "--limit", "1", "--out", str(tmp_path / "run")]
    assert main([*arguments, "--fail-above", "exact=-1"]) == 1
    assert "qa: exact is" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["--closed", "--open"], 2, "exclude each other"),
        (["--fail-below", "f1"], 2, "NAME=NUMBER"),
        (["--limit", "0"], 2, "--limit"),
        (["--threshold", "2"], 2, "threshold"),
    ],
)
def test_usage_errors(
    squad: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    code: int,
    message: str,
) -> None:
    """Wrong usage is one line on stderr, before any model is loaded."""
    assert main(["eval", str(squad), "--out", str(tmp_path / "run"), *arguments]) == code
    error = capsys.readouterr().err
    assert message in error
    assert error.count("\n") == 1
    assert not (tmp_path / "run").exists()


def test_missing_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """No question set, no run, no index: each says which."""
    assert main(["eval", str(tmp_path / "no.json"), "--out", str(tmp_path / "run")]) == 3
    assert main(["eval", "compare", str(tmp_path), str(tmp_path)]) == 3
    assert "holds no run" in capsys.readouterr().err


def test_help_names_both_commands(capsys: pytest.CaptureFixture[str]) -> None:
    """``qa eval --help`` shows how to run and how to compare."""
    assert main(["eval", "--help"]) == 0
    text = capsys.readouterr().out
    assert "qa eval QUESTIONS --out DIR" in text
    assert "compare" in text


def test_a_set_that_cannot_be_measured_is_refused_before_it_is_asked(
    squad: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where what ranks is not installed, nobody waits for the answers first."""
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    assert main(["eval", str(squad), "--open", "--out", str(tmp_path / "run")]) == 2
    assert "ranking measures need ir-measures" in capsys.readouterr().err
    assert not (tmp_path / "run").exists()
