"""What splitting costs beside embedding, and how our splitter compares with semantic-text-splitter.

    python -m eval.bench_splitting [--embedded 256] [--rounds 3] [--out eval/results/bench-splitting.json]

The articles are those of SQuAD 1.1 dev (48 of them, 2,067 paragraphs), looked for in the folder that QA_DATA
names. All ways of splitting run in turn, round by round, and so does the embedding of a sample of our own
passages. Times are processor time, so that what else the machine does counts little; that of embedding is
divided by its threads, as if they shared the work evenly. The figure is the ratio of the medians a passage.
"""

from __future__ import annotations

import argparse
import json
import lzma
import os
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import torch
from semantic_text_splitter import TextSplitter
from tokenizers import Tokenizer

from qa.models.embedder import load_embedder
from qa.models.folder import embedder_folder
from qa.passages import Splitter
from qa.settings import Settings
from qa.types import Article

DATA = Path(os.environ.get("QA_DATA", "../shared/data"))
_CHARACTERS = (450, 600)  # what 75 to 100 words of English have
_TOKENS = (100, 135)
_SENTENCE_ENDS = tuple(".!?…\"”’')]")

Split = Callable[[str], list[str]]


def main() -> None:
    """Measure and print; write the result where asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--embedded", type=int, default=256, help="passages embedded a round")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    texts = squad_articles()
    tokenizer = _tokenizer()
    ways = splitters(tokenizer)
    passages = {name: [passage for text in texts for passage in split(text)] for name, split in ways.items()}
    ours = passages["qa"]
    embedder = load_embedder(Settings(runtime="torch", dtype="float32"))
    sample = ours[:: max(1, len(ours) // arguments.embedded)][: arguments.embedded]
    seconds: dict[str, list[float]] = {name: [] for name in [*ways, "embedding"]}
    embedder.embed(sample[:32])
    threads = torch.get_num_threads()
    for _ in range(arguments.rounds):
        for name, split in ways.items():
            took = _seconds(lambda: [split(text) for text in texts])  # noqa: B023 (called before split changes)
            seconds[name].append(took / len(passages[name]))
        seconds["embedding"].append(_seconds(lambda: embedder.embed(sample)) / len(sample) / threads)
    embedding = statistics.median(seconds["embedding"])
    result = {
        "command": " ".join(["python -m eval.bench_splitting", *sys.argv[1:]]),
        "articles": len(texts),
        "megabytes": round(sum(len(text.encode()) for text in texts) / 1e6, 3),
        "embedding": {
            "passages": len(sample),
            "threads": threads,
            "milliseconds_a_passage": round(embedding * 1e3, 3),
            "tokens_per_second": round(sum(_counts(tokenizer, sample)) / len(sample) / embedding),
        },
        "splitting": {
            name: {
                "milliseconds_a_passage": round(statistics.median(seconds[name]) * 1e3, 4),
                "part_of_embedding": round(statistics.median(seconds[name]) / embedding, 4),
                **described(tokenizer, passages[name]),
            }
            for name in ways
        },
    }
    text = json.dumps(result, indent=2)
    print(text)
    if arguments.out:
        arguments.out.write_text(text + "\n", "utf-8")


def squad_articles() -> list[str]:
    """The paragraphs of each SQuAD 1.1 dev article as one text."""
    with lzma.open(DATA / "squad-1.1-dev.json.xz", "rt", encoding="utf-8") as file:
        articles = json.load(file)["data"]
    return ["\n\n".join(paragraph["context"] for paragraph in article["paragraphs"]) for article in articles]


def splitters(tokenizer: Tokenizer) -> dict[str, Split]:
    """Ways to split; all give passages of some 100 words that overlap by some 25."""
    ours = Splitter(words=100, overlap=25)
    by_tokens = TextSplitter.from_huggingface_tokenizer(tokenizer, _TOKENS, overlap=33)
    by_characters = TextSplitter(_CHARACTERS, overlap=150)
    return {
        "qa": lambda text: [passage.text for passage in ours.split(Article("a", "A", text, "a"))],
        "semantic-text-splitter, tokens": by_tokens.chunks,
        "semantic-text-splitter, characters": by_characters.chunks,
    }


def described(tokenizer: Tokenizer, passages: Sequence[str]) -> dict[str, float | int]:
    """How many there are, how long they are, and how many end as a sentence does."""
    tokens = sorted(_counts(tokenizer, passages))
    return {
        "passages": len(passages),
        "mean_words": round(statistics.mean(len(passage.split()) for passage in passages), 1),
        "mean_tokens": round(statistics.mean(tokens), 1),
        "tokens_99_percent": tokens[len(tokens) * 99 // 100],
        "most_tokens": tokens[-1],
        "end_as_a_sentence": round(
            statistics.mean(passage.endswith(_SENTENCE_ENDS) for passage in passages), 4
        ),
    }


def _tokenizer() -> Tokenizer:
    tokenizer = Tokenizer.from_file(str(embedder_folder("default") / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def _counts(tokenizer: Tokenizer, passages: Sequence[str]) -> list[int]:
    return [len(each.ids) for each in tokenizer.encode_batch(list(passages), add_special_tokens=False)]


def _seconds(run: Callable[[], object]) -> float:
    began = time.process_time()
    run()
    return time.process_time() - began


if __name__ == "__main__":
    main()
