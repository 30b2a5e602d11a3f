"""Reported speech as it is stored, in both engines and in an index of an earlier version."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import pytest

from qa.errors import IndexCorrupt
from qa.index import spoken
from qa.index.catalog import Catalog
from qa.index.health import examine
from qa.index.local import LocalIndex
from qa.index.schema import LAYOUT, WITHOUT_SPEECH
from qa.quotations.finding import heard
from qa.types import EVERYTHING, Filter, Index, SpeakerCount, Speech
from tests.collection import LineSplitter, article
from tests.fakes import HashEmbedder
from tests.index_engines import ENGINES, Place

FIRST = article("a.txt", "Anna Lind said it was fine. Lind said it was late.", published="2020-01-05")
SECOND = article("b.txt", "“It is over,” said Anna Lind. The ministry said it was not.", published="2021")
SILENT = article("c.txt", "The owl hunts at night.", published="2022-03")
ARTICLES = (FIRST, SECOND, SILENT)


@pytest.fixture(params=ENGINES)
def index(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Index]:
    """An index with speech in it, open for writing."""
    with Place.of(request.param, tmp_path).create() as opened:
        opened.add(ARTICLES)
        yield opened


def test_speech_is_kept_with_its_article(index: Index) -> None:
    """What is found in an article is what the index gives; nothing for one that is not there."""
    ids = [one.id for one in ARTICLES]
    assert index.speeches([*ids, "nowhere"]) == [*(tuple(heard(one)) for one in ARTICLES), ()]


def test_who_speaks_is_counted(index: Index) -> None:
    """Each spelling with its quotations, articles and dates, as precise as those of the articles."""
    lind = SpeakerCount("Anna Lind", 3, 2, "2020-01-05", "2021")
    ministry = SpeakerCount("The ministry", 1, 1, "2021", "2021")
    assert index.speakers() == [lind, ministry]
    assert index.speakers("lind") == [lind]
    assert index.speakers("lind", Filter(until="2020")) == [
        SpeakerCount("Anna Lind", 2, 1, "2020-01-05", "2020-01-05")
    ]
    assert index.speakers("nobody") == []


def test_where_somebody_speaks(index: Index) -> None:
    """Articles newest first, as a filter lets them through; without names, wherever anybody speaks."""
    assert index.spoken(["Anna Lind"], EVERYTHING, 10) == [SECOND.id, FIRST.id]
    assert index.spoken(["Anna Lind"], EVERYTHING, 1) == [SECOND.id]
    assert index.spoken(["The ministry"], Filter(source="*a.txt"), 10) == []
    assert index.spoken([], EVERYTHING, 10) == [SECOND.id, FIRST.id]
    assert index.spoken(["Anna Lind"], Filter(until="2020"), 10) == [FIRST.id]


def test_speech_goes_with_its_article(index: Index) -> None:
    """What is removed or replaced is said by nobody any more."""
    index.remove([SECOND.id])
    index.add([article("a.txt", "The owl sleeps.")])
    assert index.speakers() == []
    assert index.spoken([], EVERYTHING, 10) == []


def older(folder: Path) -> None:
    """Make an index what an earlier version would have made of the same articles."""
    nothing = mock.patch.object(Catalog, "_store_speech"), mock.patch.object(Catalog, "listen")
    with nothing[0], nothing[1], LocalIndex.create(folder, HashEmbedder(), LineSplitter()) as made:
        made.add(ARTICLES)
    database = sqlite3.connect(folder / "catalog.sqlite")
    database.execute("DROP TABLE speeches")
    database.execute("DROP TABLE speakers")
    database.commit()
    database.close()


def test_an_index_of_an_earlier_version_is_heard_when_asked(tmp_path: Path) -> None:
    """Reading, the speech is found in the texts; writing, it is stored for all articles, old and new."""
    folder = tmp_path / "index"
    older(folder)
    with LocalIndex.open(folder, HashEmbedder(), LineSplitter()) as read:
        assert read.catalog.require_schema() == WITHOUT_SPEECH
        assert [count.quotations for count in read.speakers()] == [3, 1]
        assert read.spoken(["Anna Lind"], EVERYTHING, 10) == [SECOND.id, FIRST.id]
        assert read.speeches([FIRST.id]) == [tuple(heard(FIRST))]
    with LocalIndex.open(folder, HashEmbedder(), LineSplitter(), writable=True) as written:
        written.add(ARTICLES)
        assert written.catalog.require_schema() == LAYOUT
        assert written.catalog.state().listened == 3
        assert [count.quotations for count in written.speakers()] == [3, 1]


def test_altered_speech_is_noticed(tmp_path: Path) -> None:
    """A row that is not as it was stored is never shown."""
    folder = tmp_path / "index"
    with LocalIndex.create(folder, HashEmbedder(), LineSplitter()) as made:
        made.add(ARTICLES)
    database = sqlite3.connect(folder / "catalog.sqlite")
    forged = spoken.packed([Speech(((0, 9),), True, "Nobody", None, None)])
    database.execute("UPDATE speeches SET deflated = ? WHERE n = 1", (forged,))
    database.commit()
    database.close()
    with (
        LocalIndex.open(folder, HashEmbedder(), LineSplitter()) as read,
        pytest.raises(IndexCorrupt, match="altered"),
    ):
        read.speeches([FIRST.id])


def test_the_doctor_compares_who_speaks(tmp_path: Path) -> None:
    """A table of speakers that says otherwise than the articles is told."""
    folder = tmp_path / "index"
    with LocalIndex.create(folder, HashEmbedder(), LineSplitter()) as made:
        made.add(ARTICLES)
    assert examine(folder).sound
    database = sqlite3.connect(folder / "catalog.sqlite")
    database.execute("UPDATE speakers SET quotations = 99 WHERE n = 1")
    database.commit()
    database.close()
    assert any("reported speech" in problem for problem in examine(folder).damage)


@pytest.mark.parametrize(
    "cells",
    ["[[[[5,1]],1,null,null,null]]", "[[[],1,null,null,null]]", "[[[[0,1]],1,3,null,null]]", "[1]", "{}x"],
)
def test_rows_that_make_no_sense_are_refused(cells: str) -> None:
    """Offsets that run backwards, speech that stands nowhere, names that are no texts."""
    with pytest.raises((ValueError, TypeError, LookupError)):
        spoken.unpacked(zlib.compress(cells.encode()))


@pytest.mark.parametrize("published", ["2020", "2020-02", "2020-02-29"])
def test_dates_are_kept_as_precise_as_they_are(published: str) -> None:
    """One number orders the dates and gives them back."""
    from qa.index.where import day_range

    assert spoken.date_of(spoken.day_code(day_range(published))) == published
    assert spoken.date_of(spoken.day_code(None)) is None
