"""What a run says about itself: a line a while on the terminal, every record as JSON lines, and a plot."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any


class Journal:
    """Appends records to a file and tells the user about them.

    Args:
        path: of the JSON lines; a run that goes on appends to them.
        say: where the lines for the user go.
    """

    def __init__(self, path: Path, say: Callable[[str], None]) -> None:
        self._path = path
        self._say = say
        path.parent.mkdir(parents=True, exist_ok=True)

    def record(self, kind: str, **values: Any) -> None:
        """Keep a record, with the time."""
        entry = {"kind": kind, "time": time.strftime("%Y-%m-%dT%H:%M:%S"), **values}
        with self._path.open("a", encoding="utf-8") as out:
            out.write(json.dumps(entry) + "\n")

    def say(self, line: str) -> None:
        """Tell the user."""
        self._say(line)

    def plot(self, target: Path) -> bool:
        """Draw loss and dev score over the windows seen; False where matplotlib is not installed."""
        try:
            import matplotlib
        except ImportError:
            return False
        matplotlib.use("Agg")
        from matplotlib import pyplot

        records = [json.loads(line) for line in self._path.read_text("utf-8").splitlines()]
        losses = [(entry["windows"], entry["loss"]) for entry in records if entry["kind"] == "loss"]
        scores = [(entry["windows"], entry["f1"]) for entry in records if entry["kind"] == "dev"]
        figure, left = pyplot.subplots(figsize=(8, 4.5))
        left.set_xlabel("windows")
        left.set_ylabel("loss")
        left.plot(*zip(*losses, strict=True) if losses else ([], []), color="tab:grey", linewidth=1)
        right = left.twinx()
        right.set_ylabel("dev F1")
        right.plot(*zip(*scores, strict=True) if scores else ([], []), "o-", color="tab:blue")
        figure.tight_layout()
        figure.savefig(target)
        pyplot.close(figure)
        return True
