"""Logits to spans: the best ones, scored against null, inside the passage, at their right place."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.models.forward import Floats
from qa.models.read_text import ReadText
from qa.models.spans import best_apart, spans_of_batch
from qa.models.tokens import load_tokenizer
from qa.models.windows import WindowBatch, Windows
from qa.resources import default_reader
from qa.types import Passage, Span

WINDOWS = Windows(load_tokenizer(default_reader()), max_tokens=24, overlap=8, max_question=10)

texts = st.text(st.characters(codec=None, exclude_categories=()), max_size=80)


def passage_of(text: str, start: int = 0) -> Passage:
    """A passage that stands at an offset of its article."""
    return Passage(7, "article", start, start + len(text), text)


def batch_of(*pairs: tuple[str, str]) -> WindowBatch:
    """The windows of a few short pairs in one batch."""
    [batch] = WINDOWS.batches(WINDOWS.windows(pairs))
    return batch


def noise(batch: WindowBatch, seed: int) -> tuple[Floats, Floats]:
    """Random logits for a batch."""
    generator = np.random.default_rng(seed)
    shape = batch.input_ids.shape
    return generator.standard_normal(shape, np.float32), generator.standard_normal(shape, np.float32)


def spans_in(
    start: Floats,
    end: Floats,
    batch: WindowBatch,
    passages: Sequence[Passage],
    *,
    count: int,
    max_answer_tokens: int,
) -> list[tuple[int, Span]]:
    """The best spans of passages that have no title."""
    texts = [ReadText(passage) for passage in passages]
    return spans_of_batch(start, end, batch, texts, count=count, max_answer_tokens=max_answer_tokens)


@pytest.mark.parametrize("seed", range(5))
def test_the_best_span_is_the_one_an_exhaustive_search_finds(seed: int) -> None:
    """Of all spans of passage tokens up to the longest allowed, the highest start + end - null wins."""
    batch = batch_of(("Who came?", "one two three four five six seven"), ("Where to?", "alpha beta gamma"))
    start, end = noise(batch, seed)
    passages = [passage_of("one two three four five six seven"), passage_of("alpha beta gamma")]
    found = dict(spans_in(start, end, batch, passages, count=1, max_answer_tokens=3))
    for row, window in enumerate(batch.windows):
        pairs = itertools.combinations_with_replacement(range(window.first, window.last), 2)
        scores = {
            (first, last): start[row, first] + end[row, last] for first, last in pairs if last - first < 3
        }
        first, last = max(scores, key=lambda place: scores[place])
        span = found[window.pair]
        assert span.start == window.passage.starts[first - window.first]
        assert span.end == window.passage.ends[last - window.first]
        null = start[row, 0] + end[row, 0]
        assert span.score == pytest.approx(scores[first, last] - null, abs=1e-5)
        assert span.null_score == pytest.approx(null, abs=1e-5)


def test_scores_are_not_normalised_within_a_passage() -> None:
    """The same logits score the same whatever else stands in the passage."""
    batch = batch_of(("Who?", "one two"), ("Who?", "one two three four five six"))
    start, end = np.zeros(batch.input_ids.shape, np.float32), np.zeros(batch.input_ids.shape, np.float32)
    for row, window in enumerate(batch.windows):
        start[row, window.first] = end[row, window.first] = 4.0
    found = spans_in(
        start,
        end,
        batch,
        [passage_of("one two"), passage_of("one two three four five six")],
        count=1,
        max_answer_tokens=30,
    )
    assert [(span.text, span.score) for _, span in found] == [("one", 8.0), ("one", 8.0)]


def test_logits_of_the_question_and_the_padding_are_never_chosen() -> None:
    """However high they are, a span consists of passage tokens."""
    batch = batch_of(("Who came?", "nobody"), ("Who?", "one two three four five six seven eight"))
    start, end = noise(batch, 0)
    for row, window in enumerate(batch.windows):
        outside = np.ones(batch.input_ids.shape[1], bool)
        outside[window.first : window.last] = False
        start[row, outside] = end[row, outside] = 100.0
    passages = [passage_of("nobody"), passage_of("one two three four five six seven eight")]
    for pair, span in spans_of_batch(
        start, end, batch, [*map(ReadText, passages)], count=3, max_answer_tokens=30
    ):
        assert span.text
        assert span.text in passages[pair].text


def test_further_spans_do_not_overlap_better_ones() -> None:
    """The second span is another place, not the first one with a word more."""
    text = "one two three four five six"
    batch = batch_of(("Who?", text))
    start, end = noise(batch, 3)
    found = [
        span
        for _, span in spans_of_batch(
            start, end, batch, [ReadText(passage_of(text))], count=4, max_answer_tokens=4
        )
    ]
    assert len(found) > 1
    assert [span.score for span in found] == sorted((span.score for span in found), reverse=True)
    for one, other in itertools.combinations(found, 2):
        assert one.end <= other.start or other.end <= one.start


def test_equal_scores_are_told_apart_by_place() -> None:
    """Ties go to the earlier and then to the shorter span, in every process."""
    batch = batch_of(("Who?", "one two three"))
    zeros = np.zeros(batch.input_ids.shape, np.float32)
    found = spans_of_batch(
        zeros, zeros, batch, [ReadText(passage_of("one two three"))], count=3, max_answer_tokens=2
    )
    assert [span.text for _, span in found] == ["one", "two", "three"]


def test_a_span_takes_the_combining_mark_that_ends_it() -> None:
    """A letter is not torn from the accent that is a character of its own."""
    text = "cafe\u0301 noir"
    batch = batch_of(("Where?", text))
    start, end = (
        np.full(batch.input_ids.shape, -9.0, np.float32),
        np.full(batch.input_ids.shape, -9.0, np.float32),
    )
    start[0, batch.windows[0].first] = end[0, batch.windows[0].first] = 9.0
    [(_, span)] = spans_of_batch(
        start, end, batch, [ReadText(passage_of(text))], count=1, max_answer_tokens=5
    )
    assert span.text == "cafe\u0301"


def test_a_span_is_of_whole_words() -> None:
    """Though the pieces of a word have logits of their own, "les" is not what a dollar buys."""
    batch = batch_of(("What?", "117 rubles fell"))
    [window] = batch.windows
    start = np.full(batch.input_ids.shape, -9.0, np.float32)
    end = start.copy()
    piece = window.first + list(window.passage.starts).index(len("117 rub"))
    start[0, piece] = end[0, piece] = 9.0
    texts = [ReadText(passage_of("117 rubles fell"))]
    [(_, span)] = spans_of_batch(start, end, batch, texts, count=1, max_answer_tokens=5)
    assert span.text == "rubles"


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("the [“New Songs,]” a novel", "“New Songs,”"),
        ("the [“New Songs],” a novel", "New Songs"),
        ("the “[New Songs,”] a novel", "“New Songs,”"),
        ('he said ["it rains] today" again', "it rains"),
        ("the Agency [(IEA] said", "IEA"),
        ("the [Agency (IEA]) said", "Agency (IEA)"),
        ("the [Agency (IEA)] said", "Agency (IEA)"),
    ],
)
def test_quotes_and_brackets_balance(marked: str, expected: str) -> None:
    """The partner that stands beside a span comes in, a mark without one stays out."""
    first, chosen, rest = re.split(r"[\[\]]", marked)
    text = first + chosen + rest
    batch = batch_of(("Who?", text))
    start = np.full(batch.input_ids.shape, -9.0, np.float32)
    end = start.copy()
    [window] = batch.windows
    start[0, window.first + list(window.passage.starts).index(len(first))] = 9.0
    end[0, window.first + list(window.passage.ends).index(len(first + chosen))] = 9.0
    [(_, span)] = spans_of_batch(
        start, end, batch, [ReadText(passage_of(text))], count=1, max_answer_tokens=9
    )
    assert span.text == expected


def test_a_span_found_by_two_windows_stays_once() -> None:
    """Overlapping windows of a passage do not double their spans; the better score stays."""
    passage = passage_of("one two three")
    spans = [Span(passage, 0, 3, 1.0, 0.0), Span(passage, 0, 3, 2.0, 0.0), Span(passage, 4, 7, 0.5, 0.0)]
    assert best_apart(spans, 3) == [spans[1], spans[2]]
    assert best_apart(spans, 1) == [spans[1]]


@settings(max_examples=60, deadline=None)
@given(question=texts, text=texts, offset=st.integers(0, 1000), seed=st.integers(0, 9))
def test_whatever_the_text_a_span_is_a_slice_of_its_passage(
    question: str, text: str, offset: int, seed: int
) -> None:
    """Emoji, combining marks, controls and lone surrogates do not move an offset."""
    passage = passage_of(text, offset)
    for batch in WINDOWS.batches(WINDOWS.windows([(question, text)])):
        start, end = noise(batch, seed)
        for _, span in spans_of_batch(start, end, batch, [ReadText(passage)], count=3, max_answer_tokens=10):
            assert passage.start <= span.start < span.end <= passage.end
            assert span.text == text[span.start - offset : span.end - offset]
            assert span.text.strip() == span.text


def titled(title: str, text: str, question: str = "Who?") -> tuple[ReadText, WindowBatch]:
    """A passage at offset 100 of its article, with its title, and the window that it is read in."""
    read = ReadText(Passage(7, "article", 100, 100 + len(text), text, title))
    return read, batch_of((question, read.text))


def test_a_span_stands_in_the_title_or_in_the_passage() -> None:
    """The title is read before the passage; a span of it counts in it, one behind it in the article."""
    read, batch = titled("Marin wins", "Orpo lost.")
    assert read.text == "Marin wins. Orpo lost."
    [window] = batch.windows
    found = {}
    for place in range(window.first, window.last):
        start = np.zeros(batch.input_ids.shape, np.float32)
        start[0, place] = 9.0
        [(_, span)] = spans_of_batch(start, start, batch, [read], count=1, max_answer_tokens=5)
        found[span.text] = span
    assert (found["wins"].start, found["wins"].end, found["wins"].in_title) == (6, 10, True)
    assert (found["lost"].start, found["lost"].end, found["lost"].in_title) == (105, 109, False)


@given(
    st.integers(0, 2**16),
    st.sampled_from(
        [
            "One two\n\nthree four",
            "- one\n- two\n- three",
            "a b\n| c | d |\n| e |",
            "Title words\nOne two",
            "Ends.\nbegins",
            "One.\nTwo two\nThree",
        ]
    ),
)
def test_no_span_runs_across_a_block(seed: int, text: str) -> None:
    """A headline, a list item, a row: whatever the logits, a span stays inside one."""
    read, batch = titled("Title words", text)
    start, end = noise(batch, seed)
    for _, span in spans_of_batch(start, end, batch, [read], count=4, max_answer_tokens=30):
        assert "\n" not in span.text
        assert span.text in (read.text if not span.in_title else "Title words")


def test_an_endless_title_is_cut() -> None:
    """What is read with every passage is bounded, whatever a file calls its title."""
    assert len(ReadText(Passage(1, "a", 0, 4, "Rain", "word " * 10_000)).text) < 400


def test_a_headline_that_the_passage_begins_with_is_read_once() -> None:
    """Files with a headline have their title in the text already."""
    assert ReadText(Passage(1, "a", 0, 20, "# Marin wins\n\nIn Oslo.", "Marin wins")).text.count("Marin") == 1
