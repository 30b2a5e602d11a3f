"""A server that runs, on a free port of this machine, for as long as a test wants it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from qa.assistant import Assistant
from qa.index.location import Location
from qa.rendering.renderer import Renderer
from qa.rendering.terminal import Screen
from qa.serving.application import application
from qa.serving.counting import Counts
from qa.serving.engine import Engine
from qa.serving.running import Place, address_of, listening, server_of
from qa.serving.service import Limits, Service
from qa.settings import Settings


def service_over(
    opened: Mapping[str, Callable[[], Assistant]],
    places: Mapping[str, Location | None],
    limits: Limits | None = None,
) -> Service:
    """A service whose collections are opened so."""
    counts = Counts()
    engine = Engine(opened, on_batch=counts.batch)
    return Service(engine, Renderer(Screen()), counts, limits or Limits(), places, Settings())


@contextmanager
def running(service: Service, place: Place | None = None) -> Iterator[str]:
    """The address of a server, ended behind the block."""
    place = place or Place(port=0)
    bound = listening(place)
    server = server_of(application(service, hosts=place.hosts, token=place.token))
    service.engine.start()
    thread = threading.Thread(target=lambda: server.run(sockets=[bound]), daemon=True)
    thread.start()
    try:
        wait_until(lambda: server.started)
        yield address_of(bound)
    finally:
        server.should_exit = True
        thread.join(30)
        service.engine.close()


def wait_until(there: Callable[[], object], seconds: float = 60.0) -> None:
    """Wait for something to become true; fails where it does not."""
    end = time.monotonic() + seconds
    while not there():
        assert time.monotonic() < end, "it did not become true in time"
        time.sleep(0.01)
