"""The slash commands of a chat, in one table: help, completion and dispatch all read it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from qa.conversation.phrases import COMMANDS as COMMAND_WORDS
from qa.dates import checked_date
from qa.errors import InputError
from qa.rendering.cleaning import one_line
from qa.rendering.views import candidate_view, view_of
from qa.repl.lookup import articles, find, stats
from qa.repl.pager import lay_out
from qa.repl.saving import export, save, words_of
from qa.repl.session import Session
from qa.settings import Settings
from qa.types import EVERYTHING, Answer

_OTHER_NAMES = {**COMMAND_WORDS, "/quit": COMMAND_WORDS["/quit"] | {"bye", "goodbye"}}


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
    found = found or [command for command in COMMANDS if name[1:] in _OTHER_NAMES.get(command.name, ())]
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
    citations = session.shown
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
    words = [word.removeprefix("--") for word in words_of(argument)]  # as on the command line
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


def _edit(session: Session, argument: str) -> str:
    if session.edit is None:
        raise InputError("/edit needs a terminal")
    question = session.edit(argument or (session.last.question if session.last else ""))
    if not question:
        return "Nothing was asked."
    answer = session.ask(question)
    asked = session.renderer.screen.style(f"> {one_line(question)}", "faint")
    return f"{asked}\n\n{session.renderer.answer(answer)}"


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


COMMANDS: tuple[Command, ...] = (
    Command("/help", "", "show this", _help),
    Command("/sources", "", "show the sources of the last answer again", _sources),
    Command("/open", "[N]", "open source or article N, at the quoted line", _open),
    Command("/why", "", "show the candidates and their scores", _why),
    Command("/articles", "[WORDS]", "list the articles, or those that mention the words", articles),
    Command("/find", "WORDS", "show the passages that the words find", find),
    Command("/top", "[N]", "read the best N passages for a question", _top),
    Command("/filter", "[WHAT]", "ask only some articles; off asks all", _filter),
    Command("/asof", "[DATE]", "ask as of that day: later articles rank lower; off: today", _as_of),
    Command("/edit", "", "write the question in your editor", _edit),
    Command("/save", "FILE", "save as Markdown, or as JSON (.json)", save),
    Command("/export", "[FILE]", "write the answers and their sources as a table (CSV)", export),
    Command("/stats", "", "show how much there is, and how the questions went", stats),
    Command("/undo", "", "forget the last question", _undo),
    Command("/clear", "", "begin a new conversation", _clear),
    Command("/quit", "", "leave (so does Ctrl-D)", _quit),
)
