"""The table of what ``eval.bench_index`` measured."""

from __future__ import annotations

import json
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


def collected() -> dict[int, dict[str, Any]]:
    """What was measured, by number of passages."""
    found: dict[int, dict[str, Any]] = {}
    for path in RESULTS.glob("*-*.json"):
        size, _, what = path.stem.partition("-")
        found.setdefault(int(size), {})[what] = json.loads(path.read_text("utf-8"))
    return dict(sorted(found.items()))


def table(measured: dict[int, dict[str, Any]]) -> str:
    """A Markdown table, one column a size; a dash for what was not measured."""
    lines = [
        "| | " + " | ".join(f"{size:,} passages" for size in measured) + " |",
        "|---" * (len(measured) + 1) + "|",
    ]
    for name, keys in _ROWS:
        lines.append(f"| {name} | " + " | ".join(_value(result, keys) for result in measured.values()) + " |")
    return "\n".join(lines)


def _value(result: dict[str, Any], keys: tuple[str, ...]) -> str:
    value: Any = result
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return "-" if value is None else f"{value:,}"


def write() -> None:
    """Write it beside the measurements."""
    measured = collected()
    text = (
        "# The index as it grows\n\n"
        "Synthetic collections, as `eval/bench_index.py` describes them; embedding the question is not\n"
        "counted. Each column was measured by the commands named in its JSON files. The load average says\n"
        "how busy the two cores were with other work: above 2, times are longer than they need be.\n\n"
    )
    (RESULTS / "README.md").write_text(text + table(measured) + "\n", "utf-8")
