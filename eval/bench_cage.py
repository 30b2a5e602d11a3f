"""What parsing in a process of its own costs, beside parsing in the process that indexes.

    python -m eval.bench_cage [--out FILE]

A folder of web pages and PDFs of usual size, and the sample articles, are indexed in turn with the cage and
without it, so that whatever else the machine does falls on both alike. Times are of all processors
together, those of the processes that parse included, from a fresh start each time: what starting them costs
is in them.
"""

from __future__ import annotations

import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from unittest import mock

from eval.harness import parser, record
from qa.articles import cage, formats, read_articles
from qa.indexing import add_articles
from qa.models.embedder import load_embedder
from qa.resources import shipped
from qa.settings import Settings
from tests.pdf_files import make_pdf

_FILES = 40  # of each kind
_PARAGRAPHS = 20
_ROUNDS = 5


def main() -> None:
    """Measure and print; write the result where asked."""
    arguments = parser("bench_cage", __doc__).parse_args()
    seeds = shipped("seeds")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "normal"
        _write(folder, [path.read_text("utf-8") for path in sorted(seeds.glob("*.txt"))])
        figures = {
            "files": 2 * _FILES,
            "index web pages and PDFs": _compared([folder]),
            "index the sample articles": _compared([seeds]),
            "parse web pages and PDFs, nothing else": _compared([folder], index=False),
        }
    record(arguments, figures)


def _write(folder: Path, texts: Sequence[str]) -> None:
    """Web pages with menus around their text, and PDFs, of paragraphs of these texts."""
    folder.mkdir()
    rng = random.Random(0)
    paragraphs = [line for text in texts for line in text.splitlines() if len(line) > 60]
    menu = "".join(f'<li><a href="/{number}">Item {number}</a></li>' for number in range(60))
    for number in range(_FILES):
        some = rng.choices(paragraphs, k=_PARAGRAPHS)
        body = "".join(f"<p>{paragraph}</p>" for paragraph in some)
        head = f"<html><head><title>Story {number}</title></head><body><nav><ul>{menu}</ul></nav>"
        page = f"{head}<article>{body}</article></body></html>"
        (folder / f"{number}.html").write_text(page, "utf-8")
        plain = " ".join(some).encode("ascii", "ignore").decode()
        (folder / f"{number}.pdf").write_bytes(make_pdf([[plain]]))


def _compared(paths: Sequence[Path], *, index: bool = True) -> dict[str, Any]:
    embedder = load_embedder(Settings()) if index else None

    def run() -> None:
        if embedder is None:
            list(read_articles(paths, print))
            return
        with tempfile.TemporaryDirectory() as place:
            add_articles(paths, Path(place) / "index", Settings(), on_problem=print, embedder=embedder)

    times: dict[str, list[tuple[float, float]]] = {"without": [], "caged": []}
    for _ in range(_ROUNDS + 1):
        with mock.patch.object(formats, "_is_plain", lambda path: True):
            times["without"].append(_spent(run))
        times["caged"].append(_spent(run))
    pairs = list(zip(times["without"], times["caged"], strict=True))[1:]  # the first loads libraries
    return {
        "processor_seconds": {way: _median(each[1:], 0) for way, each in times.items()},
        "ratio": round(statistics.median(caged[0] / bare[0] for bare, caged in pairs), 3),
        "ratio_by_the_clock": round(statistics.median(caged[1] / bare[1] for bare, caged in pairs), 3),
    }


def _spent(run: Callable[[], None]) -> tuple[float, float]:
    """Seconds of the processors and by the clock, with the end of the processes that parsed."""
    before, began = os.times(), time.monotonic()
    run()
    cage.end_all()
    after = os.times()
    return sum(after[:4]) - sum(before[:4]), time.monotonic() - began


def _median(spent: Sequence[tuple[float, float]], which: int) -> float:
    return round(statistics.median(one[which] for one in spent), 2)


if __name__ == "__main__":
    main()
