"""Who may ask: no page of another site, nobody without the token."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from qa.serving.guard import host_of, is_loopback
from qa.serving.running import Place
from tests.serving.parts import Road, assistant_on
from tests.serving.served import running, service_over

TOKEN = "a token of more than sixteen letters"
QUESTION = {"question": "Who?"}


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    """A client of a server without a token."""
    service = service_over({"all": lambda: assistant_on(Road())}, {"all": None})
    place = Place(port=0, names=("reading.example",))
    with running(service, place) as address, httpx.Client(base_url=address, timeout=30) as made:
        yield made


@pytest.fixture(scope="module")
def locked() -> Iterator[httpx.Client]:
    """A client of a server with a token."""
    service = service_over({"all": lambda: assistant_on(Road())}, {"all": None})
    with (
        running(service, Place(port=0, token=TOKEN)) as address,
        httpx.Client(base_url=address, timeout=30) as made,
    ):
        yield made


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "localhost@evil.example", "", "[::"]
)
def test_a_name_that_only_leads_here_is_refused(client: httpx.Client, host: str) -> None:
    """DNS rebinding: a page of another site whose name was pointed at this machine gets nothing."""
    for path in ("/", "/v1/about"):
        assert client.get(path, headers={"host": host}).status_code == 421


@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST:9", "127.0.0.1:80", "[::1]:8000", "reading.example"]
)
def test_its_own_names_are_known_whatever_the_port(client: httpx.Client, host: str) -> None:
    """Through a tunnel the port is another."""
    assert client.get("/v1/about", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
def test_a_page_of_another_site_cannot_ask(client: httpx.Client, headers: dict[str, str]) -> None:
    """Neither by a script nor by a form, and no answer allows it to."""
    response = client.post("/v1/ask", json=QUESTION, headers=headers)
    assert response.status_code == 403
    assert not [name for name in response.headers if name.startswith("access-control-")]


def test_its_own_page_can_ask(client: httpx.Client) -> None:
    """With the headers that a browser sends for it."""
    headers = {"origin": str(client.base_url).rstrip("/"), "sec-fetch-site": "same-origin"}
    assert client.post("/v1/ask", json=QUESTION, headers=headers).json()["text"] == "Who?"


@pytest.mark.parametrize("given", ["", "Bearer", "Bearer wrong", f"Basic {TOKEN}", f"Bearer {TOKEN}x"])
def test_without_the_token_there_is_no_data(locked: httpx.Client, given: str) -> None:
    """Questions and counters need it; the page, which has nothing of the articles, and health do not."""
    headers = {"authorization": given} if given else {}
    for path in ("/v1/about", "/v1/articles", "/metrics"):
        response = locked.get(path, headers=headers)
        assert response.status_code == 401
        assert response.headers["www-authenticate"] == "Bearer"
    assert locked.post("/v1/ask", json=QUESTION, headers=headers).status_code == 401
    assert locked.get("/").status_code == locked.get("/healthz").status_code == 200


def test_the_token_opens_it(locked: httpx.Client) -> None:
    """As a bearer token."""
    headers = {"authorization": f"Bearer {TOKEN}"}
    assert locked.post("/v1/ask", json=QUESTION, headers=headers).status_code == 200


@pytest.mark.parametrize(
    ("header", "host"),
    [
        ("localhost:8000", "localhost"),
        ("[::1]:8000", "::1"),
        ("a/b", ""),
        ("user@localhost", ""),
        ("[::1", ""),
    ],
)
def test_the_host_of_a_header(header: str, host: str) -> None:
    """Anything that is no plain host with a port is none."""
    assert host_of(header) == host


@pytest.mark.parametrize(
    ("address", "own"),
    [
        ("127.0.0.1", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),
        ("192.168.1.2", False),
        ("x", False),
    ],
)
def test_which_addresses_are_this_machines_alone(address: str, own: bool) -> None:
    """Everything else needs a token."""
    assert is_loopback(address) is own
