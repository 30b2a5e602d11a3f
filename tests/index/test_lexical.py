"""BM25 over real Tantivy files."""

from __future__ import annotations

import math
import random
import shutil
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.index import lexical
from qa.index.lexical import LexicalIndex
from qa.index.stored import PassageRow
from qa.index.where import Bounds
from qa.types import EVERYTHING
from tests.hostile.mutating import change, footer_size, renew_footer

NONE = np.empty(0, np.int64)
ANYTHING = Bounds.of(EVERYTHING)
WORDS = [f"w{n}" for n in range(30)]


def row(
    i: int, text: str, title: str = "", source: str = "/a.txt", days: tuple[int, int] | None = None
) -> PassageRow:
    """A passage as the lexical index takes it."""
    return PassageRow(i, text, title, source, days)


def made(
    folder: Path, rows: Iterable[PassageRow], base: Path | None = None, removed: Sequence[int] = ()
) -> LexicalIndex:
    """An index in a new folder."""
    lexical.write(folder, base, np.array(removed, np.int64), rows)
    return LexicalIndex(folder)


def texts(count: int) -> list[str]:
    """Deterministic texts with repeated words of very different frequency."""
    generator = np.random.default_rng(0)
    return [" ".join(WORDS[int(n)] for n in generator.zipf(1.5, 12) % 30) for _ in range(count)]


def bm25(question: list[str], documents: list[list[str]]) -> list[float]:
    """An independent BM25 (Robertson and Zaragoza 2009) with Lucene's idf, k1 = 1.2 and b = 0.75."""
    average = sum(map(len, documents)) / len(documents)
    scores = []
    for document in documents:
        counts, score = Counter(document), 0.0
        for word in question:
            holding = sum(word in other for other in documents)
            idf = math.log(1 + (len(documents) - holding + 0.5) / (holding + 0.5))
            norm = counts[word] + 1.2 * (0.25 + 0.75 * len(document) / average)
            score += idf * counts[word] * 2.2 / norm
        scores.append(score)
    return scores


def test_scores_are_bm25(tmp_path: Path) -> None:
    """Scores and order are those of an independent implementation."""
    documents = texts(60)
    index = made(tmp_path / "i", [row(i, text) for i, text in enumerate(documents)])
    for question in (["w1"], ["w2", "w7"], ["w3", "w4", "w20"]):
        expected = bm25(question, [document.split() for document in documents])
        ids, scores = index.search(" ".join(question), 60, ANYTHING, title_weight=0)
        assert scores.tolist() == pytest.approx([expected[i] for i in ids.tolist()], rel=1e-4)
        assert len(ids) == sum(score > 0 for score in expected)


def test_ties_are_ordered_by_id_and_prefixes_hold(tmp_path: Path) -> None:
    """Equal texts come in the order of their ids whatever k is, also across segments."""
    first = made(tmp_path / "1", [row(i, "same words here") for i in range(400, 0, -2)])
    assert first.search("words", 5, ANYTHING)[0].tolist() == [2, 4, 6, 8, 10]
    index = made(tmp_path / "2", [row(i, "same words here") for i in range(401, 1000, 2)], tmp_path / "1")
    everything = index.search("words", 1000, ANYTHING)[0].tolist()
    assert everything == sorted(everything)
    assert len(everything) == 500
    for k in (0, 1, 127, 128, 129, 499):
        assert index.search("words", k, ANYTHING)[0].tolist() == everything[:k]


def test_an_update_removes_and_adds(tmp_path: Path) -> None:
    """The new folder holds the changes; the old one, which readers may have open, is untouched."""
    old = made(tmp_path / "1", [row(1, "apple"), row(2, "pear")])
    before = {path.name: path.read_bytes() for path in (tmp_path / "1").iterdir() if path.suffix != ".lock"}
    new = made(tmp_path / "2", [row(3, "apple")], tmp_path / "1", removed=[1])
    assert new.search("apple", 5, ANYTHING)[0].tolist() == [3]
    assert new.search("pear", 5, ANYTHING)[0].tolist() == [2]
    assert old.search("apple", 5, ANYTHING)[0].tolist() == [1]
    after = {path.name: path.read_bytes() for path in (tmp_path / "1").iterdir() if path.suffix != ".lock"}
    assert after == before


