"""The model card of a trained reader: what it was made of and how, and what it scores."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from qa.training.recipe import Pace, Recipe
from qa.training.run import Outcome
from qa.training.scoring import DevScore


@dataclass(frozen=True, slots=True)
class Sources:
    """What a run was given, in the user's words."""

    base: str
    data: str
    dev: str
    licence: str  # of the data, which the weights come under as well
    counts: Mapping[str, int]  # what the data hold, and what was left out


def card(sources: Sources, recipe: Recipe, pace: Pace, outcome: Outcome) -> str:
    """The card, in Markdown."""
    drawing, options, mix = recipe.drawing, recipe.optimisation, recipe.drawing.mix
    better = "averaged" if outcome.averaged.f1 >= outcome.last.f1 else "last"
    counts = "; ".join(f"{count:,} {what}" for what, count in sources.counts.items())
    mined = f"{mix.negatives} mined paragraphs a question" if drawing.negatives else "no mined paragraphs"
    taught = (
        f"; soft targets (teachers: {len(recipe.teachers)}, temperature {options.loss.temperature}, "
        f"weight {options.loss.soft})"
        if recipe.teachers
        else ""
    )
    return f"""# Reader

A span reader for `qa`. float16 safetensors; load with `AutoModelForQuestionAnswering`.

- Base: {sources.base} (SHA-256 of its files {recipe.base[:12]}).
- Data: {sources.data} (SHA-256 {drawing.data[:12]}): {counts}; {mined}. Licence: {sources.licence}.
- Dev set, never trained on, no paragraph shared: {sources.dev}.
- Recipe: AdamW, learning rate {recipe.rate:g}, {recipe.warmup} steps of warm-up, stable, and a cool-down over
  the last {pace.cooldown} of {pace.steps} steps; {mix.questions} questions a step, {mix.altered:.0%} of the
  answerable ones altered as well to have no answer; windows of {drawing.cut.least}-{drawing.cut.most} words;
  shared normalisation weighed {options.loss.shared:g}; weight decay {options.weight_decay:g}; dropout
  {options.dropout:g}; {options.freeze} lowest layers kept; seed {drawing.seed}{taught}.
- Done: {outcome.progress.step} steps, {outcome.progress.windows:,} windows,
  {outcome.progress.seconds / 60:.0f} minutes. Commit: {commit()}.
- Unanswerable: start and end both point to the first token; score of a span = start + end - null.

| weights | dev questions | EM | F1 | threshold | answerable F1 |
|---|---|---|---|---|---|
{_row("last", outcome.last)}
{_row("averaged", outcome.averaged)}

These are the {better} weights. EM and F1 are at the one threshold on the span score that is best for each.
"""


def commit() -> str:
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
