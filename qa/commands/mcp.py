"""``qa mcp``: the articles as tools for agents."""

from __future__ import annotations

import socket
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from qa.commands import opening
from qa.commands.options import ANSWERING, Index, Looking, named_index, with_settings
from qa.errors import SettingsError
from qa.version import install

if TYPE_CHECKING:
    from qa.settings import Settings

_PORT = 8365


@with_settings(*ANSWERING)
def mcp(
    settings: Settings,
    index: Index = None,
    http: Annotated[
        bool, typer.Option("--http", help="Serve over HTTP on this machine instead of stdin and stdout.")
    ] = False,
    port: Annotated[
        int, typer.Option(min=0, max=65535, metavar="N", help="With --http; 0 for any that is free.")
    ] = _PORT,
) -> int:
    """Serve the articles to agents, over the Model Context Protocol.

    Tools: ask, search, timeline, list_answers, list_quotations, list_articles, read_article, check_quote; all
    of them only read. Programs that know the protocol start this command themselves: docs/mcp.md says how to
    tell them. Needs an extra: pip install 'extractive-qa[mcp]'.
    """
    from qa.index.opening import check
    from qa.types import EVERYTHING

    try:
        from qa.agents.server import LOOPBACK, PATH, serve_http, serve_stdio
    except ImportError as error:
        raise SettingsError(f"serving agents needs a package: {install('mcp')}") from error
    place, unnamed = named_index(index, settings)
    if place is not None:
        check(place)
    opening.note_samples(Looking(place, unnamed, json=False, where=EVERYTHING, settings=settings))
    with opening.open_assistant(place, settings) as assistant:
        if not http:
            serve_stdio(assistant)
            return 0
        try:
            listener = socket.create_server((LOOPBACK, port))
        except OSError as error:
            raise SettingsError(
                f"cannot listen at port {port}: {error.strerror}; name another one"
            ) from error
        with listener:
            address = f"http://{LOOPBACK}:{listener.getsockname()[1]}{PATH}"
            print(f"Serving agents at {address} (Ctrl-C ends it).", file=sys.stderr, flush=True)
            serve_http(assistant, listener)
    return 0
