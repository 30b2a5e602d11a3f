"""The index as its users see it, over real SQLite and Tantivy files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from qa.errors import IndexBusy, IndexCorrupt, IndexMismatch, IndexMissing
from qa.index.local import LocalIndex
from qa.index.writing import is_marked
from qa.retrieval import DenseRetriever, LexicalRetriever
from qa.types import Filter, Hit, Index, IndexReport, Prepared
from tests.collection import ANIMALS, LineSplitter, article
from tests.fakes import HashEmbedder

SPLITTER = LineSplitter()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the index is."""
    return tmp_path / "index"


@pytest.fixture
def index(folder: Path) -> Iterator[LocalIndex]:
    """A writable index of the animals."""
    with LocalIndex.create(folder, HashEmbedder(), SPLITTER) as opened:
        opened.add(ANIMALS)
        yield opened


def found(rankings: list[list[Hit]]) -> list[str]:
    """The articles of the first question's hits."""
    return [hit.passage.article_id.removeprefix("/articles/") for hit in rankings[0]]


def test_it_is_an_index(index: LocalIndex) -> None:
    """It satisfies the Protocol that callers build on."""
    assert isinstance(index, Index)


def test_both_rankings_find_the_passage(index: LocalIndex) -> None:
    """A question finds the passage with its words, whose offsets point into the stored article."""
    for ranking in (DenseRetriever(index), LexicalRetriever(index)):
        hit = ranking.search(["which owl hunts at night"], 1)[0][0]
        assert hit.passage.text == "The owl hunts at night."
        stored = index.article(hit.passage.article_id)
        assert stored.text[hit.passage.start : hit.passage.end] == hit.passage.text


def test_articles_come_back_as_they_went_in(index: LocalIndex) -> None:
    """Every field survives, a lone surrogate and a NUL included; an unknown id is a KeyError."""
    odd = article("odd\udc80.txt", "a\0b \ud800 c", title="t\udcff", published="2020-13")
    index.add([odd])
    assert index.article(odd.id) == odd
    assert LexicalRetriever(index).search(["odd c"], 1)[0][0].passage.article_id == odd.id
    with pytest.raises(KeyError):
        index.article("/articles/none.txt")


def test_adding_again_embeds_nothing(folder: Path, index: LocalIndex) -> None:
    """Unchanged articles are skipped before the embedder is asked anything, in a later process too."""
    assert index.add(ANIMALS) == IndexReport(unchanged=4)
    index.close()
    embedder = HashEmbedder()
    with LocalIndex.open(folder, embedder, SPLITTER, writable=True) as again:
        assert again.add(ANIMALS) == IndexReport(unchanged=4)
    assert embedder.texts == []


def test_prepared_articles_are_stored_as_they_come(folder: Path) -> None:
    """Prepared elsewhere or here: the same index; nothing is embedded, and what is unchanged is skipped."""
    elsewhere, here = HashEmbedder(), HashEmbedder()
    prepared = []
    for animal in ANIMALS:
        passages = SPLITTER.split(animal)
        vectors = elsewhere.embed([passage.text for passage in passages])
        prepared.append(Prepared(animal, passages, vectors))
    with (
        LocalIndex.create(folder, here, SPLITTER) as made,
        LocalIndex.create(folder.with_name("other"), elsewhere, SPLITTER) as other,
    ):
        report = made.add([prepared[0], *prepared])
        assert report == IndexReport(added=4, unchanged=1, passages=6)
        assert here.texts == []
        other.add(ANIMALS)
        our_ids, ours = next(made.catalog.vectors_after(0))
        their_ids, theirs = next(other.catalog.vectors_after(0))
        assert our_ids.tolist() == their_ids.tolist()
        assert np.array_equal(ours, theirs)


def test_stored_articles_are_recognised_by_their_marks(index: LocalIndex) -> None:
    """Each stored article is marked; another text, date or id is not, and a removed one no longer."""
    marks = index.marks()
    assert all(is_marked(marks, animal) for animal in ANIMALS)
    cat = ANIMALS[0]
    others = [replace(cat, text="Another."), replace(cat, published="2023"), replace(cat, id="/other.txt")]
    assert not any(is_marked(marks, other) for other in others)
    index.remove([cat.id])
    assert not is_marked(index.marks(), cat)


def test_a_changed_article_is_replaced(folder: Path) -> None:
    """The old text is gone from both rankings, the new is found, and only new passages are embedded."""
    embedder = HashEmbedder()
    with LocalIndex.create(folder, embedder, SPLITTER) as index:
        index.add(ANIMALS)
        embedder.texts.clear()
        changed = article("cats.txt", "The cat sleeps all day.\nIt wakes for milk.", published="2022-02")
        assert index.add([changed]) == IndexReport(replaced=1, passages=1)
        assert embedder.texts == ["It wakes for milk."]
        assert len(index) == 6
        for ranking in (DenseRetriever(index), LexicalRetriever(index)):
            texts = [hit.passage.text for hit in ranking.search(["wakes for fish"], 10)[0]]
            assert "It wakes for fish." not in texts
            assert "It wakes for milk." in texts


def test_a_new_date_is_a_change(index: LocalIndex) -> None:
    """What is known about an article matters too: filters must see it."""
    dated = article("owls.txt", "The owl hunts at night.", published="2024")
    assert index.add([dated]) == IndexReport(replaced=1)
    assert found(LexicalRetriever(index).search(["owl"], 5, Filter(since="2024"))) == ["owls.txt"]


