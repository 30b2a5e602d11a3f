"""A process that writes to an index until it is killed: ``python -m tests.index_child FOLDER SEED``.

It follows a collection that changes with the seed, removes, and compacts, over and over.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

from qa.index import dense, writing
from qa.index.local import LocalIndex
from qa.types import Article
from tests.collection import LineSplitter, article
from tests.fakes import HashEmbedder

ARTICLES = 120
LIMIT = 150  # of exact search, so that a base is built, extended and written anew


def collection(seed: int) -> list[Article]:
    """120 articles of three lines; some have a text of this seed, the others are the same for all seeds."""
    generator = random.Random(seed)
    made = []
    for n in range(ARTICLES):
        edition = seed if generator.random() < 0.2 else 0
        lines = [f"article{n} line{line} edition{edition} about subject{n % 9}" for line in range(3)]
        made.append(article(f"{n}.txt", "\n".join(lines), published="2020"))
    return made


def main() -> None:
    """Write for ever."""
    folder, seed = Path(sys.argv[1]), int(sys.argv[2])
    writing.BATCH = 20
    dense.TAIL_LIMIT = LIMIT
    embedder = HashEmbedder(dim=16)
    print("started", flush=True)
    while True:
        with LocalIndex.create(folder, embedder, LineSplitter()) as index:
            index.add(collection(seed))
            print("added", flush=True)
            index.remove(one.id for one in collection(seed)[:: 7 + seed % 5])
            index.compact()
        seed += 1


if __name__ == "__main__":
    main()
