"""Our decoding equals that of transformers' fine-tuning example, on the same logits."""

from __future__ import annotations

import numpy as np
import pytest

from eval.official_decoding import both_decodings, reader_parts
from qa.models.folder import reader_folder
from qa.models.forward import Floats
from qa.models.tokens import Ints, load_tokenizer
from qa.models.windows import Windows
from qa.resources import shipped
from qa.settings import Settings
from qa.types import Passage

QUESTIONS = (
    "Who is Finland's new Prime Minister?",
    "How many troops had Russia amassed on Ukraine's border?",
    "Which airline flies from Helsinki to Stockholm?",
)


class RandomForward:
    """Logits from a seeded generator: no reader is ever so undecided."""

    def __init__(self, seed: int) -> None:
        self._generator = np.random.default_rng(seed)

    def logits(self, input_ids: Ints, attention_mask: Ints, token_type_ids: Ints) -> tuple[Floats, Floats]:
        """Normally distributed logits for every token."""
        shape = input_ids.shape
        start, end = (self._generator.normal(0, 4, shape).astype(np.float32) for _ in range(2))
        return start, end


def pairs() -> list[tuple[str, Passage]]:
    """Each question with each sample article, cut to what one window holds."""
    texts = [path.read_text("utf-8") for path in sorted(shipped("seeds").glob("*.txt"))]
    passages = [Passage(-1, str(n), 0, 600, text[:600]) for n, text in enumerate(texts)]
    return [(question, passage) for question in QUESTIONS for passage in passages]


@pytest.mark.parametrize("seed", range(5))
def test_random_logits_in_one_window_decode_alike(seed: int) -> None:
    """The same span and the same score, for logits as wild as they come."""
    windows = Windows(load_tokenizer(reader_folder("default")))
    decoded = both_decodings(pairs(), windows, RandomForward(seed))
    for ours, theirs in decoded:
        # The example looks at 20 starts and ends only; where the best span is not among them ours is better.
        if ours.text != theirs.text:
            assert ours.difference <= theirs.difference
        else:
            assert ours.difference == pytest.approx(theirs.difference, abs=1e-4)
    assert sum(ours.text == theirs.text for ours, theirs in decoded) >= len(decoded) - 1


def test_the_shipped_reader_decodes_alike() -> None:
    """Real logits: every span and every decision to withhold is the same."""
    windows, forward = reader_parts(Settings(threads=1))
    for ours, theirs in both_decodings(pairs(), windows, forward):
        assert ours.text == theirs.text
        assert (ours.difference > 0) == (theirs.difference > 0)
