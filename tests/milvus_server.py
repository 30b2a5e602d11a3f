"""A real Milvus Lite served over TCP by a process of its own, and a proxy before it that can fail."""

from __future__ import annotations

import contextlib
import select
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

_SERVE = """import sys
from milvus_lite.adapter.grpc.server import run_server
run_server(sys.argv[1], "127.0.0.1", int(sys.argv[2]))
"""

Fault = Literal["none", "refuse", "stall"]


class LiteServer:
    """A server that can be killed and started again over the same data, at the same port."""

    def __init__(self, folder: Path) -> None:
        """Choose a port; ``start`` serves."""
        self._folder = folder
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Serve, and wait until it does."""
        command = [sys.executable, "-c", _SERVE, str(self._folder), str(self.port)]
        self._process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
        )
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
                return
            assert self._process.poll() is None, "Milvus Lite ended at once"
            time.sleep(0.05)
        raise AssertionError("Milvus Lite did not start")

    def kill(self) -> None:
        """End it as a power cut would."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None


class Proxy:
    """Forwards TCP connections to a port, and fails when told to.

    ``refuse`` ends every connection and accepts no other; ``stall`` takes what comes and passes nothing on.
    ``after``: bytes from the client that still pass before the fault.
    """

    def __init__(self, target: int) -> None:
        """Forward to this port of this machine."""
        self._target = target
        self._fault: Fault = "none"
        self._credit = 0
        self._guard = threading.Lock()
        self._open: set[socket.socket] = set()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()

    def fail(self, fault: Fault, after: int = 0) -> None:
        """From now on, or from so many bytes on, fail like this."""
        with self._guard:
            self._fault, self._credit = fault, after
            if fault == "refuse" and not after:
                self._cut()

    def close(self) -> None:
        """End everything."""
        self._listener.close()
        with self._guard:
            self._cut()

    def _cut(self) -> None:
        for end in self._open:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        self._open.clear()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                with self._guard:
                    refused = self._fault == "refuse" and not self._credit
                if refused:
                    client.close()
                else:
                    threading.Thread(target=self._forward, args=(client,), daemon=True).start()

    def _forward(self, client: socket.socket) -> None:
        with (
            contextlib.suppress(OSError),
            client,
            socket.create_connection(("127.0.0.1", self._target)) as server,
        ):
            with self._guard:
                self._open |= {client, server}
            while True:
                for source in select.select([client, server], [], [])[0]:
                    data = source.recv(65536)
                    if not data:
                        return
                    if self._passes(len(data) if source is client else 0):
                        (server if source is client else client).sendall(data)

    def _passes(self, sent: int) -> bool:
        with self._guard:
            if self._fault == "none":
                return True
            self._credit = max(self._credit - sent, 0)
            if self._credit:
                return True
            if self._fault == "refuse":
                self._cut()
            return False


@contextlib.contextmanager
def served(folder: Path) -> Iterator[tuple[LiteServer, Proxy]]:
    """A running server and a proxy before it."""
    server = LiteServer(folder)
    server.start()
    proxy = Proxy(server.port)
    try:
        yield server, proxy
    finally:
        proxy.close()
        server.kill()
