"""The dense ranking against brute force, exact and through an inverted file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from qa.errors import IndexCorrupt
from qa.index import dense, ivf
from qa.index.catalog import Catalog
from qa.index.dense import DenseIndex
from qa.index.halves import Ids
from qa.index.health import examine
from qa.index.layout import describe
from qa.index.local import LocalIndex
from qa.index.manifest import Identity
from qa.retrieval import DenseRetriever
from qa.types import Filter, Passage, Vectors
from tests.collection import LineSplitter, article
from tests.fakes import HashEmbedder

DIM = 32


def clustered(count: int, seed: int = 0) -> Vectors:
    """Unit vectors around forty centres, as texts about forty subjects have them; float32[count, 32]."""
    generator = np.random.default_rng(seed)
    centres = np.random.default_rng(99).standard_normal((40, DIM))
    made = centres[generator.integers(40, size=count)] + 0.7 * generator.standard_normal((count, DIM))
    unit: Vectors = (made / np.linalg.norm(made, axis=1, keepdims=True)).astype(np.float32)
    return unit


def store(catalog: Catalog, vectors: Vectors, prefix: str = "a") -> None:
    """One article a vector."""
    with catalog.transaction():
        for number, vector in enumerate(vectors):
            one = article(f"{prefix}{number}", "x")
            catalog.store(one, [Passage(-1, one.id, 0, 1, "x")], vector[None])


def brute_force(catalog: Catalog, question: Vectors, k: int, allowed: Ids | None = None) -> list[int]:
    """The oracle: every stored vector, sorted."""
    scored = [
        (-float(vector.astype(np.float64) @ question), int(i))
        for ids, vectors in catalog.vectors_after(0)
        for i, vector in zip(ids, vectors, strict=True)
        if allowed is None or i in allowed
    ]
    return [i for _, i in sorted(scored)[:k]]


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    """3,000 clustered vectors."""
    identity = Identity(embedder="e", fingerprint="f", dim=DIM, splitter="s")
    made = Catalog.create(tmp_path / "catalog.sqlite", identity)
    store(made, clustered(3000))
    yield made
    made.close()


def exact(catalog: Catalog) -> DenseIndex:
    """All tail."""
    index = DenseIndex(catalog, None, 0, 0)
    index.catch_up(catalog.state().removals)
    return index


def inverted(catalog: Catalog, path: Path) -> DenseIndex:
    """All base."""
    facts = ivf.build(catalog, path, 3000)
    index = DenseIndex(catalog, ivf.InvertedFile(path, facts, DIM), 3000, 0)
    index.catch_up(catalog.state().removals)
    return index


def test_exact_search_equals_brute_force(catalog: Catalog) -> None:
    """The small index is exact, with and without a filter."""
    index = exact(catalog)
    allowed = np.arange(5, 3000, 7)
    for question in clustered(20, seed=1):
        assert index.search(question, 10)[0].tolist() == brute_force(catalog, question, 10)
        found = index.search(question, 10, allowed)[0].tolist()
        assert found == brute_force(catalog, question, 10, allowed)


def test_top_k_is_a_prefix(catalog: Catalog) -> None:
    """A greater k changes nothing before it; k above the size returns everything once."""
    index = exact(catalog)
    question = clustered(1, seed=2)[0]
    ids, scores = index.search(question, 5000)
    assert sorted(ids.tolist()) == list(range(1, 3001))
    assert np.all(np.diff(scores) <= 0)
    for k in (0, 1, 2, 9, 700):
        assert index.search(question, k)[0].tolist() == ids[:k].tolist()


def test_equal_vectors_are_ordered_by_id(catalog: Catalog) -> None:
    """Ties have one order."""
    store(catalog, np.repeat(clustered(1, seed=3), 5, axis=0), "same")
    index = exact(catalog)
    assert index.search(clustered(1, seed=3)[0], 5)[0].tolist() == [3001, 3002, 3003, 3004, 3005]


def test_an_inverted_file_finds_nearly_all(catalog: Catalog, tmp_path: Path) -> None:
    """Recall@10 against brute force is what was measured when it was made, and its scores are exact."""
    index = inverted(catalog, tmp_path / "dense-1.faiss")
    shares = []
    for question in clustered(50, seed=4):
        ids, scores = index.search(question, 10)
        shares.append(len(set(ids.tolist()) & set(brute_force(catalog, question, 10))) / 10)
        order, vectors = catalog.vectors(ids.tolist())
        again = dict(zip(order.tolist(), (vectors @ question).tolist(), strict=True))
        assert scores.tolist() == pytest.approx([again[i] for i in ids.tolist()], abs=1e-6)
    assert np.mean(shares) >= 0.95


@pytest.mark.parametrize("step", [2, 30, 1500])
def test_narrow_filters_lose_nothing(catalog: Catalog, tmp_path: Path, step: int) -> None:
    """The fewer passages a filter lets through, the more lists are scanned."""
    index = inverted(catalog, tmp_path / "dense-1.faiss")
    allowed = np.arange(1, 3001, step)
    shares = []
    for question in clustered(30, seed=5):
        found = index.search(question, 10, allowed)[0].tolist()
        assert set(found) <= set(allowed.tolist())
        expected = brute_force(catalog, question, 10, allowed)
        shares.append(len(set(found) & set(expected)) / len(expected))
    assert np.mean(shares) >= (0.95 if step == 2 else 1.0)


def test_a_filter_that_lets_nothing_through(catalog: Catalog, tmp_path: Path) -> None:
    """Nothing is found, not the padding that FAISS fills up with."""
    nothing = np.empty(0, np.int64)
    for index in (exact(catalog), inverted(catalog, tmp_path / "dense-1.faiss")):
        assert index.search(clustered(1)[0], 5, nothing)[0].tolist() == []


def test_base_and_tail_answer_together(catalog: Catalog, tmp_path: Path) -> None:
    """What was added after the base is found, what was removed from it is not; extending changes neither."""
    index = inverted(catalog, tmp_path / "dense-1.faiss")
    store(catalog, clustered(200, seed=6), "new")
    assert catalog.remove(f"/articles/a{number}" for number in range(0, 3000, 3)) == 1000
    state = catalog.state()
    index.catch_up(state.removals)
    assert (index.tail_size, index.gone) == (200, 1000)
    facts: ivf.Facts = {"trained_for": 3000}
    target = tmp_path / "dense-2.faiss"
    more = ivf.extend(tmp_path / "dense-1.faiss", facts, catalog, target, 3000, catalog.removed_after(0))
    assert more is not None
    extended = DenseIndex(catalog, ivf.InvertedFile(target, more, DIM), 3200, state.removals)
    for one in (index, extended):
        shares = []
        for question in clustered(30, seed=7):
            found = one.search(question, 10)[0].tolist()
            shares.append(len(set(found) & set(brute_force(catalog, question, 10))) / 10)
        assert np.mean(shares) >= 0.95


def test_outgrown_training_is_not_extended(catalog: Catalog, tmp_path: Path) -> None:
    """A base that would hold far more than it was trained for is trained anew."""
    path = tmp_path / "dense-1.faiss"
    ivf.build(catalog, path, 3000)
    target = tmp_path / "dense-2.faiss"
    assert ivf.extend(path, {"trained_for": 500}, catalog, target, 3000, np.empty(0, np.int64)) is None


def test_a_large_index_uses_an_inverted_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Above the limit of exact search a base is published, extended, searched, filtered and compacted."""
    monkeypatch.setattr("qa.index.dense.TAIL_LIMIT", 300)
    folder = tmp_path / "index"
    articles = [
        article(f"{n}.txt", f"word{n} about subject{n % 20}\nword{n} again", published=str(1000 + n))
        for n in range(400)
    ]
    with LocalIndex.create(folder, HashEmbedder(), LineSplitter()) as index:
        index.add(articles[:100])
        assert index.catalog.stamp("dense") is None
        index.add(articles[:300])
        first = index.catalog.stamp("dense")
        assert first is not None and first.passages == 600 and float(first.facts["recall_at_10"]) > 0.9
        index.add(articles[:330])
        assert index.catalog.stamp("dense") == first
        index.add(articles)
        extended = index.catalog.stamp("dense")
        assert extended is not None and extended.passages == 800
        index.remove([one.id for one in articles[:90]])
        second = index.catalog.stamp("dense")
        assert second is not None and second.passages == 620
    with LocalIndex.open(folder, HashEmbedder(), LineSplitter()) as reader:
        for n in (95, 250, 399):
            hits = DenseRetriever(reader).search([f"word{n} about subject{n % 20}"], 3)[0]
            assert hits[0].passage.article_id == f"/articles/{n}.txt"
            only = DenseRetriever(reader).search(
                [f"word{n}"], 9, Filter(since=str(1000 + n), until=str(1000 + n))
            )[0]
            assert {hit.passage.article_id for hit in only} == {f"/articles/{n}.txt"}
        gone = {f"/articles/{n}.txt" for n in range(90)}
        assert not gone & {hit.passage.article_id for hit in DenseRetriever(reader).search(["word5"], 600)[0]}


