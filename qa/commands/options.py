"""The options that several commands share: each declared once, all checked in one place.

A decorator puts them into a command's signature, where the command names the one value that comes of them:

    @with_settings("reader", "threads")
    def command(paths: ..., settings: Settings, out: ...) -> int:

What becomes a setting is text to typer, because what a setting may hold is said once, in ``qa.settings``.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, get_type_hints

import typer

from qa.errors import SettingsError
from qa.index.location import Location, located

if TYPE_CHECKING:
    from qa.settings import Settings
    from qa.types import Filter

Command = Callable[..., int]


def index_option(about: str) -> Any:
    """``--index``, of any location."""
    return typer.Option("--index", metavar="INDEX", parser=located, help=about)


Limit = Annotated[int | None, typer.Option(min=1, metavar="N", help="Ask a sample of N questions.")]
Ray = Annotated[
    str | None,
    typer.Option(
        "--ray",
        metavar="ADDRESS",
        help="Work on this Ray cluster: HOST:PORT, auto, or local for this machine.",
    ),
]


def _text(metavar: str, about: str) -> Any:
    return Annotated[str | None, typer.Option(metavar=metavar, help=about)]


# Types of parameters by their names, in the order of the help. None always means: not given.
_ASKING: Mapping[str, Any] = {
    "index": Annotated[
        Location | None,
        index_option("The index to ask: a folder, or one on Milvus [without it: the sample articles]."),
    ],
    "json": Annotated[
        bool | None, typer.Option("--json", help="Print JSON, one object a line, for programs.")
    ],
    "since": _text("DATE", "Only articles of this date or later: 2022, 2022-02-25."),
    "until": _text("DATE", "Only articles of this date or earlier."),
    "source": _text("GLOB", "Only articles whose source matches, such as '*.pdf'."),
    "as_of": _text("DATE", "Ask as if it were that day [today]."),
}
# The same for settings, each by its name in ``qa.settings``.
SETTINGS: Mapping[str, Any] = {
    "top": _text("N", "Passages to read for a question [10]."),
    "candidates": _text("N", "Passages to take from each ranking before fusing them [100]."),
    "retriever": _text("NAME", "How passages are ranked: fused, dense or lexical [fused]."),
    "threshold": _text("P", "Least confidence to answer with, 0 to 1 [fitted with the reader]."),
    "precision": _text("P", "Answer only where this share of answers is expected to be right, as 0.9."),
    "reader": _text("MODEL", "The reader: a local folder or a hub name."),
    "embedder": _text("MODEL", "The embedder: a local folder or a hub name."),
    "runtime": _text("NAME", "What runs the models: auto, torch or onnx [auto]."),
    "threads": _text("N", "Processor threads to use [all cores]."),
    "prompts": _text("DIR", "A folder of templates that override the shipped ones."),
    "log": Annotated[
        bool | None,
        typer.Option("--log/--no-log", help="Keep questions and conversations for the next time [log]."),
    ],
}
MODELS = ("embedder", "runtime", "threads")
ANSWERING = ("top", "candidates", "retriever", "threshold", "precision", "reader", *MODELS)


@dataclass(frozen=True, slots=True)
class Asking:
    """What ``qa ask`` and ``qa chat`` were told, checked."""

    index: Location | None  # None: the sample articles
    json: bool
    where: Filter
    as_of: str | None
    settings: Settings


def with_settings(*names: str) -> Callable[[Command], Command]:
    """Options for these settings; the command takes ``settings``, all that are in force.

    The command that comes of it raises SettingsError where one is not valid.
    """

    def settings(given: Mapping[str, Any]) -> Settings:
        from qa.settings import load_settings

        return load_settings(**given)

    return lambda command: _spliced(command, "settings", _settings(names), settings)


def with_asking(*names: str) -> Callable[[Command], Command]:
    """Options for whom, how and when to ask, and for these settings; the command takes ``asking``.

    The command that comes of it raises SettingsError where one is not valid.
    """
    return lambda command: _spliced(command, "asking", {**_ASKING, **_settings(names)}, _asked)


def _settings(names: Iterable[str]) -> dict[str, Any]:
    return {name: kind for name, kind in SETTINGS.items() if name in names}


def _asked(given: Mapping[str, Any]) -> Asking:
    from qa.settings import load_settings

    settings = load_settings(**{name: value for name, value in given.items() if name in SETTINGS})
    where = _filter(given["since"], given["until"], given["source"])
    _check_date("--as-of", given["as_of"])
    return Asking(given["index"], bool(given["json"]), where, given["as_of"], settings)


def _filter(since: str | None, until: str | None, source: str | None) -> Filter:
    from qa.dates import days
    from qa.types import Filter

    _check_date("--since", since)
    _check_date("--until", until)
    if since and until and days(since)[0] > days(until)[1]:
        raise SettingsError(f"no article can be of {since} or later and of {until} or earlier")
    return Filter(since, until, source)


def _check_date(option: str, text: str | None) -> None:
    from qa.dates import checked_date

    try:
        if text is not None:
            checked_date(text)
    except ValueError as error:
        raise SettingsError(f"{option}: {error}") from None


def _spliced(
    command: Command, taken: str, options: Mapping[str, Any], value_of: Callable[[Mapping[str, Any]], object]
) -> Command:
    """The command with these options in the place of its parameter ``taken``, which is made of them."""
    own = inspect.signature(command).parameters
    hints = get_type_hints(command, localns={own[taken].annotation: object}, include_extras=True)
    types: dict[str, Any] = {}
    for name in own:
        types |= options if name == taken else {name: hints[name]}

    @functools.wraps(command)
    def run(**given: Any) -> int:
        value = value_of({name: given.pop(name) for name in options})
        return command(**{taken: value}, **given)

    defaults = {name: own[name].default if name in own else None for name in types}
    signature = inspect.Signature(
        [
            inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=defaults[name], annotation=kind)
            for name, kind in types.items()
        ]
    )
    run.__annotations__ = types
    run.__signature__ = signature  # type: ignore[attr-defined]  # what typer makes its options of
    return run
