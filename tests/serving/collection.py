"""A small collection of several formats: a conflict, a PDF, and a page that would like to run its script."""

from __future__ import annotations

import json
from pathlib import Path

from tests.pdf_files import make_pdf

FILES = {
    "port-2019.txt": (
        "The harbour of Elmsund\n\nThe harbour of Elmsund employs 1,200 people, the port authority said. "
        "It was founded in 1874 by the merchant Johan Lind.\n"
    ),
    "port-2023.txt": (
        "Fewer hands in Elmsund\n\nThe harbour of Elmsund employs 850 people, says the annual report. "
        "Peter Nyberg has been the director of the port since March.\n"
    ),
    "ferry.md": (
        "# New ferry line \U0001f6a2 opens in May\n\n"
        "The ferry Aurora \U0001f30a sails from Elmsund to Viborg. "
        "A crossing takes six hours and costs 39 euros.\n\n"
        "Passengers must not take on board:\n\n- fireworks\n- open fuel cans\n- live snakes\n"
    ),
    "trick.html": (
        "<html><head><title>The lighthouse of Skarvik</title>"
        "<script>document.title = 'stolen'</script></head>"
        "<body><article><h1>The lighthouse of Skarvik</h1>"
        "<p>The lighthouse keeper of Skarvik is called Olaf Brandt, and he painted "
        "&lt;img src=x onerror=\"document.title='stolen'\"&gt; on its wall, people say, "
        "which nobody ever took away, because the paint was so good.</p>"
        "<p>The tower was built of red brick in 1902. "
        "Visitors may climb it on Sundays, and the café sells waffles.</p></article></body></html>"
    ),
}
PDF = [
    ["Annual report of the port of Elmsund", "This report covers the year 2022."],
    ["In 2022 the port handled 4.6 million tonnes of cargo,", "most of it timber and paper."],
]
PUBLISHED = {
    "port-2019.txt": "2019-06-11",
    "port-2023.txt": "2023-09-02",
    "ferry.md": "2024-03-18",
    "trick.html": "2021",
    "report.pdf": "2023-02",
}
EMPLOYED = "How many people does the harbour of Elmsund employ?"
KEEPER = "Who is the lighthouse keeper of Skarvik?"
CARGO = "How much cargo did the port handle in 2022?"


def write_collection(folder: Path) -> Path:
    """The folder, made, with the files and their dates."""
    folder.mkdir()
    for name, text in FILES.items():
        (folder / name).write_text(text, "utf-8")
    (folder / "report.pdf").write_bytes(make_pdf(PDF, title="Annual report 2022"))
    lines = [json.dumps({"file": name, "published": date}) for name, date in PUBLISHED.items()]
    (folder / "metadata.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
    return folder
