"""Digests of model files: right always, remembered where that is safe."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from qa.models import folder
from qa.models.folder import file_digest

LARGE = b"weights " * 200_000


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache folder of its own for every test."""
    cache = tmp_path / "cache"
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache))
    return cache


def aged(path: Path, content: bytes, seconds: int) -> Path:
    """A file that was last changed at a time long past."""
    path.write_bytes(content)
    os.utime(path, (seconds, seconds))
    return path


def test_the_digest_is_that_of_the_content(tmp_path: Path) -> None:
    """Asked once or twice, small or large."""
    for content in (b"", b"small", LARGE):
        path = aged(tmp_path / "file", content, 1_000_000 + len(content))
        assert file_digest(path) == hashlib.sha256(content).hexdigest()
        assert file_digest(path) == hashlib.sha256(content).hexdigest()


def test_a_changed_file_is_hashed_again(tmp_path: Path) -> None:
    """Another time of change is enough, at the same size."""
    path = aged(tmp_path / "file", LARGE, 1_000_000)
    before = file_digest(path)
    aged(path, LARGE.upper(), 1_000_001)
    assert file_digest(path) == hashlib.sha256(LARGE.upper()).hexdigest() != before


def test_a_file_changed_just_now_is_not_remembered(
    tmp_path: Path, own_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It could change again within the clock's grain."""
    monkeypatch.setattr(folder, "_SETTLED", 3600.0)  # else a busy machine may take too long to call it now
    path = tmp_path / "file"
    path.write_bytes(LARGE)
    file_digest(path)
    assert not (own_cache / "qa" / "digests.json").exists()


@pytest.mark.parametrize("damage", ["", "[]", "{", '{"%s": 3}', '{"%s": [1, 2]}'])
def test_a_damaged_memory_is_forgotten(tmp_path: Path, own_cache: Path, damage: str) -> None:
    """Whatever stands in the cache file, the digest is right."""
    path = aged(tmp_path / "file", LARGE, 1_000_000)
    memory = own_cache / "qa" / "digests.json"
    memory.parent.mkdir(parents=True)
    memory.write_text(damage.replace("%s", str(path)))
    assert file_digest(path) == hashlib.sha256(LARGE).hexdigest()


def test_without_a_cache_folder_it_still_works(tmp_path: Path, own_cache: Path) -> None:
    """A place that cannot hold a folder costs time, nothing else."""
    own_cache.write_text("a file stands where the folder should be")
    path = aged(tmp_path / "file", LARGE, 1_000_000)
    assert file_digest(path) == hashlib.sha256(LARGE).hexdigest()
