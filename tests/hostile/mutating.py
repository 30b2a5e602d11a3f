"""Mutations of an index folder: each is drawn by a generator and says what it did."""

from __future__ import annotations

import random
import sqlite3
import struct
import zlib
from pathlib import Path
from typing import Any

import numpy as np

from qa.index.halves import packed
from qa.index.layout import describe
from qa.index.manifest import Stamp
from qa.index.seals import seal

_EXTREMES = (0, 1, -1, 127, 255, 2**15, 2**31 - 1, 2**31, 2**32 - 1, -(2**31), 2**40, 2**63 - 1, -(2**63))
_TABLES = {  # by table: its key, and the columns that are changed
    "manifest": ("key", "value seal"),
    "articles": (
        "n",
        "id title source source_name published first_day last_day metadata page_starts digest details "
        "first_passage passages family seal family_seal",
    ),
    "texts": ("n", "size deflated"),
    "passages": ("id", "article start stop text seal"),
    "vectors": ("id", "vector"),
    "removals": ("number", "first count seal"),
    "sqlite_sequence": ("name", "seq"),
}


def mutate(folder: Path, generator: random.Random) -> tuple[str, str]:
    """Do one mutation; returns its mode and what it was.

    The bytes of a file are changed; the same of a search file, with its checksums renewed; a cell of the
    catalog; or the same with its row's seals renewed, as a forger would.
    """
    mode = generator.choice(("bytes", "bytes", "renewed", "renewed", "cell", "cell", "sealed"))
    if mode == "renewed":
        return mode, _renewed(folder, generator)
    if mode != "bytes":
        return mode, _cell(folder, generator, sealed=mode == "sealed")
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    catalog = [path for path in files if path.name.startswith("catalog")]
    path = generator.choice(generator.choice([files, catalog]))
    mode = "bytes of the log" if path.suffix == ".sqlite-wal" else mode
    return mode, f"{path.name}: {change(path, generator)}"


def change(path: Path, generator: random.Random, end: int = 0) -> str:
    """Change a file's bytes, but for the last ``end``."""
    data = bytearray(path.read_bytes())
    tail = bytes(data[len(data) - end :])
    body = data[: len(data) - end]
    kinds = ["flip", "byte", "run", "zeros", "number", "cut", "more", "moved", "doubled"]
    kind = generator.choice(kinds) if body else "more"
    at = generator.randrange(max(len(body), 1))
    length = min(generator.choice([1, 4, 16, 100, 4096]), len(body) - at)
    if kind == "flip":
        body[at] ^= 1 << generator.randrange(8)
    elif kind == "byte":
        body[at] = generator.randrange(256)
    elif kind == "run":
        body[at : at + length] = generator.randbytes(length)
    elif kind == "zeros":
        body[at : at + length] = bytes(length)
    elif kind == "number":
        number = generator.choice(_EXTREMES) & (2**64 - 1)
        width = generator.choice([2, 4, 8])
        order: Any = generator.choice(["little", "big"])
        body[at : at + width] = (number & (2 ** (8 * width) - 1)).to_bytes(width, order)
    elif kind == "cut":
        del body[at:]
    elif kind == "more":
        body += generator.randbytes(generator.choice([1, 100, 8192]))
    elif kind == "moved":
        other = generator.randrange(len(body))
        body[at : at + length] = body[other : other + length]
    else:
        body[at:at] = body[at : at + length]
    path.write_bytes(bytes(body) + tail)
    return f"{kind} at {at}"


def _renewed(folder: Path, generator: random.Random) -> str:
    """Change a search file, and every checksum that is kept of it."""
    path = generator.choice(sorted([*folder.glob("dense-*"), *folder.glob("lexical-*")]))
    kind = path.name.split("-")[0]
    file = path
    if path.is_dir():
        file = generator.choice(sorted(one for one in path.iterdir() if one.suffix != ".lock"))
    own = kind == "lexical" and generator.random() < 0.7
    what = change(file, generator, footer_size(file) if own else 0)
    if own and footer_size(file):
        renew_footer(file)
    restamp(folder, path)
    return f"{file.suffix or file.name}: {what}{' with its footer' if own else ''}"


def restamp(folder: Path, search: Path) -> None:
    """Have the catalog vouch for a search file, or a folder of them, as it is now."""
    kind = search.name.split("-")[0]
    database = sqlite3.connect(folder / "catalog.sqlite")
    ((value,),) = database.execute("SELECT value FROM manifest WHERE key = ?", (kind,)).fetchall()
    stamp = Stamp.model_validate_json(value).model_copy(update={"files": describe(search)})
    value = stamp.model_dump_json()
    database.execute(
        "UPDATE manifest SET value = ?, seal = ? WHERE key = ?", (value, seal(kind, value), kind)
    )
    database.commit()
    database.close()


