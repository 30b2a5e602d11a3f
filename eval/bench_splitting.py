"""What splitting costs beside embedding, and how our splitter compares with semantic-text-splitter.

    python -m eval.bench_splitting [--embedded 256] [--rounds 3] [--out FILE]

The articles are the 48 of SQuAD 1.1 dev. All ways of splitting run in turn, round by round, and so does the
embedding of a sample of our own passages. Times are processor time, so that what else the machine does counts
little; that of embedding is divided by its threads, as if they shared the work evenly. The figure is the
ratio of the medians a passage. All give passages of some 100 words that overlap by some 25.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence

import torch
from semantic_text_splitter import TextSplitter
from tokenizers import Tokenizer

from eval.harness import contexts, in_turn, parser, record, squad_pages
from qa.models.embedder import load_embedder
from qa.models.folder import embedder_folder
from qa.passages import Splitter
from qa.settings import Settings
from qa.types import Article

_CHARACTERS = (450, 600)  # what 75 to 100 words of English have
_TOKENS = (100, 135)
_SENTENCE_ENDS = tuple(".!?…\"”’')]")


def main() -> None:
    """Measure and print; write the result where asked."""
    options = parser("bench_splitting", __doc__)
    options.add_argument("--embedded", type=int, default=256, help="passages embedded a round")
    options.add_argument("--rounds", type=int, default=3)
    arguments = options.parse_args()
    texts = ["\n\n".join(contexts(page)) for page in squad_pages("squad-1.1-dev")]
    tokenizer = Tokenizer.from_file(str(embedder_folder("default") / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    ours, chunks = Splitter(words=100, overlap=25), TextSplitter(_CHARACTERS, overlap=150).chunks
    ways: dict[str, Callable[[str], list[str]]] = {
        "qa": lambda text: [passage.text for passage in ours.split(Article("a", "A", text, "a"))],
        "semantic-text-splitter, tokens": TextSplitter.from_huggingface_tokenizer(
            tokenizer, _TOKENS, overlap=33
        ).chunks,
        "semantic-text-splitter, characters": chunks,
    }
    passages = {name: [passage for text in texts for passage in split(text)] for name, split in ways.items()}
    embedder = load_embedder(Settings(runtime="torch", dtype="float32"))
    sample = passages["qa"][:: max(1, len(passages["qa"]) // arguments.embedded)][: arguments.embedded]
    embedder.embed(sample[:32])
    calls: dict[str, Callable[[], object]] = {
        name: lambda split=split: [split(text) for text in texts]  # type: ignore[misc]
        for name, split in ways.items()
    }
    taken = in_turn({**calls, "embedding": lambda: embedder.embed(sample)}, arguments.rounds)
    seconds = {name: statistics.median(watch.processor for watch in its) for name, its in taken.items()}
    threads = torch.get_num_threads()
    embedding = seconds["embedding"] / len(sample) / threads
    figures = {
        "articles": len(texts),
        "megabytes": round(sum(len(text.encode()) for text in texts) / 1e6, 3),
        "embedding": {
            "passages": len(sample),
            "threads": threads,
            "milliseconds_a_passage": round(embedding * 1e3, 3),
            "tokens_per_second": round(sum(tokens(tokenizer, sample)) / len(sample) / embedding),
        },
        "splitting": {
            name: {
                "milliseconds_a_passage": round(seconds[name] / len(found) * 1e3, 4),
                "part_of_embedding": round(seconds[name] / len(found) / embedding, 4),
                **described(tokenizer, found),
            }
            for name, found in passages.items()
        },
    }
    record(arguments, figures)


def described(tokenizer: Tokenizer, passages: Sequence[str]) -> dict[str, float | int]:
    """How many there are, how long they are, and how many end as a sentence does."""
    lengths = sorted(tokens(tokenizer, passages))
    whole = statistics.mean(passage.endswith(_SENTENCE_ENDS) for passage in passages)
    return {
        "passages": len(passages),
        "mean_words": round(statistics.mean(len(passage.split()) for passage in passages), 1),
        "mean_tokens": round(statistics.mean(lengths), 1),
        "tokens_99_percent": lengths[len(lengths) * 99 // 100],
        "most_tokens": lengths[-1],
        "end_as_a_sentence": round(whole, 4),
    }


def tokens(tokenizer: Tokenizer, passages: Sequence[str]) -> list[int]:
    """How many tokens each passage has."""
    return [len(each.ids) for each in tokenizer.encode_batch(list(passages), add_special_tokens=False)]


if __name__ == "__main__":
    main()
