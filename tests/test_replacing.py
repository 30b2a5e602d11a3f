"""A file put in the place of another."""

from __future__ import annotations

from pathlib import Path

import pytest

from qa.replacing import replace_file


def test_a_file_is_replaced_whole_and_for_its_owner_alone(tmp_path: Path) -> None:
    """Nothing is left beside it."""
    file = tmp_path / "kept.json"
    file.write_text("a longer text from before")
    replace_file(file, "Zürich")
    assert file.read_text("utf-8") == "Zürich"
    assert (list(tmp_path.iterdir()), file.stat().st_mode & 0o077) == ([file], 0)


def test_where_it_cannot_be_written_the_one_before_stays(tmp_path: Path) -> None:
    """Nor is a part of the new one left."""
    file = tmp_path / "kept.json"
    file.write_text("before")
    with pytest.raises(UnicodeEncodeError):
        replace_file(file, "half of it \ud800")
    assert (list(tmp_path.iterdir()), file.read_text()) == ([file], "before")
