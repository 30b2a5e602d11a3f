"""The table of what ``eval.bench_index`` measured."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Any

from eval.harness import RESULTS as ALL_RESULTS

RESULTS = ALL_RESULTS / "bench-index"
_ROWS = (
    ("hybrid search, p50 ms", ("measure", "hybrid", "p50_ms")),
    ("hybrid search, p95 ms", ("measure", "hybrid", "p95_ms")),
    ("hybrid search, processor ms", ("measure", "hybrid", "processor_ms")),
    ("dense alone, p50 ms", ("measure", "dense", "p50_ms")),
    ("lexical alone, p50 ms", ("measure", "lexical", "p50_ms")),
    ("hybrid, filter of 0.1 %, p50 ms", ("measure", "narrow filter", "p50_ms")),
    ("hybrid, filter of 20 %, p50 ms", ("measure", "wide filter", "p50_ms")),
    ("dense recall@10 against exact", ("recall", "at_10", "everything")),
    ("the same, filter of 0.1 %", ("recall", "at_10", "narrow")),
    ("the same, filter of 20 %", ("recall", "at_10", "wide")),
    ("opening, s", ("measure", "open_seconds")),
    ("memory, MB", ("measure", "memory_mb")),
    ("disk, kB a passage", ("measure", "disk_kb_per_passage")),
    ("lists of the inverted file", ("measure", "dense", "index", "lists")),
    ("lists scanned for a question", ("measure", "dense", "index", "probes")),
    ("building without embedding, s", ("build", "seconds")),
    ("the same, processor seconds", ("build", "processor_seconds")),
    ("updating 1 % without embedding, s", ("update", "seconds")),
    ("the same, processor seconds", ("update", "processor_seconds")),
    ("of which skipping the unchanged, processor seconds", ("update", "skipping_all", "processor_seconds")),
    ("load average before measuring", ("measure", "load_before")),
)


def write() -> None:
    """Write it beside the measurements: one column a size, a dash for what was not measured."""
    measured: dict[int, dict[str, Any]] = defaultdict(dict)
    for path in RESULTS.glob("*-*.json"):
        size, _, what = path.stem.partition("-")
        measured[int(size)][what] = json.loads(path.read_text("utf-8"))
    sizes = sorted(measured)
    lines = [
        "# The index as it grows\n",
        "Synthetic collections, as `eval/bench_index.py` describes them; embedding the question is not",
        "counted. Each column was measured by the commands named in its JSON files. The load average says",
        "how busy the two cores were with other work: above 2, times are longer than they need be.\n",
        f"| | {' | '.join(f'{size:,} passages' for size in sizes)} |",
        "|---" * (len(sizes) + 1) + "|",
    ]
    for name, keys in _ROWS:
        lines.append(f"| {name} | {' | '.join(_value(measured[size], keys) for size in sizes)} |")
    (RESULTS / "README.md").write_text("\n".join(lines) + "\n", "utf-8")


def _value(result: Any, keys: tuple[str, ...]) -> str:
    for key in keys:
        result = result.get(key) if isinstance(result, dict) else None
    return "-" if result is None else f"{result:,}"