def test_files_of_other_kinds_are_refused(catalog: Catalog, tmp_path: Path) -> None:
    """A FAISS file that is no such inverted file, or no FAISS file, is never searched."""
    import faiss

    facts: ivf.Facts = {"probes": 4}
    path = tmp_path / "dense-1.faiss"
    faiss.write_index(faiss.IndexFlatIP(DIM), str(path))
    with pytest.raises(ValueError, match="not an inverted file"):
        ivf.InvertedFile(path, facts, DIM)
    ivf.build(catalog, path, 3000)
    with pytest.raises(ValueError, match="of 16 dimensions"):
        ivf.InvertedFile(path, facts, 16)
    with pytest.raises(KeyError):
        ivf.InvertedFile(path, {}, DIM)
    path.write_bytes(b"IwSq" + bytes(range(256)) * 20)
    with pytest.raises(ValueError, match="not an inverted file"):
        ivf.InvertedFile(path, facts, DIM)


def test_lists_in_another_file_are_refused(catalog: Catalog, tmp_path: Path) -> None:
    """A file that names another one for its lists is neither searched nor written through."""
    import faiss

    path, other = tmp_path / "dense-1.faiss", tmp_path / "lists"
    facts = ivf.build(catalog, path, 3000)
    index = faiss.read_index(str(path))
    lists = faiss.OnDiskInvertedLists(index.nlist, index.code_size, str(other))
    lists.merge_from_1(index.invlists)
    index.replace_invlists(lists)
    faiss.write_index(index, str(path))
    before = other.read_bytes()
    with pytest.raises(ValueError, match="keeps its lists elsewhere"):
        ivf.extend(path, facts, catalog, tmp_path / "dense-2.faiss", 3000, np.arange(1, 10))
    assert other.read_bytes() == before


