"""What a run sees: windows cut at random but reproducibly, and mined negatives."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.errors import InputError
from qa.models.windows import Windows
from qa.training.data import TrainingData, load_training
from qa.training.examples import Cut, cut, encode
from qa.training.negatives import (
    lexical_ranking,
    mine,
    read_negatives,
    write_negatives,
)
from qa.training.recipe import Schedule
from qa.training.sampling import Mix, Sampler, Stream
from qa.training.slips import carelessly, with_slips
from tests.tiny_reader import all_pairs, make_base, questions, write_squad


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> TrainingData:
    """Forty-eight paragraphs with two questions each."""
    return load_training(write_squad(tmp_path_factory.mktemp("data") / "train.json", questions(all_pairs())))


@given(st.integers(0, 199), st.integers(1, 30), st.integers(0, 2**32 - 1))
def test_a_window_holds_its_answer_and_whole_words(first: int, length: int, seed: int) -> None:
    """Wherever the answer stands and however long it is, no window loses it or cuts a word."""
    words = [f"w{number}" for number in range(200)]
    text = " ".join(words)
    last = min(199, first + length - 1)
    start = text.index(words[first])
    end = text.index(words[last]) + len(words[last])
    begin, stop = cut(text, [(start, end)], Cut(), np.random.default_rng(seed))
    assert begin <= start < end <= stop
    assert set(text[begin:stop].split()) <= set(words)
    assert len(text[begin:stop].split()) <= 120 or text[begin:stop] == text


def test_a_step_is_a_function_of_seed_and_number(data: TrainingData) -> None:
    """Two samplers draw the same step, in whatever order they are asked; another seed draws another."""

    def drawn(seed: int, steps: list[int]) -> dict[int, list[tuple[str, str]]]:
        sampler = Sampler(data, negatives={}, mix=Mix(8, 0.5, 0), rule=Cut(3, 6, 0.0), seed=seed)
        return {
            step: [(example.question.id, example.text) for example in sampler.examples(step)[0]]
            for step in steps
        }

    assert drawn(1, [0, 5, 40]) == drawn(1, [40, 0, 5])
    assert drawn(1, [5]) != drawn(2, [5])


def test_some_questions_are_typed_in_haste_and_nothing_else_changes(data: TrainingData) -> None:
    """Carelessness touches about the share asked for, the words alone, and leaves the rest of the draw."""
    clean, hasty = (
        Sampler(data, negatives={}, mix=Mix(8, 0.5, 0, share), rule=Cut(), seed=0) for share in (0.0, 0.5)
    )
    changed = 0
    for step in range(10):
        for one, other in zip(clean.examples(step)[0], hasty.examples(step)[0], strict=True):
            assert (one.question, one.text, one.answers) == (other.question, other.text, other.answers)
            changed += one.asked != other.asked
    assert 20 <= changed <= 60


@given(st.text(max_size=40), st.integers(0, 2**32 - 1))
def test_a_slip_keeps_words_apart_and_numbers_and_first_letters(question: str, seed: int) -> None:
    """Whatever is typed: as many words, each with its first letter, and every number as it was."""
    mistyped = with_slips(question, np.random.default_rng(seed))
    assert [word[0] for word in mistyped.split()] == [word[0] for word in question.split()]
    assert re.findall(r"\d+", mistyped) == re.findall(r"\d+", question)
    assert abs(len(mistyped) - len(question)) <= 2


def test_slips_are_made() -> None:
    """A question with longer words is mistyped nearly always (a swap of equal letters shows nothing)."""
    asked = "Where does Hanno live near the river?"
    made = {with_slips(asked, np.random.default_rng(seed)) for seed in range(100)}
    assert len(made) > 20
    assert carelessly("???", np.random.default_rng(0))


def test_every_question_comes_once_an_epoch() -> None:
    """A stream leaves nothing out and repeats nothing before all have come."""
    stream = Stream(10, (3,))
    taken = [stream.take(first, 4) for first in range(0, 20, 4)]
    flat = [item for part in taken for item in part]
    assert Counter(flat) == {(epoch, item): 1 for epoch in range(2) for item in range(10)}


def test_the_mix_is_kept(data: TrainingData) -> None:
    """Questions of both kinds in the share asked for, mined paragraphs beside the answerable ones."""
    negatives = {
        question.id: tuple((data.place[question.id] + step) % len(data.paragraphs) for step in (6, 12, 18))
        for question in data.questions
        if question.answers
    }
    sampler = Sampler(data, negatives=negatives, mix=Mix(8, 0.25, 2), rule=Cut(), seed=0)
    examples, groups = sampler.examples(0)
    sizes = Counter(Counter(groups).values())
    assert sizes == {3: 6, 1: 2}
    assert sum(bool(example.answers) for example in examples) == 6


def test_answers_are_found_among_the_tokens(data: TrainingData, tmp_path: Path) -> None:
    """The labelled tokens are those of the answer, and the null where there is none."""
    windows = Windows.of(make_base(tmp_path / "base"))
    sampler = Sampler(data, negatives={}, mix=Mix(8, 0.5, 0), rule=Cut(), seed=0)
    examples, groups = sampler.examples(0)
    for example, row in zip(examples, encode(examples, groups, windows), strict=True):
        assert row is not None
        if not example.answers:
            assert row.starts == row.ends == (0,)
            continue
        first, last = row.starts[0] - row.window.first, row.ends[0] - row.window.first
        found = slice(int(row.window.passage.starts[first]), int(row.window.passage.ends[last]))
        assert example.text[found] == example.text[slice(*example.answers[0])]


def test_a_question_whose_answer_no_window_holds_is_named(tmp_path: Path) -> None:
    """An answer longer than a window of tokens is reported by id and not trained on."""
    paragraph = questions([("anna", "paris")])[0]
    text = "anna " * 100
    paragraph["context"] = text
    paragraph["qas"][0]["answers"] = [{"text": text.strip(), "answer_start": 0}]
    long = load_training(write_squad(tmp_path / "long.json", [paragraph]))
    sampler = Sampler(long, negatives={}, mix=Mix(2, 0.5, 0), rule=Cut(), seed=0)
    rows, lost = sampler.rows(0, Windows.of(make_base(tmp_path / "base")))
    assert lost == ["anna-paris"]
    assert len(rows) == 1


def test_mined_paragraphs_look_alike_but_do_not_answer(tmp_path: Path) -> None:
    """Negatives share words with the question; the answer stands in none, nor do they tell the same."""
    paragraphs = questions(all_pairs())
    for number, one in enumerate(paragraphs[:-1]):
        one["context"] += " ".join(f" filler{number}x{word}" for word in range(10))
    again = dict(paragraphs[0], context=paragraphs[0]["context"].replace("Paris", "France"), qas=[])
    data = load_training(write_squad(tmp_path / "train.json", [*paragraphs, again]))
    path = tmp_path / "negatives.jsonl"
    assert write_negatives(path, mine(data, lexical_ranking(data.paragraphs), keep=2)) == 48
    negatives = read_negatives(path, data)
    for question in data.questions:
        for place in negatives.get(question.id, ()):
            name, city = question.id.split("-")[:2]
            assert name in data.paragraphs[place].lower()
            assert city not in data.paragraphs[place].lower()
    every = dict(mine(data, lexical_ranking(data.paragraphs), keep=49, depth=49))
    assert 48 not in every["anna-paris"]
    assert 48 in every["anna-lima"]


@pytest.mark.parametrize("line", ["{", '{"id": "a"}', '{"id": "a", "paragraphs": [99]}'])
def test_negatives_of_other_data_are_refused(data: TrainingData, tmp_path: Path, line: str) -> None:
    """A broken line, or one that names a paragraph that is not there, is named by its number."""
    path = tmp_path / "negatives.jsonl"
    path.write_text('{"id": "x", "paragraphs": [1]}\n' + line)
    with pytest.raises(InputError, match="line 2"):
        read_negatives(path, data)


def test_the_rate_warms_up_stays_and_cools_down() -> None:
    """Up in a straight line, level, down to just above zero."""
    schedule = Schedule(peak=1.0, steps=10, warmup=2, cooldown=3)
    rates = [schedule.rate(step) for step in range(10)]
    assert rates == [0.5, 1, 1, 1, 1, 1, 1, 0.75, 0.5, 0.25]
