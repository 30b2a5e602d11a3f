"""Train a span model by the clock: ``python -m card --pack FILE --model DIR --minutes N --out DIR``."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from .drawing import Drawing, Mix
from .packed import Packed, read_packed
from .workers import Steps, steps_ahead


def parsed(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """The arguments."""
    made = argparse.ArgumentParser(prog="python -m card", description=(__doc__ or "").partition(":")[0] + ".")
    made.add_argument("--pack", type=Path, required=True, help="from qa train pack")
    made.add_argument("--model", type=Path, required=True, help="folder of the model to start from")
    made.add_argument(
        "--teacher", type=Path, action="append", default=[], help="a trained one; again for more"
    )
    made.add_argument("--vocabulary", type=Path, help="folder with the tokenizer of the pack [the model's]")
    made.add_argument("--minutes", type=float, required=True, help="until training ends, loading included")
    made.add_argument("--out", type=Path, required=True, help="where the model goes")
    made.add_argument("--parts", type=Path, help="where it goes as well, cut into files of at most 16 MB")
    made.add_argument(
        "--last", action="append", default=[], help="a set that the last stage draws from; again for more"
    )
    made.add_argument(
        "--share", action="append", default=[], metavar="SET=SHARE", help="draw from so much of a set; again"
    )
    made.add_argument("--last-share", type=float, default=0.4, help="share of the time for that stage")
    made.add_argument("--rate", type=float, default=1e-4, help="highest learning rate")
    made.add_argument("--average", type=float, default=0.995, help="of the running average of the weights")
    made.add_argument("--soft", type=float, default=0.75, help="weight of the teachers against the data")
    made.add_argument("--reinit", type=int, default=0, help="top layers that start from random weights")
    made.add_argument("--held-out", type=int, default=1000, help="questions of a set to measure on")
    made.add_argument("--processes", type=int, default=max(1, (os.cpu_count() or 2) - 2))
    for name, value in asdict(Mix()).items():
        made.add_argument(f"--{name.replace('_', '-')}", type=type(value), default=value)
    return made.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> int:
    """Train and write."""
    began = time.monotonic()
    given = parsed(arguments)
    packed = read_packed(given.pack)
    mix = Mix(**{name: getattr(given, name) for name in asdict(Mix())})
    shares = {name: float(share) for name, _, share in (one.rpartition("=") for one in given.share)}
    if missing := sorted({*given.last, *shares} - {*packed.sets}):
        sys.exit(f"{given.pack} holds no set {missing[0]}, but {', '.join(packed.sets)}")
    stages = [frozenset(packed.sets)] + [frozenset(given.last)] * bool(given.last)
    drawings = [Drawing(packed, mix, sets, shares) for sets in stages]
    with steps_ahead(drawings, given.processes) as steps:
        run(given, packed, steps, began)
    return 0


def run(given: argparse.Namespace, packed: Packed, steps: Steps, began: float) -> None:
    """Everything that needs PyTorch, which is imported only when the processes are there."""
    import torch

    from .attention import fuse
    from .clocked import Clock, Model, Plan, Training, train
    from .layout import Layout
    from .loss import LossWeights
    from .scoring import HeldOut
    from .weights import load_model, reinitialise

    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    torch.manual_seed(given.seed)
    torch.backends.cuda.enable_cudnn_sdp(False)  # it plans anew for every length

    def loaded(folder: Path) -> Model:
        module = load_model(folder)
        fuse(module)
        layout = Layout.of(folder, given.vocabulary or given.model, module)
        return Model(module.to(device), layout)

    model = loaded(given.model)
    reinitialise(model.module, given.reinit)
    plan = Plan(loss=LossWeights(soft=given.soft), rate=given.rate, average=given.average)
    training = Training(model, [loaded(folder).frozen() for folder in given.teacher], plan)
    clock = Clock(began, 60 * given.minutes)
    held_out = HeldOut(packed, given.held_out)
    say(f"loaded after {time.monotonic() - began:.0f} s; {device}")
    found: dict[str, Any] = {}

    def score(which: str) -> float:
        found[which] = held_out.scores(model.logits, device)
        say(f"{which}, after {time.monotonic() - began:.0f} s: {json.dumps(found[which])}")
        worth: float = sum(one["f1"] + one["misled"] for one in found[which].values())
        return worth

    ends = [1 - given.last_share, 1.0] if given.last else [1.0]
    for drawing, until in enumerate(ends):
        if drawing:
            score(f"stage {drawing}")
        train(training, steps(drawing), clock, until, say)
    training.swap_average()
    about = {"arguments": {name: str(value) for name, value in vars(given).items()}, "steps": training.steps}
    write(given, model.module, about)  # before it is measured: whoever set a limit may stop it now
    average = score("average")
    training.swap_average()
    if score("last") < average:
        training.swap_average()
    write(given, model.module, about | {"held out": found})
    say(f"written after {time.monotonic() - began:.0f} s")


def write(given: argparse.Namespace, module: Any, about: dict[str, Any]) -> None:
    """Write the model, what is told of it, and the parts."""
    from .weights import cut, save_model

    save_model(module, given.out)
    (given.out / "run.json").write_text(json.dumps(about, indent=1), "utf-8")
    shutil.copyfile(given.model / "tokenizer.json", given.out / "tokenizer.json")
    if given.parts:
        cut(given.out / "model.safetensors", given.parts, PART)
        for name in ("config.json", "run.json"):
            shutil.copyfile(given.out / name, given.parts / name)


PART = 16_700_000  # bytes of a file that comes back: just below 16 MiB


def say(line: str) -> None:
    """Tell whoever waits for it, at once."""
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
