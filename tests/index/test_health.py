"""What is noticed when an index folder was damaged, what is mended, and what can be saved."""

from __future__ import annotations

import random
import shutil
import sqlite3
from pathlib import Path

import pytest

from qa.errors import IndexCorrupt, IndexMissing
from qa.index.health import examine
from qa.index.local import LocalIndex
from qa.index.rebuilding import rebuild
from qa.passages import Splitter
from qa.retrieval import DenseRetriever, LexicalRetriever
from qa.types import Article, Filter
from tests.collection import ANIMALS, LineSplitter, article, corrupt_page
from tests.fakes import HashEmbedder

# Enough text that does not compress for the catalog to have many pages.
MANY = [article(f"{n}.txt", f"{random.Random(n).randbytes(700).hex()}\nend{n}") for n in range(300)]


def first_hit(folder: Path, question: str) -> str:
    """What a new reader finds, by words."""
    embedder = HashEmbedder()
    with LocalIndex.open(folder, embedder, LineSplitter()) as reader:
        text = LexicalRetriever(reader).search([question], 1)[0][0].passage.text
    assert embedder.texts == []
    return text


def test_a_sound_index(folder: Path) -> None:
    """Nothing is wrong with an index that nobody touched, and the findings say what it holds."""
    health = examine(folder)
    assert health.sound
    assert health.readable == 4
    assert health.families == 4
    assert health.lexical == 6
    assert health.state is not None and (health.state.articles, health.state.passages) == (4, 6)
    assert health.dense is not None and (health.dense.kind, health.dense.exact) == ("exact", 6)
    assert health.disk["catalog"] > 0 and health.disk["lexical"] > 0


def test_no_index(tmp_path: Path) -> None:
    """A folder without an index is named."""
    with pytest.raises(IndexMissing, match="no index"):
        examine(tmp_path)


def derived_files(folder: Path) -> list[Path]:
    """Every file of the published lexical index."""
    return sorted(path for path in folder.glob("lexical-*/*") if path.suffix != ".lock")


@pytest.mark.parametrize("damage", ["truncate", "flip", "delete", "delete all"])
def test_a_damaged_derived_file_is_noticed_and_made_again(folder: Path, damage: str) -> None:
    """Whichever byte of whichever file: doctor names it, readers do without, a writer mends; no embedding."""
    for number in range(len(derived_files(folder))):
        path = derived_files(folder)[number]
        content = path.read_bytes()
        if damage == "truncate":
            path.write_bytes(content[:-1])
        elif damage == "flip":
            middle = len(content) // 2
            path.write_bytes(content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :])
        elif damage == "delete":
            path.unlink()
        else:
            shutil.rmtree(path.parent)
        (fault,) = examine(folder).faults
        assert fault.startswith("lexical-")
        assert first_hit(folder, "owl at night") == "The owl hunts at night."
        assert examine(folder).faults == (fault,)
        embedder = HashEmbedder()
        LocalIndex.open(folder, embedder, LineSplitter(), writable=True).close()
        assert embedder.texts == []
        assert examine(folder).sound


def test_foreign_files_are_left_alone(folder: Path) -> None:
    """Only what the index itself leaves behind is swept."""
    (folder / "notes.txt").write_text("mine")
    leftover = folder / "lexical-999"
    leftover.mkdir()
    (folder / "dense-998.faiss").write_bytes(b"half")
    with LocalIndex.open(folder, HashEmbedder(), LineSplitter(), writable=True) as index:
        index.add([article("bees.txt", "Bees make honey.")])
    assert (folder / "notes.txt").exists()
    assert not leftover.exists()
    assert not (folder / "dense-998.faiss").exists()


def test_a_damaged_catalog_is_reported_and_rescued(tmp_path: Path) -> None:
    """Searching says that it is damaged, doctor how much is whole, and a rebuild keeps exactly that."""
    folder = tmp_path / "index"
    with LocalIndex.create(folder, HashEmbedder(), LineSplitter()) as index:
        index.add(MANY)
    with sqlite3.connect(folder / "catalog.sqlite") as database:
        (deflated,) = database.execute("SELECT deflated FROM texts WHERE n = 100").fetchone()
    database.close()
    corrupt_page(folder, deflated)
    health = examine(folder)
    assert not health.sound
    assert 0 < health.readable < 300
    problems: list[str] = []
    with (
        pytest.raises(IndexCorrupt, match="damaged"),
        LocalIndex.open(folder, HashEmbedder(), LineSplitter()) as reader,
    ):
        for one in MANY:
            reader.article(one.id)
    report = rebuild(folder, HashEmbedder(), LineSplitter(), on_problem=problems.append)
    assert report.added == health.readable
    assert len(problems) == 300 - health.readable
    assert examine(folder).sound
    assert first_hit(folder, "end299") == "end299"


