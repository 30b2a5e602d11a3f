"""Measures answers out of long tables: questions about rows that stand far behind the heading.

    python -m eval.tables [--out FILE]

Five tables of 60 to 200 rows, each in another format, are made of invented names: election results (CSV),
bridges (Markdown), hotels (HTML), mountains (TSV) and schools (a workbook). Each of the 35 questions asks for
one cell of a row behind the first passage. Right is the cell as it stands; wrong is any other answer.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from openpyxl import Workbook

from eval.harness import parser, record
from qa.assistant import Assistant
from qa.indexing import add_articles
from qa.settings import load_settings

_HEADS = [
    "bel",
    "tor",
    "van",
    "kar",
    "mel",
    "sun",
    "dor",
    "fen",
    "gil",
    "har",
    "lod",
    "mar",
    "nes",
    "ost",
    "pel",
    "rav",
    "sel",
    "tam",
    "ul",
    "wen",
    "yar",
    "zor",
    "bra",
    "cle",
    "dun",
]
_TAILS = ["ford", "ham", "by", "ton", "wick", "stead", "mouth", "bridge", "field", "haven"]
_FIRST = [
    "Anna",
    "Boris",
    "Clara",
    "David",
    "Elena",
    "Felix",
    "Greta",
    "Hugo",
    "Ines",
    "Jonas",
    "Karla",
    "Leon",
    "Maria",
    "Nils",
    "Olga",
    "Peter",
    "Rosa",
]
_LAST = [
    "Adler",
    "Brandt",
    "Costa",
    "Dahl",
    "Eriksen",
    "Fischer",
    "Grau",
    "Holm",
    "Ivers",
    "Jansen",
    "Kovac",
    "Lund",
    "Moreau",
    "Novak",
    "Olsen",
]
_PARTIES = ("Greens", "Labour Union", "Centre Party", "National League")

Row = Sequence[str]
Asked = tuple[
    str, int, tuple[int, ...]
]  # a question with a cell's number in braces, the column asked for, rows


class Draws:
    """Invented values, the same in every run."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # nothing secret
        self._given: set[str] = set()

    def number(self, low: int, high: int) -> str:
        """A whole number."""
        return str(self._random.randint(low, high))

    def one(self, *values: str) -> str:
        """One of these."""
        return self._random.choice(values)

    def place(self) -> str:
        """A name that no other place has."""
        return self._new(lambda: (self.one(*_HEADS) + self.one(*_HEADS) + self.one(*_TAILS)).capitalize())

    def person(self) -> str:
        """A name that nobody else has."""
        return self._new(lambda: f"{self.one(*_FIRST)} {self.one(*_LAST)}")

    def _new(self, made: Callable[[], str]) -> str:
        while (name := made()) in self._given:
            pass
        self._given.add(name)
        return name


def constituencies(path: Path) -> Sequence[Row]:
    """A CSV file."""
    draw = Draws(1)
    rows = [
        (
            draw.place(),
            draw.person(),
            draw.one(*_PARTIES),
            draw.number(8000, 42000),
            f"{draw.number(31, 63)}.4%",
        )
        for _ in range(150)
    ]
    lines = ["Constituency,Winner,Party,Votes,Share", *map(",".join, rows)]
    path.with_suffix(".csv").write_text("\n".join(lines), "utf-8")
    return rows


def bridges(path: Path) -> Sequence[Row]:
    """A Markdown file."""
    draw = Draws(2)
    materials = ("steel", "concrete", "stone", "timber")
    rows = [
        (
            f"{draw.place()} Bridge",
            f"{draw.number(80, 2400)} m",
            draw.number(1850, 2019),
            draw.person(),
            draw.one(*materials),
        )
        for _ in range(80)
    ]
    head = "# Bridges of the province\n\nEvery bridge that the road authority keeps.\n\n"
    head += "| Bridge | Length | Opened | Engineer | Material |\n|---|---:|---:|---|---|\n"
    path.with_suffix(".md").write_text(head + "\n".join(f"| {' | '.join(row)} |" for row in rows), "utf-8")
    return rows


