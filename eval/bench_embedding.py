"""Passages embedded a second: this project's embedder against plain SentenceTransformer.encode in float32.

    python -m eval.bench_embedding [--passages 256] [--rounds 7] [--out eval/results/bench-embedding.json]

All embed the same passages of SQuAD 1.1 dev in turn, round by round, so that whatever else the machine does
falls on each of them. The figure is the ratio of the fastest rounds of one run: what disturbs only slows.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import torch
from sentence_transformers import SentenceTransformer

from qa.models.embedder import load_embedder
from qa.models.folder import embedder_folder
from qa.passages import Splitter
from qa.questionsets.loading import load_questions
from qa.settings import Settings
from qa.types import Vectors

DATA = Path(os.environ.get("QA_DATA", "../shared/data"))
_FLAGS = ("amx_bf16", "amx_int8", "avx512_bf16", "avx512_vnni", "avx512_fp16", "avx512_f", "avx2")


def main() -> None:
    """Measure and print; write the result where asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--passages", type=int, default=256)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument(
        "--settings",
        nargs="*",
        default=["auto/auto", "auto/float32", "torch/auto", "torch/bfloat16"],
        help="which of ours to measure, as runtime/dtype",
    )
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    texts = passages(arguments.passages)
    plain = SentenceTransformer(str(embedder_folder("default")), device="cpu")
    ways: dict[str, Callable[[Sequence[str]], Vectors]] = {
        "SentenceTransformer.encode float32": lambda texts: plain.encode(list(texts), show_progress_bar=False)
    }
    for setting in arguments.settings:
        runtime, dtype = setting.split("/")
        embedder = load_embedder(Settings.model_validate({"runtime": runtime, "dtype": dtype}))
        ways[f"qa {setting}"] = embedder.embed
    seconds, vectors = timed(ways, texts, arguments.rounds)
    reference, base = next(iter(vectors.values())), min(next(iter(seconds.values())))
    capable = torch.cpu.get_capabilities()
    result = {
        "command": " ".join(["python -m eval.bench_embedding", *sys.argv[1:]]),
        "processor": {flag: bool(capable.get(flag)) for flag in _FLAGS},
        "threads": torch.get_num_threads(),
        "load_average": round(os.getloadavg()[0], 1),  # above the threads: others were computing too
        "passages": len(texts),
        "words": sum(len(text.split()) for text in texts),
        "rounds": arguments.rounds,
        "ways": {
            name: {
                "passages_per_second": round(len(texts) / min(times), 2),
                "ratio": round(base / min(times), 3),
                "least_cosine_to_the_first": round(float((reference * vectors[name]).sum(axis=1).min()), 5),
                "seconds": [round(each, 2) for each in times],
            }
            for name, times in seconds.items()
        },
    }
    text = json.dumps(result, indent=2)
    print(text)
    if arguments.out:
        arguments.out.write_text(text + "\n", "utf-8")


def passages(count: int) -> list[str]:
    """The first passages of SQuAD 1.1 dev as the index would split them."""
    splitter = Splitter()
    texts: list[str] = []
    for article in load_questions(DATA / "squad-1.1-dev.json.xz").articles:
        texts += [passage.text for passage in splitter.split(article)]
        if len(texts) >= count:
            break
    return texts[:count]


def timed(
    ways: dict[str, Callable[[Sequence[str]], Vectors]], texts: Sequence[str], rounds: int
) -> tuple[dict[str, list[float]], dict[str, Vectors]]:
    """Seconds of every round by way, and the vectors of the last; a short warm-up goes before."""
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    vectors: dict[str, Vectors] = {}
    for embed in ways.values():
        embed(texts[:32])
    for _ in range(rounds):
        for name, embed in ways.items():
            began = time.perf_counter()
            vectors[name] = np.asarray(embed(texts), np.float32)
            seconds[name].append(time.perf_counter() - began)
    return seconds, vectors


if __name__ == "__main__":
    main()
