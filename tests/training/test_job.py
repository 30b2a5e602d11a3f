"""Whole runs of a tiny model: it learns, it survives being killed, it refuses what does not fit."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from qa.cli import main
from qa.errors import InputError, SettingsError
from qa.models.reader import load_reader
from qa.settings import Settings
from qa.training.job import train_reader
from qa.training.recipe import Job
from qa.training.sampling import Mix
from qa.types import Passage
from tests.tiny_reader import all_pairs, make_base, paragraph, questions, write_squad

CHILD = """
import sys
from pathlib import Path
from tests.training.test_job import in_float32, slow_job
from qa.training.job import train_reader
from qa.training import run
run.number_type = in_float32
train_reader(slow_job(Path(sys.argv[1])), lambda line: print(line, flush=True))
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a tiny base, training data and a dev set."""
    folder = tmp_path_factory.mktemp("training")
    make_base(folder / "base")
    pairs = all_pairs()
    write_squad(folder / "train.json", questions([pair for pair in pairs if sum(map(len, pair)) % 5]))
    write_squad(folder / "dev.json", questions([pair for pair in pairs if not sum(map(len, pair)) % 5]))
    return folder


def job(home: Path) -> Job:
    """A run that takes seconds."""
    return Job(
        data=home / "train.json",
        dev=home / "dev.json",
        base=str(home / "base"),
        out=home / "out",
        work=home / "work",
        mix=Mix(16, None, 0),
        steps=160,
        cooldown=20,
        rate=3e-3,
        warmup=20,
        dev_every=0,
    )


def slow_job(home: Path) -> Job:
    """A run that saves after every step; made for being killed."""
    return replace(
        job(home),
        out=home / "killed",
        work=home / "killed-work",
        steps=60,
        cooldown=10,
        checkpoint_seconds=0.0,
    )


def in_float32(setting: str) -> torch.dtype:
    """Whether bfloat16 pays is found out by timing it, so two processes need not agree by themselves."""
    return torch.float32


def quiet(line: str) -> None:
    """Say nothing."""


def weights(folder: Path) -> dict[str, torch.Tensor]:
    """The weights of a model folder."""
    return load_file(folder / "model.safetensors")


def distance(one: dict[str, torch.Tensor], other: dict[str, torch.Tensor]) -> float:
    """The Euclidean distance of two models over the weights that both have."""
    squares = [(one[name] - other[name]).float().square().sum() for name in one.keys() & other.keys()]
    return float(torch.stack(squares).sum().sqrt())


@pytest.mark.slow
def test_a_tiny_model_learns_its_examples_and_is_a_reader(home: Path) -> None:
    """Above 95 F1 on paragraphs it never saw; the folder loads as a reader that finds and abstains."""
    lines: list[str] = []
    outcome = train_reader(job(home), lines.append)
    assert max(outcome.last.f1, outcome.averaged.f1) > 95
    reader = load_reader(Settings(reader=str(home / "out"), dtype="float32", runtime="torch"))
    text = paragraph("anna", "oslo")
    passage = Passage(-1, "a", 0, len(text), text)
    right, wrong = reader.read(
        [("Where does Anna live?", passage), ("Which river does Anna live near?", passage)]
    )
    assert right[0].text == "Oslo"
    assert right[0].score > 0 > wrong[0].score
    assert any("windows/s" in line and "min left" in line for line in lines)
    records = [json.loads(line) for line in (home / "work" / "journal.jsonl").read_text("utf-8").splitlines()]
    losses = [record["loss"] for record in records if record["kind"] == "loss"]
    assert losses[-1] < losses[0] / 4
    card = (home / "out" / "README.md").read_text("utf-8")
    assert f"{outcome.averaged.f1:.1f}" in card
    assert "Licence" in card
    assert (home / "out" / "training.png").stat().st_size > 1000


@pytest.mark.slow
def test_a_killed_run_goes_on_as_if_it_had_never_stopped(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """SIGKILL in the middle; the same command goes on, and the weights come out as without the kill."""
    monkeypatch.setattr("qa.training.run.number_type", in_float32)
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent.parent)}
    command = [sys.executable, "-c", CHILD, str(home)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as child:
        assert child.stdout is not None
        for line in child.stdout:
            if line.startswith("step 20/60"):
                os.kill(child.pid, signal.SIGKILL)
                break
    assert child.returncode == -signal.SIGKILL
    lines: list[str] = []
    train_reader(slow_job(home), lines.append)
    gone_on = next(line for line in lines if line.startswith("going on from step"))
    assert 19 <= int(gone_on.split()[4]) < 60
    whole = replace(slow_job(home), out=home / "whole", work=home / "whole-work", checkpoint_seconds=300.0)
    train_reader(whole, quiet)
    # Gradients are summed in the order in which threads finish, so the last digits differ from run to run,
    # and Adam makes whole steps of them where a gradient is next to nothing. Other batches would show as a
    # good part of the way that training went.
    expected = weights(home / "whole")
    went = distance(expected, weights(home / "base"))
    assert distance(weights(home / "killed"), expected) < 0.02 * went


def test_a_finished_run_is_made_longer_from_its_stable_part(home: Path) -> None:
    """More steps go on from the last checkpoint at the full rate, not from the cooled-down end."""
    short = replace(job(home), out=home / "long", work=home / "long-work", steps=12, cooldown=4)
    train_reader(short, quiet)
    lines: list[str] = []
    train_reader(replace(short, steps=20), lines.append)
    assert "going on from step 8 of 20" in lines


def test_another_recipe_does_not_go_on_from_this_one(home: Path) -> None:
    """A work folder belongs to one recipe; a changed learning rate is refused before anything is lost."""
    first = replace(job(home), out=home / "first", work=home / "first-work", steps=6, cooldown=2)
    train_reader(first, quiet)
    with pytest.raises(InputError, match="holds a run of other data or settings"):
        train_reader(replace(first, rate=1e-4), quiet)


def test_a_base_without_segment_ids_is_trained_too(home: Path) -> None:
    """DistilBERT takes no token_type_ids and names its layers otherwise."""
    base = make_base(home / "distil", kind="distilbert")
    run = replace(
        job(home),
        base=str(base),
        out=home / "distil-out",
        work=home / "distil-work",
        steps=6,
        cooldown=2,
        freeze=1,
    )
    outcome = train_reader(run, quiet)
    assert outcome.progress.step == 6
    before, after = weights(base), weights(home / "distil-out")
    frozen, trained = (f"distilbert.transformer.layer.{layer}.ffn.lin1.weight" for layer in (0, 1))
    assert torch.equal(before[frozen].half(), after[frozen])
    assert not torch.equal(before[trained].half(), after[trained])


def test_answers_outside_the_window_are_named_at_the_end(home: Path) -> None:
    """An answer longer than any window is not trained on, and its question is named by id."""
    text = "river " * 100
    answer = {"text": text.strip(), "answer_start": 0}
    long = {"id": "endless", "question": "Which river?", "answers": [answer], "is_impossible": False}
    paragraphs = [*questions([("anna", "paris")]), {"context": text, "qas": [long]}]
    data = write_squad(home / "endless.json", paragraphs)
    lines: list[str] = []
    run = replace(job(home), data=data, out=home / "endless", work=home / "endless-work", steps=4, cooldown=1)
    train_reader(run, lines.append)
    assert "1 left out: answer outside the window: endless" in lines


def test_a_cooldown_longer_than_the_run_is_refused(home: Path) -> None:
    """A setting that makes no sense is named before the data are read."""
    with pytest.raises(SettingsError, match="cool-down of 9 steps does not fit into 5"):
        train_reader(replace(job(home), steps=5, cooldown=9), quiet)


def test_the_command_says_what_is_wrong(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """``qa train reader`` refuses a dev set it trains on, in one line, with exit code 3."""
    train = str(home / "train.json")
    options = ["--base", str(home / "base"), "--out", str(home / "never"), "--steps", "4"]
    assert main(["train", "reader", "--data", train, "--dev", train, *options]) == 3
    said = capsys.readouterr().err.splitlines()
    assert "dev paragraphs are training paragraphs as well" in said[-1]


def test_the_commands_mine_and_train(home: Path) -> None:
    """``qa train negatives`` writes what ``qa train reader`` takes."""
    train, mined = str(home / "train.json"), str(home / "mined.jsonl")
    assert main(["train", "negatives", "--data", train, "--out", mined, "--keep", "2"]) == 0
    common = ["--data", train, "--negatives", mined, "--steps", "4", "--questions", "4", "--cooldown", "1"]
    reader = ["--dev", str(home / "dev.json"), "--base", str(home / "base")]
    folders = ["--out", str(home / "commanded"), "--work", str(home / "commanded-work")]
    assert main(["train", "reader", *common, *reader, *folders]) == 0
    assert (home / "commanded" / "model.safetensors").is_file()
