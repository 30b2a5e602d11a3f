"""What is compared in a file of FAISS's before FAISS reads it."""

from __future__ import annotations

import random
import struct
from pathlib import Path

import faiss
import numpy as np
import pytest

from qa.index.inverted_file import check

DIM, LISTS, COUNT = 8, 4, 200


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """An inverted file as ``qa.index.ivf`` writes it."""
    vectors = np.random.default_rng(0).standard_normal((COUNT, DIM)).astype(np.float32)
    index = faiss.index_factory(DIM, f"IVF{LISTS},SQ8", faiss.METRIC_INNER_PRODUCT)
    index.train(vectors)
    index.add_with_ids(vectors, np.arange(1, COUNT + 1))
    path = tmp_path_factory.mktemp("faiss") / "dense-1.faiss"
    faiss.write_index(index, str(path))
    return path.read_bytes()


def checked(tmp_path: Path, content: bytes) -> list[int]:
    """The ids that a file of this content holds."""
    path = tmp_path / "dense-2.faiss"
    path.write_bytes(content)
    return [int(i) for i in check(path, DIM)]


def test_an_own_file_is_read_to_its_end(made: bytes, tmp_path: Path) -> None:
    """Every id is found, and nothing is left over."""
    assert sorted(checked(tmp_path, made)) == list(range(1, COUNT + 1))


def test_a_file_with_empty_lists(tmp_path: Path) -> None:
    """FAISS writes their sizes otherwise where most are empty."""
    vectors = np.repeat(np.eye(1, DIM, dtype=np.float32), 20, axis=0)
    index = faiss.index_factory(DIM, "IVF16,SQ8", faiss.METRIC_INNER_PRODUCT)
    index.train(np.random.default_rng(0).standard_normal((700, DIM)).astype(np.float32))
    index.add_with_ids(vectors, np.arange(1, 21))
    faiss.write_index(index, str(tmp_path / "sparse"))
    assert sorted(check(tmp_path / "sparse", DIM).tolist()) == list(range(1, 21))


def test_more_centroids_than_lists(made: bytes, tmp_path: Path) -> None:
    """FAISS would write behind the end of its lists."""
    quantizer = faiss.IndexFlatIP(DIM)
    quantizer.add(np.random.default_rng(0).standard_normal((5000, DIM)).astype(np.float32))
    faiss.write_index(quantizer, str(tmp_path / "q"))
    at, end = made.index(b"IxFI"), made.index(b"IxFI") + 37 + 8 + 4 * DIM * LISTS
    with pytest.raises(ValueError, match="a centroid a list"):
        checked(tmp_path, made[:at] + (tmp_path / "q").read_bytes() + made[end:])


@pytest.mark.parametrize(
    ("found", "written", "says"),
    [
        (struct.pack("<4si", b"IxFI", DIM), struct.pack("<4si", b"IxFI", DIM + 1), "of 8 dimensions"),
        (struct.pack("<4sQ", b"ilar", LISTS), struct.pack("<4sQ", b"ilar", LISTS + 1), "elsewhere"),
        (struct.pack("<4siq", b"IwSq", DIM, COUNT), struct.pack("<4siq", b"IwSq", DIM, COUNT + 1), "as many"),
        (struct.pack("<4sQ", b"full", LISTS), struct.pack("<4sQ", b"full", 1 << 61), "other sizes"),
        (b"ilar", b"ilod", "elsewhere"),
        (b"IwSq", b"IwPQ", "not an inverted file"),
    ],
)
def test_what_the_search_will_trust(
    made: bytes, tmp_path: Path, found: bytes, written: bytes, says: str
) -> None:
    """Each number that FAISS takes for granted is held against the others."""
    assert made.count(found) == 1
    with pytest.raises(ValueError, match=says):
        checked(tmp_path, made.replace(found, written))


def test_any_change_of_size_is_noticed(made: bytes, tmp_path: Path) -> None:
    """Cut anywhere, or longer than it says."""
    for length in random.Random(0).sample(range(len(made)), 200):
        with pytest.raises(ValueError):  # what is missing first depends on where it ends
            checked(tmp_path, made[:length])
    with pytest.raises(ValueError, match="behind its end"):
        checked(tmp_path, made + b"\0")


def test_centroids_that_are_no_numbers(made: bytes, tmp_path: Path) -> None:
    """They would send a search into no list."""
    at = made.index(b"IxFI") + 45
    with pytest.raises(ValueError, match="centroids are no numbers"):
        checked(tmp_path, made[:at] + struct.pack("<f", float("nan")) + made[at + 4 :])
