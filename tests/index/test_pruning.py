"""What --prune takes for vanished."""

from __future__ import annotations

from pathlib import Path

import pytest

from qa.indexing import vanished


def test_only_what_is_gone_from_what_was_read(tmp_path: Path) -> None:
    """Deleted files and records go; unread, unreadable and foreign ones stay."""
    news, other = tmp_path / "news", tmp_path / "other"
    news.mkdir()
    other.mkdir()
    for name in ("here.txt", "unreadable.pdf", "many.jsonl", "odd#name.txt"):
        (news / name).write_text("x")
    seen = {f"{news}/here.txt", f"{news}/many.jsonl#1", f"{news}/odd#name.txt"}
    stays = [*seen, f"{news}/unreadable.pdf", f"{other}/gone.txt", f"{tmp_path}/newsletter.txt"]
    goes = [f"{news}/gone.txt", f"{news}/many.jsonl#2", f"{news}/gone.jsonl#3", f"{news}/sub/gone.md"]
    assert sorted(vanished([*stays, *goes], seen, [news])) == sorted(goes)


def test_a_single_file(tmp_path: Path) -> None:
    """Reading one file prunes nothing but its own records."""
    many = tmp_path / "many.jsonl"
    many.write_text("x")
    known = [f"{many}#1", f"{many}#2", f"{tmp_path}/gone.txt"]
    assert list(vanished(known, {f"{many}#1"}, [many])) == [f"{many}#2"]


def test_relative_paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Paths are taken from the working folder, as they are when they are read."""
    monkeypatch.chdir(tmp_path)
    gone = f"{tmp_path}/news/gone.txt"
    assert list(vanished([gone], set(), [Path("news")])) == [gone]
