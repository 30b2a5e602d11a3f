"""Measure the activation ranges of the shipped models on real passages, for int8 without a first-use delay.

    python -m eval.activation_ranges [--samples 200]

Writes qa/models/ranges/FINGERPRINT.safetensors for the default embedder and reader. To be run again whenever
one of them changes; until then the ranges of the new model are measured at its first use. The passages are
those of SQuAD 2.0 train, with their questions for the reader, in the folder that QA_DATA names.
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path

import numpy as np

from qa.models import activation_ranges
from qa.models.folder import embedder_folder, fingerprint, reader_folder
from qa.models.tokens import load_tokenizer
from qa.questionsets.loading import load_questions
from qa.questionsets.question_set import sample

DATA = Path(os.environ.get("QA_DATA", "../shared/data"))
_MOST_TOKENS = 256


def main() -> None:
    """Measure both models and write their ranges into the package."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--samples", type=int, default=200)
    arguments = parser.parse_args()
    pairs = question_passages(arguments.samples)
    _measure(reader_folder("default"), pairs)
    _measure(embedder_folder("default"), [passage for _, passage in pairs] + [text for text, _ in pairs[::4]])


def question_passages(count: int) -> list[tuple[str, str]]:
    """Questions of SQuAD 2.0 train drawn with a fixed seed, each with its paragraph."""
    questions = load_questions(DATA / "squad-2.0-train.json.xz")
    texts = {article.id: article.text for article in questions.articles}
    drawn = sample(questions, count, 0).questions
    return [(question.text, texts[question.paragraph or ""]) for question in drawn]


def _measure(folder: Path, texts: list[tuple[str, str]] | list[str]) -> None:
    tokenizer = load_tokenizer(folder)
    tokenizer.enable_truncation(_MOST_TOKENS, strategy="longest_first")
    rows = [
        (np.array(code.ids, np.int64), np.array(code.type_ids, np.int64))
        for code in tokenizer.encode_batch(texts)
    ]
    name = activation_ranges.file_name(fingerprint(folder))
    activation_ranges.save(activation_ranges.measured(folder, rows), activation_ranges.SHIPPED / name)
    print(f"{len(rows)} rows: {activation_ranges.SHIPPED / name}")


if __name__ == "__main__":
    main()
