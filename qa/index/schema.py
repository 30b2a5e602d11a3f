"""The tables of the catalog, and which layouts of them this version reads.

Nothing is asked of a file whose schema is not one of ours to the letter: a view may be an endless query under
the name of a table, and a trigger runs when something is stored.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

LAYOUT = 3  # that is written
WITHOUT_SPEECH = (
    2  # had no tables of reported speech: it answers as it is, and gets them from its next writer
)
# 1 had no seals: its articles are read to make an index anew

BEFORE_SPEECH = """
CREATE TABLE manifest (key TEXT PRIMARY KEY, value TEXT NOT NULL, seal BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE articles (
    n INTEGER PRIMARY KEY AUTOINCREMENT,
    id BLOB NOT NULL UNIQUE,
    title BLOB NOT NULL, source BLOB NOT NULL, source_name BLOB NOT NULL,
    published TEXT, first_day INTEGER, last_day INTEGER,
    metadata TEXT NOT NULL, page_starts TEXT NOT NULL,
    digest BLOB NOT NULL, details BLOB NOT NULL,
    first_passage INTEGER NOT NULL, passages INTEGER NOT NULL,
    family INTEGER NOT NULL, seal BLOB NOT NULL, family_seal BLOB NOT NULL
);
CREATE INDEX articles_by_family ON articles (family);
CREATE TABLE texts (n INTEGER PRIMARY KEY, size INTEGER NOT NULL, deflated BLOB NOT NULL);
CREATE TABLE passages (
    id INTEGER PRIMARY KEY, article INTEGER NOT NULL,
    start INTEGER NOT NULL, stop INTEGER NOT NULL, text BLOB NOT NULL, seal BLOB NOT NULL
);
CREATE TABLE vectors (id INTEGER PRIMARY KEY, vector BLOB NOT NULL);
CREATE TABLE removals (
    number INTEGER PRIMARY KEY AUTOINCREMENT, first INTEGER NOT NULL, count INTEGER NOT NULL,
    seal BLOB NOT NULL
);
CREATE TABLE bands (band INTEGER NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (band, n)) WITHOUT ROWID;
CREATE INDEX bands_by_article ON bands (n);
"""
SPEECH = """
CREATE TABLE speeches (n INTEGER PRIMARY KEY, deflated BLOB NOT NULL, seal BLOB NOT NULL);
CREATE TABLE speakers (
    surname BLOB NOT NULL, name BLOB NOT NULL, day INTEGER NOT NULL, n INTEGER NOT NULL,
    quotations INTEGER NOT NULL, PRIMARY KEY (surname, name, day, n)
) WITHOUT ROWID;
CREATE INDEX speakers_by_article ON speakers (n);
"""
TABLES = BEFORE_SPEECH + SPEECH
_UNSEALED = re.sub(r",\s+(family_)?seal BLOB NOT NULL", "", BEFORE_SPEECH)
_MADE_BY_SQLITE = {
    "table sqlite_sequence sqlite_sequence": "CREATE TABLE sqlite_sequence(name,seq)",
    "index sqlite_autoindex_articles_1 articles": "None",
}


def statements(tables: str = TABLES) -> list[str]:
    """What makes the tables, one by one."""
    return [statement.strip().rstrip(";") for statement in tables.split(";\n") if statement.strip()]


def layout_of(schema: Mapping[str, str]) -> int:
    """The number of a schema as ``Connection.schema`` gives it; 0 where it is none of ours."""
    known = {LAYOUT: TABLES, WITHOUT_SPEECH: BEFORE_SPEECH, 1: _UNSEALED}
    return next((number for number, tables in known.items() if schema == _expected(tables)), 0)


def _expected(tables: str) -> dict[str, str]:
    named = dict(_MADE_BY_SQLITE)
    for statement in statements(tables):
        kind, name, *_ = statement.removeprefix("CREATE ").lower().split()
        table = statement.split(" ON ")[1].split()[0] if kind == "index" else name
        named[f"{kind} {name} {table}"] = statement
    return named
