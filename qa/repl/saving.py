"""``/save`` and ``/export``: a conversation in a file of its own, never over one that is there."""

from __future__ import annotations

import csv
import datetime
import io
import json
import shlex
from pathlib import Path

from qa.errors import InputError
from qa.exporting.csv_table import harmless
from qa.rendering.cleaning import escape_unsafe, one_line
from qa.rendering.views import shown_citations, view_of
from qa.repl.session import Session
from qa.types import Answer, Citation

SAVED_FORMAT = 1  # of the JSON file
_COLUMNS = (
    "question",
    "answer",
    "confidence",
    "title",
    "published",
    "source",
    "line",
    "page",
    "quote",
    "sentence",
)


def words_of(argument: str) -> list[str]:
    """The words of a command's argument, taken apart as a shell does.

    Raises:
        InputError: a quotation mark is open.
    """
    try:
        return shlex.split(argument)
    except ValueError as error:
        raise InputError(f"{error}: {argument}") from None


def save(session: Session, argument: str) -> str:
    """Write the conversation as Markdown, or as JSON where the name ends so.

    Raises:
        InputError: there is nothing to save, no name, or no such place.
    """
    names = words_of(argument)
    if len(names) != 1:
        raise InputError("say /save FILE: Markdown, or JSON where it ends in .json")
    path = Path(names[0]).expanduser()
    if not session.turns:
        raise InputError("there is nothing to save yet")
    return _write(session, path, (_as_json if path.suffix.lower() == ".json" else _as_markdown)(session))


def export(session: Session, argument: str) -> str:
    """Write the answers with their sources as a table (CSV), one citation a row.

    Raises:
        InputError: as for ``save``.
    """
    names = words_of(argument) or [f"answers-{datetime.date.today().isoformat()}.csv"]
    if len(names) != 1:
        raise InputError("say /export FILE, or /export for a file named by the day")
    if not session.turns:
        raise InputError("there is nothing to export yet")
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for answer in session.turns:
        writer.writerows(_row(answer, citation) for citation in shown_citations(answer) or [None])
    return _write(session, Path(names[0]).expanduser(), table.getvalue())


def _row(answer: Answer, citation: Citation | None) -> list[str]:
    of_answer = [answer.question, answer.text or "", f"{answer.confidence:.2f}"]
    if citation is None:
        return [*map(harmless, of_answer), *[""] * (len(_COLUMNS) - len(of_answer))]
    c = citation
    place = [c.title, c.published or "", c.source, str(c.line), str(c.page or ""), c.quote, c.sentence]
    return list(map(harmless, [*of_answer, *place]))


def _write(session: Session, path: Path, text: str) -> str:
    try:
        with path.open("x", encoding="utf-8", errors="backslashreplace") as file:
            file.write(text)
    except FileExistsError:
        raise InputError(f"there is already a file {path}: choose another name") from None
    except OSError as error:
        raise InputError(f"cannot write {path}: {error.strerror}") from error
    turns = f"{len(session.turns)} {'turn' if len(session.turns) == 1 else 'turns'}"
    return f"Saved {turns} to {one_line(str(path))}."


def _as_json(session: Session) -> str:
    record = {"format": SAVED_FORMAT, "turns": [answer.to_dict() for answer in session.turns]}
    return escape_unsafe(json.dumps(record, ensure_ascii=False, indent=2)) + "\n"


def _as_markdown(session: Session) -> str:
    views = [view_of(answer) for answer in session.turns]
    return session.renderer.plain().render("saved", answers=views) + "\n"
