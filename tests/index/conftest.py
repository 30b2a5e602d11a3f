"""An index of a few articles, for the tests of what is done to its folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from qa.index.local import LocalIndex
from tests.collection import ANIMALS, LineSplitter
from tests.fakes import HashEmbedder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A closed index of the animals."""
    made = tmp_path / "index"
    with LocalIndex.create(made, HashEmbedder(), LineSplitter()) as index:
        index.add(ANIMALS)
    return made
