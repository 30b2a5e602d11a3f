"""What the checks of an index cost: their share of opening it and of a warm question.

    python -m eval.bench_checks [--out FILE]

The sample articles are opened and asked again and again. Every function that compares what is read with what
was stored is timed while it runs, by the processor's time of its thread, once where they call each other. The
clock itself is counted as theirs, so that the shares are, if anything, too large.
"""

from __future__ import annotations

import functools
import hashlib
import statistics
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from unittest import mock

from eval.harness import parser, record
from qa.assistant import Assistant
from qa.index import catalog, halves, layout, local, rows, segments, sql, stored, watermark
from qa.indexing import add_articles, splitter_of
from qa.models.embedder import load_embedder
from qa.resources import shipped
from qa.settings import Settings

_CHECKS: tuple[tuple[Any, str], ...] = (
    *((module, "seal") for module in (rows, stored, catalog, watermark)),
    (halves, "_seals"),
    (hashlib, "sha256"),  # of a text; of search files below
    (layout.Layout, "require"),
    (layout.Layout, "fault"),
    (segments, "check"),
    (sql, "check_catalog"),
    (stored.Stored, "require_schema"),
    (catalog.Catalog, "require_newest"),
)
_QUESTIONS = (
    "Who is Finland's new Prime Minister?",
    "When did Russia annex Crimea?",
    "What does Moscow demand?",
    "Who warned Sweden?",
)
_ROUNDS = 10


class Clock:
    """Adds up the time of the functions that it is put around."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self._depth = 0

    def around(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """The function, timed."""

        @functools.wraps(function)
        def timed(*arguments: Any, **named: Any) -> Any:
            self._depth += 1
            began = time.thread_time()
            try:
                return function(*arguments, **named)
            finally:
                self._depth -= 1
                if not self._depth:
                    self.seconds += time.thread_time() - began

        return timed

    def share_of(self, run: Callable[[], object]) -> tuple[float, float]:
        """The share of these functions in a run, and the processor's seconds of the run."""
        self.seconds, began = 0.0, time.process_time()
        run()
        spent = time.process_time() - began
        return self.seconds / spent, spent


def main() -> None:
    """Measure and print; write the result where asked."""
    arguments = parser("bench_checks", __doc__).parse_args()
    clock = Clock()
    with tempfile.TemporaryDirectory() as name, ExitStack() as patches:
        place = Path(name) / "index"
        add_articles([shipped("seeds")], place, Settings(), on_problem=print)
        for owner, called in _CHECKS:
            patches.enter_context(mock.patch.object(owner, called, clock.around(getattr(owner, called))))
        record(arguments, {"questions": len(_QUESTIONS), "rounds": _ROUNDS, **_measured(place, clock)})


def _measured(place: Path, clock: Clock) -> dict[str, Any]:
    with Assistant.open(place) as assistant:
        assistant.ask_batch(_QUESTIONS)
        embedder, splitter = load_embedder(Settings()), splitter_of(Settings())

        def opened() -> None:
            local.LocalIndex.open(place, embedder, splitter).close()

        asked = [clock.share_of(lambda: assistant.ask_batch(_QUESTIONS)) for _ in range(_ROUNDS)]
        openings = [clock.share_of(opened) for _ in range(_ROUNDS)]
    return {"asking, warm": _of(asked), "opening the index": _of(openings)}


def _of(runs: list[tuple[float, float]]) -> dict[str, float]:
    return {
        "share_of_checks": round(statistics.median(share for share, _ in runs), 4),
        "processor_milliseconds": round(1000 * statistics.median(spent for _, spent in runs), 2),
    }


if __name__ == "__main__":
    main()
