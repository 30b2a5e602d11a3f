"""Pages and feeds, fetched from a server on this machine."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from qa.articles import cage, web
from qa.cli import main
from qa.types import Article

PAGE = (
    "<html><head><title>{name}</title></head><body><article><h1>The {name} of Quarrick</h1>"
    "<p>The {name} was built by Ludo Stein in 1911, after the board had met on every Monday of a winter.</p>"
    "</article></body></html>"
)

LINKS = "<rss><channel><title>Links</title>" + "".join(
    f"<item><title>{number}</title><link>{link}</link><description>Told {number}.</description></item>"
    for number, link in enumerate(("http://[/", "file:///etc/passwd", "http://10.0.0.1/", "ftp://a/b"))
) + "</channel></rss>"  # fmt: skip


class Server(ThreadingHTTPServer):
    """Serves a few pages, and remembers what was asked for."""

    asked: list[tuple[str, str]]
    hosts: list[str]  # that the requests named

    @property
    def url(self) -> str:
        """The address of its root."""
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    """Answers by the path."""

    server: Server

    def do_GET(self) -> None:
        """One request."""
        self.server.hosts.append(self.headers["Host"])
        self.server.asked.append((self.path, self.headers.get("If-None-Match", "")))
        feed = (
            "<rss><channel><title>News</title>"
            f"<item><title>Dam</title><link>{self.server.url}/dam</link>"
            "<pubDate>Tue, 09 May 2017 08:00:00 GMT</pubDate><description>The dam.</description></item>"
            "<item><title>Note</title><description>The lake is full again.</description></item>"
            "</channel></rss>"
        )
        moved = f"http://localhost:{self.server.server_port}/dam"
        if self.path == "/slow":
            self._dribble()
            return
        answers: dict[str, tuple[int, dict[str, str], str]] = {
            "/robots.txt": (200, {}, "User-agent: *\nDisallow: /private\n"),
            "/dam": (
                200,
                {"Content-Type": "text/html; charset=utf-8", "ETag": '"1"'},
                PAGE.format(name="dam"),
            ),
            "/here": (302, {"Location": "/dam"}, ""),
            "/elsewhere": (302, {"Location": moved}, ""),
            "/port": (302, {"Location": "http://127.0.0.1:9/"}, ""),
            "/metadata": (302, {"Location": "http://169.254.169.254/latest"}, ""),
            "/broken": (302, {"Location": "http://[/"}, ""),
            "/packed": (200, {"Content-Type": "text/html", "Content-Encoding": "gzip, gzip"}, "x"),
            "/words": (200, {"Content-Type": "text/plain; charset=iso-8859-1"}, "Zo\xeb built the dam."),
            "/round": (302, {"Location": "/round"}, ""),
            "/file": (302, {"Location": "file:///etc/passwd"}, ""),
            "/feed": (200, {"Content-Type": "application/rss+xml"}, feed),
            "/links": (200, {"Content-Type": "application/rss+xml"}, LINKS),
            "/large": (200, {"Content-Type": "text/html"}, "x" * 20_000_000),
            "/picture": (200, {"Content-Type": "image/png"}, "x"),
            "/private/page": (200, {"Content-Type": "text/html"}, PAGE.format(name="safe")),
        }
        status, headers, body = answers.get(self.path, (404, {}, ""))
        if headers.get("ETag") == self.headers.get("If-None-Match", ""):
            status, body = 304, ""
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        with suppress(OSError):  # who asked has heard enough
            self.wfile.write(body.encode("latin-1"))

    def _dribble(self) -> None:
        """Answer a letter at a time, for ever."""
        self.send_response(200)
        self.end_headers()
        with suppress(OSError):
            while True:
                self.wfile.write(b"x")
                time.sleep(0.05)

    def log_message(self, format: str, *arguments: object) -> None:
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[Server]:
    """A server on a port of its own."""
    with Server(("127.0.0.1", 0), Handler) as served:
        served.asked, served.hosts = [], []
        thread = threading.Thread(target=served.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield served
        served.shutdown()
        thread.join()


def fetched(urls: list[str], feeds: list[str] | None = None) -> tuple[list[Article], list[str]]:
    """The articles of addresses, and what was told."""
    told: list[str] = []
    return list(web.articles(urls, feeds or [], lambda article_id: None, told.append)), told


@pytest.mark.parametrize("path", ["/dam", "/here"])
def test_a_page_is_an_article(server: Server, path: str) -> None:
    """Its id is the address that was asked for; its own is kept, after redirects."""
    [article], told = fetched([server.url + path])
    assert not told
    assert (article.id, article.metadata["url"]) == (server.url + path, f"{server.url}/dam")
    assert "built by Ludo Stein in 1911" in article.text


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("/elsewhere", "private address"),
        ("/port", "private address"),
        ("/metadata", "private address"),
        ("/broken", "cannot be fetched: Invalid IPv6 URL"),
        ("/packed", "packed in a way that was not asked for"),
        ("/round", "redirects"),
        ("/file", "no address of the web"),
        ("/large", "larger than 16 MB"),
        ("/picture", "kind that is not read"),
        ("/private/page", "robots.txt"),
        ("/nothing", "answers 404"),
    ],
)
def test_what_is_not_fetched(server: Server, path: str, says: str) -> None:
    """Each is one line that names the address."""
    articles, told = fetched([server.url + path])
    assert not articles
    assert len(told) == 1 and told[0].startswith(f"{server.url}{path}: ") and says in told[0]


def test_a_server_that_never_ends_is_not_waited_for(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """However it keeps the connection busy."""
    monkeypatch.setattr(web, "_AT_MOST", 0.5)
    began = time.monotonic()
    articles, told = fetched([f"{server.url}/slow"])
    assert not articles
    assert "not answered within" in told[0]
    assert time.monotonic() - began < 5


def test_a_name_is_looked_up_once(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was looked at is what is connected to: the name may lead elsewhere a moment later."""
    looked_up: list[str] = []
    real = socket.getaddrinfo

    def look_up(host: str, *arguments: Any, **named: Any) -> Any:
        if host != "news.example":
            return real(host, *arguments, **named)
        looked_up.append(host)
        return real("127.0.0.1" if len(looked_up) == 1 else "127.0.0.2", *arguments, **named)

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    [article], told = fetched([f"http://news.example:{server.server_port}/dam"])
    assert not told and "Ludo Stein" in article.text
    assert len(looked_up) == 1
    assert set(server.hosts) == {f"news.example:{server.server_port}"}


