"""What was shown last is remembered for its numbers, for nobody else, and read with care."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from qa import lastshown
from qa.errors import InputError
from tests.sample_answers import cite


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where it is kept."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    return tmp_path / "qa" / "shown.json"


def test_citations_come_back_as_they_were(file: Path) -> None:
    """With their index; the later ones take the place of those before, and nobody else can read them."""
    lastshown.remember(None, [cite(title="bad \ud800 title")])
    lastshown.remember("/index", [cite(), cite("the parliament", number=2)])
    found = lastshown.last()
    assert (found.index, found.citations) == ("/index", (cite(), cite("the parliament", number=2)))
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in file.parent.iterdir()] == ["shown.json"]


@pytest.mark.parametrize(
    "content",
    [
        *(b"", b"{}", b"[" * 100_000, b"\xff"),
        b'{"index": 3, "citations": [], "format": 1}',
        b'{"index": null, "citations": [{"number": 1}], "format": 1}',
        b'{"index": null, "citations": [], "format": 2}',
    ],
)
def test_what_was_damaged_is_not_used(file: Path, content: bytes) -> None:
    """It says to ask again."""
    file.parent.mkdir()
    file.write_bytes(content)
    with pytest.raises(InputError, match="ask again"):
        lastshown.last()


def test_before_anything_was_shown(file: Path) -> None:
    """It says so."""
    with pytest.raises(InputError, match="nothing was shown yet"):
        lastshown.last()
