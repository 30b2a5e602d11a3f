"""Whole outputs kept as files: ``UPDATE_GOLDEN=1`` writes them anew, to be read in the diff."""

from __future__ import annotations

import os
from pathlib import Path

GOLDEN = Path(__file__).parent / "golden"


def check_golden(name: str, text: str) -> None:
    """Compare with the kept file; say how to renew it where it differs."""
    path = GOLDEN / name
    if os.environ.get("UPDATE_GOLDEN"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text + "\n", "utf-8")
    assert path.is_file(), f"there is no {path}: run with UPDATE_GOLDEN=1 and read what it writes"
    assert text + "\n" == path.read_text("utf-8"), f"{path} differs: if it should, run with UPDATE_GOLDEN=1"