def test_a_host_is_private_or_public_but_not_both(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else a public server that stops answering would have this machine asked in its place."""
    found = [(0, 0, 0, "", (address, 0)) for address in ("127.0.0.1", "1.1.1.1", "::1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *arguments, **named: found)
    with web.Web() as fetching:
        assert fetching._allowed("http://both.example/", "http://both.example/feed") == ("1.1.1.1",)


def test_links_of_a_feed_lead_nowhere_private(server: Server) -> None:
    """Nor to files; the entry itself is the article, and the rest of the feed is read."""
    entries, told = fetched([], [f"{server.url}/links"])
    assert [entry.text for entry in entries] == [f"Told {number}." for number in range(4)]
    assert len(told) == 1 and "10.0.0.1, a private address" in told[0]


def test_a_text_is_in_the_encoding_that_its_server_states(server: Server) -> None:
    """Though a file of text may only be UTF-8: nothing is guessed."""
    [article], told = fetched([f"{server.url}/words"])
    assert not told
    assert "Zo\xeb built the dam." in article.text


def test_what_was_fetched_is_parsed_in_a_process_of_its_own(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page or feed that crashes its parser costs itself alone."""
    cage.end_all()
    monkeypatch.setattr(cage, "_CODE", "import os; os.abort()")
    articles, told = fetched([f"{server.url}/dam"], [f"{server.url}/feed"])
    assert not articles
    assert len(told) == 2 and all("breaks the parser (SIGABRT)" in problem for problem in told)


def test_a_server_that_is_not_there() -> None:
    """One line, not an exception of a library."""
    articles, told = fetched(["http://127.0.0.1:9/page"])
    assert not articles
    assert "cannot be fetched" in told[0]


def test_a_feed(server: Server) -> None:
    """The pages it links to are articles, with the feed's date; an entry without a link is its own."""
    (dam, note), told = fetched([], [f"{server.url}/feed"])
    assert not told
    assert (dam.id, dam.published) == (f"{server.url}/dam", "2017-05-09")
    assert "Ludo Stein" in dam.text
    assert note.text == "The lake is full again."


def test_what_has_not_changed_is_not_loaded_again(
    server: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The second run asks by the version that was stored, and keeps the article."""
    command = ["index", f"{server.url}/dam", "--index", str(tmp_path / "index")]
    assert main(command) == 0
    assert "1 added" in capsys.readouterr().err
    assert main(command) == 0
    assert "1 unchanged" in capsys.readouterr().err
    assert [version for path, version in server.asked if path == "/dam"] == ["", '"1"']
