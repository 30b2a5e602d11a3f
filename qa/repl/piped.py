"""A chat through a pipe: questions read line by line, or JSON objects in and out for programs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Annotated, Any, TextIO

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from qa.dates import checked_date
from qa.errors import InputError, QAError
from qa.rendering.cleaning import one_line
from qa.rendering.renderer import to_json_line
from qa.repl.commands import Leave, run_command
from qa.repl.session import Session
from qa.validation import in_words

MAX_LINE = 1_000_000  # characters; a longer line is no question

PartialDate = Annotated[str, AfterValidator(checked_date)]


class Request(BaseModel):
    """One line of JSON input. What is null or missing stays as it was given to ``qa chat``."""

    model_config = ConfigDict(extra="forbid")

    question: str | None = None
    since: PartialDate | None = None
    until: PartialDate | None = None
    source: str | None = None
    as_of: PartialDate | None = None
    top: Annotated[int, Field(ge=1, le=1000)] | None = None
    command: str | None = None  # a slash command such as "/undo", instead of a question


def converse(session: Session, source: TextIO, out: TextIO, errors: TextIO) -> int:
    """Answer line by line; commands need no slash. Gives back the last failure's exit code."""

    def reply(line: str) -> str:
        command = session.command_of(line.strip())
        if command is not None:
            return f"{run_command(session, command)}\n"
        parts = [
            f"> {one_line(answer.question)}\n\n{session.renderer.answer(answer)}\n"
            for answer in session.ask_each(line)
        ]
        return "\n".join(parts)

    def complain(error: QAError) -> None:
        print(f"qa: {one_line(str(error))}", file=errors, flush=True)

    return _each_line(source, out, reply, complain)


def converse_json(session: Session, source: TextIO, out: TextIO) -> int:
    """One JSON object out for every line in: an answer, a command's output, or an error and its exit code."""

    def complain(error: QAError) -> None:
        print(to_json_line({"error": str(error), "exit_code": error.exit_code}), file=out, flush=True)

    return _each_line(source, out, lambda line: to_json_line(_reply(session, _request(line))), complain)


def _each_line(
    source: TextIO, out: TextIO, reply: Callable[[str], str], complain: Callable[[QAError], None]
) -> int:
    code = 0
    for line in _lines(source):
        try:
            if line.strip():
                print(reply(line), file=out, flush=True)
        except Leave:
            break
        except QAError as error:
            code = error.exit_code
            complain(error)
    return code


def _reply(session: Session, request: Request) -> dict[str, Any]:
    if request.command is not None:
        return {"output": run_command(session, request.command)}
    if request.question is None:
        raise InputError('a line needs a "question" or a "command"')
    narrower = request.model_dump(include={"since", "until", "source"}, exclude_none=True)
    where = replace(session.where, **narrower)
    return session.ask(request.question, where=where, as_of=request.as_of, top=request.top).to_dict()


def _request(line: str) -> Request:
    try:
        value = json.loads(line)
    except json.JSONDecodeError as error:
        raise InputError(f"this line is not JSON (from character {error.pos + 1} on)") from None
    except RecursionError:
        raise InputError("this line is not JSON that can be read: too much is nested in it") from None
    if not isinstance(value, (str, dict)):
        raise InputError("a line is a question in quotes, or an object with one")
    try:
        return Request(question=value) if isinstance(value, str) else Request.model_validate(value)
    except ValidationError as error:
        raise InputError(in_words(error, "the line")) from None


def _lines(source: TextIO) -> Iterable[str]:
    """Lines of bounded length; what is beyond ``MAX_LINE`` of one is refused as a question too long."""
    while line := source.readline(MAX_LINE):
        rest = line
        while len(rest) == MAX_LINE and not rest.endswith("\n"):
            rest = source.readline(MAX_LINE)
        yield line
