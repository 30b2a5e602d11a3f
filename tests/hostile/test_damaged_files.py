"""A small part of the bench of damaged files runs with the tests; ``make hostile`` runs the rest."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from qa.articles.formats import KNOWN, Sidecars, format_of, parsed, read_file
from tests.hostile.damaged_files import damaged, measured, mutated, samples


@pytest.mark.slow
def test_damaged_files_break_nothing() -> None:
    """No exception, no minute, no gigabyte and a half; the good file between them comes out as ever."""
    figures = measured(420, random.Random(7), list(samples()))
    assert sum(figures["files"].values()) == 420
    assert (figures["crashes"], figures["hangs"], figures["lost"]) == ([], 0, 0)
    assert figures["bounded"], figures["megabytes"]


def test_every_format_has_a_sample_that_can_be_read(tmp_path: Path) -> None:
    """A new format is damaged too; damaging what was never good would show nothing."""
    kinds = samples()
    assert {format_of(Path(f"a{ending}")) for ending in kinds} == set(KNOWN)
    for ending, data in kinds.items():
        path = tmp_path / f"good{ending}"
        path.write_bytes(data)
        problems: list[str] = []
        assert list(parsed(path, problems.append)) and problems == []
        assert list(read_file(path, Sidecars(problems.append), problems.append)) and problems == []


def test_damage_can_be_repeated() -> None:
    """The same seed damages in the same way, so that what broke can be looked at."""
    data = samples()[".pdf"]
    some = [mutated(data, random.Random(seed)) for seed in range(20)]
    assert some == [mutated(data, random.Random(seed)) for seed in range(20)]
    assert len(set(some)) == 20 and data not in some


@pytest.mark.parametrize("ending", [".tgz", ".zip", ".odt", ".txt.bz2"])
def test_what_is_in_a_packed_file_is_damaged_too(ending: str) -> None:
    """Not only the packing, whose checksum would stop most of it."""
    data = samples()[ending]
    some = [damaged(data, random.Random(seed)) for seed in range(20)]
    assert some == [damaged(data, random.Random(seed)) for seed in range(20)]
    assert data not in some
    assert sum(one[:2] == data[:2] for one in some) > 10
