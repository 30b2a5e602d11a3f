"""Training data: what is read, what is left out and named, what is refused."""

from __future__ import annotations

import gzip
import json
import lzma
from pathlib import Path
from typing import Any

import pytest

from qa.errors import InputError
from qa.training.data import describe, load_training, refuse_overlap
from tests.tiny_reader import all_pairs, questions, write_squad


def question(name: str, start: int, text: str, **more: Any) -> dict[str, Any]:
    """A question with one answer."""
    return {"id": name, "question": "Who?", "answers": [{"text": text, "answer_start": start}], **more}


@pytest.mark.parametrize("packed", ["", ".xz", ".gz"])
def test_plain_and_packed_files_are_read(tmp_path: Path, packed: str) -> None:
    """The same questions come out of a plain, an .xz and a .gz file."""
    plain = write_squad(tmp_path / "train.json", questions(all_pairs()[:3]))
    path = tmp_path / f"train.json{packed}"
    content = plain.read_bytes()
    path.write_bytes({"": content, ".xz": lzma.compress(content), ".gz": gzip.compress(content)}[packed])
    data = load_training(path)
    assert len(data.paragraphs) == 3
    assert [bool(question.answers) for question in data.questions] == [True, False] * 3
    start, end = data.questions[0].offsets[0]
    assert data.paragraphs[0][start:end] == "Paris"


def test_questions_of_one_id_are_told_apart_by_number(tmp_path: Path) -> None:
    """Some sets give many questions one id; numbered, all of them are there."""
    paragraphs = questions(all_pairs()[:3])
    for one in paragraphs:
        one["qas"][0]["id"] = "same"
    path = write_squad(tmp_path / "train.json", paragraphs)
    assert len(load_training(path).questions) == 4
    data = load_training(path, numbered=True)
    assert [data.place[question.id] for question in data.questions] == [0, 0, 1, 1, 2, 2]


def test_what_cannot_be_used_is_left_out_and_named(tmp_path: Path) -> None:
    """Wrong offsets, empty contexts or questions, no answers, repeated ids: named, not trained on."""
    paragraphs = [
        {
            "context": "Anna met Boris.",
            "qas": [
                question("good", 9, "Boris"),
                question("shifted", 8, "Boris"),
                question("beyond", 14, "Boris"),
                question("negative", -6, "Boris"),
                question("blank", 4, " "),
                {"id": "none", "question": "Who?", "answers": []},
                {**question("mute", 9, "Boris"), "question": " "},
                question("good", 0, "Anna"),
            ],
        },
        {"context": "  ", "qas": [question("lost", 0, "x")]},
    ]
    data = load_training(write_squad(tmp_path / "bad.json", paragraphs))
    assert [entry.id for entry in data.questions] == ["good"]
    reasons = {(problem.id, problem.reason) for problem in data.problems}
    assert reasons == {
        ("shifted", "offsets that do not match the text"),
        ("beyond", "offsets that do not match the text"),
        ("negative", "offsets that do not match the text"),
        ("blank", "empty answer"),
        ("none", "no answer given, and not marked as impossible"),
        ("mute", "empty question"),
        ("good", "id used before"),
        ("0:made up#1", "empty context"),
        ("lost", "empty context"),
    }
    assert "3 left out: offsets that do not match the text: shifted, beyond, negative" in describe(
        data.problems
    )
    assert data.summary()["left out: empty context"] == 2


def test_answers_of_an_impossible_question_are_not_right(tmp_path: Path) -> None:
    """SQuAD 2.0 gives plausible answers to impossible questions; they never become gold."""
    context = {"context": "Anna met Boris.", "qas": [question("q", 9, "Boris", is_impossible=True)]}
    assert load_training(write_squad(tmp_path / "f.json", [context])).questions[0].answers == ()


def test_an_answer_whose_place_is_a_guess_counts_wherever_it_stands(tmp_path: Path) -> None:
    """n_occurrences above 1 says that the offset is a guess: every whole-word occurrence is right."""
    answer = {"text": "Ann", "answer_start": 0, "n_occurrences": 2}
    context = {
        "context": "Ann met Anna and Ann.",
        "qas": [{"id": "q", "question": "Who?", "answers": [answer]}],
    }
    assert load_training(write_squad(tmp_path / "f.json", [context])).questions[0].offsets == (
        (0, 3),
        (17, 20),
    )


@pytest.mark.parametrize(
    "content", [b"{", b"[]", json.dumps({"data": [{"paragraphs": [{"qas": []}]}]}).encode()]
)
def test_another_layout_is_refused_with_its_place(tmp_path: Path, content: bytes) -> None:
    """What is not in the layout at all is one error that names the file."""
    path = tmp_path / "other.json"
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"other\.json is not in the SQuAD layout"):
        load_training(path)


def test_a_broken_archive_is_refused(tmp_path: Path) -> None:
    """A cut-off .xz file is an input error, not a traceback."""
    path = tmp_path / "train.json.xz"
    path.write_bytes(lzma.compress(b'{"data": []}')[:-8])
    with pytest.raises(InputError, match="cannot read the questions"):
        load_training(path)


def test_a_dev_paragraph_in_the_training_data_is_refused(tmp_path: Path) -> None:
    """Even one shared paragraph, written with other case and white space."""
    train = load_training(write_squad(tmp_path / "train.json", questions(all_pairs()[:4])))
    clean = questions(all_pairs()[4:6])
    refuse_overlap(train, load_training(write_squad(tmp_path / "clean.json", clean)))
    shared = dict(clean[0], context=train.paragraphs[2].upper().replace(" ", "\n"), qas=[])
    dirty = load_training(write_squad(tmp_path / "dirty.json", [*clean, shared]))
    with pytest.raises(InputError, match="1 of the 3 dev paragraphs"):
        refuse_overlap(train, dirty)
