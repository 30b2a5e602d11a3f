"""A small pack, and tiny readers that can learn from it."""

from __future__ import annotations

from pathlib import Path

import pytest

from qa.models.windows import Windows
from qa.training.card.packed import Packed
from qa.training.data import load_training
from qa.training.negatives import lexical_ranking
from qa.training.packing import pack
from tests.tiny_reader import PLACES, all_pairs, make_base, questions, write_squad


@pytest.fixture(scope="session")
def bert(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a tiny BERT."""
    return make_base(tmp_path_factory.mktemp("bert"))


@pytest.fixture(scope="session")
def mpnet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a tiny MPNet with the same pieces."""
    return make_base(tmp_path_factory.mktemp("mpnet"), kind="mpnet")


@pytest.fixture(scope="session")
def packed(bert: Path, tmp_path_factory: pytest.TempPathFactory) -> Packed:
    """Two sets of made-up paragraphs; titles name the river or a person who lives in Paris."""
    folder, sets = tmp_path_factory.mktemp("sets"), []
    for name, title, pairs in (
        ("first", "Near a river", all_pairs()[:30]),
        ("second", "Anna in Paris", all_pairs()[30:]),
    ):
        paragraphs = questions(pairs)
        for number, one in enumerate(paragraphs):
            others = [place for place in PLACES if place != pairs[number][1]]
            person = pairs[number][0]
            for asked in one["qas"]:
                asked["question"] = asked["question"].replace(
                    person, person.title()
                )  # a capital makes a name
            one["context"] += f" {others[number % 5]} {others[number % 4]}?" + " Near a river." * (number % 4)
        path = write_squad(folder / f"{name}.json", paragraphs)
        path.write_text(path.read_text("utf-8").replace("made up", title), "utf-8")
        sets.append((name, load_training(path, numbered=True)))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("qa.training.negatives._ALIKE", 0.95)  # they are all made up alike
        patch.setattr("qa.training.packing.HELD_OUT", 0.2)
        return pack(sets, Windows.of(bert), lambda data: lexical_ranking(data.paragraphs))
