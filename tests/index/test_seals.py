"""A changed cell of the catalog is noticed before anything of it is quoted, and doctor finds it."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import numpy as np
import pytest

from qa.answering.answerer import Answerer
from qa.answering.judging import Judge
from qa.browsing import mentions, quotations
from qa.errors import IndexCorrupt, IndexError_
from qa.index.halves import packed, unpacked, width
from qa.index.health import examine
from qa.index.layout import describe
from qa.index.local import LocalIndex
from qa.index.manifest import Stamp
from qa.index.seals import Cell, seal
from qa.pipeline import Pipeline
from qa.question.query import Query
from qa.retrieval import FusedRetriever
from qa.types import EVERYTHING
from tests.answering.test_answerer import CALIBRATION
from tests.collection import LineSplitter, article
from tests.fakes import HashEmbedder, KeywordReader

NEWS = [
    article("one.txt", "Alexander Stubb leads Finland.\nIt snows.", title="Finland", published="2014-06-24"),
    article("two.txt", "Angela Merkel leads Germany.", title="Germany", published="2013"),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A closed index of the news."""
    made = tmp_path / "index"
    with LocalIndex.create(made, HashEmbedder(), LineSplitter()) as index:
        index.add(NEWS)
    return made


def answer(folder: Path) -> str | None:
    """Who leads Finland, with what is cited of it."""
    with LocalIndex.open(folder, HashEmbedder(), LineSplitter()) as index:
        answerer = Answerer(index, Judge(CALIBRATION, 0.0))
        pipeline = Pipeline(index, FusedRetriever(index), KeywordReader(), answerer, 5)
        found = pipeline.run([Query("Who leads Finland?", 5)])[0].answer
    cited = found.citations[0]
    return f"{found.text} ({cited.title}, {cited.published}, {cited.source}, {cited.start}: {cited.quote})"


RIGHT = "Alexander Stubb (Finland, 2014-06-24, /articles/one.txt, 0: Alexander Stubb)"
DEEP = "[" * 200_000


def changed(folder: Path, statement: str, *values: object) -> None:
    """Change the catalog with nothing of this project."""
    with sqlite3.connect(folder / "catalog.sqlite") as database:
        database.execute(statement, values)
    database.close()


@pytest.mark.parametrize(
    ("statement", "values"),
    [
        ("UPDATE passages SET text = ? WHERE id = 1", (b"Olexander Stubb leads Finland.",)),
        ("UPDATE passages SET text = ? WHERE id = 1", ("Alexander Stubb leads Finland.",)),
        ("UPDATE passages SET text = ? WHERE id = 1", (b"\xff\xfe",)),
        ("UPDATE passages SET text = 7 WHERE id = 1", ()),
        ("UPDATE passages SET start = 2, stop = 32 WHERE id = 1", ()),
        ("UPDATE passages SET start = 'x' WHERE id = 1", ()),
        ("UPDATE passages SET article = 2 WHERE id = 1", ()),
        ("DELETE FROM passages WHERE id = 1", ()),
        ("UPDATE articles SET title = ? WHERE n = 1", (b"Sweden",)),
        ("UPDATE articles SET source = ? WHERE n = 1", (b"/articles/other.txt",)),
        ("UPDATE articles SET id = ? WHERE n = 1", (b"/articles/one.txu",)),
        ("UPDATE articles SET published = '2024' WHERE n = 1", ()),
        ("UPDATE articles SET published = x'00ff' WHERE n = 1", ()),
        ("UPDATE articles SET metadata = ? WHERE n = 1", (DEEP,)),
        ("UPDATE articles SET page_starts = ? WHERE n = 1", ('["a", null, {}]',)),
        ("UPDATE articles SET family = 2 WHERE n = 1", ()),
        ("DELETE FROM articles WHERE n = 1", ()),
        ("UPDATE vectors SET vector = ? WHERE id = 1", (np.full(64, np.nan, np.float16).tobytes(),)),
        ("UPDATE vectors SET vector = ? WHERE id = 1", (b"",)),
        ("UPDATE vectors SET vector = 'x' WHERE id = 1", ()),
        ("UPDATE vectors SET vector = 5 WHERE id = 1", ()),
        ("UPDATE vectors SET vector = (SELECT vector FROM vectors WHERE id = 2) WHERE id = 1", ()),
        ("DELETE FROM vectors WHERE id = 1", ()),
        ("UPDATE texts SET deflated = x'00' WHERE n = 1", ()),
        ("UPDATE texts SET size = 'x' WHERE n = 1", ()),
        ("DELETE FROM texts WHERE n = 1", ()),
        ("UPDATE manifest SET value = replace(value, ':4', ':3') WHERE key = 'state'", ()),
        ("UPDATE manifest SET value = replace(value, '\"high\":3', '\"high\":2') WHERE key = 'lexical'", ()),
        ("UPDATE manifest SET value = ? WHERE key = 'identity'", (DEEP,)),
        ("UPDATE manifest SET value = x'ff' WHERE key = 'lexical'", ()),
        ("DELETE FROM manifest WHERE key = 'state'", ()),
    ],
)
def test_an_altered_row_is_not_quoted(folder: Path, statement: str, values: tuple[object, ...]) -> None:
    """Whichever cell, whatever stands there instead: an error of the index's, and doctor says so too."""
    assert answer(folder) == RIGHT
    changed(folder, statement, *values)
    with pytest.raises(IndexError_):
        answer(folder)
    assert not examine(folder).sound


