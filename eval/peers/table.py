"""The table of peers in docs/benchmarks.md."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

BEGIN, END = "<!-- peers: begin -->", "<!-- peers: end -->"
_COLUMNS = (
    ("exact", "EM", "{:.1f}"),
    ("f1", "F1", "{:.1f}"),
    ("recall@10", "recall@10", "{:.1f}"),
    ("questions_per_second", "questions/s", "{:.2f}"),
    ("p50_seconds", "p50 s", "{:.2f}"),
    ("processor_seconds_per_question", "processor s/question", "{:.2f}"),
    ("cold_start_seconds", "cold start s", "{:.1f}"),
    ("peak_memory_mb", "peak MB", "{:.0f}"),
    ("lines_of_code", "lines", "{:.0f}"),
)


def write_table(result: dict[str, Any], path: Path) -> None:
    """Put the table between its two marks, adding them at the end of a file that has none."""
    path.parent.mkdir(exist_ok=True)
    before = path.read_text("utf-8") if path.exists() else "# Benchmarks\n"
    head, _, rest = before.partition(BEGIN)
    tail = rest.partition(END)[2]
    path.write_text(f"{head.rstrip()}\n\n{BEGIN}\n{table(result)}\n{END}\n{tail.lstrip()}", "utf-8")


def table(result: dict[str, Any]) -> str:
    """The section in Markdown."""
    titles = [title for _, title, _ in _COLUMNS]
    lines = [
        "## Beside other programs",
        "",
        f"`{result['command']}`, {datetime.date.today().isoformat()}:",
        f"{result['questions']} questions of SQuAD 1.1 dev asked of its 2,067 paragraphs; the same embedder",
        "and reader weights for all, ten passages found, every question answered. The peers compute in",
        "float32, this project in what it chooses for the processor (ONNX Runtime in int8 with VNNI).",
        "",
        "| | " + " | ".join(titles) + " |",
        "|---" * (len(titles) + 1) + "|",
    ]
    for run in result["runs"]:
        figures = run["figures"]
        if figures is None:
            lines.append(f"| {run['name']} | could not be run: {run['problem']} |" + " |" * (len(titles) - 1))
            continue
        cells = [form.format(figures[key]) for key, _, form in _COLUMNS]
        lines.append(f"| {run['name']} | " + " | ".join(cells) + " |")
    return "\n".join(lines)
