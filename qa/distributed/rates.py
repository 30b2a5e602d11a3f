"""How fast each node works."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

_WINDOW = 60.0  # seconds looked back


class Rates:
    """Passages a second by node, over the last minute."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._began = clock()
        self._recent: deque[tuple[float, str, int]] = deque()
        self.totals: dict[str, int] = {}

    def add(self, node: str, passages: int) -> None:
        """So many passages came from a node just now."""
        self._recent.append((self._clock(), node, passages))
        self.totals[node] = self.totals.get(node, 0) + passages

    def now(self) -> tuple[tuple[str, float], ...]:
        """Each node that ever gave anything, by name; one that has gone gives nothing any more."""
        now = self._clock()
        while self._recent and self._recent[0][0] < now - _WINDOW:
            self._recent.popleft()
        counts = dict.fromkeys(sorted(self.totals), 0)
        for _, node, passages in self._recent:
            counts[node] += passages
        seconds = max(min(now - self._began, _WINDOW), 1e-9)
        return tuple((node, count / seconds) for node, count in counts.items())
