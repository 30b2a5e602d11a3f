"""A small archive: a value that changes, is contradicted and corrected, and people who speak of it."""

from __future__ import annotations

import json
from pathlib import Path

# Name: date, title, text.
ARCHIVED = {
    "plan.txt": (
        "2016-03-02",
        "Council agrees on a bridge",
        "The council of Tarvik has agreed on a bridge over the fjord. The Tarvik bridge will cost "
        "40 million euros. “We have waited for this bridge for thirty years,” said Mayor Anna Holm.",
    ),
    "delay.txt": (
        "2019-05-14",
        "Bridge becomes dearer",
        "The Tarvik bridge will cost 55 million euros, the builders said. "
        "“Steel has become dearer,” said engineer Pavel Orlov, “and so has the bridge.”",
    ),
    "again.txt": (
        "2019-06-20",
        "Bridge delayed again",
        "The Tarvik bridge, which will cost 55 million euros, opens a year later, Mayor Anna Holm said.",
    ),
    "daily.txt": (
        "2021-09-08",
        "Record sum for the bridge",
        "According to the ministry the Tarvik bridge cost 71 million euros. It opens on Friday.",
    ),
    "evening.txt": (
        "2021-09-08",
        "What the bridge has cost",
        "Taxpayers have paid 63 million euros: that is what the Tarvik bridge cost, the auditors found.",
    ),
    "correction.txt": (
        "2021-09-15",
        "Correction: cost of the Tarvik bridge",
        "Correction: In our report of 8 September we said that the Tarvik bridge cost 71 million euros. "
        "That was wrong. The Tarvik bridge cost 67 million euros.",
    ),
    "banks.txt": (
        "2023-03-20",
        "Banks in trouble",
        "Nordlund Bank failed in March. Three days later Fjord Savings failed as well.",
    ),
    "banks-later.txt": (
        "2023-07-01",
        "Looking back at a spring of failures",
        "Nordlund Bank failed, and depositors queued for their money. Bank Aurora failed in June.",
    ),
}
COST = "How much does the Tarvik bridge cost?"
FAILED = "Which banks failed?"


def write_archive(folder: Path) -> Path:
    """The folder, made, with the articles and their dates."""
    folder.mkdir()
    lines = []
    for name, (published, title, text) in ARCHIVED.items():
        (folder / name).write_text(f"{text}\n", "utf-8")
        lines.append(json.dumps({"file": name, "published": published, "title": title}))
    (folder / "metadata.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
    return folder
