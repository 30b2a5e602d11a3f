"""How well reprints of a story are recognised, and how seldom other stories are taken for reprints.

    python -m eval.reprints [--stories 60] [--out FILE]

No collection of real reprints is at hand, so they are made from SQuAD 2.0 train. A story is
four paragraphs in a row of one page, dated; a page gives at most three, so a story has sisters on its own
subject that are *not* reprints of it: the hardest texts to keep apart. Each story is reprinted six times
within a month, by these edits:

    cut        its second half is gone
    dropped    each sentence goes with probability 0.3
    reworded   each word becomes a random word of the collection with probability 0.1
    framed     another headline, an agency's line before, a paragraph of another story behind
    both       dropped, then reworded
    heavy      each sentence goes with probability 0.3, each word is replaced with probability 0.3

and once a year later, which is no reprint but another edition. Everything is indexed as one collection in a
random order with the default embedder. A pair of articles is judged by whether the index puts both into one
family: recall for each edit is over the pairs (story, its reprint); precision is over all pairs that the
index puts together. The thresholds of ``qa/index/families.py`` were set by hand on a few pages of SQuAD 1.1
dev.
"""

from __future__ import annotations

import random
import tempfile
from collections import defaultdict
from collections.abc import Callable
from itertools import combinations
from typing import Any

from eval.harness import contexts, parser, record, squad_pages
from qa.index.local import LocalIndex
from qa.indexing import splitter_of
from qa.language.sentences import spans
from qa.models.embedder import load_embedder
from qa.settings import Settings
from qa.types import Article

PARAGRAPHS = 4
STORIES_A_PAGE = 3
DAY, LATER = "2021-03-{:02d}", "2022-03-{:02d}"


def main() -> None:
    """Measure and print; write the result where asked."""
    options = parser("reprints", __doc__)
    options.add_argument("--stories", type=int, default=60)
    arguments = options.parse_args()
    collection = made(stories(arguments.stories))
    random.Random(1).shuffle(collection)
    ids, settings = [article.id for article in collection], Settings()
    with (
        tempfile.TemporaryDirectory() as folder,
        LocalIndex.create(folder, load_embedder(settings), splitter_of(settings)) as index,
    ):
        index.add(collection)
        families = dict(zip(ids, index.families(ids), strict=True))
    record(arguments, {"stories": arguments.stories, "articles": len(ids), **judged(families)})


def stories(count: int) -> list[str]:
    """Texts of four paragraphs, at most three from a page."""
    pages = squad_pages("squad-2.0-train")
    random.Random(0).shuffle(pages)
    found: list[str] = []
    for texts in map(contexts, pages):
        for at in range(0, len(texts) - PARAGRAPHS + 1, PARAGRAPHS)[:STORIES_A_PAGE]:
            found.append("\n\n".join(texts[at : at + PARAGRAPHS]))
    return found[:count]


def made(originals: list[str]) -> list[Article]:
    """Each story with its reprints, and one of a year later; the id is ``story/edit``."""
    generator = random.Random(0)
    words = [word for text in originals for word in text.split()]

    def dropped(text: str, share: float = 0.3) -> str:
        kept = [text[start:end] for start, end in spans(text) if generator.random() > share]
        return " ".join(kept) or text

    def reworded(text: str, share: float = 0.1) -> str:
        return " ".join(
            word if generator.random() > share else generator.choice(words) for word in text.split()
        )

    def framed(text: str) -> str:
        other = generator.choice(originals).split("\n\n")[0]
        return f"MORNING EDITION\n\nFrom our correspondents and agencies.\n\n{text}\n\n{other}"

    edits: dict[str, Callable[[str], str]] = {
        "original": lambda text: text,
        "cut": lambda text: text[: len(text) // 2],
        "dropped": dropped,
        "reworded": reworded,
        "framed": framed,
        "both": lambda text: reworded(dropped(text)),
        "heavy": lambda text: reworded(dropped(text), 0.3),
    }
    collection = []
    for number, text in enumerate(originals):
        for name, edit in edits.items():
            date = DAY.format(generator.randint(1, 28))
            collection.append(Article(f"{number}/{name}", f"Story {name}", edit(text), f"{name}.txt", date))
        date = LATER.format(generator.randint(1, 28))
        collection.append(Article(f"{number}/later", "Story", text, "later.txt", date))
    return collection


def judged(families: dict[str, str]) -> dict[str, Any]:
    """Recall by edit, precision over all pairs, and what the wrong pairs are."""
    stories_of: dict[str, list[str]] = defaultdict(list)
    for article, family in families.items():
        stories_of[family].append(article)
    kinds = sorted({article.partition("/")[2] for article in families} - {"original", "later"})
    numbers = {article.partition("/")[0] for article in families}
    recall = {
        kind: sum(families[f"{n}/{kind}"] == families[f"{n}/original"] for n in numbers) / len(numbers)
        for kind in kinds
    }
    together = [pair for members in stories_of.values() for pair in combinations(members, 2)]
    right = [pair for pair in together if _same(*pair)]
    return {
        "recall": {kind: round(share, 3) for kind, share in recall.items()},
        "recall_all": round(sum(recall.values()) / len(recall), 3),
        "precision": round(len(right) / max(len(together), 1), 4),
        "pairs_put_together": len(together),
        "of_them_different_stories": sum(_story(one) != _story(two) for one, two in together),
        "of_them_a_year_apart": sum(
            _story(one) == _story(two) and not _same(one, two) for one, two in together
        ),
    }


def _story(article: str) -> str:
    return article.partition("/")[0]


def _same(one: str, two: str) -> bool:
    """Whether two articles are one story of one month."""
    return _story(one) == _story(two) and not (one.endswith("/later") or two.endswith("/later"))


if __name__ == "__main__":
    main()