def test_an_altered_text_is_noticed(folder: Path) -> None:
    """A citation is never made from a text that is not the one stored."""
    with sqlite3.connect(folder / "catalog.sqlite") as database:
        database.execute("UPDATE texts SET deflated = (SELECT deflated FROM texts WHERE n = 1) WHERE n = 3")
    database.close()
    health = examine(folder)
    assert health.readable == 3
    with LocalIndex.open(folder, HashEmbedder(), LineSplitter()) as index:
        with pytest.raises(IndexCorrupt, match="damaged article"):
            index.article("/articles/owls.txt")
        index.article("/articles/cats.txt")


def test_rebuilding_for_another_embedder(folder: Path) -> None:
    """The articles are kept, everything is embedded anew, and the old index is gone."""
    other = HashEmbedder(dim=16, name="other")
    report = rebuild(folder, other, LineSplitter("other lines"), on_problem=pytest.fail)
    assert report.added == 4
    assert len(other.texts) == 6
    with LocalIndex.open(folder, other, LineSplitter("other lines")) as index:
        assert [index.article(one.id) for one in ANIMALS] == list(ANIMALS)
        hits = DenseRetriever(index).search(["owl hunts night"], 1)[0]
        assert hits[0].passage.text == "The owl hunts at night."
    assert examine(folder).sound
    assert not (folder / "rebuild").exists()


def test_rebuilding_indexes_no_front_matter(tmp_path: Path) -> None:
    """What stood before the first passage of an article is in no passage of the new index either."""
    text = "---\ntitle: Secret plans\n---\nThe owl hunts at night. It sees well in the dark."
    noted = Article("a.md", "Owls", text, "a.md", body_start=text.index("The"))
    with LocalIndex.create(tmp_path, HashEmbedder(), Splitter()) as index:
        index.add([noted])
    rebuild(tmp_path, HashEmbedder(), Splitter(words=50, overlap=10), on_problem=pytest.fail)
    with LocalIndex.open(tmp_path, HashEmbedder(), Splitter(words=50, overlap=10)) as index:
        hits = DenseRetriever(index).search(["secret plans"], 10)[0]
        assert [hit.passage.text for hit in hits] == [text[noted.body_start :]]
        assert index.article("a.md").text == text


def test_an_interrupted_rebuild_goes_on(folder: Path) -> None:
    """What the new index has stored is not embedded again; the old one answers until the end."""

    class Unplugged(HashEmbedder):
        def embed(self, texts):  # type: ignore[no-untyped-def]  # it only ever raises
            raise KeyboardInterrupt

    for embedder in (Unplugged(name="other"), HashEmbedder(name="third"), HashEmbedder(name="other")):
        if isinstance(embedder, Unplugged):
            with pytest.raises(KeyboardInterrupt):
                rebuild(folder, embedder, LineSplitter(), on_problem=pytest.fail)
            assert first_hit(folder, "owl at night") == "The owl hunts at night."
        else:
            assert rebuild(folder, embedder, LineSplitter(), on_problem=pytest.fail).added == 4
    with LocalIndex.open(folder, HashEmbedder(name="other"), LineSplitter()) as index:
        assert len(index) == 6


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("UPDATE articles SET passages = 1 << 40 WHERE n = 4", "more passages than it can hold"),
        ("UPDATE articles SET passages = 9 WHERE n = 2", "overlap"),
        ("UPDATE articles SET first_passage = -5 WHERE n = 2", "overlap"),
        ("UPDATE articles SET passages = 1 << 62", "overlap"),
    ],
)
def test_counts_that_were_made_up_are_no_order_for_memory(folder: Path, statement: str, says: str) -> None:
    """A catalog that claims a million million passages is refused before room is made for them."""
    with sqlite3.connect(folder / "catalog.sqlite") as database:
        database.execute(statement)
    database.close()
    with LocalIndex.open(folder, HashEmbedder(), LineSplitter()) as index:
        hits = DenseRetriever(index).search(["owl at night"], 1)[0]
        assert hits[0].passage.text == "The owl hunts at night."
        with pytest.raises(IndexCorrupt, match=says):
            DenseRetriever(index).search(["owl at night"], 1, Filter(source="*"))


def test_a_text_that_unpacks_to_gigabytes(folder: Path) -> None:
    """What an article claims to be long is not unpacked."""
    with sqlite3.connect(folder / "catalog.sqlite") as database:
        database.execute("UPDATE texts SET size = 1 << 33 WHERE n = 1")
    database.close()
    with (
        LocalIndex.open(folder, HashEmbedder(), LineSplitter()) as index,
        pytest.raises(IndexCorrupt, match="damaged article"),
    ):
        index.article("/articles/cats.txt")
