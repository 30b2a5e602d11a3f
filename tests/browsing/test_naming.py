"""Which article a name means."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from qa.browsing.naming import line_of, named, page_of
from qa.errors import InputError
from qa.types import Filter, Index
from tests.collection import article
from tests.index_engines import ENGINES, Place

WEB = "https://example.org/moon?a=1[2]"
ARTICLES = (
    article("a.txt", "The cat sleeps.", title="Cats", published="2020"),
    article("b, c.txt", "The dog barks.", title="Dogs"),
    article("all.jsonl#c4f7", "The owl hunts.", title="Owls", published="2023"),
    article("all.jsonl#record-2", "The newt swims.", title="Newts"),
    article("sheet.ods", "A,B", title="Sheet"),
    article("moon.html", "The moon.", title="Moon", source=WEB),
)


@pytest.fixture(params=ENGINES)
def index(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Index]:
    """An index of files and of records of one file."""
    with Place.of(request.param, tmp_path).create() as opened:
        opened.add(ARTICLES)
        yield opened


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("c4f7", "all.jsonl#c4f7"),
        ("#c4f7", "all.jsonl#c4f7"),
        ("all.jsonl, record c4f7", "all.jsonl#c4f7"),
        ("/articles/all.jsonl, record 2", "all.jsonl#record-2"),
        ("[3] Owls \u00b7 2023 \u00b7 articles/all.jsonl, record c4f7", "all.jsonl#c4f7"),
        ("a.txt:8", "a.txt"),
        ("a.txt, title", "a.txt"),
        ("b, c.txt", "b, c.txt"),
        ("b, c.txt:3", "b, c.txt"),
        ("sheet.ods, sheet Costs, cell B4", "sheet.ods"),
        (WEB, "moon.html"),
        ("owls", "all.jsonl#c4f7"),
    ],
)
def test_what_a_citation_prints_names_its_article(index: Index, name: str, meant: str) -> None:
    """A record, a path with a place behind it, a source, or the whole line."""
    assert named(index, name) == f"/articles/{meant}"


@pytest.mark.parametrize("name", ["all.jsonl", "all.jsonl, record 99"])
def test_a_file_of_several_is_none_of_them(index: Index, name: str) -> None:
    """Nothing is guessed."""
    with pytest.raises(InputError, match="may be"):
        named(index, name)


def test_dates_and_sources_say_which_may_be_meant(index: Index) -> None:
    """One that does not pass is not there; of two of one title the one that passes is meant."""
    index.add([replace(ARTICLES[0], id="/articles/other.txt", source="other.txt", published="2024")])
    with pytest.raises(InputError, match="may be"):
        named(index, "Cats")
    assert named(index, "Cats", Filter(since="2024")) == "/articles/other.txt"
    for name in ("Owls", "/articles/all.jsonl#c4f7", "c4f7"):
        with pytest.raises(InputError, match="of these dates"):
            named(index, name, Filter(since="2024"))


def test_lines_and_pages_of_a_citation() -> None:
    """Where they are said."""
    assert (line_of("news/a.txt:8"), line_of("news/a.txt")) == (8, None)
    assert (page_of("b.pdf, p. 5 (printed 2)"), page_of("b.pdf")) == (5, None)
