"""What a run says about itself: a line a while on the terminal, every record as JSON lines, and a plot."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Journal:
    """Appends records to a file and tells the user about them."""

    path: Path  # of the JSON lines; a run that goes on appends to them
    say: Callable[[str], None]  # where the lines for the user go

    def __post_init__(self) -> None:
        path = self.path
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.is_file() and not path.read_bytes().endswith(b"\n"):
            with path.open("a", encoding="utf-8") as out:
                out.write("\n")  # behind a line that a kill cut off, so that it spoils no other

    def record(self, kind: str, **values: Any) -> None:
        """Keep a record, with the time."""
        entry = {"kind": kind, "time": time.strftime("%Y-%m-%dT%H:%M:%S"), **values}
        with self.path.open("a", encoding="utf-8") as out:
            out.write(json.dumps(entry) + "\n")

    def records(self, kind: str) -> list[dict[str, Any]]:
        """Every record of a kind, oldest first; a line cut off by a kill is left out."""
        if not self.path.is_file():
            return []
        found = []
        for line in self.path.read_text("utf-8").splitlines():
            try:
                entry = json.loads(line)
            except ValueError:
                continue
            if entry["kind"] == kind:
                found.append(entry)
        return found

    def plot(self, target: Path) -> bool:
        """Draw loss and dev score over the windows seen; False where matplotlib is not installed."""
        try:
            import matplotlib
        except ImportError:
            return False
        matplotlib.use("Agg")
        from matplotlib import pyplot

        losses = [(entry["windows"], entry["loss"]) for entry in self.records("loss")]
        scores = [(entry["windows"], entry["f1"]) for entry in self.records("dev")]
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
