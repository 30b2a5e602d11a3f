"""A driver that is killed: ``python -m tests.ray_child ADDRESS ARTICLES INDEX JOURNAL``."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path

from qa.distributed import indexing
from qa.index import writing
from qa.settings import Settings
from tests.fakes import HashEmbedder
from tests.ray_fakes import SlowEmbedder

BATCH = 20
TABLE_BYTES = 2000
SETTINGS = Settings(passage_words=20, passage_overlap=0)


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
        on_progress=lambda progress: print("stored", progress.passages, flush=True),
        embedder=HashEmbedder(dim=16),
        load=partial(SlowEmbedder, Path(journal)),
    )


if __name__ == "__main__":
    main()
