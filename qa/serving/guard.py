"""Who may ask, and what a browser may do with what it is given: checked before any request is looked at.

A page of another site must not talk to a server on this machine: neither by a name of its own that leads here
(DNS rebinding: the Host header is compared) nor from its own address (Origin and Sec-Fetch-Site are). There
are no cookies and no CORS.
"""

from __future__ import annotations

import ipaddress
import secrets
from collections.abc import Collection
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from qa.serving.problems import Problem

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_PROTECTED = ("/v1/", "/metrics")
_HEADERS = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
        "require-trusted-types-for 'script'; trusted-types 'none'"
    ),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


def is_loopback(address: str) -> bool:
    """Whether only this machine can reach a server at this address."""
    try:
        return address == "localhost" or ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def host_of(header: str) -> str:
    """The host that a Host header names, without its port; empty where it is none."""
    try:
        return (urlsplit(f"//{header}").hostname or "") if not set(header) & set("/?#@\\ ") else ""
    except ValueError:
        return ""


class Guard:
    """ASGI middleware that refuses what this server is not meant for."""

    def __init__(self, app: ASGIApp, *, hosts: Collection[str], token: str | None = None) -> None:
        """``hosts``: the names by which it may be called; ``token``: what every request must carry."""
        self._app, self._hosts, self._token = app, {host.lower() for host in hosts}, token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See ASGI."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        try:
            self._check(scope["path"], Headers(scope=scope))
        except Problem as problem:
            await problem.response()(scope, receive, guarded)
        else:
            await self._app(scope, receive, guarded)

    def _check(self, path: str, headers: Headers) -> None:
        if self._unknown(host_of(headers.get("host", ""))):
            raise Problem(421, "this server does not go by that name; start it with --host-name NAME")
        protected = path.startswith(_PROTECTED)
        origin = headers.get("origin")
        if origin is not None and self._unknown(host_of(origin.partition("://")[2])):
            raise Problem(403, "pages of other sites may not ask this server")
        if protected and headers.get("sec-fetch-site") in ("cross-site", "same-site"):
            raise Problem(403, "pages of other sites may not ask this server")
        if protected and self._token is not None and not self._authorised(headers):
            raise Problem(401, "send the server's token: Authorization: Bearer TOKEN", header="Bearer")

    def _unknown(self, host: str) -> bool:
        return host.lower() not in self._hosts

    def _authorised(self, headers: Headers) -> bool:
        scheme, _, given = headers.get("authorization", "").partition(" ")
        wanted = (self._token or "").encode()
        return scheme.lower() == "bearer" and secrets.compare_digest(given.strip().encode(), wanted)
