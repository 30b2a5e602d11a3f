"""Windows: every passage token is read, and knows its place in the passage."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.models.tokens import load_tokenizer, tokenize
from qa.models.windows import Windows
from qa.resources import default_reader

TOKENIZER = load_tokenizer(default_reader())
WINDOWS = Windows(TOKENIZER, max_tokens=24, overlap=8, max_question=10)

texts = st.text(st.characters(codec=None, exclude_categories=()), max_size=120)


def test_a_short_pair_is_what_the_tokenizer_itself_puts_together() -> None:
    """The special tokens and segment ids around a pair are the model's own."""
    [window] = WINDOWS.windows([("Who came?", "Alexander Stubb came.")])
    expected = TOKENIZER.encode("Who came?", "Alexander Stubb came.")
    assert window.ids.tolist() == expected.ids
    assert window.types.tolist() == expected.type_ids
    owners = expected.sequence_ids
    assert (window.first, window.last) == (owners.index(1), owners.index(1) + owners.count(1))


def test_a_long_passage_is_read_to_its_end_through_overlapping_windows() -> None:
    """Windows follow each other with the overlap asked for; nothing is too long or left out."""
    passage = " ".join(f"word{number}" for number in range(60))
    windows = WINDOWS.windows([("Who came?", passage)])
    assert len(windows) > 5
    assert all(len(window.ids) <= 24 for window in windows)
    for before, after in itertools.pairwise(windows):
        assert before.passage.starts[-8] == after.passage.starts[0]
    assert windows[0].passage.starts[0] == 0
    assert windows[-1].passage.ends[-1] == len(passage)


def test_a_very_long_question_keeps_its_beginning_and_its_end() -> None:
    """A question of ten thousand words leaves room for the passage and is not an error."""
    question = "when " + "really " * 10_000 + "?"
    windows = WINDOWS.windows([(question, "It was in 1917.")])
    assert len(windows) == 1
    ids = windows[0].ids[1:11].tolist()
    [when, mark] = (tokenize(TOKENIZER, [word])[0].ids[0] for word in ("when", "?"))
    assert ids[0] == when
    assert ids[-1] == mark


def test_a_passage_without_tokens_has_no_window() -> None:
    """Nothing is read where there is nothing to read."""
    assert WINDOWS.windows([("Who came?", " \n\t")]) == []


def test_batches_hold_every_window_once_and_pad_behind_it() -> None:
    """Padding is masked, and the windows of a batch have their own tokens before it."""
    windows = WINDOWS.windows([("Who?", "a b c"), ("Who?", "word " * 50), ("Who came?", "d")])
    seen = []
    for batch in WINDOWS.batches(windows):
        assert batch.input_ids.shape == batch.attention_mask.shape == batch.token_type_ids.shape
        for row, window in enumerate(batch.windows):
            size = len(window.ids)
            np.testing.assert_array_equal(batch.input_ids[row, :size], window.ids)
            assert batch.attention_mask[row].sum() == size
            assert not batch.input_ids[row, size:].any()
            seen.append(id(window))
    assert sorted(seen) == sorted(map(id, windows))


@settings(max_examples=60, deadline=None)
@given(question=texts, passage=texts)
def test_every_token_stands_inside_its_text(question: str, passage: str) -> None:
    """Whatever the characters (emoji, marks, lone surrogates), offsets stay in the text, in order."""
    for window in WINDOWS.windows([(question, passage)]):
        starts, ends = window.passage.starts, window.passage.ends
        assert (starts >= 0).all()
        assert (ends <= len(passage)).all()
        assert (starts <= ends).all()
        assert (np.diff(starts) >= 0).all()


def test_words_are_where_their_offsets_say() -> None:
    """Offsets count characters of the text, not bytes, whatever stands before the word."""
    text = "\U0001f1eb\U0001f1ee P\u00e4\u00e4 e\u0301te\u0301 \U0001f469\u200d\U0001f467 today"
    [tokens] = tokenize(TOKENIZER, [text])
    words = [text[start:end] for start, end in zip(tokens.starts, tokens.ends, strict=True)]
    assert words[-1] == "today"
    assert "e\u0301te" in "".join(words)


@pytest.mark.parametrize("length", [1, 7, 8, 9, 300])
def test_one_token_lengths_around_the_bucket(length: int) -> None:
    """A row is padded to the shortest multiple that holds it."""
    from qa.models.batching import batches

    [(rows, padded)] = list(batches([length]))
    assert rows == [0]
    assert length <= padded < length + 8
    assert padded % 8 == 0
