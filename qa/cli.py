"""The command line: which commands there are, and what a failure looks like to the shell.

A command is the function NAME of ``qa/commands/NAME.py``, registered below. It returns its exit
code (None is 0), prints data to stdout and everything else to stderr, and raises ``QAError`` where something
is wrong; the mapping to one line and an exit code is here alone. Command modules stay light: heavy libraries
are imported inside the functions, so that ``qa --help`` is quick (a test holds it).
"""

from __future__ import annotations

from qa import interrupts

with interrupts.ending_at_once():  # most of a short command's time is spent here
    import itertools
    import os
    import sys
    from collections.abc import Sequence
    from typing import Annotated, Any, TextIO

    import typer
    from typer.core import TyperGroup

    from qa.commands import (
        articles,
        ask,
        calibrate,
        chat,
        collections,
        doctor,
        index,
        mcp,
        quotes,
        remove,
        search,
        serve,
        show,
        speakers,
        timeline,
        train,
        trends,
        trust,
        use,
    )
    from qa.commands import eval as eval_
    from qa.commands import list as list_
    from qa.commands import open as open_
    from qa.errors import QAError
    from qa.rendering.cleaning import one_line
    from qa.version import __version__

USAGE = 2
INPUT = 3
INTERNAL = 70  # EX_SOFTWARE of sysexits.h: a defect of this program
_ASKING = {"who", "whose", "what", "when", "where", "which", "why", "how"}
PIPE_CLOSED = 141  # 128 + SIGPIPE: the reader of our output went away, as with "| head"


class _Group(TyperGroup):
    """Maps what goes wrong inside a command, before typer gets to see it; a lone question is asked."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put ``ask`` before arguments that begin with no command and are a question."""
        if args and args[0] not in self.commands and _is_question(args):
            args = ["ask", *args]
        return super().parse_args(ctx, args)

    def invoke(self, ctx: Any) -> Any:
        """Run the command named in ``ctx`` and give back its exit code."""
        try:
            code = super().invoke(ctx)
            sys.stdout.flush()
            return code
        except BrokenPipeError:
            # The interpreter flushes stdout once more on its way out; give it somewhere to go.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return PIPE_CLOSED


# \b at the head of a paragraph keeps its line breaks.
_HELP = """Answer questions from your own articles: in their exact words, with citations, offline.

\b
qa index ARTICLES... --name NAME   read articles into a collection
qa use NAME                        ask it from now on
qa ask "QUESTION"                  ask it one question
qa timeline "QUESTION"              how its answer changes over time
qa list "QUESTION"                  everything that answers it
qa chat                            hold a conversation with it
qa serve                           both in a browser, and over HTTP

--index names another collection, or the place of an index. Where nothing is named
and none is in use, the sample articles answer.

Every other setting (docs/settings.md) is read from qa.toml and from QA_* in the
environment; what a folder's qa.toml may say, qa trust decides.

\b
Exit codes: 0 answered, 1 the articles do not say, 2 wrong usage, 3 input that
cannot be read, 4 trouble with the index, 5 with a model, 6 with a Ray cluster,
130 interrupted.
"""

app = typer.Typer(
    cls=_Group,
    name="qa",
    invoke_without_command=True,
    rich_markup_mode=None,  # plain help: quick, and the same in a pipe and in docs/cli.md
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for _command in (index.index, ask.ask, chat.chat, search.search, articles.articles, show.show):
    app.command()(_command)
for _command in (serve.serve, mcp.mcp):
    app.command()(_command)
for _archive in (quotes.quotes, speakers.speakers, trends.trends, timeline.timeline):
    app.command()(_archive)
app.command("open")(open_.open_)
app.command("list")(list_.list_)
for _other in (remove.remove, use.use, collections.collections, calibrate.calibrate, doctor.doctor):
    app.command()(_other)
app.command()(trust.trust)
app.add_typer(train.app, name="train")
app.add_typer(eval_.app, name="eval")


@app.callback(help=_HELP)
def root(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Show the version and exit.")] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")] = False,
) -> None:
    """Answer questions from your own articles."""
    if version:
        typer.echo(f"qa {__version__}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        typer.echo(context.get_help(), err=True)
        raise typer.Exit(USAGE)


def _is_question(arguments: Sequence[str]) -> bool:
    """Whether the words before any option are a question: several in one, a "?", or "who" before others."""
    words = list(itertools.takewhile(lambda word: not word.startswith("-"), arguments))
    if not words:
        return False
    asks = len(words) > 1 and words[0].casefold() in _ASKING
    return asks or len(words[0].split()) > 1 or words[-1].endswith("?")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run ``qa`` with these arguments (by default the process's own) and return its exit code."""
    try:
        with interrupts.noted(last=arguments is None) as interrupt:
            return _run(arguments, interrupt)
    except KeyboardInterrupt:
        return interrupts.INTERRUPTED


def _run(arguments: Sequence[str] | None, interrupt: interrupts.Noted) -> int:
    given = list(sys.argv[1:] if arguments is None else arguments)
    # --debug counts wherever it stands, because it is added when a command has just failed.
    options = given[: given.index("--")] if "--" in given else given
    debug = "--debug" in options
    given = [word for word in options if word != "--debug"] + given[len(options) :]
    for stream in (sys.stdout, sys.stderr):
        _never_fail(stream, "backslashreplace")
    _never_fail(sys.stdin, "replace")
    try:
        return int(app(given, prog_name="qa", standalone_mode=False) or 0)
    except Exception as error:
        return interrupts.INTERRUPTED if interrupt.recent else _told(error, debug)


def _told(error: Exception, debug: bool) -> int:
    """One line for what went wrong, and its exit code."""
    try:
        raise error
    except typer.TyperException as error:
        command = getattr(getattr(error, "ctx", None), "command_path", "qa")
        said = error.format_message().rstrip(".")
        return _failed(error, f"{said} (see {command} --help)", error.exit_code, debug)
    except QAError as error:
        return _failed(error, str(error), error.exit_code, debug)
    except OSError as error:
        where = f": {error.filename}" if error.filename else ""
        return _failed(error, f"{error.strerror or error}{where}", INPUT, debug)
    except Exception as error:  # the last resort: a user never sees a traceback without asking for one
        what = f"internal error: {type(error).__name__}: {error} (--debug shows where; please report it)"
        return _failed(error, what, INTERNAL, debug)


def _failed(error: Exception, message: str, code: int, debug: bool) -> int:
    if debug:
        raise error
    print(f"qa: {one_line(message)}", file=sys.stderr)
    return code


def _never_fail(stream: TextIO, otherwise: str) -> None:
    """What an encoding cannot say is written and read ``otherwise``: no error ends the program."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors=otherwise)


if __name__ == "__main__":
    sys.exit(main())
