"""Steps on the card: the same as those of ``qa train reader``, by the clock."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest
import torch
from tokenizers import Tokenizer

from qa.models.windows import Windows
from qa.questionsets.question_set import Question
from qa.training.card.clocked import Clock, Model, Plan, Training, train
from qa.training.card.drawing import Drawing, Mix, Pass, passes
from qa.training.card.layout import Layout
from qa.training.card.loss import LossWeights
from qa.training.card.packed import Packed
from qa.training.card.scoring import HeldOut
from qa.training.card.weights import load_model
from qa.training.examples import Example, encode
from qa.training.trainer import Optimisation, Trainer, batch_of


def loaded(folder: Path, vocabulary: Path) -> Model:
    """The model in a folder, in float32."""
    module = load_model(folder)
    return Model(module, Layout.of(folder, vocabulary, module))


def first(drawing: Drawing, number: int) -> list[Pass]:
    """The first step of a round, which is the only one where few questions are drawn."""
    step, *_ = drawing.round(number)
    return step


@pytest.fixture
def drawing(packed: Packed) -> Drawing:
    """Groups with titles, misleading windows and whole paragraphs."""
    return Drawing(packed, Mix(questions=8, hasty=0, whole=1), frozenset(packed.sets))


@pytest.mark.parametrize("kind", ["bert", "mpnet"])
def test_loss_and_gradients_are_those_of_train_reader(
    kind: str, drawing: Drawing, bert: Path, request: pytest.FixtureRequest
) -> None:
    """Of the same questions and texts, from words on the one side and from the pack on the other."""
    folder: Path = request.getfixturevalue(kind)
    tokenizer = Tokenizer.from_file(str(bert / "tokenizer.json"))
    packed, examples, drawn = drawing.packed, [], []

    def words(ids: np.ndarray) -> list[str]:
        return [str(tokenizer.id_to_token(int(number))) for number in ids]

    for group, question in enumerate(drawing.questions[:8].tolist()):
        asked = " ".join(words(packed.asked[packed.text_of[question]]))
        for row in drawing.group(question, group, np.random.default_rng(question)):
            text = words(row.ids[row.passage : -1])
            begins = np.cumsum([0, *(len(word) + 1 for word in text)])
            places = [
                (first - row.passage, last - row.passage)
                for first, last in zip(row.starts, row.ends, strict=True)
            ]
            answers = tuple((int(begins[a]), int(begins[b + 1]) - 1) for a, b in places if a >= 0)
            examples.append(Example(Question("", asked, None), asked, " ".join(text), answers))
            drawn.append(row)
    rows = [row for row in encode(examples, [row.group for row in drawn], Windows.of(folder)) if row]
    assert len(rows) == len(drawn)
    length = max(len(row.window.ids) for row in rows)
    trainer = Trainer(load_model(folder), Optimisation(), pad_id=Windows.of(folder).pad_id)
    loss, gradients = trainer.gradients([batch_of(rows, length, Windows.of(folder).pad_id)], len(rows))
    training = Training(loaded(folder, bert), [], Plan())
    assert float(training.gradients(list(passes(drawn, 400)))) == pytest.approx(loss, rel=1e-3)
    for weight, wanted in zip(training.model.module.parameters(), gradients, strict=True):
        if wanted is not None:
            assert (weight.grad - wanted).abs().max() <= 1e-3 * wanted.abs().max() + 1e-6


@pytest.mark.parametrize("taught", [False, True])
def test_it_learns_and_so_does_who_is_taught(taught: bool, packed: Packed, bert: Path, mpnet: Path) -> None:
    """Held-out questions are answered after a few steps; a student learns it of its teacher alone."""
    drawing = Drawing(packed, Mix(questions=16), frozenset(packed.sets))
    model = learned(loaded(mpnet, bert), [], drawing, Plan())
    if taught:
        model = learned(loaded(bert, bert), [model], drawing, Plan(loss=LossWeights(soft=1.0, shared=0.0)))
    scores = HeldOut(packed).scores(model.logits)
    assert all(one["f1"] > 90 for one in scores.values())


def learned(model: Model, teachers: list[Model], drawing: Drawing, plan: Plan) -> Model:
    """The model after some steps at a rate that falls to zero."""
    training = Training(model, teachers, plan)
    for number in range(100):
        training.step(first(drawing, number), 3e-3 * (1 - number / 100))
    return model


def test_the_rate_rises_and_falls_to_zero_with_the_time() -> None:
    """Whatever the number of steps turns out to be."""
    plan = Plan(rate=1.0, warmup=0.1)
    assert [plan.rate_at(gone) for gone in (0.0, 0.05, 0.1, 0.55, 1.0, 1.2)] == pytest.approx(
        [0, 0.5, 1, 0.5, 0, 0]
    )


def test_training_ends_when_its_share_of_the_time_is_gone(drawing: Drawing, bert: Path) -> None:
    """A stage ends at its share; what it says has the speed, and no card's share without a card."""
    lines: list[str] = []
    training = Training(loaded(bert, bert), [], Plan())
    began = time.monotonic()
    steps = (first(drawing, number) for number in range(1_000_000))
    train(training, steps, Clock(began, 4.0), 0.5, lines.append, every=0.2)
    assert 2.0 <= time.monotonic() - began < 4.0
    assert 0 < training.steps < 1_000_000
    assert "windows/s" in lines[0] and "- of the card" in lines[0]
    halfway = training.steps
    train(training, steps, Clock(began, 0.1), 1.0, lines.append)
    assert training.steps == halfway


def test_the_average_remembers_the_weights_that_were(drawing: Drawing, bert: Path) -> None:
    """It lies between the weights of all steps, and is exchanged with them and back."""
    training = Training(loaded(bert, bert), [], Plan())
    weight = training.model.module.qa_outputs.weight
    seen = [weight.detach().clone()]
    for number in range(4):
        training.step(first(drawing, number), 1e-2)
        seen.append(weight.detach().clone())
    training.swap_average()
    every = torch.stack(seen)
    assert (weight <= every.amax(0) + 1e-6).all() and (weight >= every.amin(0) - 1e-6).all()
    assert not torch.equal(weight, seen[-1])
    training.swap_average()
    assert torch.equal(weight, seen[-1])