@pytest.mark.parametrize(
    ("cells", "values"),
    [
        ("text = ?", (b"Vladimir Putin leads Finland. ",)),
        ("start = 3, stop = 33", ()),
        ("start = -4, stop = 26", ()),
        ("article = 2", ()),
    ],
)
def test_a_forger_cannot_have_words_quoted_that_the_article_does_not_have(
    folder: Path, cells: str, values: tuple[object, ...]
) -> None:
    """Where the seal was renewed as well, the article is asked."""
    changed(folder, f"UPDATE passages SET {cells} WHERE id = 1", *values)
    with sqlite3.connect(folder / "catalog.sqlite") as database:
        row = database.execute(
            "SELECT p.id, a.id, start, stop, text, title, published, source "
            "FROM passages p JOIN articles a ON a.n = p.article WHERE p.id = 1"
        ).fetchone()
        database.execute("UPDATE passages SET seal = ? WHERE id = 1", (seal(*row),))
    database.close()
    with pytest.raises(IndexCorrupt):
        answer(folder)
    assert not examine(folder).sound


COLUMNS = (
    "n, id, title, source, source_name, published, first_day, last_day, metadata, page_starts, digest,"
    " details, first_passage, passages"
)


def forged(folder: Path, column: str, value: object) -> None:
    """Give the first article another cell, and seal its row and its passages as a forger would."""
    changed(folder, f"UPDATE articles SET {column} = ? WHERE n = 1", value)  # names of columns
    with sqlite3.connect(folder / "catalog.sqlite") as database:
        (row,) = database.execute(f"SELECT {COLUMNS} FROM articles WHERE n = 1")
        database.execute("UPDATE articles SET seal = ? WHERE n = 1", (seal(*row),))
        cells = (row[2], row[5], row[3])
        for i, start, stop, text in database.execute(
            "SELECT id, start, stop, text FROM passages WHERE article = 1"
        ):
            sealed = seal(i, row[1], start, stop, text, *cells)
            database.execute("UPDATE passages SET seal = ? WHERE id = ?", (sealed, i))
    database.close()


@pytest.mark.parametrize(
    "published", ["soon", "", "99999-99-99", "0000", "2022-02-30", "2\x1b[2J", "2" * 100_000]
)
def test_a_date_that_is_none_is_no_date(folder: Path, published: str) -> None:
    """It is shown as it is, and everything that works with dates goes on without."""
    forged(folder, "published", published)
    assert answer(folder) == RIGHT.replace("2014-06-24", published)
    with LocalIndex.open(folder, HashEmbedder(), LineSplitter()) as index:
        found = quotations.quoted(index, "Alexander Stubb leads Finland")
        assert found.places[0].published == published
        assert mentions.mentions_of("Finland", index, EVERYTHING).ends == (None, None)


