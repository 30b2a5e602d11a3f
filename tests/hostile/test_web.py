"""What a server on the web may answer to do harm: each costs its address alone."""

from __future__ import annotations

import gzip
import socketserver
import threading
import time
from collections.abc import Iterator
from contextlib import suppress

import pytest

from qa.articles import web
from qa.types import Article

PAGE = b"<html><body><article><p>The dam of Quarrick was built in 1911.</p></article></body></html>"
GOOD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n%s" % (len(PAGE), PAGE)


def feed_of(*links: str) -> bytes:
    """An answer with a feed of these links."""
    entries = "".join(f"<item><title>a</title><link>{link}</link></item>" for link in links)
    body = f"<rss><channel>{entries}</channel></rss>".encode()
    return b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\nContent-Length: %d\r\n\r\n%s" % (
        len(body),
        body,
    )


def packed(body: bytes, encoding: str) -> bytes:
    """An answer whose body is packed."""
    head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: {encoding}\r\n"
    return head.encode() + b"Content-Length: %d\r\n\r\n%s" % (len(body), body)


BOMB = gzip.compress(bytes(400_000_000), 9)
READ = ("/good", "/odd-version", "/odd-charset", "/odd-parameter")  # as far as they can be
ANSWERS = {
    "/good": GOOD,
    "/broken-redirect": b"HTTP/1.1 302 Found\r\nLocation: http://[::1\r\nContent-Length: 0\r\n\r\n",
    "/odd-redirect": "HTTP/1.1 302 Found\r\nLocation: http://\u2100/\r\nContent-Length: 0\r\n\r\n".encode(),
    "/bomb": packed(BOMB, "gzip"),
    "/double-bomb": packed(gzip.compress(BOMB, 9), "gzip, gzip"),
    "/unknown-packing": packed(b"a", "zstd"),
    "/damaged-packing": packed(b"a", "gzip"),
    "/no-http": b"SSH-2.0-OpenSSH\r\n",
    "/nothing": b"",
    "/long-header": b"HTTP/1.1 200 OK\r\nA: " + b"a" * 5_000_000,
    "/cut": b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 999\r\n\r\n<p>",
    "/odd-parameter": GOOD.replace(b"text/html", b"text/html; charset*=\xff''%ff; charset*0*=x"),
    "/odd-charset": GOOD.replace(b"text/html", b"text/html; charset=\xc3\xa9\xff"),
    "/odd-version": GOOD.replace(b"Content-Type", 'ETag: "é"\r\nContent-Type'.encode()),
}
SLOW = {
    "/slow-header": b"HTTP/1.1 200 OK\r\nA: ",
    "/slow-body": b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n",
}


class Handler(socketserver.StreamRequestHandler):
    """Writes the bytes of an answer, whatever they are."""

    def handle(self) -> None:
        """One request."""
        path = self.rfile.readline().split()[1].decode()
        while self.rfile.readline().strip():
            pass
        with suppress(OSError):  # who asked has heard enough
            if path == "/feed":
                self.wfile.write(feed_of("http://[::1", "http://\u2100.example/", "http://a:b", "/good"))
            elif path in SLOW:
                self.wfile.write(SLOW[path])
                for _ in range(200):
                    time.sleep(0.05)
                    self.wfile.write(b"a")
            else:
                self.wfile.write(ANSWERS.get(path, b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"))


class Server(socketserver.ThreadingTCPServer):
    """On a port of its own."""

    daemon_threads = True
    block_on_close = False


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """The address of the server."""
    with Server(("127.0.0.1", 0), Handler) as served:
        threading.Thread(target=served.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield f"http://127.0.0.1:{served.server_address[1]}"
        served.shutdown()


def fetched(urls: list[str], feeds: list[str] | None = None) -> tuple[list[Article], list[str]]:
    """The articles of addresses, and what was told."""
    told: list[str] = []
    return list(web.articles(urls, feeds or [], lambda article_id: None, told.append)), told


@pytest.mark.parametrize("path", sorted(set(ANSWERS).difference(READ)))
def test_an_answer_made_to_do_harm_is_one_line(url: str, path: str) -> None:
    """It names the address, and the next address is read."""
    articles, told = fetched([url + path, f"{url}/good"])
    assert [article.id for article in articles] == [f"{url}/good"]
    assert len(told) == 1 and told[0].startswith(f"{url}{path}: ") and "\n" not in told[0]
    assert "cannot be parsed" not in told[0]


@pytest.mark.parametrize("path", sorted(SLOW))
def test_an_answer_that_never_ends_is_given_up(url: str, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """However often a byte of it comes, of its header too."""
    monkeypatch.setattr(web, "_AT_MOST", 1.0)
    began = time.monotonic()
    articles, told = fetched([url + path, f"{url}/good"])
    assert [article.id for article in articles] == [f"{url}/good"]
    assert len(told) == 1 and "not answered within" in told[0]
    assert time.monotonic() - began < 8


def test_a_bomb_takes_the_memory_of_a_part(url: str) -> None:
    """64 kB of it, a thousand times as much unpacked; what is packed twice would be a thousand times that."""
    resource = pytest.importorskip("resource")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    fetched([f"{url}/bomb", f"{url}/double-bomb"])
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 250_000


def test_a_feed_with_links_that_are_none_costs_these(url: str) -> None:
    """The others are read."""
    articles, told = fetched([], [f"{url}/feed"])
    assert f"{url}/good" in [article.id for article in articles]
    assert all("\n" not in line for line in told)


def test_a_version_that_cannot_be_asked_for_is_not_kept(url: str) -> None:
    """It would be sent back with the next request, which could then not be made."""
    (article,), told = fetched([f"{url}/odd-version"])
    assert "etag" not in article.metadata and not told


@pytest.mark.parametrize("path", ["/odd-charset", "/odd-parameter"])
def test_a_header_that_makes_no_sense_costs_no_page(url: str, path: str) -> None:
    """Its encoding is looked for elsewhere."""
    articles, told = fetched([url + path])
    assert len(articles) == 1 and len(told) <= 1
