"""What a step sees."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.training.card.drawing import CLS, SEP, Drawing, Mix, Row, cut, passes, windowed
from qa.training.card.packed import Packed

SETS = frozenset(["first", "second"])


def test_a_round_is_a_function_of_its_number(packed: Packed) -> None:
    """Whoever makes it, in whatever order; an epoch has each question that is not held out once."""
    drawing, other = (Drawing(packed, Mix(questions=10, pass_tokens=200), SETS) for _ in range(2))
    other.round(5)
    for step, wanted in zip(drawing.round(2), other.round(2), strict=True):
        for one, same in zip(step, wanted, strict=True):
            assert (one.ids == same.ids).all()
            assert (one.starts == same.starts).all()
    count = len(drawing.questions)
    assert count == (~packed.held_out[packed.paragraph_of]).sum()
    epoch = Drawing(packed, Mix(questions=count), SETS).round(0)
    assert sum(len(set(one.group.tolist())) for step in epoch for one in step) == count


def test_a_step_of_a_round_is_one_pass_and_what_is_left_over_no_step_of_its_own(packed: Packed) -> None:
    """A step of two windows would count as much as one of two hundred."""
    steps = Drawing(packed, Mix(questions=20, pass_tokens=500), SETS).round(0)
    assert len(steps) > 2
    assert sorted(len(step) for step in steps) == [1] * (len(steps) - 1) + [2]
    assert all(one.ids.size > 250 for step in steps for one in step[:1])


def test_a_set_is_drawn_from_in_part(packed: Packed) -> None:
    """One that is large and easy would crowd out the others."""
    every = Drawing(packed, Mix(), SETS).questions
    some = Drawing(packed, Mix(), SETS, {"second": 0.5}).questions
    assert {*some.tolist()} < {*every.tolist()}
    of = packed.set_of[packed.paragraph_of]
    assert (of[some] == 0).sum() == (of[every] == 0).sum()
    assert 0.2 < (of[some] == 1).sum() / (of[every] == 1).sum() < 0.8


def test_a_stage_draws_from_its_set_alone(packed: Packed) -> None:
    """As the last stage does, which is SQuAD 2.0 alone."""
    drawing = Drawing(packed, Mix(), frozenset(["second"]))
    assert {packed.sets[packed.set_of[packed.paragraph_of[row]]] for row in drawing.questions} == {"second"}


def test_a_group_is_one_answer_and_windows_that_mislead(packed: Packed) -> None:
    """The own window comes first and holds the answer, the others hold none; all have the same question."""
    drawing = Drawing(packed, Mix(negatives=3, hasty=0, titled=0), SETS)
    for question in drawing.questions.tolist():
        rows = drawing.group(question, 7, np.random.default_rng(question))
        answers = packed.answers[question]
        assert len(rows) == (4 if len(answers) else 1)
        asked = packed.asked[packed.text_of[question]].tolist()
        for row in rows:
            assert row.ids[: row.passage].tolist() == [CLS, *asked, SEP]
            assert row.group == 7
            assert row.labelled
        paragraph = packed.paragraphs[packed.paragraph_of[question]]
        right = {tuple(paragraph[first : last + 1].tolist()) for first, last in answers}
        spans = zip(rows[0].starts, rows[0].ends, strict=True)
        assert {tuple(rows[0].ids[first : last + 1].tolist()) for first, last in spans} == (right or {(CLS,)})
        assert all(row.starts == row.ends == (0,) for row in rows[1:])


def test_only_a_teacher_speaks_of_windows_beside_an_unanswerable_question(packed: Packed) -> None:
    """Nobody has said whether they answer it."""
    drawing = Drawing(packed, Mix(unlabelled=2), SETS)
    question = next(row for row in drawing.questions.tolist() if not len(packed.answers[row]))
    rows = drawing.group(question, 0, np.random.default_rng(0))
    assert [row.labelled for row in rows] == [True, False, False]


def test_only_a_teacher_speaks_of_a_question_about_another_name(packed: Packed) -> None:
    """It stands beside the paragraph of the question that it was made of, in a group of its own."""
    drawing = Drawing(packed, Mix(negatives=1, swapped=1, hasty=0, whole=1), SETS)
    made = 0
    for question in drawing.questions.tolist():
        rows = drawing.group(question, 3, np.random.default_rng(question))
        swapped = packed.swapped[packed.text_of[question]].tolist()
        last = rows[-1]
        if not swapped:
            assert last.labelled
            continue
        made += 1
        assert last.ids[: last.passage].tolist() == [CLS, *swapped, SEP]
        assert last.ids[last.passage :].tolist() == rows[0].ids[rows[0].passage :].tolist()
        assert (last.labelled, last.starts, last.ends) == (False, (0,), (0,))
        assert {row.group for row in rows[:-1]} == {3} != {last.group}
    assert made > 10


def test_a_title_that_holds_the_answer_is_right_or_is_left_out(packed: Packed) -> None:
    """In the own window it is right there too; before a misleading passage it would make that right."""
    drawing = Drawing(packed, Mix(negatives=7, hasty=0, titled=1), SETS)
    seen = Counter[str]()
    for question in drawing.questions.tolist():
        own = packed.paragraph_of[question]
        rows = drawing.group(question, 0, np.random.default_rng(question))
        for first, last in packed.answers[question][:1]:
            answer = packed.paragraphs[own][first : last + 1].tolist()
            titled = packed.titles[packed.title_of[own]]
            if answer[0] in titled.tolist():
                assert len(rows[0].starts) == 2
                assert rows[0].ids[rows[0].starts[1]] == answer[0]
                seen["right"] += 1
            for row in rows[1:]:
                behind = row.ids[row.passage : row.passage + len(titled)].tolist()
                assert answer[0] not in row.ids[row.passage :]
                seen["before"] += any(behind == packed.titles[number].tolist() for number in (1, 2))
    assert seen["right"] > 2
    assert seen["before"] > 20


@given(st.integers(0, 99), st.integers(0, 9), st.integers(1, 60), st.integers(0, 2**32 - 1))
def test_a_window_holds_its_answer_and_whole_words(first: int, more: int, length: int, seed: int) -> None:
    """Wherever the answer stands and however long it is; no word of two tokens is cut."""
    begins = np.tile([True, False], 50)
    answer = np.array([[first, min(99, first + more)]])
    begin, stop = cut(begins, answer, length, np.random.default_rng(seed))
    assert begin <= answer[0, 0] <= answer[0, 1] < stop
    assert begin % 2 == stop % 2 == 0
    assert stop - begin <= max(2 * length, more + 3)


@pytest.mark.parametrize(("place", "at"), [(3, 3), (250, 250), (251, 96), (400, 245)])
def test_a_text_of_several_windows_is_read_in_the_one_that_answers(place: int, at: int) -> None:
    """The first that holds the answer whole; positions count in it."""
    text = np.arange(1000, 1500)
    row = windowed(np.array([7, 8]), text, [(place, place)], 0)
    assert len(row.ids) <= 256
    assert row.ids[row.starts[0]] == text[place]
    assert row.starts[0] - row.passage == at


def test_an_answer_longer_than_a_window_is_in_none() -> None:
    """The window then points to the null, and its question is left out."""
    assert windowed(np.array([7]), np.arange(600), [(0, 400)], 0).starts == (0,)


@given(st.lists(st.integers(1, 3), min_size=1, max_size=12), st.integers(16, 200))
def test_passes_keep_groups_together_and_lose_none(sizes: list[int], tokens: int) -> None:
    """Every row comes once, a question's rows in one pass, and no pass is beyond its budget for no need."""
    rows = [
        Row(np.full(5 + 2 * group, group + 1), 2, (0,), (0,), group)
        for group, size in enumerate(sizes)
        for _ in range(size)
    ]
    seen: list[int] = []
    for one in passes(rows, tokens):
        groups = one.ids[:, 0].tolist()
        assert one.ids.shape[1] % 8 == 0
        assert (one.ids > 0).sum(1).tolist() == one.lengths.tolist()
        assert one.ids.size <= tokens or len(set(groups)) == 1
        seen += groups
    assert sorted(seen) == sorted(row.group + 1 for row in rows)
    firsts = [group for place, group in enumerate(seen) if place == 0 or seen[place - 1] != group]
    assert len(firsts) == len(set(firsts))
