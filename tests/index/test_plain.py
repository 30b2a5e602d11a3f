"""What somebody else's index folder may hold beside an index, and what is in its catalog that is not ours."""

from __future__ import annotations

import os
import shutil
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from qa.errors import IndexCorrupt, IndexMismatch
from qa.index.catalog import Catalog
from qa.index.health import examine
from qa.index.local import LocalIndex
from qa.index.plain import open_plain
from qa.index.rebuilding import rebuild
from qa.index.schema import BEFORE_SPEECH, LAYOUT, layout_of, statements
from qa.retrieval import DenseRetriever, LexicalRetriever
from tests.collection import LineSplitter, article
from tests.fakes import HashEmbedder

OWL = "The owl hunts at night."


@pytest.fixture
def victim(tmp_path: Path) -> Iterator[Path]:
    """A file of the user's outside of the index, which is untouched in the end."""
    made = tmp_path / "victim.txt"
    made.write_text("mine")
    before = made.stat()
    yield made
    assert made.read_text() == "mine"
    assert (made.stat().st_mtime_ns, made.stat().st_ino) == (before.st_mtime_ns, before.st_ino)


def ask(folder: Path, *, writable: bool = False) -> str:
    """The passage about owls, by both rankings."""
    with LocalIndex.open(folder, HashEmbedder(), LineSplitter(), writable=writable) as index:
        texts = {
            ranking.search(["owl at night"], 1)[0][0].passage.text
            for ranking in (DenseRetriever(index), LexicalRetriever(index))
        }
    assert len(texts) == 1
    return texts.pop()