def footer_size(file: Path) -> int:
    """How long the footer is that Tantivy ends a file with: JSON with a CRC, its length, a magic number."""
    data = file.read_bytes()
    if len(data) < 8 or struct.unpack("<I", data[-4:])[0] != 1337:
        return 0
    return min(int(struct.unpack("<I", data[-8:-4])[0]) + 8, len(data))


def renew_footer(file: Path) -> None:
    """Write the checksum of what a file of Tantivy's holds now."""
    data, size = file.read_bytes(), footer_size(file)
    body, footer = data[: len(data) - size], data[len(data) - size : -8]
    at = footer.index(b'"crc":') + 6
    end = at + next(place for place, byte in enumerate(footer[at:]) if not 48 <= byte <= 57)
    footer = footer[:at] + str(zlib.crc32(body)).encode() + footer[end:]
    file.write_bytes(body + footer + struct.pack("<II", len(footer), 1337))


def _cell(folder: Path, generator: random.Random, *, sealed: bool) -> str:
    """Replace a cell of a row."""
    database = sqlite3.connect(folder / "catalog.sqlite")
    try:
        while True:
            table = generator.choice(list(_TABLES))
            key, columns = _TABLES[table]
            column = generator.choice(columns.split())
            rows = database.execute(f"SELECT {key}, {column} FROM {table} ORDER BY 1").fetchall()
            if not rows:
                continue
            number, old = generator.choice(rows)
            new = _another(old, [row[1] for row in rows], generator)
            try:
                sql = f"UPDATE {table} SET {column} = ? WHERE {key} = ?"
                database.execute(sql, (new, number))
                if sealed:
                    _seal(database, table, number)
            except (sqlite3.Error, OverflowError, TypeError, ValueError):
                database.rollback()
                continue
            database.commit()
            return f"{table}.{column} of {number}: {str(new)[:40]!r}"
    finally:
        database.close()


def _another(old: Any, others: list[Any], generator: random.Random) -> Any:
    if generator.random() < 0.2:
        return generator.choice(others)
    if generator.random() < 0.4:
        vector = np.full((1, 16), generator.choice([np.nan, np.inf, 60000]), np.float16)
        return generator.choice(
            [None, "x", b"", 3.5, "\ud7ff" * 3, "[" * 5000, b"\xff" * 9, '{"a": 1}', vector.tobytes()]
        )
    if isinstance(old, int):
        return generator.choice([old + 1, old - 1, old + 7, -old, generator.choice(_EXTREMES)])
    if isinstance(old, str | bytes) and old:
        data = bytearray(old if isinstance(old, bytes) else old.encode())
        at = generator.randrange(len(data))
        data[at] = generator.choice([data[at] ^ 1, data[at] ^ 32, 48 + generator.randrange(10)])
        changed = bytes(data[: generator.choice([len(data), len(data), at])])
        return changed if isinstance(old, bytes) else changed.decode("utf-8", "replace")
    return generator.choice(_EXTREMES)


def _seal(database: sqlite3.Connection, table: str, key: Any) -> None:
    """Seal a row, and those that are sealed with its cells, as if it had been stored so."""

    def one(sql: str) -> tuple[Any, ...]:
        found: tuple[Any, ...] = database.execute(sql, (key,)).fetchone()
        return found

    if table == "manifest":
        sealed = seal(key, *one("SELECT value FROM manifest WHERE key = ?"))
        database.execute("UPDATE manifest SET seal = ? WHERE key = ?", (sealed, key))
    elif table == "removals":
        cells = one("SELECT number, first, count FROM removals WHERE number = ?")
        database.execute("UPDATE removals SET seal = ? WHERE number = ?", (seal(*cells), key))
    elif table == "articles":
        cells = one("SELECT * FROM articles WHERE n = ?")
        changes = (seal(*cells[:-3]), seal(cells[0], cells[-3]), key)
        database.execute("UPDATE articles SET seal = ?, family_seal = ? WHERE n = ?", changes)
        for (i,) in database.execute("SELECT id FROM passages WHERE article = ?", (key,)).fetchall():
            _seal(database, "passages", i)
    elif table == "passages":
        cells = one(
            "SELECT p.id, a.id, p.start, p.stop, p.text, a.title, a.published, a.source "
            "FROM passages p JOIN articles a ON a.n = p.article WHERE p.id = ?"
        )
        database.execute("UPDATE passages SET seal = ? WHERE id = ?", (seal(*cells), key))
    elif table == "vectors":
        (vector,) = one("SELECT vector FROM vectors WHERE id = ?")
        half = np.frombuffer(vector[:32], np.float16)
        (stored,) = packed([key], half[None].astype(np.float32))
        database.execute("UPDATE vectors SET vector = ? WHERE id = ?", (stored, key))
