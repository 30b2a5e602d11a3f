"""The file behind an article: what is said of one that is not as it was."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from qa.articles import read_articles
from qa.origin import file_of, note_of, origin_of
from qa.types import Article


@pytest.fixture
def article(tmp_path: Path) -> Article:
    """An article that was read from a file just now."""
    (tmp_path / "a.txt").write_text("The dam was built by Ludo Stein.")
    return next(read_articles([tmp_path / "a.txt"], pytest.fail))


def test_a_file_as_it_was_needs_no_note(article: Article) -> None:
    """Neither does one that was touched, nor an article that no file is known of."""
    assert note_of(article) == ""
    os.utime(file_of(article.id), (1, 1))
    assert note_of(article) == ""
    assert note_of(replace(article, origin=None)) == ""


@pytest.mark.parametrize("text", ["The dam was built by Karl Dorn.", "The dam was built by Nils Ostx."])
def test_a_changed_file_is_told(article: Article, text: str) -> None:
    """By its size, and where that is the same by its content; with the day it was indexed on."""
    assert article.origin is not None
    path = file_of(article.id)
    path.write_text(text)
    os.utime(path, (1, 1))
    assert note_of(article) == f"the file has changed since; shown as indexed on {article.origin.day}"


def test_a_file_that_is_gone_is_told(article: Article) -> None:
    """The citation stands, and says so."""
    file_of(article.id).unlink()
    assert "not there any more" in note_of(article)


def test_of_a_file_of_many_it_is_told_only_that_it_is_gone(tmp_path: Path) -> None:
    """A line more in a file of records says nothing of the others."""
    path = tmp_path / "a.jsonl"
    path.write_text('{"id": "1", "text": "The dam was built by Ludo Stein."}\n')
    article = next(read_articles([path], pytest.fail))
    path.write_text('{"id": "2", "text": "Another."}\n')
    assert note_of(article) == ""
    path.unlink()
    assert "not there any more" in note_of(article)


@pytest.mark.parametrize("name", ["a\0b", "#" * 1_000_000, "/proc/kmsg", "/proc/self/mem#" + "x" * 5000])
def test_no_id_of_an_index_does_harm(article: Article, name: str) -> None:
    """It is anybody's: no error, nothing waited for, nothing read but a file of the size stated."""
    assert article.origin is not None
    forged = replace(article, id=name, origin=replace(article.origin, size=0, modified=0))
    assert "shown as indexed on" in note_of(forged)


def test_the_file_of_a_record(tmp_path: Path) -> None:
    """The longest part of an id that is a file: names may hold a # themselves."""
    for name in ("a", "a#b", "a#b#c"):
        (tmp_path / name).write_text("x")
        assert file_of(f"{tmp_path / name}#record#1") == tmp_path / name
        assert file_of(f"{tmp_path / name}#{'1' * 300}") == tmp_path / name  # longer than names may be


def test_what_is_no_file_is_not_waited_for(article: Article, tmp_path: Path) -> None:
    """A pipe in the place of a file gives nothing for as long as nobody writes to it."""
    os.mkfifo(tmp_path / "pipe")
    assert origin_of(tmp_path / "pipe") is None
    assert article.origin is not None
    empty = replace(article, id=str(tmp_path / "pipe"), origin=replace(article.origin, size=0, modified=0))
    assert "changed since" in note_of(empty)
