"""That ONNX Runtime tells nobody how it is used."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

LOADED = """
from qa.models.reader import load_reader
from qa.settings import Settings
load_reader(Settings(runtime="onnx"))
"""
QUIET = ("CI", "GITHUB_ACTIONS", "ORT_DISABLE_TELEMETRY", "ORT_RUNNING_UNIT_TESTS", "XDG_CACHE_HOME")


def reports(home: Path, **more: str) -> bool:
    """Whether loading a model in a home of its own leaves an identifier and events for its makers behind."""
    home.mkdir()
    environment = {name: value for name, value in os.environ.items() if name not in QUIET}
    environment |= {"HOME": str(home), **more}
    subprocess.run([sys.executable, "-c", LOADED], env=environment, check=True, timeout=120)
    return (home / ".cache" / "Microsoft").exists()


def test_nothing_is_kept_to_be_told_to_its_makers(tmp_path: Path) -> None:
    """Where the variable is the user's own, it begins as the user says."""
    if not reports(tmp_path / "told", ORT_DISABLE_TELEMETRY="0"):
        pytest.skip("what is installed here reports nothing anyway")
    assert not reports(tmp_path / "untold")
