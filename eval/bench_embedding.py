"""Passages embedded a second: this project's embedder against plain SentenceTransformer.encode in float32.

    python -m eval.bench_embedding [--passages 256] [--rounds 7] [--out FILE]

All embed the same passages of SQuAD 1.1 dev in turn, round by round, so that whatever else the machine does
falls on each of them. The figure is the ratio of the fastest rounds of one run: what disturbs only slows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from itertools import islice

import numpy as np
import torch
from sentence_transformers import SentenceTransformer

from eval.harness import in_turn, parser, questions_of, record, way_settings
from qa.models.embedder import load_embedder
from qa.models.folder import embedder_folder
from qa.passages import Splitter

_FLAGS = ("amx_bf16", "amx_int8", "avx512_bf16", "avx512_vnni", "avx512_fp16", "avx512_f", "avx2")
_WAYS = ["auto/auto", "auto/float32", "torch/auto", "torch/bfloat16"]


def main() -> None:
    """Measure and print; write the result where asked."""
    options = parser("bench_embedding", __doc__)
    options.add_argument("--passages", type=int, default=256)
    options.add_argument("--rounds", type=int, default=7)
    options.add_argument("--ways", nargs="*", default=_WAYS, help="ours, as runtime/dtype")
    arguments = options.parse_args()
    articles = questions_of("squad-1.1-dev").articles
    passages = (passage.text for article in articles for passage in Splitter().split(article))
    texts = list(islice(passages, arguments.passages))
    plain = SentenceTransformer(str(embedder_folder("default")), device="cpu")
    embedders: dict[str, Callable[[Sequence[str]], object]] = {
        "SentenceTransformer.encode float32": lambda texts: plain.encode(list(texts), show_progress_bar=False)
    }
    embedders |= {f"qa {way}": load_embedder(way_settings(way)).embed for way in arguments.ways}
    vectors = {name: np.asarray(embed(texts), np.float32) for name, embed in embedders.items()}  # warms up
    taken = in_turn({name: partial(embed, texts) for name, embed in embedders.items()}, arguments.rounds)
    fastest = {name: min(watch.seconds for watch in its) for name, its in taken.items()}
    (base, *_), (reference, *_) = fastest.values(), vectors.values()
    capable = torch.cpu.get_capabilities()
    figures = {
        "processor": {flag: bool(capable.get(flag)) for flag in _FLAGS},
        "threads": torch.get_num_threads(),
        "passages": len(texts),
        "words": sum(len(text.split()) for text in texts),
        "rounds": arguments.rounds,
        "ways": {
            name: {
                "passages_per_second": round(len(texts) / seconds, 2),
                "ratio": round(base / seconds, 3),
                "least_cosine_to_the_first": round(float((reference * vectors[name]).sum(axis=1).min()), 5),
                "seconds": [round(watch.seconds, 2) for watch in taken[name]],
            }
            for name, seconds in fastest.items()
        },
    }
    record(arguments, figures)


if __name__ == "__main__":
    main()