@pytest.mark.parametrize(
    "standing",
    [
        '{"page_starts": [], "origin": {"size": 1e400, "modified": 1, "digest": "", "day": ""}}',
        '{"page_starts": [1e400], "origin": null}',
        '{"page_starts": [], "places": [[0, 1e400]], "origin": 7}',
    ],
)
def test_a_number_without_end_is_damage(folder: Path, standing: str) -> None:
    """And no error of ours."""
    forged(folder, "page_starts", standing)
    with pytest.raises(IndexCorrupt):
        answer(folder)


@pytest.mark.parametrize("name", ["../one.txt", "/dev/zero", "a\0b", "a\nb", "", "..", "\ud800", "a" * 300])
def test_a_search_file_of_another_name_is_damage(folder: Path, name: str) -> None:
    """No place outside of the folder is looked at, and no name that the system refuses is asked for."""
    with sqlite3.connect(folder / "catalog.sqlite") as database:
        ((value,),) = database.execute("SELECT value FROM manifest WHERE key = 'lexical'")
        value = json.dumps({**json.loads(value), "files": {name: {"size": 0, "sha256": ""}}})
        row = (value, seal("lexical", value))
        database.execute("UPDATE manifest SET value = ?, seal = ? WHERE key = 'lexical'", row)
    database.close()
    with pytest.raises(IndexCorrupt, match="manifest"):
        answer(folder)


def test_what_a_library_says_of_a_file_is_cut(folder: Path) -> None:
    """Tantivy repeats the whole of what it cannot read."""
    (search,) = folder.glob("lexical-*")
    (search / "meta.json").write_text("[" * 500_000)
    with sqlite3.connect(folder / "catalog.sqlite") as database:
        ((value,),) = database.execute("SELECT value FROM manifest WHERE key = 'lexical'")
        stamp = Stamp.model_validate_json(value).model_copy(update={"files": describe(search)})
        value = stamp.model_dump_json()
        row = (value, seal("lexical", value))
        database.execute("UPDATE manifest SET value = ?, seal = ? WHERE key = 'lexical'", row)
    database.close()
    with pytest.raises(IndexCorrupt, match="is not what this program writes") as raised:
        answer(folder)
    assert len(str(raised.value)) < 1_000


def test_a_vector_of_no_numbers_is_no_score(folder: Path) -> None:
    """One that was sealed with them would come first or last in every ranking."""
    for number in (np.nan, np.inf, 60_000.0):
        (vector,) = packed([1], np.full((1, 64), number, np.float32))
        changed(folder, "UPDATE vectors SET vector = ? WHERE id = 1", vector)
        with pytest.raises(IndexCorrupt, match="length"):
            answer(folder)


def test_every_cell_and_its_type_counts() -> None:
    """No two rows of different cells have one seal, where bytes might be taken for their neighbours too."""
    rows: list[tuple[Cell, ...]] = [
        (1, b"ab", b"c"),
        (1, b"a", b"bc"),
        ("1", b"ab", b"c"),
        (None, b"ab", b"c"),
        (1, "ab", b"c"),
        (2, b"c"),
    ]
    assert len({seal(*row) for row in rows}) == len(rows)
    assert seal("\ud800") != seal("\ud801")


@pytest.mark.parametrize("dim", [1, 3, 4, 64, 385])
def test_vectors_come_back_under_their_ids_only(dim: int) -> None:
    """Whatever their length; any changed bit, another id and another length are noticed."""
    vectors = np.random.default_rng(0).standard_normal((5, dim)).astype(np.float32)
    ids = [3, 4, 9, 1 << 40, 1 << 41]
    rows = list(zip(ids, packed(ids, vectors), strict=True))
    assert {len(data) for _, data in rows} == {width(dim)}
    found, restored = unpacked(rows, dim)
    assert found.tolist() == ids
    assert np.array_equal(restored, vectors.astype(np.float16).astype(np.float32))
    for bit in range(8 * width(dim)):
        data = bytearray(rows[2][1])
        data[bit // 8] ^= 1 << bit % 8
        with pytest.raises(ValueError, match="altered"):
            unpacked([*rows[:2], (9, bytes(data))], dim)
    with pytest.raises(ValueError, match="altered"):
        unpacked([(4, rows[0][1])], dim)
    with pytest.raises(ValueError, match="lengths"):
        unpacked([(3, rows[0][1][:-1])], dim)
    assert unpacked([], dim)[1].shape == (0, dim)