@pytest.mark.parametrize("ids", [[1, 2, 3], [5, 1 << 40], []])
def test_selections_hold_what_they_were_given(ids: list[int]) -> None:
    """Whether the ids lie close together, far apart, or are none, in memory that does not grow with them."""
    selection = ivf._select(np.array(ids, np.int64), np.array([2], np.int64))
    for one in (0, 1, 2, 3, 5, 6, 1 << 40, (1 << 40) + 1):
        assert selection.selector.is_member(one) == (one in ids and one != 2)


def test_a_base_that_would_end_the_process_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A coarse quantizer of more centroids than lists, under checksums of its own: FAISS never sees it."""
    import faiss

    monkeypatch.setattr(dense, "TAIL_LIMIT", 100)
    folder = tmp_path / "index"
    with LocalIndex.create(folder, HashEmbedder(), LineSplitter()) as index:
        index.add([article(f"{n}.txt", f"word{n} and more") for n in range(200)])
    path = next(folder.glob("dense-*.faiss"))
    base = faiss.read_index(str(path))
    quantizer = faiss.IndexFlatIP(64)
    quantizer.add(np.random.default_rng(0).standard_normal((5000, 64)).astype(np.float32))
    base.quantizer = quantizer
    faiss.write_index(base, str(path))
    with closing(Catalog(folder / "catalog.sqlite", writable=True)) as catalog, catalog.transaction():
        stamp = catalog.stamp("dense")
        assert stamp is not None
        catalog.publish("dense", stamp.model_copy(update={"files": describe(path)}))
    with (
        LocalIndex.open(folder, HashEmbedder(), LineSplitter()) as reader,
        pytest.raises(IndexCorrupt, match="not what this program writes"),
    ):
        DenseRetriever(reader).search(["word5"], 3)
    assert not examine(folder).sound
