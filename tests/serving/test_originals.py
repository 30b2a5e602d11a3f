"""Files behind articles: only those that were indexed, as they were then."""

from __future__ import annotations

import hashlib
import os
from dataclasses import replace
from pathlib import Path

import pytest

from qa.origin import origin_of
from qa.serving.originals import disposition, original_of
from qa.serving.problems import Problem
from qa.types import Article, Origin


def article_of(path: Path) -> Article:
    """The article of a file, as indexing it now would store it."""
    return Article(str(path), "A title", "text", str(path), origin=origin_of(path))


def test_the_file_is_given_as_it_was_indexed(tmp_path: Path) -> None:
    """Its name and its bytes."""
    path = tmp_path / "a b.txt"
    path.write_bytes(b"text\xff")
    assert original_of(article_of(path)) == ("a b.txt", b"text\xff")
    assert original_of(replace(article_of(path), id=f"{path}#3")) == ("a b.txt", b"text\xff")


def test_a_file_that_changed_is_not_given(tmp_path: Path) -> None:
    """Nor one that is gone, or whose content was never known."""
    path = tmp_path / "a.txt"
    path.write_bytes(b"text")
    article = article_of(path)
    path.write_bytes(b"secret")
    with pytest.raises(Problem, match="has changed"):
        original_of(article)
    path.unlink()
    with pytest.raises(Problem, match="not there"):
        original_of(article)
    with pytest.raises(Problem, match="no file is known"):
        original_of(replace(article, origin=None))


def test_one_article_of_many_has_no_file_of_its_own(tmp_path: Path) -> None:
    """That is said, since its path names a file that is there."""
    path = tmp_path / "a.jsonl"
    path.write_text("{}")
    with pytest.raises(Problem, match="one of several articles in a file"):
        original_of(Article(f"{path}#7", "A title", "text", str(path), origin=Origin(2, 0, "", "2026-01-01")))


def test_an_index_that_names_another_file_does_not_get_it(tmp_path: Path) -> None:
    """Whoever makes up an article's id would have to know the file's digest, and so its content."""
    secret = tmp_path / "secret.txt"
    secret.write_bytes(b"the user's own")
    guess = Origin(secret.stat().st_size, 0, hashlib.sha256(b"a guess").hexdigest(), "2026-01-01")
    with pytest.raises(Problem, match="has changed"):
        original_of(replace(article_of(secret), origin=guess))


def test_links_and_devices_are_not_opened(tmp_path: Path) -> None:
    """Whatever they lead to."""
    path = tmp_path / "a.txt"
    path.write_bytes(b"text")
    article = article_of(path)
    path.rename(tmp_path / "b.txt")
    path.symlink_to(tmp_path / "b.txt")
    with pytest.raises(Problem):
        original_of(article)
    path.unlink()
    os.mkfifo(path)
    with pytest.raises(Problem):
        original_of(article)


def test_a_name_cannot_break_out_of_its_header() -> None:
    """Quotes, line breaks and other alphabets are encoded."""
    assert disposition('a";\r\nx: é.pdf') == "attachment; filename*=UTF-8''a%22%3B%0D%0Ax%3A%20%C3%A9.pdf"
