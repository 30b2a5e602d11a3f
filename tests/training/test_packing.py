"""Question sets to token ids and back."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from qa.errors import InputError
from qa.models.folder import reader_folder
from qa.models.windows import Windows
from qa.training.card.packed import NOWHERE, Array, Packed, read_packed, write_packed
from qa.training.data import TrainingData, load_training
from qa.training.negatives import Ranking, lexical_ranking
from qa.training.packing import joined, pack
from tests.tiny_reader import all_pairs, questions, write_squad

TEXTS = {
    "Helsinki": "Alexander Stubb (born 1968) is Finland's 13th president; he was sworn in on 1 March 2024.",
    "Ferries": "The M/S Älvsborg sailed at 7.30 p.m., twenty-two minutes late, with 1,204 passengers.",
}
ASKED = {
    "Who is the president of Finland?": ("Helsinki", ["Alexander Stubb"]),
    "when was he sworn in": ("Helsinki", ["1 March 2024", "March 2024"]),
    "How late was the ship?": ("Ferries", ["twenty-two minutes"]),
    "Which ship was late?": ("Ferries", ["Älvsborg"]),
    "How old is the ship?": ("Ferries", []),
}


def by_words(data: TrainingData) -> Ranking:
    """A ranking of all paragraphs."""
    return lexical_ranking(data.paragraphs)


@pytest.fixture(scope="module")
def windows() -> Windows:
    """The windows of the reader that ships, which has BERT's vocabulary."""
    return Windows.of(reader_folder("default"))


@pytest.fixture(scope="module")
def sets(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, TrainingData]]:
    """A set about two articles, and the made-up one, whose title names no article."""
    folder = tmp_path_factory.mktemp("sets")
    articles: dict[str, list[dict[str, Any]]] = {title: [] for title in TEXTS}
    for text, (title, answers) in ASKED.items():
        found = [{"text": answer, "answer_start": TEXTS[title].index(answer)} for answer in answers]
        articles[title].append({"id": text, "question": text, "answers": found, "is_impossible": not answers})
    paths = []
    for title, asked in articles.items():
        path = folder / f"{title}.json"
        write_squad(path, [{"context": TEXTS[title], "qas": asked}])
        path.write_text(path.read_text("utf-8").replace("made up", title), "utf-8")
        paths.append((title, path))
    paths.append(("tiny", write_squad(folder / "tiny.json", questions(all_pairs()))))
    return [(name, load_training(path)) for name, path in paths]


@pytest.fixture(scope="module")
def packed(
    sets: Sequence[tuple[str, TrainingData]], windows: Windows, tmp_path_factory: pytest.TempPathFactory
) -> Packed:
    """The sets, written to a file and read from it."""
    path = tmp_path_factory.mktemp("pack") / "pack.xz"
    assert write_packed(path, pack(sets, windows, by_words)) == path.stat().st_size
    return read_packed(path)


def words(windows: Windows, ids: Array) -> str:
    """Token ids as the text that they stand for, without capitals and accents."""
    return windows.tokenizer.decode([int(number) for number in ids])


def test_spans_decode_to_the_answers(packed: Packed, windows: Windows) -> None:
    """Question, title and every answer come back from the file word for word."""
    told = {}
    for row, text in enumerate(packed.text_of.tolist()):
        paragraph = int(packed.paragraph_of[row])
        ids = packed.paragraphs[paragraph]
        title = words(windows, packed.titles[int(packed.title_of[paragraph])])
        answers = [words(windows, ids[first : last + 1]) for first, last in packed.answers[row]]
        told[words(windows, packed.asked[text])] = (title, answers)
    assert told["when was he sworn in"] == ("helsinki.", ["1 march 2024", "march 2024"])
    assert told["how late was the ship?"] == ("ferries.", ["twenty - two minutes"])
    assert told["which ship was late?"] == ("ferries.", ["alvsborg"])
    assert told["how old is the ship?"] == ("ferries.", [])


def test_a_title_that_names_a_collection_is_none(
    sets: Sequence[tuple[str, TrainingData]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where hundreds of paragraphs share it, it says nothing about one of them."""
    monkeypatch.setattr("qa.training.packing._MOST_PARAGRAPHS", 40)
    data, owner = joined([data for _, data in sets])
    assert data.titles[:2] == ("Helsinki", "Ferries")
    assert set(data.titles[2:]) == {""}
    assert owner == [0, 1, *[2] * 48]


def test_a_paragraph_of_two_sets_is_stored_once(sets: Sequence[tuple[str, TrainingData]]) -> None:
    """Questions of both are about it; two questions of one id are refused."""
    tiny = sets[2][1]
    with pytest.raises(InputError, match="a set is there twice"):
        joined([tiny, tiny])
    renamed = TrainingData(tiny.paragraphs, tiny.titles, (), {})
    data, _ = joined([renamed, tiny])
    assert data.paragraphs == tiny.paragraphs


def test_misleading_paragraphs_do_not_answer(packed: Packed) -> None:
    """None of them holds the answer or is the question's own, and none that is held out is trained on."""
    seen = 0
    for row, paragraph in enumerate(packed.paragraph_of.tolist()):
        others = [other for other in packed.misleading[row].tolist() if other != NOWHERE]
        assert paragraph not in others
        if not packed.held_out[paragraph]:
            assert not packed.held_out[others].any()
        own = packed.paragraphs[paragraph]
        for first, last in packed.answers[row]:
            answer = f" {own[first : last + 1].tolist()} "[2:-2]
            assert not any(answer in f"{packed.paragraphs[other].tolist()}" for other in others)
        seen += len(others)
    assert seen > 20  # paragraphs made up alike are near-duplicates
    assert 0 < packed.held_out.sum() < 12


def test_what_will_be_measured_on_is_left_out(
    sets: Sequence[tuple[str, TrainingData]], windows: Windows
) -> None:
    """A paragraph with a dozen words of a dev paragraph in a row asks nothing and misleads nobody."""
    dev = f"{TEXTS['Helsinki'].upper()} He is said to jog."
    packed = pack(sets, windows, by_words, [dev])
    [barred] = [row for row, of in enumerate(packed.set_of) if packed.sets[of] == "Helsinki"]
    assert barred not in packed.paragraph_of
    trained = ~packed.held_out[packed.paragraph_of]
    assert barred not in packed.misleading[trained]
    assert len(packed.text_of) == len(pack(sets, windows, by_words).text_of) - 2


def test_a_set_that_stands_alone_misleads_nobody(
    sets: Sequence[tuple[str, TrainingData]], windows: Windows
) -> None:
    """Its questions get no misleading paragraphs, its paragraphs are none, and both are trained on."""
    packed = pack(sets[:2], windows, by_words, alone=sets[2:])
    assert packed.sets == ("Helsinki", "Ferries", "tiny")
    own = packed.set_of[packed.paragraph_of]
    assert (own == 2).sum() == len(sets[2][1].questions)
    assert (packed.misleading[own == 2] == NOWHERE).all()
    others = packed.misleading[own < 2]
    assert not (packed.set_of[others[others != NOWHERE]] == 2).any()


def test_another_version_is_refused(packed: Packed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that a later program wrote is not read as if it were of this one."""
    monkeypatch.setattr("qa.training.card.packed._VERSION", "0")
    write_packed(tmp_path / "pack.xz", packed)
    monkeypatch.undo()
    with pytest.raises(ValueError, match="version 0, not 2; pack it again"):
        read_packed(tmp_path / "pack.xz")
