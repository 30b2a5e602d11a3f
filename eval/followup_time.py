"""Time of a follow-up against a plain ask: ``python eval/followup_time.py [--json FILE]``.

Some paragraphs of SQuAD 1.1 dev are one index. Each round asks a plain question, then a follow-up to it in a
conversation, then another plain question, so that whatever else the machine does falls on both alike. The
target is at most 2.5 times the time of a plain ask at the 95th percentile.
"""

from __future__ import annotations

import argparse
import json
import lzma
import os
import random
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

from qa import Assistant

DATA = Path(os.environ.get("QA_DATA", "../shared/data"))
FOLLOW_UPS = (
    "Why?",
    "When did he do that?",
    "And Germany?",
    "Where was it?",
    "Who else?",
    "What did they say?",
)
_ROUNDS = 24
_PARAGRAPHS = 100


def collection(folder: Path) -> list[str]:
    """Write paragraphs as articles into a folder; returns their questions."""
    with lzma.open(DATA / "squad-1.1-dev.json.xz", "rt", encoding="utf-8") as file:
        articles = json.load(file)["data"]
    paragraphs = [(article["title"], p) for article in articles for p in article["paragraphs"]]
    chosen = random.Random(0).sample(paragraphs, _PARAGRAPHS)
    lines = [
        json.dumps({"id": str(number), "title": title.replace("_", " "), "text": paragraph["context"]})
        for number, (title, paragraph) in enumerate(chosen)
    ]
    (folder / "paragraphs.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
    return [paragraph["qas"][0]["question"] for _, paragraph in chosen]


def measure(assistant: Assistant, questions: list[str]) -> dict[str, Any]:
    """Seconds of plain asks and follow-ups, in alternation."""
    plain, follow, ratios = [], [], []
    for number, question in enumerate(questions[: _ROUNDS + 3]):
        chat = assistant.conversation()
        first = _seconds(lambda chat=chat, question=question: chat.ask(question))
        asked = FOLLOW_UPS[number % len(FOLLOW_UPS)]
        second = _seconds(lambda chat=chat, asked=asked: chat.ask(asked))
        third = _seconds(lambda question=question: assistant.ask(question))
        if number < 3:
            continue  # warming up
        plain += [first, third]
        follow.append(second)
        ratios.append(second / statistics.mean((first, third)))
    return {
        "rounds": len(follow),
        "top": assistant.top,
        "plain_seconds": _percentiles(plain),
        "follow_up_seconds": _percentiles(follow),
        "ratio_at_p95": round(_percentiles(follow)["p95"] / _percentiles(plain)["p95"], 3),
        "ratio_at_p50": round(_percentiles(follow)["p50"] / _percentiles(plain)["p50"], 3),
        "ratio_within_a_round": _percentiles(ratios),
    }


def _seconds(work: Any) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _percentiles(values: list[float]) -> dict[str, float]:
    cut = statistics.quantiles(values, n=20, method="inclusive")
    return {"p50": round(statistics.median(values), 4), "p95": round(cut[18], 4)}


def main() -> None:
    """Print the figures, and record them where asked."""
    parser = argparse.ArgumentParser(description="time of a follow-up against a plain ask")
    parser.add_argument("--json", type=Path, help="record the figures in this file")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        questions = collection(Path(temporary))
        with Assistant.from_articles([temporary]) as assistant:
            figures = measure(assistant, questions)
    print(json.dumps(figures, indent=2))
    if args.json:
        record = {"command": f"python eval/followup_time.py --json {args.json}", "results": figures}
        args.json.write_text(json.dumps(record, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
