"""Running the server: where it listens, what it prints, and how it ends."""

from __future__ import annotations

import logging
import socket
import sys
from dataclasses import dataclass, field
from typing import Any

import uvicorn
from starlette.applications import Starlette

from qa.errors import SettingsError
from qa.rendering.cleaning import clean, one_line
from qa.serving.guard import LOOPBACK, is_loopback

_CONNECTIONS = 512
_ENDING = 5  # seconds that requests under way have when the server ends


@dataclass(frozen=True, slots=True)
class Place:
    """Where a server listens, and by which names."""

    address: str = "127.0.0.1"
    port: int = 8000
    names: tuple[str, ...] = ()  # beside the address and the names of this machine's loopback
    token: str | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        if not is_loopback(self.address) and not self.token:
            raise SettingsError(
                f"others could reach {self.address}, so requests must carry a token: set QA_SERVE_TOKEN"
            )

    @property
    def hosts(self) -> frozenset[str]:
        """The names by which it may be called."""
        return LOOPBACK | {self.address, *self.names}


def listening(place: Place) -> socket.socket:
    """The socket of a place.

    Raises:
        SettingsError: it cannot be listened on.
    """
    family = socket.AF_INET6 if ":" in place.address else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind((place.address, place.port))
        bound.listen(_CONNECTIONS)  # whoever asks before the models are loaded waits for them
    except (OSError, UnicodeError) as error:
        bound.close()
        reason = getattr(error, "strerror", None) or error
        raise SettingsError(
            f"cannot listen on {place.address}, port {place.port}: {reason}; choose another with --port"
        ) from error
    return bound


def address_of(bound: socket.socket) -> str:
    """The address of the page, for a browser."""
    host, port = bound.getsockname()[:2]
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def run(app: Starlette, bound: socket.socket, *, log_requests: bool = True) -> None:
    """Serve until the process is told to end."""
    log_to_stderr(requests=log_requests)
    server_of(app).run(sockets=[bound])


def log_to_stderr(*, requests: bool) -> None:
    """Log what goes wrong, and requests where they are wanted, one line each."""
    logged = logging.StreamHandler(sys.stderr)
    logged.setFormatter(_OneLine("%(asctime)s %(message)s"))
    levels = {"qa.serving": logging.INFO if requests else logging.WARNING, "uvicorn": logging.WARNING}
    for name, level in levels.items():
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [logged], False
        logger.setLevel(level)


def server_of(app: Starlette) -> uvicorn.Server:
    """The server of an application, with bounds on connections and headers."""
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        limit_concurrency=_CONNECTIONS,
        timeout_graceful_shutdown=_ENDING,
        lifespan="off",
        ws="none",
        h11_max_incomplete_event_size=32_768,
    )
    return uvicorn.Server(config)


class _OneLine(logging.Formatter):
    """Nothing that was sent or read moves the cursor of the terminal that shows the log, or begins a line."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # logging's own name
        """The message, on one line."""
        return one_line(super().formatMessage(record))

    def formatException(self, ei: Any) -> str:
        """The traceback, each line of it further in than a message."""
        return "\n".join(f"    {clean(line)}" for line in super().formatException(ei).splitlines())
