"""What the workers of the tests of qa.distributed hold; their processes import it by name."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

from qa.types import Vectors
from tests.fakes import HashEmbedder

DIM = 128
SECONDS = 0.005  # for a text, so that workers have something under way when they are disturbed
PATIENCE = 5.0  # seconds for a table while no other node has embedded any


def release(journal: Path) -> None:
    """Let a node that is to be the only one go on at its usual pace."""
    for n in range(2):
        _mark(journal, f"released-{n}")


def _mark(journal: Path, node: str) -> None:
    journal.with_name(f"{journal.name}-{node}").touch()


class SlowEmbedder(HashEmbedder):
    """Takes its time, leaves work for a second node, and writes down in a file what it embedded.

    Ray gives all tables to the worker that is there first, if it is quick; however late that of the other
    node comes on a busy machine, there is to be something left for it.
    """

    def __init__(self, journal: Path) -> None:
        super().__init__(DIM)
        self._journal = journal

    def embed(self, texts: Sequence[str]) -> Vectors:
        """As a HashEmbedder."""
        import ray

        _mark(self._journal, ray.get_runtime_context().get_node_id())
        self._wait_for_another()
        time.sleep(SECONDS * len(texts))
        with self._journal.open("a") as stream:
            stream.writelines(f"{text}\n" for text in texts)
        return super().embed(texts)

    def _wait_for_another(self) -> None:
        end = time.monotonic() + PATIENCE
        while len(list(self._journal.parent.glob(f"{self._journal.name}-*"))) < 2 and time.monotonic() < end:
            time.sleep(0.02)
