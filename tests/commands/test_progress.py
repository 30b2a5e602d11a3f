"""How indexing shows what it does."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from qa.commands import progress
from qa.commands.progress import ahead, reporting
from qa.types import Article, Progress
from tests.terminals import Terminal


def test_a_line_now_and_then_where_there_is_no_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Articles, share, rate and time left, and not more often than told."""
    (tmp_path / "a.txt").write_text("a" * 300)
    (tmp_path / "b.txt").write_text("b" * 100)
    out = io.StringIO()
    monkeypatch.setattr(progress, "_EVERY", 3600.0)
    with reporting(ahead([tmp_path]), out) as report:
        report.article(Article(str(tmp_path / "a.txt"), "a", "a" * 300, "a.txt"))
        report.batch(Progress(1, None, 3, 1234.5))
        assert out.getvalue() == "", "the first line comes after some seconds"
        monkeypatch.setattr(progress, "_EVERY", 0.0)
        report.batch(Progress(1, None, 3, 1234.5))
        report.problem("b.txt: \x1b[31mbroken\nfile")
    first, second = out.getvalue().splitlines()
    assert first.startswith("1 article, 75%, 1,234 passages/s, ")
    assert first.endswith(" left")
    assert second == "qa: b.txt: ␛[31mbroken file"


def test_no_share_of_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """An index that is made anew reads no files: how long that takes is not told."""
    out = io.StringIO()
    monkeypatch.setattr(progress, "_EVERY", 0.0)
    with reporting(ahead([]), out) as report:
        report.batch(Progress(1, None, 3, 1234.5))
    assert out.getvalue() == "1 article, 1,234 passages/s\n"


def test_the_share_grows_to_one_whatever_the_files_hold(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Files with many articles, and articles longer than their file (compressed, say), never pass 100 %."""
    monkeypatch.setattr(progress, "_EVERY", 0.0)
    (tmp_path / "many.jsonl").write_text("x" * 1000)
    (tmp_path / "packed.txt.gz").write_text("x" * 10)
    out = io.StringIO()
    found = ahead([tmp_path / "many.jsonl", tmp_path / "packed.txt.gz", tmp_path / "gone"])
    with reporting(found, out) as report:
        for number in range(4):
            report.article(Article(f"{tmp_path}/many.jsonl#{number}", "", "x" * 200, "many.jsonl"))
            report.batch(Progress(number + 1, None, 0, 1.0))
        report.article(Article(f"{tmp_path}/packed.txt.gz", "", "x" * 5000, "packed.txt.gz"))
        report.batch(Progress(5, None, 0, 1.0))
    shares = [int(line.split(", ")[1].removesuffix("%")) for line in out.getvalue().splitlines()]
    assert shares == [20, 40, 59, 79, 100]


def test_what_is_read_ahead_is_not_done(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Articles that were read and wait to be embedded are still to come."""
    monkeypatch.setattr(progress, "_EVERY", 0.0)
    out = io.StringIO()
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text("x" * 100)
    with reporting(ahead([tmp_path]), out) as report:
        for name in ("a.txt", "b.txt"):
            report.article(Article(str(tmp_path / name), name, "x" * 100, name))
        report.batch(Progress(1, None, 64, 1.0))
        report.batch(Progress(2, None, 128, 1.0))
    first, last = out.getvalue().splitlines()
    assert first.startswith("1 article, 50%, ")
    assert last.startswith("2 articles, 100%, ")


def test_a_bar_on_a_terminal_that_leaves_nothing_behind(tmp_path: Path) -> None:
    """The bar is drawn while the embedder loads and articles are stored; the summary alone stays."""
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "a.txt").write_text("Sanna Marin is the Prime Minister.")
    with Terminal(["index", "articles", "--index", "ix"], home=tmp_path) as terminal:
        assert terminal.end() == 0
        assert "Loading the embedder" in terminal.raw
        doing, files, done, *_ = terminal.shown.splitlines()
        assert (doing, files) == ("Reading articles into ix", "1 file to look at, 0.0 kB")
        assert done.startswith("Articles: 1 added")
        assert terminal.raw.endswith("\r\n")