def hotels(path: Path) -> Sequence[Row]:
    """A web page."""
    draw = Draws(3)
    towns = ("Lindau", "Brevik", "Sarno", "Tulle", "Orsk")
    rows = [
        (
            f"Hotel {draw.place()}",
            draw.one(*towns),
            draw.number(12, 340),
            f"€{draw.number(45, 390)}",
            draw.person(),
        )
        for _ in range(60)
    ]
    head = ("Hotel", "Town", "Rooms", "Price per night", "Manager")
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in (head, *rows))
    title = "Hotels of the coast"
    page = f"<title>{title}</title><h1>{title}</h1><p>All of them are listed.</p><table>{body}</table>"
    path.with_suffix(".html").write_text(f"<html><body><article>{page}</article></body></html>", "utf-8")
    return rows


def mountains(path: Path) -> Sequence[Row]:
    """A TSV file."""
    draw = Draws(4)
    ranges = ("Aster Range", "Corvin Hills", "Dray Massif")
    rows = [
        (
            f"Mount {draw.place()}",
            draw.number(1200, 6900),
            draw.one(*ranges),
            draw.number(1860, 1990),
            draw.person(),
        )
        for _ in range(120)
    ]
    lines = ["Peak\tHeight (m)\tRange\tFirst ascent\tFirst climber", *map("\t".join, rows)]
    path.with_suffix(".tsv").write_text("\n".join(lines), "utf-8")
    return rows


def schools(path: Path) -> Sequence[Row]:
    """A workbook."""
    draw = Draws(5)
    rows = [
        (f"{draw.place()} School", draw.person(), draw.number(90, 1400), draw.number(1880, 2015))
        for _ in range(200)
    ]
    book = Workbook()
    book.active.append(("School", "Head teacher", "Pupils", "Founded"))
    for school, head, pupils, founded in rows:
        book.active.append((school, head, int(pupils), int(founded)))
    book.save(path.with_suffix(".xlsx"))
    return rows


TABLES: dict[Callable[[Path], Sequence[Row]], tuple[Asked, ...]] = {
    constituencies: (
        ("Who won the constituency of {0}?", 1, (40, 77, 93, 120, 148)),
        ("How many votes did {1} get in {0}?", 3, (45, 66)),
        ("Which party won in {0}?", 2, (101, 139)),
        ("What share of the vote did the winner get in {0}?", 4, (58, 110)),
    ),
    bridges: (
        ("How long is {0}?", 1, (33, 61)),
        ("When was {0} opened?", 2, (41, 72)),
        ("Who was the engineer of {0}?", 3, (55, 78)),
        ("What material is {0} made of?", 4, (68,)),
    ),
    hotels: (
        ("How many rooms does {0} have?", 2, (30, 52)),
        ("What does a night at {0} cost?", 3, (37, 58)),
        ("Who is the manager of {0}?", 4, (44, 49)),
        ("In which town is {0}?", 1, (55,)),
    ),
    mountains: (
        ("How high is {0}?", 1, (50, 99)),
        ("Who first climbed {0}?", 4, (73, 117)),
        ("In which year was {0} first climbed?", 3, (64, 88)),
    ),
    schools: (
        ("Who is the head teacher of {0}?", 1, (88, 170)),
        ("How many pupils does {0} have?", 2, (131,)),
        ("When was {0} founded?", 3, (190,)),
    ),
}


def main() -> None:
    """Make the tables, ask, and count."""
    arguments = parser("tables", __doc__).parse_args()
    settings = load_settings()
    figures: dict[str, object] = {}
    with tempfile.TemporaryDirectory() as name:
        folder, index = Path(name) / "tables", Path(name) / "index"
        folder.mkdir()
        made = {table: table(folder / table.__name__) for table in TABLES}
        add_articles([folder], index, settings, on_problem=print)
        with Assistant.open(index, settings) as assistant:
            for table, kinds in TABLES.items():
                asked = [
                    (put.format(*made[table][at]), made[table][at][col])
                    for put, col, its in kinds
                    for at in its
                ]
                answers = assistant.ask_batch([question for question, _ in asked])
                given = [(answer.text, right) for answer, (_, right) in zip(answers, asked, strict=True)]
                figures[table.__name__] = {
                    "rows": len(made[table]),
                    "questions": len(asked),
                    "right": sum(text == right for text, right in given),
                    "wrong": sum(text not in (None, right) for text, right in given),
                }
    record(arguments, figures, settings)


if __name__ == "__main__":
    main()
