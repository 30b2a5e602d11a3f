"""Conversations kept across runs."""

from __future__ import annotations

import sqlite3
import stat
from pathlib import Path

import pytest

from qa import turnlog
from qa.errors import InputError
from qa.turnlog import TurnLog


def questions(log: TurnLog) -> list[str]:
    """What was asked in the conversation that ``log`` resumes."""
    return [turn.answer["question"] for turn in log.resume()]


def test_a_conversation_goes_on_where_it_stopped(tmp_path: Path) -> None:
    """Another run gets the turns in their order, each with the state after it, and adds to them."""
    path = tmp_path / "folder" / "log.sqlite"
    with TurnLog(path, "news") as log:
        log.add({"question": "one"}, "state 1")
        log.add({"question": "two"}, "state 2")
    with TurnLog(path, "news") as log:
        turns = log.resume()
        assert [(turn.answer["question"], turn.state) for turn in turns] == [
            ("one", "state 1"),
            ("two", "state 2"),
        ]
        log.add({"question": "three"}, "state 3")
    with TurnLog(path, "news") as log:
        assert questions(log) == ["one", "two", "three"]


def test_each_index_has_its_own_conversations(tmp_path: Path) -> None:
    """What was asked of one index is not continued with another."""
    with TurnLog(tmp_path / "log", "news") as log:
        log.add({"question": "one"}, "")
    with TurnLog(tmp_path / "log", "sports") as log:
        assert questions(log) == []
        log.add({"question": "other"}, "")
    with TurnLog(tmp_path / "log", "news") as log:
        assert questions(log) == ["one"]


def test_without_resuming_a_new_conversation_begins(tmp_path: Path) -> None:
    """The last conversation is the one that was begun last."""
    with TurnLog(tmp_path / "log", "news") as log:
        log.add({"question": "one"}, "")
    with TurnLog(tmp_path / "log", "news") as log:
        log.add({"question": "two"}, "")
    with TurnLog(tmp_path / "log", "news") as log:
        assert questions(log) == ["two"]


def test_undo_and_clear(tmp_path: Path) -> None:
    """Undoing forgets a turn; clearing begins another conversation."""
    with TurnLog(tmp_path / "log", "news") as log:
        log.add({"question": "one"}, "")
        log.add({"question": "two"}, "")
        log.undo()
        assert questions(log) == ["one"]
        log.clear()
        log.add({"question": "three"}, "")
    with TurnLog(tmp_path / "log", "news") as log:
        assert questions(log) == ["three"]


def test_old_conversations_are_forgotten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The log does not grow for ever."""
    monkeypatch.setattr(turnlog, "KEPT", 3)
    for number in range(5):
        with TurnLog(tmp_path / "log", "news") as log:
            log.add({"question": str(number)}, "")
    with sqlite3.connect(tmp_path / "log") as db:
        assert db.execute("SELECT count(*) FROM conversation").fetchone() == (3,)
        assert db.execute("SELECT count(*) FROM turn").fetchone() == (3,)
    db.close()


def test_the_log_is_for_its_owner_alone(tmp_path: Path) -> None:
    """What someone asks is nobody else's business."""
    with TurnLog(tmp_path / "log", "news") as log:
        log.add({"question": "one"}, "")
    assert stat.S_IMODE((tmp_path / "log").stat().st_mode) == 0o600


def test_a_log_of_another_version_is_refused_with_a_way_out(tmp_path: Path) -> None:
    """The message names the file and what to do; the file is left as it is."""
    with TurnLog(tmp_path / "log", "news") as log:
        log.add({"question": "one"}, "")
    with sqlite3.connect(tmp_path / "log") as db:
        db.execute("PRAGMA user_version = 99")
    db.close()
    before = (tmp_path / "log").read_bytes()
    with pytest.raises(InputError, match=r"format 99.*--no-log"):
        TurnLog(tmp_path / "log", "news")
    assert (tmp_path / "log").read_bytes() == before


@pytest.mark.parametrize(
    "content", [b"no database at all, but text" * 50, b"SQLite format 3\x00" + b"\xff" * 2000]
)
def test_a_damaged_log_is_refused_with_a_way_out(tmp_path: Path, content: bytes) -> None:
    """A file that is no database is not overwritten."""
    (tmp_path / "log").write_bytes(content)
    with pytest.raises(InputError, match="--no-log"):
        TurnLog(tmp_path / "log", "news")
    assert (tmp_path / "log").read_bytes() == content


def test_a_folder_that_cannot_be_written_is_one_clear_error(tmp_path: Path) -> None:
    """No traceback where the data folder is a file."""
    (tmp_path / "data").write_text("")
    with pytest.raises(InputError, match="--no-log"):
        TurnLog(tmp_path / "data" / "log", "news")