def test_removed_articles_are_gone_at_once(index: LocalIndex) -> None:
    """Both rankings forget an article, and removing counts what was there."""
    assert index.remove(["/articles/owls.txt", "/articles/none.txt"]) == 1
    for ranking in (DenseRetriever(index), LexicalRetriever(index)):
        assert "owls.txt" not in found(ranking.search(["owl hunts at night"], 10))
    assert len(index) == 5


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        (Filter(since="2022"), {"cats.txt"}),
        (Filter(since="2022-02-28"), {"cats.txt"}),
        (Filter(since="2022-03"), set()),
        (Filter(until="2019-01"), {"dogs.txt", "old/newts.md"}),
        (Filter(since="1987", until="2019"), {"dogs.txt", "old/newts.md"}),
        (Filter(source="*.md"), {"old/newts.md"}),
        (Filter(source="/articles/[c-d]*"), {"cats.txt", "dogs.txt"}),
        (Filter(source="[!co]ogs.txt"), {"dogs.txt"}),
        (Filter(source="newts.??", until="1990"), {"old/newts.md"}),
        (Filter(source="old"), set()),
    ],
)
def test_filters(index: LocalIndex, where: Filter, expected: set[str]) -> None:
    """Both rankings keep to the filter; a partial date matches by overlap, a missing one never."""
    question = ["cat dog owl newt sleeps barks hunts swims wakes loves"]
    for ranking in (DenseRetriever(index), LexicalRetriever(index)):
        assert set(found(ranking.search(question, 10, where))) == expected


@pytest.mark.parametrize(
    "question", ["", " ", '"', "*", "AND", ":", "a:b AND (", "🙂", "\ud800", "cat " * 10_000]
)
def test_odd_questions_are_harmless(index: LocalIndex, question: str) -> None:
    """Operators and emptiness mean nothing to a search; both rankings answer with a list."""
    assert len(DenseRetriever(index).search([question], 3)[0]) == 3
    assert len(LexicalRetriever(index).search([question], 3)[0]) <= 3


def test_no_question_no_list(index: LocalIndex) -> None:
    """A batch of none is a batch."""
    assert DenseRetriever(index).search([], 3) == [] == LexicalRetriever(index).search([], 3)


def test_an_empty_index_answers(tmp_path: Path) -> None:
    """Nothing stored, nothing found."""
    with LocalIndex.create(tmp_path / "i", HashEmbedder(), SPLITTER) as index:
        assert DenseRetriever(index).search(["x"], 3) == [[]] == LexicalRetriever(index).search(["x"], 3)
        assert len(index) == 0
        assert index.add([article("empty.txt", "")]) == IndexReport(added=1)
        assert index.add([article("empty.txt", "")]) == IndexReport(unchanged=1)


def test_missing(tmp_path: Path) -> None:
    """A folder without an index is named together with the command that makes one."""
    with pytest.raises(IndexMissing, match="qa index"):
        LocalIndex.open(tmp_path, HashEmbedder(), SPLITTER)


@pytest.mark.parametrize(
    ("embedder", "splitter", "named"),
    [
        (HashEmbedder(name="other"), SPLITTER, "'hash'.*'other'"),
        (HashEmbedder(dim=32), SPLITTER, "64 dimensions.*32 dimensions"),
        (HashEmbedder(), LineSplitter("words"), "'lines'.*'words'"),
    ],
)
def test_mismatch(
    folder: Path, index: LocalIndex, embedder: HashEmbedder, splitter: LineSplitter, named: str
) -> None:
    """An index of another embedder or splitter is refused, naming both and the way out."""
    index.close()
    with pytest.raises(IndexMismatch, match=f"{named}.*qa index --index .* --rebuild"):
        LocalIndex.open(folder, embedder, splitter)


def test_corrupt(folder: Path, index: LocalIndex) -> None:
    """A catalog that is no database is reported as damaged."""
    index.close()
    (folder / "catalog.sqlite").write_bytes(b"not a database" * 1000)
    with pytest.raises(IndexCorrupt, match="qa doctor"):
        LocalIndex.open(folder, HashEmbedder(), SPLITTER)


def test_one_writer(folder: Path, index: LocalIndex) -> None:
    """A second writer is refused at once; readers are welcome and see what the writer stores."""
    with pytest.raises(IndexBusy, match="another process"):
        LocalIndex.open(folder, HashEmbedder(), SPLITTER, writable=True)
    with LocalIndex.open(folder, HashEmbedder(), SPLITTER) as reader:
        with pytest.raises(IndexBusy):
            reader.add(ANIMALS)
        index.add([article("bees.txt", "Bees make honey.")])
        for ranking in (DenseRetriever(reader), LexicalRetriever(reader)):
            assert "bees.txt" in found(ranking.search(["honey bees"], 1))


def test_opening_embeds_nothing(folder: Path, index: LocalIndex) -> None:
    """The read path asks the embedder for the question and for nothing else."""
    index.close()
    embedder = HashEmbedder()
    with LocalIndex.open(folder, embedder, SPLITTER) as reader:
        assert embedder.texts == []
        DenseRetriever(reader).search(["owl"], 1)
        LexicalRetriever(reader).search(["owl"], 1)
    assert embedder.texts == ["owl"]
