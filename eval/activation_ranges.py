"""Measure the activation ranges of the shipped models on real passages, for int8 without a first-use delay.

    python -m eval.activation_ranges [--samples 200]

Writes qa/models/ranges/FINGERPRINT.safetensors for the default embedder and reader. To be run again whenever
one of them changes; until then the ranges of the new model are measured at its first use. The passages are
those of SQuAD 2.0 train, with their questions for the reader.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from safetensors.numpy import save

from eval.harness import parser, questions_of
from qa.models import activation_ranges
from qa.models.folder import embedder_folder, fingerprint, reader_folder
from qa.models.tokens import load_tokenizer
from qa.questionsets.question_set import paragraphs_of

_MOST_TOKENS = 256


def main() -> None:
    """Measure both models and write their ranges into the package."""
    options = parser("activation_ranges", __doc__)
    options.add_argument("--samples", type=int, default=200)
    drawn = paragraphs_of(questions_of("squad-2.0-train", options.parse_args().samples))
    pairs = [(question.text, article.text) for question, article in drawn]
    measure(reader_folder("default"), pairs)
    measure(embedder_folder("default"), [passage for _, passage in pairs] + [text for text, _ in pairs[::4]])


def measure(folder: Path, texts: list[tuple[str, str]] | list[str]) -> None:
    """Write the ranges of one model."""
    tokenizer = load_tokenizer(folder)
    tokenizer.enable_truncation(_MOST_TOKENS, strategy="longest_first")
    rows = [
        (np.array(code.ids, np.int64), np.array(code.type_ids, np.int64))
        for code in tokenizer.encode_batch(texts)
    ]
    path = activation_ranges.SHIPPED / activation_ranges.file_name(fingerprint(folder))
    path.write_bytes(save(dict(activation_ranges.measured(folder, rows))))
    print(f"{len(rows)} rows: {path}")


if __name__ == "__main__":
    main()
