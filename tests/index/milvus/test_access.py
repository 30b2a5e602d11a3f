"""Who connects to Milvus, and how: credentials and certificates, from the settings to the wire."""

from __future__ import annotations

import base64
import shutil
import subprocess
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import grpc
import pytest

from qa.errors import IndexUnreachable, SettingsError
from qa.index.location import ServerLocation
from qa.index.milvus.client import Connection
from qa.settings import Settings

SECRET = "hunter2"


class Refusing(grpc.GenericRpcHandler):  # type: ignore[misc]  # grpc ships no types
    """A server that refuses everyone, and remembers what they showed."""

    def __init__(self) -> None:
        self.shown: list[str] = []

    def service(self, details: Any) -> Any:
        """Refuse, whatever is asked."""
        values = dict(details.invocation_metadata)
        if "authorization" in values:
            self.shown.append(base64.b64decode(values["authorization"]).decode())

        def refuse(request: bytes, context: Any) -> None:
            context.abort(grpc.StatusCode.UNAUTHENTICATED, "auth check failure")

        return grpc.unary_unary_rpc_method_handler(refuse)


@pytest.fixture
def handler() -> Refusing:
    """What answers."""
    return Refusing()


@pytest.fixture
def serve(handler: Refusing) -> Iterator[Callable[[Any], int]]:
    """Starts the server, with TLS where credentials are given; gives its port."""
    server = grpc.server(ThreadPoolExecutor(2))
    server.add_generic_rpc_handlers((handler,))

    def start(credentials: Any) -> int:
        address = "127.0.0.1:0"
        port: int = (
            server.add_secure_port(address, credentials) if credentials else server.add_insecure_port(address)
        )
        server.start()
        return port

    yield start
    server.stop(None).wait()


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"milvus_token": SECRET}, SECRET),
        ({"milvus_user": "joe", "milvus_password": SECRET}, f"joe:{SECRET}"),
        ({"milvus_token": SECRET, "milvus_user": "joe"}, SECRET),
        ({}, None),
    ],
)
def test_credentials_reach_the_server_and_no_message(
    serve: Callable[[Any], int], handler: Refusing, settings: dict[str, Any], expected: str | None
) -> None:
    """A refused user is told the settings to look at, at once, and not what they hold."""
    location = ServerLocation(f"http://127.0.0.1:{serve(None)}", "news")
    with pytest.raises(SettingsError, match=r"refuses this user: set QA_MILVUS_TOKEN") as caught:
        Connection(location, Settings(**settings))
    assert SECRET not in str(caught.value)
    assert set(handler.shown) == ({expected} if expected else set())


@pytest.mark.skipif(shutil.which("openssl") is None, reason="needs openssl to make a certificate")
def test_tls_trusts_the_authority_of_the_settings_alone(
    serve: Callable[[Any], int], handler: Refusing, tmp_path: Path
) -> None:
    """With the server's certificate in milvus_ca the token is sent; without it nothing is."""
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"),
            *("-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"),
            *("-keyout", str(key), "-out", str(certificate)),
        ],
        check=True,
        capture_output=True,
    )
    pair = (key.read_bytes(), certificate.read_bytes())
    location = ServerLocation(f"https://localhost:{serve(grpc.ssl_server_credentials((pair,)))}", "news")
    with pytest.raises(IndexUnreachable):
        Connection(location, Settings(milvus_token=SECRET, milvus_timeout=1.0))
    assert handler.shown == []
    with pytest.raises(SettingsError, match="refuses this user"):
        Connection(location, Settings(milvus_token=SECRET, milvus_ca=certificate))
    assert set(handler.shown) == {SECRET}
