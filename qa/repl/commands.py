"""The slash commands of a chat, in one table: help, completion and dispatch all read it."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from qa.dates import checked_date
from qa.errors import InputError
from qa.rendering.cleaning import escape_unsafe, one_line
from qa.rendering.renderer import to_json
from qa.rendering.views import candidate_view, shown_citations, view_of
from qa.repl.pager import lay_out
from qa.repl.session import Session
from qa.settings import Settings
from qa.types import EVERYTHING, Answer

SAVED_FORMAT = 1  # of the JSON file


class Leave(Exception):
    """``/quit`` was given."""


@dataclass(frozen=True, slots=True)
class Command:
    """One slash command."""

    name: str
    argument: str  # as the help shows it
    help: str
    run: Callable[[Session, str], str]  # gives back what to print


def run_command(session: Session, line: str) -> str:
    """Run a line that begins with a command, or an unambiguous part of one; gives back what to print.

    Raises:
        InputError: there is no such command or there are several, or it cannot do what was asked.
        Leave: it was ``/quit``.
    """
    name = line.split(None, 1)[0]
    found = [command for command in COMMANDS if command.name == name]
    found = found or [command for command in COMMANDS if command.name.startswith(name) and len(name) > 1]
    if len(found) == 1:
        return found[0].run(session, line.partition(" ")[2].strip())
    if found:
        raise InputError(f"{name} may be {' or '.join(command.name for command in found)}")
    raise InputError(f"there is no command {one_line(name)}; /help lists them")


def _help(session: Session, argument: str) -> str:
    return session.renderer.render("help", commands=COMMANDS)


def _sources(session: Session, argument: str) -> str:
    view = view_of(_last(session))
    return session.renderer.render("sources", citations=view.citations or view.closest)


def _open(session: Session, argument: str) -> str:
    citations = shown_citations(session.last) if session.last else ()
    if not citations:
        raise InputError("there is no citation to open: ask something first")
    number = _number(argument.strip("[]") or "1", "/open", len(citations))
    citation = citations[number - 1]
    try:
        article = session.chat.do(lambda opened: opened.assistant.index.article(citation.article_id))
    except KeyError:
        raise InputError(f"the article {citation.source} is no longer in the index") from None
    return session.show_page(lay_out(article, citation, session.renderer.screen))


def _why(session: Session, argument: str) -> str:
    answer = _last(session)
    view = view_of(answer)
    return session.renderer.render(
        "why",
        resolved_question=view.resolved_question,
        text=view.text,
        percent=view.percent,
        citations=view.citations or view.closest,
        candidates=[candidate_view(other) for other in answer.alternatives],
        scores=[candidate.score for candidate in answer.alternatives],
        timings=dict(answer.timings),
    )


def _top(session: Session, argument: str) -> str:
    if argument:
        session.top = _number(argument, "/top", 1000)
    number = session.top or Settings.model_fields["top"].default
    return f"Reading the best {number} passages for a question."


def _filter(session: Session, argument: str) -> str:
    words = [word.removeprefix("--") for word in _words(argument)]  # as on the command line
    if words == ["off"]:
        session.where = EVERYTHING
    elif words:
        if len(words) % 2 or not set(words[::2]) <= {"since", "until", "source"}:
            raise InputError("say /filter since DATE, until DATE, source GLOB or off")
        changes = dict(zip(words[::2], words[1::2], strict=True))
        for key in changes.keys() & {"since", "until"}:
            _date(changes[key])
        session.where = replace(session.where, **changes)
    shown = ", ".join(map(one_line, session.narrowed))
    return f"Only articles {shown}." if shown else "All articles may answer."


def _as_of(session: Session, argument: str) -> str:
    if argument == "off":
        session.as_of = None
    elif argument:
        session.as_of = _date(argument)
    return f"Asking as of {session.as_of}." if session.as_of else "Asking as of today."


def _save(session: Session, argument: str) -> str:
    names = _words(argument)
    if len(names) != 1:
        raise InputError("say /save FILE: Markdown, or JSON where it ends in .json")
    path = Path(names[0]).expanduser()
    if not session.turns:
        raise InputError("there is nothing to save yet")
    text = (_as_json if path.suffix.lower() == ".json" else _as_markdown)(session)
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
    record = {"format": SAVED_FORMAT, "turns": [to_json(answer) for answer in session.turns]}
    return escape_unsafe(json.dumps(record, ensure_ascii=False, indent=2)) + "\n"


def _as_markdown(session: Session) -> str:
    views = [view_of(answer) for answer in session.turns]
    return session.renderer.plain().render("saved", answers=views) + "\n"


def _clear(session: Session, argument: str) -> str:
    session.clear()
    return "A new conversation."


def _undo(session: Session, argument: str) -> str:
    answer = session.undo()
    if answer is None:
        raise InputError("there is nothing to undo")
    return f"Forgotten: {one_line(answer.question)}"


def _quit(session: Session, argument: str) -> str:
    raise Leave


def _last(session: Session) -> Answer:
    if session.last is None:
        raise InputError("nothing has been asked yet")
    return session.last


def _number(text: str, command: str, most: int) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= most:
        raise InputError(f"{command} takes a number from 1 to {most}")
    return int(text)


def _date(text: str) -> str:
    try:
        return checked_date(text)
    except ValueError as error:
        raise InputError(str(error)) from None


def _words(argument: str) -> list[str]:
    try:
        return shlex.split(argument)
    except ValueError as error:
        raise InputError(f"{error}: {argument}") from None


COMMANDS: tuple[Command, ...] = (
    Command("/help", "", "show this", _help),
    Command("/sources", "", "show the sources of the last answer again", _sources),
    Command("/open", "[N]", "open source N at the quoted line", _open),
    Command("/why", "", "show the candidates and their scores", _why),
    Command("/top", "[N]", "read the best N passages for a question", _top),
    Command("/filter", "[WHAT]", "ask only some articles; off asks all", _filter),
    Command("/asof", "[DATE]", "ask as if it were that day; off for today", _as_of),
    Command("/save", "FILE", "save as Markdown, or as JSON (.json)", _save),
    Command("/undo", "", "forget the last question", _undo),
    Command("/clear", "", "begin a new conversation", _clear),
    Command("/quit", "", "leave (so does Ctrl-D)", _quit),
)
