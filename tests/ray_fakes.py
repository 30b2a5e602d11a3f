"""What the workers of the tests of qa.distributed hold; their processes import it by name."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

from qa.types import Vectors
from tests.fakes import HashEmbedder

DIM = 128
SECONDS = 0.005  # for a text, so that workers have something under way when they are disturbed


class SlowEmbedder(HashEmbedder):
    """Takes its time, and writes down in a file how many texts it embedded, whoever looks."""

    def __init__(self, journal: Path) -> None:
        super().__init__(DIM)
        self._journal = journal

    def embed(self, texts: Sequence[str]) -> Vectors:
        """As a HashEmbedder."""
        time.sleep(SECONDS * len(texts))
        with self._journal.open("a") as stream:
            stream.writelines(f"{text}\n" for text in texts)
        return super().embed(texts)
