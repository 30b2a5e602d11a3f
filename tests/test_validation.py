"""What is refused is said in the program's own words, wherever it came from."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from qa.answering.calibration import read_calibration
from qa.articles.jsonl import Record, parsed_lines
from qa.articles.sidecar import NAME, load
from qa.cli import main
from qa.commands.options import SETTINGS
from qa.conversation.history import load as load_conversation
from qa.errors import InputError, ModelMissing, QAError, SettingsError
from qa.questionsets.loading import load_questions
from qa.resources import default_reader
from qa.settings import Settings, load_settings
from qa.training.data import load_training
from qa.types import Answer
from qa.validation import in_words

# How pydantic, datetime and tomllib put it.
FOREIGN = re.compile(
    r"[Ii]nput should|[Vv]alue error|[Ff]ield required|[Ee]xtra inputs|unable to parse|pydantic|type=|"
    r"greater than|less than|month must be|day is out of range|year \d+ is out|isoformat|"
    r"Invalid JSON|expected value|expected ident|EOF while|Invalid value \(|Expected '='|"
    r"key must be a string|trailing characters|Unclosed"
)
# A wrong value of each setting: as text, as flags and the environment give it, and as TOML.
WRONG_TEXT = {
    "runtime": "fast",
    "dtype": "int3",
    "threads": "-1",
    "passage_words": "5",
    "passage_overlap": "many",
    "retriever": "best",
    "candidates": "0",
    "top": "1.5",
    "max_answer_tokens": "",
    "threshold": "2",
    "precision": "0",
    "spellings": "Bombay Mumbai",
    "cached_answers": "-3",
    "log": "perhaps",
    "milvus_timeout": "soon",
    "milvus_dense": "best",
    "milvus_shards": "17",
}
ANY_TEXT = {
    "index", "serve_token",
    "embedder", "reader", "prompts", "milvus_token", "milvus_user", "milvus_password", "milvus_ca",
    "milvus_certificate", "milvus_key",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting but those of the test."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("QA_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))


def refusal(**flags: object) -> str:
    """What is said where settings are refused."""
    with pytest.raises(SettingsError) as caught:
        load_settings(**flags)
    return str(caught.value)


def test_every_setting_is_tried() -> None:
    """A new setting has its wrong value here."""
    assert WRONG_TEXT.keys() | ANY_TEXT == Settings.model_fields.keys()


@pytest.mark.parametrize(("key", "wrong"), WRONG_TEXT.items())
def test_a_wrong_value_in_the_environment(monkeypatch: pytest.MonkeyPatch, key: str, wrong: str) -> None:
    """Variable, place, what it must be and what it is."""
    monkeypatch.setenv(f"QA_{key.upper()}", wrong)
    said = refusal()
    assert said.startswith(f"QA_{key.upper()} in the environment: must be ")
    assert not FOREIGN.search(said), said
    assert wrong in said


@pytest.mark.parametrize(("key", "wrong"), WRONG_TEXT.items())
def test_a_wrong_value_as_a_flag(capsys: pytest.CaptureFixture[str], key: str, wrong: str) -> None:
    """The flag is named as it is typed; what ``qa`` has a flag for exits with 2 and one line."""
    flag = f"--{key.replace('_', '-')}"
    said = refusal(**{key: wrong})
    assert said.startswith(f"{flag} in the command line: must be ")
    assert not FOREIGN.search(said), said
    if key in SETTINGS and key != "log":
        assert main(["chat", flag, wrong]) == 2
        assert capsys.readouterr().err == f"qa: {said}\n"


@pytest.mark.parametrize("key", Settings.model_fields)
@pytest.mark.parametrize("wrong", ["[1]", "{a = 1}", "1979-05-27"])
def test_a_wrong_type_in_the_file(tmp_path: Path, key: str, wrong: str) -> None:
    """Lists, tables and dates are no setting's value."""
    (tmp_path / "qa.toml").write_text(f"{key} = {wrong}\n")
    said = refusal()
    assert said.startswith(f"{key} in {tmp_path / 'qa.toml'}: must be ")
    assert not FOREIGN.search(said), said


def test_a_secret_is_not_repeated(tmp_path: Path) -> None:
    """A token that lacks its quotes in the file, or is too short, stays out of the message."""
    assert refusal(serve_token="guessable").endswith("must be at least 16 long")
    (tmp_path / "qa.toml").write_text("milvus_token = 123456\n")
    assert "123456" not in refusal()


@pytest.mark.parametrize(
    ("toml", "place"),
    [
        ("top = = 3", "at line 1, column 7"),
        ("top = 3\ntop = 4\n", "at line 2, column 8"),
        ('top = "', "at end of document"),
    ],
)
def test_a_file_that_is_no_toml(tmp_path: Path, toml: str, place: str) -> None:
    """Only the place is taken from the parser."""
    (tmp_path / "qa.toml").write_text(toml)
    assert refusal() == f"the settings file {tmp_path / 'qa.toml'} is not valid TOML {place}"


