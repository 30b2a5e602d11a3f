"""A whole run: from data and a base to trained weights, through any number of interruptions.

The folder ``work`` holds two kinds of checkpoints. Those in ``stable`` were made at the full learning rate
and can be gone on from in a longer run. Those in ``cooldown-...`` only bring one run of a given length to
its end. A finished run is therefore made longer by giving the same command with more steps.
"""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch

from qa.models.cores import cores
from qa.models.torch_forward import TorchSpanForward, number_type, span_model
from qa.models.windows import Windows
from qa.questionsets.question_set import drawn
from qa.training import checkpoint
from qa.training.checkpoint import Checkpoint, RunProgress
from qa.training.data import Problem, TrainingData, describe
from qa.training.journal import Journal
from qa.training.recipe import Job, Recipe, Schedule
from qa.training.sampling import Sampler
from qa.training.scoring import DevScore, score
from qa.training.trainer import Trainer

_REPORT_EVERY = 10  # steps
_OUTSIDE = "answer outside the window"


@dataclass(frozen=True, slots=True)
class RunOutcome:
    """What a finished run gave."""

    progress: RunProgress
    last: DevScore  # of the weights of the last step
    averaged: DevScore  # of their running average


class Run:
    """One run over its whole life. Making it loads the base, or the last checkpoint.

    ``sampler`` draws as ``recipe.drawing`` says.

    Raises:
        ModelMissing: the base is no encoder that can be trained for this.
        InputError: the work folder holds another run.
    """

    def __init__(
        self,
        job: Job,
        recipe: Recipe,
        base: Path,
        *,
        sampler: Sampler,
        dev: TrainingData,
        journal: Journal,
    ) -> None:
        self._job, self._recipe, self._journal = job, recipe, journal
        self._schedule = Schedule(job.rate, job.steps, job.warmup, job.cooldown)
        self._sampler = sampler
        self._dev = dev
        self._dev_questions = drawn(dev.questions, job.dev_questions, job.seed)
        self._windows = Windows.of(base)
        self.model = load_model(base, job.seed)
        on_card = self.model.device.type == "cuda"
        self._trainer = Trainer(
            self.model,
            recipe.optimisation,
            pad_id=self._windows.pad_id,
            bfloat16=_bfloat16_pays(on_card),
            workers=1 if on_card else cores(),
        )
        self._forward = TorchSpanForward(self.model)
        self._progress = self._resume()

    def finish(self) -> RunOutcome:
        """Take all the steps that are left, and score what came out.

        On return the model has the better of the two: its last weights, or their average.
        """
        self._train()
        for line in describe(self._lost()):
            self._journal.say(line)
        last = self._score("last")
        self._trainer.swap_average()
        averaged = self._score("averaged")
        if averaged.f1 < last.f1:
            self._trainer.swap_average()
        return RunOutcome(self._progress, last, averaged)

    def _lost(self) -> list[Problem]:
        """Questions drawn so far, by any process of this run, whose answer no window held."""
        records = self._journal.records("lost")
        ids = dict.fromkeys(name for record in records for name in record["ids"])
        return [Problem(name, _OUTSIDE) for name in ids]

    def _resume(self) -> RunProgress:
        stable, cooling = self._folders()
        digest = self._recipe.digest
        found = checkpoint.newest(cooling, recipe=digest, at_most=self._job.steps)
        found = found or checkpoint.newest(stable, recipe=digest, at_most=self._schedule.stable)
        if found is None:
            return RunProgress(digest, 0, 0, 0.0)
        self._trainer.restore(found.tensors, found.progress.step)
        self._journal.say(f"going on from step {found.progress.step} of {self._job.steps}")
        return found.progress

    def _train(self) -> None:
        losses: list[float] = []
        saved = time.monotonic()
        if self._progress.step == 0:
            self._score("base")
        while self._progress.step < self._job.steps:
            losses.append(self._step())
            step = self._progress.step
            if step % _REPORT_EVERY == 0:
                self._report(losses)
                losses = []
            score_now = self._job.dev_every and step % self._job.dev_every == 0
            late = time.monotonic() - saved > self._job.checkpoint_seconds
            if late or score_now or step == self._schedule.stable:  # scoring takes its time too
                self._save()
                saved = time.monotonic()
            if score_now:
                self._score("last")
        self._save()

    def _step(self) -> float:
        began = time.monotonic()
        step = self._progress.step
        rows, lost = self._sampler.rows(step, self._windows)
        if lost:
            self._journal.record("lost", step=step, reason=_OUTSIDE, ids=lost)
        loss = self._trainer.step(rows, self._schedule.rate(step)) if rows else 0.0
        self._progress = dataclasses.replace(
            self._progress,
            step=step + 1,
            windows=self._progress.windows + len(rows),
            seconds=self._progress.seconds + time.monotonic() - began,
        )
        return loss

    def _report(self, losses: Sequence[float]) -> None:
        progress = self._progress
        loss, speed = sum(losses) / len(losses), progress.windows / progress.seconds
        left = (self._job.steps - progress.step) * progress.seconds / progress.step
        self._journal.record(
            "loss",
            step=progress.step,
            windows=progress.windows,
            loss=round(loss, 4),
            rate=self._schedule.rate(progress.step - 1),
            windows_per_second=round(speed, 2),
            seconds=round(progress.seconds),
        )
        self._journal.say(
            f"step {progress.step}/{self._job.steps}  loss {loss:.3f}  {speed:.1f} windows/s  "
            f"{left / 60:.0f} min left"
        )

    def _score(self, which: str) -> DevScore:
        result = score(self._forward, self._windows, self._dev, self._dev_questions)
        progress = self._progress
        self._journal.record(
            "dev", step=progress.step, windows=progress.windows, weights=which, **asdict(result)
        )
        self._journal.say(
            f"step {progress.step}  dev, {which} weights, {result.questions} questions: EM {result.em:.1f}  "
            f"F1 {result.f1:.1f}  answerable F1 {result.answerable_f1:.1f}"
        )
        return result

    def _save(self) -> None:
        stable, cooling = self._folders()
        folder = stable if self._progress.step <= self._schedule.stable else cooling
        checkpoint.save(folder, Checkpoint(self._progress, self._trainer.tensors()))

    def _folders(self) -> tuple[Path, Path]:
        # A cool-down of another length, or from another step, is another one.
        cooling = f"cooldown-{self._schedule.stable}-{self._job.steps}"
        return self._job.work / "stable", self._job.work / cooling


def load_model(base: Path, seed: int) -> Any:
    """The base with a head for spans, in float32, on the graphics card if there is one.

    A head that the base does not have is drawn at random from the seed.

    Raises:
        ModelMissing: transformers cannot make such a model of it.
    """
    torch.manual_seed(seed)
    model, _ = span_model(base, torch.float32)
    return model.to("cuda" if torch.cuda.is_available() else "cpu")


def _bfloat16_pays(on_card: bool) -> bool:
    return torch.cuda.is_bf16_supported() if on_card else number_type("auto") is torch.bfloat16
