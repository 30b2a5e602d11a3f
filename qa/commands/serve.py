"""``qa serve``: a page in the browser and an HTTP API."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from qa.commands import opening
from qa.commands.options import ANSWERING, with_settings

if TYPE_CHECKING:
    from qa.settings import Settings


Indexes = Annotated[
    list[str] | None,
    typer.Option(
        "--index",
        metavar="INDEX",
        help="A collection or index to serve, the first by default; may be repeated [all collections].",
    ),
]
Address = Annotated[
    str, typer.Option(metavar="IP", help="Where to listen; one that others reach needs a token.")
]
Port = Annotated[int, typer.Option(min=0, max=65535, help="0: any that is free.")]
Names = Annotated[
    list[str] | None,
    typer.Option("--host-name", metavar="NAME", help="A name by which the server may be called."),
]
UnderWay = Annotated[
    int, typer.Option(min=1, max=10_000, metavar="N", help="Most requests answered at once.")
]
Seconds = Annotated[float, typer.Option(min=1, max=3600, metavar="S", help="Longest wait for an answer.")]
Quiet = Annotated[bool, typer.Option("--quiet", help="Do not log requests.")]


@with_settings(*ANSWERING, "prompts")
def serve(
    settings: Settings,
    index: Indexes = None,
    address: Address = "127.0.0.1",
    port: Port = 8000,
    host_name: Names = None,
    under_way: UnderWay = 128,
    seconds: Seconds = 120,
    quiet: Quiet = False,
) -> int:
    """Answer questions in the browser and over HTTP, until Ctrl-C.

    Listens on this machine alone. QA_SERVE_TOKEN, where it is set, is what every request must carry; another
    --address needs it. docs/serving.md says the rest.
    """
    _require_server()
    from qa.index.opening import check
    from qa.rendering.cleaning import one_line
    from qa.serving.application import application
    from qa.serving.running import Place, address_of, listening, run
    from qa.serving.service import Limits
    from qa.serving.starting import places_of, service_of

    token = settings.serve_token.get_secret_value() if settings.serve_token else None
    place = Place(address, port, tuple(host_name or ()), token)
    places = places_of(index or (), settings.index)
    for served in filter(None, places.values()):
        check(served)  # before models are loaded for nothing
    bound = listening(place)
    service = service_of(places, settings, Limits(under_way, seconds))
    with opening.waiting("Loading the models"):
        service.engine.start()
    try:
        said = f"Answering from {', '.join(places)}. Open {address_of(bound)} in a browser; Ctrl-C ends."
        print(one_line(said), file=sys.stderr, flush=True)
        run(application(service, hosts=place.hosts, token=token), bound, log_requests=not quiet)
    finally:
        service.engine.close()
    return 0


def _require_server() -> None:
    from importlib.util import find_spec

    from qa.errors import SettingsError
    from qa.version import install

    if None in map(find_spec, ("starlette", "uvicorn", "prometheus_client")):
        raise SettingsError(f"serving needs a few packages more: {install('serve')}")