def contents(folder: Path) -> dict[str, bytes]:
    """Every file by its name, but those that readers and writers meet over."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.endswith((".lock", "-shm", "-wal"))
    }


def hot_journal(catalog: Path, named: Path) -> None:
    """A rollback journal that makes SQLite delete ``named`` when it opens the catalog for writing."""
    name = os.fsencode(named)
    magic = bytes.fromhex("d9d505f920a163d7")
    header = magic + b"".join(n.to_bytes(4, "big") for n in (0, 0, 1, 512, 8192))
    trailer = (0x40000000 // 8192 + 1).to_bytes(4, "big") + name + len(name).to_bytes(4, "big")
    trailer += sum(name).to_bytes(4, "big") + magic
    catalog.with_name("catalog.sqlite-journal").write_bytes(header.ljust(512, b"\0") + trailer)


@pytest.mark.parametrize("damaged", [False, True])
def test_a_journal_is_no_order_to_delete_files(folder: Path, victim: Path, *, damaged: bool) -> None:
    """Whoever opens the index, and in whatever state it is: SQLite never sees a journal."""
    if damaged:
        shutil.rmtree(next(folder.glob("lexical-*")))
    hot_journal(folder / "catalog.sqlite", victim)
    for opening in (
        lambda: ask(folder),
        lambda: ask(folder, writable=True),
        lambda: rebuild(folder, HashEmbedder(), LineSplitter(), on_problem=print),
    ):
        with pytest.raises(IndexCorrupt, match=r"catalog\.sqlite-journal"):
            opening()
    assert any("journal" in problem for problem in examine(folder).damage)


@pytest.mark.parametrize("kind", ["link", "fifo", "socket"])
@pytest.mark.parametrize(
    "name",
    [
        "catalog.sqlite-wal",
        "catalog.sqlite-shm",
        "writer.lock",
        "rebuild",
        "lexical-2/x.fast",
        "dense-9.faiss",
    ],
)
@pytest.mark.timeout(20)
def test_only_plain_files_are_opened(
    folder: Path, victim: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, kind: str
) -> None:
    """A link, a FIFO or a socket under any of our names is refused by its name, and nobody waits for it."""
    path = folder / name
    path.unlink(missing_ok=True)
    if kind == "link":
        path.symlink_to(victim)
    elif kind == "fifo":
        os.mkfifo(path)
    else:
        monkeypatch.chdir(path.parent)  # the names of sockets are short
        with socket.socket(socket.AF_UNIX) as bound:
            bound.bind(path.name)
    for opening in (
        lambda: ask(folder),
        lambda: LocalIndex.create(folder, HashEmbedder(), LineSplitter()),
        lambda: examine(folder),
        lambda: rebuild(folder, HashEmbedder(), LineSplitter(), on_problem=print),
    ):
        with pytest.raises(IndexCorrupt, match=f"{path.name} is a.*plain files"):
            opening()


def test_a_catalog_that_is_a_link_is_refused(folder: Path) -> None:
    """Wherever it leads."""
    (folder / "catalog.sqlite").rename(folder.parent / "elsewhere")
    (folder / "catalog.sqlite").symlink_to(folder.parent / "elsewhere")
    with pytest.raises(IndexCorrupt, match="a symbolic link"):
        ask(folder)


def test_the_folder_itself_may_be_a_link(folder: Path) -> None:
    """The user has named it."""
    link = folder.with_name("link")
    link.symlink_to(folder)
    assert ask(link) == OWL


def test_what_is_not_of_the_index_may_be_anything(folder: Path) -> None:
    """Nothing opens it, and nothing deletes it."""
    os.mkfifo(folder / "pipe")
    (folder / "link").symlink_to("nowhere")
    assert ask(folder) == ask(folder, writable=True) == OWL
    assert examine(folder).sound
    assert (folder / "link").is_symlink()


def test_folders_in_folders_are_refused(folder: Path) -> None:
    """However deep they go, nobody follows."""
    place = next(folder.glob("lexical-*"))
    place.joinpath(*["d"] * 300).mkdir(parents=True)
    with pytest.raises(IndexCorrupt, match="plain files"):
        ask(folder)


def test_a_device_is_not_opened() -> None:
    """Opening some devices does something."""
    with pytest.raises(IndexCorrupt, match="a device"):
        open_plain(Path("/dev/null"))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("catalog.sqlite-wal", b"\x37\x7f\x06\x82" + bytes(4) + (4096).to_bytes(4, "big") + bytes(20)),
        ("catalog.sqlite-wal", b"not a log" * 9),
        ("catalog.sqlite", b"SQLite format 3\0" + b"\x20\0\1\1" + bytes(80)),
        ("catalog.sqlite", b""),
    ],
)
def test_files_of_another_kind_are_not_given_to_sqlite(folder: Path, name: str, content: bytes) -> None:
    """A log or a catalog that does not begin as ours do is refused by its name."""
    (folder / name).write_bytes(content)
    with pytest.raises(IndexCorrupt, match=name):
        ask(folder)


@pytest.mark.parametrize("content", [b"", b"\0" * 5000, b"\x37\x7f\x06"])
def test_a_log_that_never_began_is_none(folder: Path, content: bytes) -> None:
    """So a full disk or a lost power supply leave it."""
    (folder / "catalog.sqlite-wal").write_bytes(content)
    assert ask(folder) == OWL
    assert ask(folder, writable=True) == OWL


@pytest.mark.parametrize("damaged", [False, True])
def test_reading_writes_nothing(folder: Path, *, damaged: bool) -> None:
    """Whatever is missing is made for the reader alone, elsewhere; the folder stays as it is."""
    if damaged:
        next(folder.glob("lexical-*/*.term")).write_bytes(b"x")
    before = contents(folder)
    assert ask(folder) == OWL
    assert contents(folder) == before


def test_what_a_killed_writer_stored_is_read_without_writing(folder: Path, tmp_path: Path) -> None:
    """Its last batch is in the log, and its search files are behind: both rankings find it all the same."""
    copy = tmp_path / "copy"
    with LocalIndex.open(folder, HashEmbedder(), LineSplitter(), writable=True) as index:
        bee = article("bees.txt", "Bees make honey.")
        [passage] = LineSplitter().split(bee)
        with index.catalog.transaction():
            index.catalog.store(bee, [passage], HashEmbedder().embed([passage.text]))
        shutil.copytree(folder, copy)
    before = contents(copy)
    with LocalIndex.open(copy, HashEmbedder(), LineSplitter()) as reader:
        for ranking in (DenseRetriever(reader), LexicalRetriever(reader)):
            assert ranking.search(["bees make honey"], 1)[0][0].passage.text == "Bees make honey."
    assert contents(copy) == before


ENDLESS = "WITH RECURSIVE e(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM e) SELECT"


@pytest.mark.parametrize(
    "script",
    [
        f"DROP TABLE manifest; CREATE VIEW manifest AS {ENDLESS} n AS key, n AS value, n AS seal FROM e",
        "DROP TABLE vectors; CREATE VIEW vectors AS SELECT 1 AS id, zeroblob(900000000) AS vector",
        f"CREATE TRIGGER t AFTER UPDATE ON manifest BEGIN INSERT INTO bands {ENDLESS} n, n FROM e; END",
        "ALTER TABLE passages ADD COLUMN more TEXT",
        "DROP INDEX bands_by_article",
        "CREATE TABLE another (x)",
    ],
)
@pytest.mark.timeout(30)
def test_other_tables_are_asked_nothing(folder: Path, script: str) -> None:
    """Views, triggers and tables that this program does not make: refused before any query."""
    with sqlite3.connect(folder / "catalog.sqlite") as database:
        database.executescript(script)
    database.close()
    for writable in (False, True):
        with pytest.raises(IndexCorrupt, match="other tables"):
            ask(folder, writable=writable)
    assert any("other tables" in problem for problem in examine(folder).damage)


def test_the_layouts_that_are_read(folder: Path) -> None:
    """The present one is what a new catalog has, to the letter; of the one before, the articles are kept."""
    catalog = Catalog(folder / "catalog.sqlite")
    assert layout_of(catalog._db.schema()) == LAYOUT
    catalog.close()
    assert layout_of({}) == 0


def test_an_index_of_the_first_layout_is_made_anew(folder: Path, tmp_path: Path) -> None:
    """It is refused with the command that keeps its articles, and the command keeps them."""
    old = tmp_path / "old"
    old.mkdir()
    with sqlite3.connect(old / "catalog.sqlite") as database:
        database.execute("PRAGMA page_size = 8192")
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("ATTACH ? AS new", (str(folder / "catalog.sqlite"),))
        for statement in statements(BEFORE_SPEECH):
            database.execute(without_seals(statement))
        for table in ("manifest", "articles", "texts", "passages"):
            columns = ", ".join(row[1] for row in database.execute(f"PRAGMA main.table_info({table})"))
            database.execute(f"INSERT INTO main.{table} SELECT {columns} FROM new.{table}")
    database.close()
    with pytest.raises(IndexMismatch, match=r"earlier version.*--rebuild"):
        ask(old)
    assert rebuild(old, HashEmbedder(), LineSplitter(), on_problem=pytest.fail).added == 4
    assert ask(old) == OWL


def without_seals(statement: str) -> str:
    """A table as the first layout had it."""
    for column in (", family_seal BLOB NOT NULL", ",\n    seal BLOB NOT NULL", ", seal BLOB NOT NULL"):
        statement = statement.replace(column, "")
    return statement


def test_a_query_that_takes_too_long_is_given_up(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages that refer to each other may keep SQLite busy for ever."""
    from qa.index import sql

    monkeypatch.setattr(sql, "_MOST_SECONDS", 0.05)
    connection = sql.Connection(folder / "catalog.sqlite", writable=False)
    with pytest.raises(IndexCorrupt, match="interrupted"):
        connection.rows(f"{ENDLESS} max(n) FROM e")
    with pytest.raises(IndexCorrupt, match="more than it can hold"):
        connection.rows("SELECT zeroblob(100000000) FROM (VALUES (1), (2), (3))")
    with pytest.raises(IndexCorrupt, match="too big"):
        connection.rows("SELECT zeroblob(900000000)")
    connection.close()


def test_a_lock_file_is_no_way_out_of_the_folder(folder: Path, victim: Path) -> None:
    """Writing takes the lock in a file that it empties: never through a link."""
    (folder / "writer.lock").unlink(missing_ok=True)
    (folder / "writer.lock").symlink_to(victim)
    command = [sys.executable, "-c", "from qa.cli import main; import sys; sys.exit(main())"]
    done = subprocess.run(
        [*command, "index", str(victim), "--index", str(folder)], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 4
    assert "writer.lock is a symbolic link" in done.stderr
