"""Asks a teacher about every window that a run will see, before the run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from qa.models.forward import SpanForward
from qa.models.windows import Window, Windows
from qa.training.examples import Example, encode
from qa.training.sampling import Sampler
from qa.training.targets import STEPS_A_FILE, SoftTarget, TargetStore, side


def teach(
    sampler: Sampler,
    windows: Windows,
    forward: SpanForward,
    store: TargetStore,
    *,
    steps: int,
    workers: int,
    say: Callable[[str], None],
) -> int:
    """Store the targets of the first ``steps`` steps, rounded up to whole files; those there are kept.

    ``windows`` and ``forward`` are the teacher's, ``sampler`` the run's; ``workers`` passes are computed
    side by side. Returns how many examples were asked about.
    """
    asked = 0
    files = -(-steps // STEPS_A_FILE)
    with ThreadPoolExecutor(workers) as pool:
        for number in range(files):
            if store.has(number):
                continue
            first = number * STEPS_A_FILE
            drawn = [sampler.examples(step)[0] for step in range(first, first + STEPS_A_FILE)]
            every = [example for examples in drawn for example in examples]
            targets = iter(opinions(every, windows, forward, pool))
            store.write(number, [[next(targets) for _ in examples] for examples in drawn])
            asked += len(every)
            say(f"targets of step {first + STEPS_A_FILE} of {files * STEPS_A_FILE}")
    return asked


def opinions(
    examples: Sequence[Example], windows: Windows, forward: SpanForward, pool: ThreadPoolExecutor
) -> list[SoftTarget]:
    """The teacher's target for each example; certainty of "no answer" where an example has no window."""
    nothing = side(np.empty(0, np.float32), np.empty(0, np.int64), 0.0)
    targets = [SoftTarget(nothing, nothing)] * len(examples)
    rows = encode(examples, list(range(len(examples))), windows)
    chosen: list[Window] = [row.window for row in rows if row is not None]
    batches = list(windows.batches(chosen))
    logits = pool.map(lambda batch: forward.logits(*batch.inputs), batches)
    for batch, (start, end) in zip(batches, logits, strict=True):
        for place, window in enumerate(batch.windows):
            inside = slice(window.first, window.last)
            targets[window.pair] = SoftTarget(
                side(start[place, inside], window.passage.starts, float(start[place, 0])),
                side(end[place, inside], window.passage.ends, float(end[place, 0])),
            )
    return targets
