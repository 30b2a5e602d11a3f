"""What the workers of the tests of qa.distributed hold; their processes import it by name."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from pathlib import Path

from qa.types import Vectors
from tests.fakes import HashEmbedder

DIM = 128
SECONDS = 0.005  # for a text, so that workers have something under way when they are disturbed
ALONE = 2  # tables that a worker embeds before another one has embedded any
LIMIT = 120.0  # seconds until another worker that does not come counts as a failure


class SlowEmbedder(HashEmbedder):
    """Takes its time, waits for a second worker, and writes down in a file what it embedded."""

    def __init__(self, journal: Path) -> None:
        super().__init__(DIM)
        self._journal = journal
        self._tables = 0

    def embed(self, texts: Sequence[str]) -> Vectors:
        """As a HashEmbedder."""
        self._journal.with_name(f"{self._journal.name}-{os.getpid()}").touch()
        self._tables += 1
        if self._tables > ALONE:
            self._wait_for_another()
        time.sleep(SECONDS * len(texts))
        with self._journal.open("a") as stream:
            stream.writelines(f"{text}\n" for text in texts)
        return super().embed(texts)

    def _wait_for_another(self) -> None:
        """Two workers share the work however long the second one takes to start; else the test fails."""
        end = time.monotonic() + LIMIT
        while len(list(self._journal.parent.glob(f"{self._journal.name}-*"))) < 2 and time.monotonic() < end:
            time.sleep(0.02)
