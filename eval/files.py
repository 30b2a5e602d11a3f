"""How truly files are read: the public reports of ``cases/files``, and files of every format made here.

    python -m eval.files [--cases FOLDER] [--out]

Of a report's files, ``files.jsonl`` says what is right: words that the text holds or lacks, a title, a date,
a place, what is told (or recognised, where Tesseract is installed). Two reports are about files that move:
they are made here, and indexed. Of the other files made here (``tests/articles/known_files.py``) all is
known; the figures are the least of each format, and the seconds that reading them took.
"""

from __future__ import annotations

import json
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

from eval.harness import DATA, parser, record
from qa.articles import read_articles, recognition
from qa.articles.formats import format_of
from qa.errors import InputError
from qa.indexing import add_articles
from qa.models.embedder import load_embedder
from qa.origin import note_of
from qa.settings import Settings
from qa.types import Article
from tests.articles.known_files import Judged, files, judge, stands_at

RIGHT = Path(__file__).with_name("files.jsonl")


def faults_of(right: dict[str, Any], cases: Path) -> list[str]:
    """What is wrong with one file of a report."""
    told: list[str] = []
    articles: list[Article] = []
    try:
        articles = list(read_articles([cases / right["file"]], told.append))
    except InputError as error:
        told.append(str(error))
    text = "\n".join(article.text for article in articles)
    words, place = right.get("at", ("", None))
    found = [stands_at(article, words) for article in articles if words in article.text] if words else []
    is_recognised = not recognition.missing() and right.get("recognised", "\0") in text
    checks = {
        "lost": all(part in text for part in right.get("holds", ())),
        "not left out": not any(part in text for part in right.get("lacks", ())),
        "title": "title" not in right or [right["title"]] == [article.title for article in articles],
        "date": "published" not in right
        or right["published"] == (articles[-1].published if articles else ""),
        "place": not words or place in found,
        "told": is_recognised or right.get("told", "") in "\n".join(told),
        "articles": len(articles) >= right.get("articles", 0),
    }
    return [name for name, is_right in checks.items() if not is_right]


def moved() -> dict[str, bool]:
    """The reports about files that change, vanish, or are renamed with their folder."""
    settings = Settings()
    embedder = load_embedder(settings)
    with tempfile.TemporaryDirectory() as name:
        old, new, index = Path(name) / "B", Path(name) / "B2", Path(name) / "ix"
        old.mkdir()
        (old / "b.txt").write_text("The dam was built by Ludo Stein in 1911.")

        def run(folder: Path, **how: Any) -> Any:
            return add_articles([folder], index, settings, on_problem=print, embedder=embedder, **how)

        run(old)
        article = next(read_articles([old], print))
        old.rename(new)
        gone, renamed = note_of(article), run(new, moved_from=old)
        article = next(read_articles([new], print))
        (new / "b.txt").write_text("The dam was built by Karl Dorn in 1912, as everyone knows.")
        changed = note_of(article)
        new.rename(old)
        pruned = run(new, prune=True)
    return {
        "file-changed-since": "changed since" in changed and "not there" in gone,
        "folder-renamed": (renamed.added, renamed.removed, renamed.passages, pruned.removed) == (1, 1, 0, 1),
    }


def main() -> None:
    """Measure and print; write the result where asked."""
    options = parser("files", __doc__)
    options.add_argument("--cases", type=Path, default=DATA.parent / "cases" / "files", help="the reports")
    arguments = options.parse_args()
    if not arguments.cases.is_dir():
        options.error(f"there is no folder {arguments.cases}: name it with --cases, or its data with QA_DATA")
    lines = RIGHT.read_text("utf-8").splitlines()
    reports = {right["file"]: faults_of(right, arguments.cases) for right in map(json.loads, lines)}
    reports |= {name: [] if is_right else ["moved"] for name, is_right in moved().items()}
    by_format: dict[str, list[tuple[Judged, float]]] = defaultdict(list)
    with tempfile.TemporaryDirectory() as folder:
        for file in files():
            began, known = time.perf_counter(), format_of(Path(file.name))
            judged = judge(file, Path(folder))
            by_format[known.name if known else ""].append((judged, time.perf_counter() - began))
    table = {
        name: {
            "files": len(each),
            "accuracy": round(100 * min(judged.accuracy for judged, _ in each), 2),
            "places": round(100 * min(judged.places for judged, _ in each), 2),
            "faults": sum(len(judged.faults) for judged, _ in each),
            "seconds": round(sum(seconds for _, seconds in each), 2),
        }
        for name, each in by_format.items()
    }
    wrong = {name: faults for name, faults in reports.items() if faults}
    made = sum(row["files"] for row in table.values())
    record(arguments, {"reports": len(reports), "wrong": wrong, "made": made, "formats": table}, Settings())


if __name__ == "__main__":
    main()
