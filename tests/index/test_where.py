"""Filters: one meaning in the catalog and in the lexical index."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.errors import InputError
from qa.index.local import LocalIndex
from qa.index.where import Bounds, day_range
from qa.retrieval import LexicalRetriever
from qa.types import Filter
from tests.collection import LineSplitter, article
from tests.fakes import HashEmbedder

SOURCES = [
    *(
        "a",
        "b",
        "/a",
        "a/b",
        "/a/b.a",
        "b.a",
        "a-b",
        "[a]",
        "a]b",
        "^",
        "-",
        "!",
        "a\nb",
        "\\",
        "&~",
        "a/",
        " ",
    ),
    *(
        "é",
        "/x/é.txt",
        "日本",
        "a b",
        "*",
        "?",
        "/a/*",
        "[",
        "a^",
        "]",
        "~",
        "|",
        "(a)",
        "a+",
        "{1}",
        "$",
        ".",
    ),
]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalIndex]:
    """One article of one passage for each source."""
    folder = tmp_path_factory.mktemp("where") / "index"
    with LocalIndex.create(folder, HashEmbedder(), LineSplitter()) as made:
        made.add(article(f"{n}", "owl", source=source) for n, source in enumerate(SOURCES))
        yield made


def expected(glob: str) -> set[str]:
    """What fnmatch makes of it: the oracle."""
    return {
        source
        for source in SOURCES
        if fnmatchcase(source, glob) or fnmatchcase(source.rpartition("/")[2], glob)
    }


GLOB = st.text(alphabet="ab/.*?[]!-^\\&~é|(+{$ \n", max_size=8)


@given(GLOB)
@settings(max_examples=200, deadline=None)
def test_globs_mean_what_fnmatch_means(index: LocalIndex, glob: str) -> None:
    """SQLite and Tantivy agree with fnmatch, over the whole source or its last part."""
    assert_agreement(index, glob)


def assert_agreement(index: LocalIndex, glob: str) -> None:
    """Both engines select what the oracle selects."""
    where = Filter(source=glob)
    ids = index.catalog.selected(Bounds.of(where)).tolist()
    by_catalog = {SOURCES[i - 1] for i in ids}
    hits = LexicalRetriever(index).search(["owl"], len(SOURCES), where)[0]
    by_words = {SOURCES[hit.passage.id - 1] for hit in hits}
    assert by_catalog == by_words == expected(glob)


@pytest.mark.parametrize(
    "glob", ["[z-a]", "a[]", "[!a]", "[]-a]", "[^]", "[!^]", "[--a]", "[]]", "[!]]", "[a-]", "[!?]", "[!;]"]
)
def test_odd_sets(index: LocalIndex, glob: str) -> None:
    """Empty, unclosed and negated sets, and sets of the characters that sets are written with."""
    test_globs_mean_what_fnmatch_means.hypothesis.inner_test(index, glob)  # type: ignore[attr-defined]  # hypothesis


@pytest.mark.parametrize("date", ["yesterday", "2022-13", "2022-02-30", "22", ""])
def test_a_date_that_is_none(date: str) -> None:
    """It is refused by name in a filter, and in an article it counts as no date."""
    with pytest.raises(InputError, match="date filter"):
        Filter(since=date)
    assert day_range(date) is None


def test_partial_dates_cover_their_days() -> None:
    """A month is its first to its last day; a missing date covers nothing."""
    covered = day_range("2024-02")
    assert covered is not None and covered[1] - covered[0] == 28
    assert day_range(None) is None


def test_dates_that_no_article_can_be_of_are_refused_or_let_nothing_through(index: LocalIndex) -> None:
    """Refused of whoever makes such a filter; what a question narrows so has no article."""
    with pytest.raises(InputError, match="2024 or later and of 2023 or earlier"):
        Filter(since="2024", until="2023")
    assert Filter(since="2024-02", until="2024")
    assert Filter(until="2023").narrowed("2023-05", "2023") == Filter("2023-05", "2023")
    assert index.listed(Filter(until="2023").narrowed("2024", "2023"), 10) == (0, [])
