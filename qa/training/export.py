"""A trained model as a folder that the reader loads: weights, tokenizer, configuration and its model card."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import torch

from qa.training.recipe import Job, Recipe
from qa.training.run import RunOutcome
from qa.training.scoring import DevScore

_TOKENIZER_FILES = ("tokenizer.json", "tokenizer_config.json", "special_tokens_map.json")


def export(model: Any, base: Path, target: Path, card: str) -> None:
    """Write a model as a reader's folder. Raises as :func:`write_folder`.

    The weights are stored as float16, which halves the file and loses nothing that can be measured.
    """
    write_folder(
        target,
        base,
        card,
        lambda folder: model.to("cpu", torch.float16).save_pretrained(folder, safe_serialization=True),
    )


def write_folder(target: Path, base: Path, card: str, fill: Callable[[Path], None]) -> None:
    """Write a reader's folder beside its place and move it there, so that it is never half of one.

    ``fill`` writes weights and configuration; the tokenizer is that of the base.

    Raises:
        FileExistsError: something that is not a model stands at ``target``.
    """
    if target.exists() and not (target / "config.json").is_file() and any(target.iterdir()):
        raise FileExistsError(f"{target} is there already and is no model folder")
    part = target.with_name(target.name + ".part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    fill(part)
    for name in _TOKENIZER_FILES:
        if (base / name).is_file():
            shutil.copyfile(base / name, part / name)
    (part / "README.md").write_text(card, "utf-8")
    if target.exists():
        shutil.rmtree(target)
    part.rename(target)


def card(job: Job, recipe: Recipe, counts: Mapping[str, int], outcome: RunOutcome) -> str:
    """The model card, in Markdown: what the reader was made of and how, and what it scores.

    ``counts`` is what the data hold, and what was left out of them.
    """
    drawing, options, mix = recipe.drawing, recipe.optimisation, job.mix
    better = "averaged" if outcome.averaged.f1 >= outcome.last.f1 else "last"
    used = "; ".join(f"{count:,} {what}" for what, count in counts.items())
    mined = f"{mix.negatives} mined paragraphs a question" if drawing.negatives else "no mined paragraphs"
    return f"""# Reader

A span reader for `qa`. float16 safetensors; load with `AutoModelForQuestionAnswering`.

- Base: {job.base} (SHA-256 of its files {recipe.base[:12]}).
- Data: {job.data.name} (SHA-256 {drawing.data[:12]}): {used}; {mined}. Licence: {job.licence}.
- Dev set, never trained on, no paragraph shared: {job.dev.name}.
- Recipe: AdamW, learning rate {job.rate:g}, {job.warmup} steps of warm-up, stable, and a cool-down over
  the last {job.cooldown} of {job.steps} steps; {mix.questions} questions a step; windows of
  {job.cut.least}-{job.cut.most} words; shared normalisation weighed {options.loss.shared:g}; weight decay
  {options.weight_decay:g}; {job.freeze} lowest layers kept; seed {job.seed}.
- Done: {outcome.progress.step} steps, {outcome.progress.windows:,} windows,
  {outcome.progress.seconds / 60:.0f} minutes. Commit: {_commit()}.
- Unanswerable: start and end both point to the first token; score of a span = start + end - null.

| weights | dev questions | EM | F1 | threshold | answerable F1 |
|---|---|---|---|---|---|
{_row("last", outcome.last)}
{_row("averaged", outcome.averaged)}

These are the {better} weights. EM and F1 are at the one threshold on the span score that is best for each.
"""


def _commit() -> str:
    """The commit this code is at, or that it is not known."""
    try:
        result = subprocess.run(
            ["git", "rev-parse", "--short=12", "HEAD"],
            cwd=Path(__file__).parent,
            capture_output=True,
            text=True,
            check=True,
            timeout=10,
        )
    except (OSError, subprocess.SubprocessError):
        return "not known (installed without its history)"
    return result.stdout.strip()


def _row(which: str, score: DevScore) -> str:
    return (
        f"| {which} | {score.questions:,} | {score.em:.1f} | {score.f1:.1f} | {score.threshold:.2f} | "
        f"{score.answerable_f1:.1f} |"
    )
