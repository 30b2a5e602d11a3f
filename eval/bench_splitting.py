"""What splitting costs beside embedding.

    python -m eval.bench_splitting [--embedded 256] [--rounds 3] [--out FILE]

The articles are the 48 of SQuAD 1.1 dev. They are split, and a sample of the passages is embedded in float32,
in turn. Times are processor time, so that what else the machine does counts little; that of embedding is
divided by its threads, as if they shared the work evenly. The figure is the ratio of the medians a passage.
"""

from __future__ import annotations

import statistics

import torch

from eval.harness import contexts, in_turn, parser, record, squad_pages
from qa.models.embedder import load_embedder
from qa.passages import Splitter
from qa.settings import Settings
from qa.types import Article


def main() -> None:
    """Measure and print; write the result where asked."""
    options = parser("bench_splitting", __doc__)
    options.add_argument("--embedded", type=int, default=256, help="passages embedded a round")
    options.add_argument("--rounds", type=int, default=3)
    arguments = options.parse_args()
    texts = ["\n\n".join(contexts(page)) for page in squad_pages("squad-1.1-dev")]
    embedder = load_embedder(Settings(runtime="torch", dtype="float32"))

    def passages() -> list[str]:
        return [one.text for text in texts for one in Splitter().split(Article("a", "A", text, "a"))]

    found = passages()
    sample = found[:: max(1, len(found) // arguments.embedded)][: arguments.embedded]
    embedder.embed(sample[:32])
    taken = in_turn({"splitting": passages, "embedding": lambda: embedder.embed(sample)}, arguments.rounds)
    seconds = {name: statistics.median(watch.processor for watch in its) for name, its in taken.items()}
    splitting = seconds["splitting"] / len(found)
    embedding = seconds["embedding"] / len(sample) / torch.get_num_threads()
    record(
        arguments,
        {
            "articles": len(texts),
            "passages": len(found),
            "mean_words": round(statistics.mean(len(passage.split()) for passage in found), 1),
            "passages_embedded": len(sample),
            "embedding_milliseconds_a_passage": round(embedding * 1e3, 3),
            "splitting_milliseconds_a_passage": round(splitting * 1e3, 4),
            "part_of_embedding": round(splitting / embedding, 4),
        },
    )


if __name__ == "__main__":
    main()