def test_words_are_compared_by_stem_and_without_accents(tmp_path: Path) -> None:
    """Inflection, case and accents do not matter; a title is found too, below the text itself."""
    index = made(
        tmp_path / "i",
        [
            row(1, "Ministers met in Malmö."),
            row(2, "Nothing at all.", "The minister"),
            row(3, "Nobody came."),
        ],
    )
    assert index.search("minister", 5, ANYTHING)[0].tolist() == [1, 2]
    assert index.search("MALMO", 5, ANYTHING)[0].tolist() == [1]


def test_stop_words_count_only_when_there_is_nothing_else(tmp_path: Path) -> None:
    """A question's function words find nothing by themselves, except where it has no other words."""
    index = made(tmp_path / "i", [row(1, "who are they"), row(2, "the owl"), row(3, "an owl hunts")])
    assert 1 not in index.search("who are the owls", 5, ANYTHING)[0].tolist()
    assert index.search("Who are they?", 5, ANYTHING)[0].tolist() == [1]


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> LexicalIndex:
    """A small index for questions of any kind."""
    return made(tmp_path_factory.mktemp("l") / "i", [row(1, "one owl"), row(2, "two AND three")])


@given(st.text(max_size=80))
@settings(max_examples=60, deadline=None)
def test_any_question_is_harmless(plain: LexicalIndex, question: str) -> None:
    """Whatever is typed is words or nothing: never an error, never a query language."""
    ids, scores = plain.search(question, 5, ANYTHING)
    assert len(ids) == len(scores) <= 2
    assert np.all(scores > 0)


def test_operators_are_words(plain: LexicalIndex) -> None:
    """Quotes, stars, colons and NOT change nothing."""
    for question in ('"one owl"', "one* owl", "text:owl", "NOT owl", "+owl -one", "owl^9", "(owl"):
        assert plain.search(question, 5, ANYTHING)[0].tolist() == [1]


def test_files_that_make_tantivy_panic(tmp_path: Path) -> None:
    """A panic is no ``Exception``; whatever was altered, also under its own checksum, is an error of ours."""
    made(tmp_path / "whole", [row(i, text) for i, text in enumerate(texts(60))])
    panics = 0
    for seed in range(120):
        generator, folder = random.Random(seed), tmp_path / str(seed)
        shutil.copytree(tmp_path / "whole", folder)
        path = generator.choice(
            sorted(one for one in folder.iterdir() if one.suffix not in (".lock", ".json"))
        )
        change(path, generator, footer_size(path))
        renew_footer(path)
        try:
            LexicalIndex(folder).search("w1 w2 w9", 10, ANYTHING)
        except ValueError as error:
            panics += "Tantivy cannot read it" in str(error)
    assert panics


@pytest.mark.parametrize(
    "number", [b"\0" * 7 + b"\xff", b"\x7f" * 7 + b"\xff", b"\x7f\xff", b"\0" * 8, b"\x80"]
)
def test_a_file_that_asks_for_all_memory_is_not_read(tmp_path: Path, number: bytes) -> None:
    """Tantivy would ask for it, and where there is none the process would be over."""
    made(tmp_path / "index", [row(i, text) for i, text in enumerate(texts(60))])
    (store,) = (tmp_path / "index").glob("*.store")
    data, footer = store.read_bytes(), footer_size(store)
    end = len(data) - footer - 28
    begins = int.from_bytes(data[end + 4 : end + 12], "little")
    store.write_bytes(data[:begins] + number + data[begins + len(number) : end] + data[end:])
    renew_footer(store)
    with pytest.raises(ValueError, match="an index that no store has"):
        LexicalIndex(tmp_path / "index")


def test_a_file_without_its_own_checksum_is_not_read(tmp_path: Path) -> None:
    """Tantivy writes checksums into its files and compares none of them when it opens them."""
    made(tmp_path / "1", [row(1, "one owl"), row(2, "two owls")])
    for path in sorted((tmp_path / "1").iterdir()):
        if path.suffix not in (".lock", ".json"):
            content = path.read_bytes()
            for altered in (content[:-1], bytes([content[0] ^ 1]) + content[1:], b"", content + b"x"):
                path.unlink()
                path.write_bytes(altered)
                with pytest.raises(ValueError, match=path.name if altered else "empty"):
                    LexicalIndex(tmp_path / "1")
            path.unlink()
            path.write_bytes(content)
    assert len(LexicalIndex(tmp_path / "1")) == 2
