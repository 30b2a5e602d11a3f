"""A driver that is killed: ``python -m tests.ray_child ADDRESS ARTICLES INDEX JOURNAL``."""

from __future__ import annotations

import sys
import time
from functools import partial
from pathlib import Path

from qa.distributed import indexing
from qa.index import writing
from qa.settings import Settings
from qa.types import Progress
from tests.fakes import HashEmbedder
from tests.ray_fakes import DIM, SlowEmbedder

BATCH = 20
TABLE_BYTES = 2000
SETTINGS = Settings(passage_words=20, passage_overlap=0)


def stored(progress: Progress) -> None:
    """Say so, and let the workers run ahead as far as they may: the worst moment to be killed."""
    if progress.passages > 3 * BATCH:
        time.sleep(2)
    print("stored", progress.passages, flush=True)


def main() -> None:
    """Index, and say so after each batch."""
    address, articles, index, journal = sys.argv[1:]
    writing.BATCH, indexing.TABLE_BYTES = BATCH, TABLE_BYTES
    indexing.add_articles(
        [Path(articles)],
        Path(index),
        SETTINGS,
        address,
        on_problem=print,
        on_progress=stored,
        embedder=HashEmbedder(DIM),
        load=partial(SlowEmbedder, Path(journal)),
    )


if __name__ == "__main__":
    main()