def test_defaults_named_in_the_help_are_the_settings_own() -> None:
    """``[10]`` behind an option is what holds without it."""
    defaults = Settings()
    for key, kind in SETTINGS.items():
        named = re.search(r"\[(\w+)\]\.$", kind.__metadata__[0].help)
        if named and key != "log":
            assert named[1] == str(getattr(defaults, key)), key


@pytest.mark.parametrize("option", ["--since", "--until", "--as-of"])
@pytest.mark.parametrize("date", ["soon", "2022-13", "2022-02-30", "0000"])
def test_a_date_that_is_none(capsys: pytest.CaptureFixture[str], option: str, date: str) -> None:
    """The option and the date are named."""
    assert main(["ask", "Who?", option, date]) == 2
    said = capsys.readouterr().err
    assert said.startswith(f"qa: {option}: '{date}' is no")
    assert not FOREIGN.search(said), said


def _spoilt(record: dict[str, Any], **changes: object) -> str:
    return json.dumps({key: value for key, value in (record | changes).items() if value is not ...})


CALIBRATION = json.loads((default_reader() / "calibration.json").read_text("utf-8"))
CONVERSATION = {"format": "qa conversation", "version": 1, "turns": []}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{", "not valid JSON (line 1, column 1)"),
        ("[]", "the file: must be an object"),
        (_spoilt(CALIBRATION, bias=...), "bias: is missing"),
        (_spoilt(CALIBRATION, format=1), "of another version"),
        (_spoilt(CALIBRATION, threshold=2), "threshold: must be at most 1, not 2"),
        (_spoilt(CALIBRATION, colour="red"), "colour: there is no such field"),
        (_spoilt(CALIBRATION, weights={"luck": 1}), "the file: there is no feature 'luck'"),
        (_spoilt(CALIBRATION, points=[[1]]), "points.0.1: is missing"),
        (_spoilt(CALIBRATION, questions=1.5), "questions: must be a whole number, not 1.5"),
    ],
)
def test_a_damaged_calibration(tmp_path: Path, text: str, says: str) -> None:
    """The field and what is wrong with it, and what makes a new one."""
    (tmp_path / "calibration.json").write_text(text)
    with pytest.raises(ModelMissing) as caught:
        read_calibration(tmp_path / "calibration.json")
    assert says in str(caught.value)
    assert not FOREIGN.search(str(caught.value))
    assert "run: qa calibrate" in str(caught.value)


@pytest.mark.parametrize("turn", [3, {}, {"question": 3}, {"question": "?", "kind": "guess"}, [["x"]]])
def test_a_damaged_conversation(turn: object) -> None:
    """The turn is named by its place."""
    with pytest.raises(InputError, match=r"damaged at turns\.0") as caught:
        load_conversation(json.dumps(CONVERSATION | {"turns": [turn]}))
    assert not FOREIGN.search(str(caught.value))


@pytest.mark.parametrize(
    "turn", [{}, {"question": 3}, [], {"question": "?", "citations": [{"number": "one"}]}]
)
def test_a_kept_answer_that_does_not_fit(turn: Any) -> None:
    """What the log of conversations holds of another version."""
    with pytest.raises(InputError, match="no answer of this version") as caught:
        Answer.from_dict(turn)
    assert not FOREIGN.search(str(caught.value))


@pytest.mark.parametrize(
    "text",
    [
        '{"data": 3}',
        '{"data": [{"title": 1, "paragraphs": [{}]}]}',
        '{"data": [{"paragraphs": [{"context": 1}]}]}',
    ],
)
@pytest.mark.parametrize("read", [load_questions, load_training])
def test_a_question_set_that_does_not_fit(tmp_path: Path, text: str, read: Any) -> None:
    """To measure or to train with: the field is named."""
    (tmp_path / "set.json").write_text(text)
    with pytest.raises(QAError, match=r"SQuAD layout: data") as caught:
        read(tmp_path / "set.json")
    assert not FOREIGN.search(str(caught.value))


@pytest.mark.parametrize(
    "line", ["{", "nonsense", "[]", "{}", '{"text": [], "file": []}', '{"file": "a", "published": "soon"}']
)
def test_articles_and_their_sidecar(tmp_path: Path, line: str) -> None:
    """A line that is none is reported with what is wrong with it."""
    said: list[str] = []
    (tmp_path / NAME).write_text(line + "\n")
    assert load(tmp_path, said.append) == {}
    with (tmp_path / NAME).open("rb") as file:
        assert list(parsed_lines(file, Record, said.append)) == []
    assert len(said) == 2
    for report in said:
        assert re.match(r"line 1: (not valid JSON|the line: |text: |file: |published: )", report), report
        assert not FOREIGN.search(report), report


def test_a_long_value_is_cut_short() -> None:
    """A megabyte in the wrong place does not fill the screen."""

    class Row(BaseModel):
        number: int

    with pytest.raises(ValidationError) as caught:
        Row.model_validate({"number": "x" * 1_000_000})
    assert len(in_words(caught.value, "the row")) < 100
