"""What the fuzzer does with an input, without the fuzzer: ``make hostile`` runs that."""

from __future__ import annotations

from pathlib import Path

import pytest

from qa.index import dense
from tests.hostile.fuzzing import INDEX, reader_of_index


@pytest.mark.parametrize("target", INDEX)
def test_another_file_in_an_index_is_read_or_refused(
    tmp_path: Path, target: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file itself, half of it, nothing, and noise: an answer in the articles' words, or a refusal."""
    monkeypatch.setattr(dense, "TAIL_LIMIT", dense.TAIL_LIMIT)  # which the small index lowers
    sample, read = reader_of_index(tmp_path, target)
    for data in (sample, sample[: len(sample) // 2], b"", bytes(range(256)) * 4):
        read(data)
