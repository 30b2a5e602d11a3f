"""The options that several commands share: each declared once, all checked in one place.

``taking`` gives a command the options of a function in the place of the one value that the function makes of
them. Settings are text to typer, because what they may hold is said once, in ``qa.settings``.
"""

from __future__ import annotations

import functools
import inspect
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import SimpleNamespace
from typing import TYPE_CHECKING, Annotated, Any, Literal, get_type_hints

import typer

from qa.errors import SettingsError
from qa.index.location import Location

if TYPE_CHECKING:
    from qa.settings import Settings
    from qa.types import Filter

Command = Callable[..., int]


def index_option(about: str) -> Any:
    """``--index``: the name of a collection, or any location."""
    return typer.Option("--index", metavar="INDEX", parser=_place, help=about)


def _place(text: str) -> Location:
    from qa.collections.registry import place_of

    return place_of(text)


Limit = Annotated[int | None, typer.Option(min=1, metavar="N", help="Ask a sample of N questions.")]
Ray = Annotated[
    str | None,
    typer.Option(
        "--ray",
        metavar="ADDRESS",
        help="Work on this Ray cluster: HOST:PORT, auto, or local for this machine.",
    ),
]

# The names are those of ``qa.exporting.Format``, which would bring all of it along.
Form = Annotated[
    Literal["md", "csv", "json", "bibtex", "csl", "html"] | None,
    typer.Option("--format", help="Write it for other programs: see docs/json.md."),
]


def _setting(metavar: str, about: str) -> Any:
    return Annotated[str | None, typer.Option(metavar=metavar, help=about)]


# By the names of the settings, in the order of the help. None always means: not given.
SETTINGS: Mapping[str, Any] = {
    "top": _setting("N", "Passages to read for a question [15]."),
    "candidates": _setting("N", "Passages to take from each ranking before fusing them [100]."),
    "retriever": _setting("NAME", "How passages are ranked: fused, dense or lexical [fused]."),
    "threshold": _setting("P", "Least confidence to answer with, 0 to 1 [fitted with the reader]."),
    "precision": _setting("P", "Answer only where this share of answers is expected to be right, as 0.9."),
    "reader": _setting("MODEL", "The reader: a local folder or a hub name."),
    "embedder": _setting("MODEL", "The embedder: a local folder or a hub name."),
    "runtime": _setting("NAME", "What runs the models: auto, torch or onnx [auto]."),
    "threads": _setting("N", "Processor threads to use [all cores]."),
    "prompts": _setting("DIR", "A folder of templates that override the shipped ones."),
    "log": Annotated[
        bool | None,
        typer.Option("--log/--no-log", help="Keep questions and conversations for the next time [log]."),
    ],
}
MODELS = ("embedder", "runtime", "threads")
# Of what reads as many passages as one batch bears, whatever is set for an answer.
SURVEYING = ("candidates", "retriever", "reader", *MODELS, "prompts")
ANSWERING = ("top", "candidates", "retriever", "threshold", "precision", "reader", *MODELS)


@dataclass(frozen=True, slots=True)
class Looking:
    """What the commands that look into an index were told, checked."""

    index: Location | None  # None: the sample articles
    unnamed: bool  # no index was named, in any way
    json: bool
    where: Filter
    settings: Settings


@dataclass(frozen=True, slots=True)
class Asking(Looking):
    """What ``qa ask`` and ``qa chat`` were told, checked."""

    as_of: str | None


def settings_in_force(**given: object) -> Settings:
    """The settings, with these of the command line; what of them does not count is told on stderr."""
    from qa.rendering.cleaning import one_line
    from qa.settings import load_settings

    return load_settings(lambda line: print(f"qa: {one_line(line)}", file=sys.stderr), **given)


