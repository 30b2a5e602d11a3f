"""The options that several commands share, each declared once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qa.errors import SettingsError
from qa.index.location import Location, located

if TYPE_CHECKING:
    from qa.types import Filter

AskedIndex = Annotated[
    Location | None,
    typer.Option(
        "--index",
        metavar="INDEX",
        parser=located,
        help="The index to ask: a folder, or one on Milvus [without it: the sample articles].",
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
Top = Annotated[int | None, typer.Option(metavar="N", help="Passages to read for a question [10].")]
Candidates = Annotated[
    int | None, typer.Option(metavar="N", help="Passages to take from each ranking before fusing them [100].")
]
Retriever = Annotated[
    str | None, typer.Option(metavar="NAME", help="How passages are ranked: fused, dense or lexical [fused].")
]
Threshold = Annotated[
    float | None,
    typer.Option(metavar="P", help="Least confidence to answer with, 0 to 1 [fitted with the reader]."),
]
Embedder = Annotated[
    str | None, typer.Option(metavar="MODEL", help="The embedder: a local folder or a hub name.")
]
Reader = Annotated[
    str | None, typer.Option(metavar="MODEL", help="The reader: a local folder or a hub name.")
]
Runtime = Annotated[
    str | None, typer.Option(metavar="NAME", help="What runs the models: auto, torch or onnx [auto].")
]
Threads = Annotated[int | None, typer.Option(metavar="N", help="Processor threads to use [all cores].")]
Ray = Annotated[
    str | None,
    typer.Option(
        "--ray",
        metavar="ADDRESS",
        help="Work on this Ray cluster: HOST:PORT, auto, or local for this machine.",
    ),
]
Prompts = Annotated[
    Path | None, typer.Option(metavar="DIR", help="A folder of templates that override the shipped ones.")
]
AsOf = Annotated[
    str | None, typer.Option("--as-of", metavar="DATE", help="Ask as if it were that day [today].")
]
Log = Annotated[
    bool | None,
    typer.Option("--log/--no-log", help="Keep questions and conversations for the next time [log]."),
]
Continue = Annotated[
    bool, typer.Option("--continue", help="Go on with the last conversation with this index.")
]
Precision = Annotated[
    float | None,
    typer.Option(
        metavar="P", help="Answer only where this share of answers is expected to be right, as 0.9."
    ),
]


def filter_of(since: str | None, until: str | None, source: str | None) -> Filter:
    """The filter that the options describe.

    Raises:
        SettingsError: a date that is none, or a period that ends before it begins.
    """
    from qa.dates import days
    from qa.types import Filter

    date_of("--since", since)
    date_of("--until", until)
    if since and until and days(since)[0] > days(until)[1]:
        raise SettingsError(f"no article can be of {since} or later and of {until} or earlier")
    return Filter(since, until, source)


def date_of(option: str, text: str | None) -> str | None:
    """A date as an option gives it.

    Raises:
        SettingsError: it is none.
    """
    from qa.dates import days

    try:
        if text is not None:
            days(text)
    except ValueError as error:
        raise SettingsError(f"{option}: {error}") from None
    return text
