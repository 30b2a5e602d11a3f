"""How a step of training is shared out."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from qa.models.tokens import Tokens
from qa.models.windows import Window
from qa.training.examples import Row
from qa.training.trainer import batch_of, fair_shares, passes


@given(st.lists(st.integers(1, 3), min_size=1, max_size=12), st.integers(16, 200))
def test_passes_keep_groups_together_and_lose_none(sizes: list[int], tokens: int) -> None:
    """Every row comes once, a question's rows come together, and no pass is beyond its budget for no need."""
    windows = windows_for(sizes)
    seen: list[int] = []
    for chosen, length in passes(windows, tokens, 8):
        assert length % 8 == 0
        assert all(len(row.window.ids) <= length for row in chosen)
        groups = [row.group for row in chosen]
        if len(set(groups)) > 1:
            assert len(chosen) * length <= tokens
        seen += groups
    assert sorted(seen) == sorted(row.group for row in windows)
    firsts = [group for place, group in enumerate(seen) if place == 0 or seen[place - 1] != group]
    assert len(firsts) == len(set(firsts))


def test_shares_are_fair_and_lose_none() -> None:
    """Every batch comes once, and the workers have about as many padded tokens, not as many batches."""
    batches = [batch_of(windows_for([1]), length, 0) for length in (30, 24, 20, 18, 12, 8)]
    shares = fair_shares(batches, 2)
    assert [[batch.ids.numel() for batch in share] for share in shares] == [[30, 18, 8], [24, 20, 12]]
    assert fair_shares(batches[:1], 3) == [batches[:1], [], []]


def windows_for(sizes: list[int]) -> list[Row]:
    """Rows of groups of these sizes, the later ones longer."""
    made = []
    for group, size in enumerate(sizes):
        for _ in range(size):
            ids = np.zeros(5 + 2 * group, np.int64)
            made.append(Row(group, Window(0, ids, ids, 2, Tokens(ids[:1], ids[:1], ids[:1])), (0,), (0,)))
    return made
