"""Measures whether "what did X say about Y?" lists what X says about Y, and nothing else of X.

    python -m eval.topics [--show] [--out FILE]

``eval/quotations/topics.jsonl`` pairs speakers of the labelled articles of ``eval/quotations`` with topics of
the same articles: half of the topics are ones that the speaker says something about, as the labelled words
tell; of the other half somebody else speaks, or the article, often in the next sentence. All were written
before the rule of what a quotation is about (:mod:`qa.archive.bearing`).

Precision: of the quotations listed, how many are labelled. Recall: of those labelled, how many are listed.
Silence: of the pairs without any, how often nothing is listed.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from pathlib import Path

from eval.bench_index import ParagraphSplitter
from eval.bench_quotes import EightDimensions
from eval.harness import parser, record
from eval.quotations import FOLDER
from qa.archive.quotes import Wanted, quotations
from qa.index.local import LocalIndex
from qa.types import Article, Index


def measured(index: Index, show: bool = False) -> dict[str, float]:
    """The figures of all pairs."""
    listed = right = wanted = silent = without = 0
    for line in (FOLDER / "topics.jsonl").read_text("utf-8").splitlines():
        pair = json.loads(line)
        found = quotations(index, Wanted(speaker=pair["speaker"], about=pair["about"])).quotations
        quotes = [one.citation.quote for one in found]
        hits = [part for part in pair["said"] if any(part in quote for quote in quotes)]
        wrong = [quote for quote in quotes if not any(part in quote for part in pair["said"])]
        listed += len(hits) + len(wrong)
        right += len(hits)
        wanted += len(pair["said"])
        without += not pair["said"]
        silent += not pair["said"] and not quotes
        if show and (wrong or len(hits) < len(pair["said"])):
            print(
                pair["speaker"],
                "|",
                pair["about"],
                "| missed",
                set(pair["said"]) - set(hits),
                "| wrong",
                wrong,
            )
    return {
        "labelled": wanted,
        "listed": listed,
        "precision": round(right / max(1, listed), 4),
        "recall": round(right / max(1, wanted), 4),
        "pairs_without": without,
        "silence": round(silent / max(1, without), 4),
    }


def labelled_articles() -> Sequence[Article]:
    """The labelled articles, each titled by its first line."""
    paths = sorted((FOLDER / "articles").iterdir())
    texts = [(path, path.read_text("utf-8")) for path in paths]
    return [Article(path.name, text.partition("\n")[0][:80], text, path.name) for path, text in texts]


def main() -> None:
    """Print the pairs that went wrong, and the figures."""
    options = parser("topics", __doc__)
    options.add_argument("--show", action="store_true", help="print what went wrong")
    arguments = options.parse_args()
    with (
        tempfile.TemporaryDirectory() as folder,
        LocalIndex.create(Path(folder) / "index", EightDimensions(), ParagraphSplitter()) as index,
    ):
        index.add(labelled_articles())
        figures = measured(index, arguments.show)
    record(arguments, {"pairs": figures})


if __name__ == "__main__":
    main()