Index = Annotated[
    str | None,
    typer.Option(
        "--index",
        metavar="INDEX",
        help="The name of a collection, or a folder or location on Milvus [the collection of qa use,"
        " else the sample articles].",
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON, one object a line, for programs.")]
Since = Annotated[
    str | None, typer.Option(metavar="DATE", help="Only articles of this date or later: 2022, 2022-02-25.")
]
Until = Annotated[str | None, typer.Option(metavar="DATE", help="Only articles of this date or earlier.")]
Source = Annotated[
    str | None, typer.Option(metavar="GLOB", help="Only articles whose source matches, such as '*.pdf'.")
]
AsOf = Annotated[
    str | None,
    typer.Option(
        metavar="DATE",
        help="Ask as if it were that day [today]: later articles only rank lower, --until leaves them out.",
    ),
]


def _looking(
    index: Index = None,
    json: Json = False,
    since: Since = None,
    until: Until = None,
    source: Source = None,
    **settings: object,
) -> Looking:
    in_force = settings_in_force(**settings)
    where = _filter(since, until, source)
    place, unnamed = named_index(index, in_force)
    return Looking(place, unnamed, json, where, in_force)


def _asking(
    index: Index = None,
    json: Json = False,
    since: Since = None,
    until: Until = None,
    source: Source = None,
    as_of: AsOf = None,
    **settings: object,
) -> Asking:
    looking = _looking(index, json, since, until, source, **settings)
    _check_date("--as-of", as_of)
    return Asking(looking.index, looking.unnamed, looking.json, looking.where, looking.settings, as_of)


def named_index(index: str | None, settings: Settings) -> tuple[Location | None, bool]:
    """The index that is meant, None for the sample articles, and whether nothing says which.

    Raises:
        SettingsError: it is no place of an index, or the names of collections cannot be read.
        IndexMissing: it looks like a name, and there are other collections.
    """
    from qa.collections.registry import chosen, require_known

    place = chosen(index, settings.index)
    if index is not None and place is not None:
        require_known(index, place)
    return place, place is None and index is None and settings.index is None


def _filter(since: str | None, until: str | None, source: str | None) -> Filter:
    from qa.dates import days
    from qa.types import Filter

    _check_date("--since", since)
    _check_date("--until", until)
    if since is not None and until is not None and days(since)[0] > days(until)[1]:
        raise SettingsError(f"no article can be of {since} or later and of {until} or earlier")
    return Filter(since, until, source)


def _check_date(option: str, date: str | None) -> None:
    from qa.dates import days

    try:
        if date is not None:
            days(date)
    except ValueError as error:
        raise SettingsError(f"{option}: {error}") from None


def taking(name: str, made_by: Callable[..., object], *settings: str) -> Callable[[Command], Command]:
    """Puts the options of a function into a command, in the place of its parameter ``name``.

    Args:
        name: of the parameter; the command is given what the function makes of the options.
        made_by: its parameters are declared as those of a command are.
        settings: names of settings that it takes as well.
    """
    options = [option for option in _parameters(made_by) if option.kind is not option.VAR_KEYWORD]
    for setting, kind in SETTINGS.items():
        if setting in settings:
            options.append(
                inspect.Parameter(setting, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=kind)
            )

    def decorate(command: Command) -> Command:
        @functools.wraps(command)
        def run(**given: Any) -> int:
            made = made_by(**{option.name: given.pop(option.name) for option in options})
            return command(**{name: made}, **given)

        own = [[one] if one.name != name else options for one in _parameters(command, name)]
        keywords = [one.replace(kind=one.KEYWORD_ONLY) for several in own for one in several]
        run.__annotations__ = {one.name: one.annotation for one in keywords}
        run.__signature__ = inspect.Signature(keywords)  # type: ignore[attr-defined]  # what typer reads
        return run

    return decorate


def _parameters(function: Callable[..., object], made: str = "") -> list[inspect.Parameter]:
    """A function's parameters with their types; the type of ``made`` stays unread, as it may be heavy."""
    own = inspect.signature(function).parameters
    read = SimpleNamespace(__annotations__={name: own[name].annotation for name in own if name != made})
    types = get_type_hints(read, vars(sys.modules[function.__module__]), include_extras=True)
    return [one.replace(annotation=types.get(name)) for name, one in own.items()]


# The options of the settings named: for commands that take ``settings``, all that are in force, checked;
with_settings = functools.partial(taking, "settings", settings_in_force)
# and, besides those for what to look at, for commands that take ``looking``; and for when to ask, ``asking``.
with_looking = functools.partial(taking, "looking", _looking)
with_asking = functools.partial(taking, "asking", _asking)
