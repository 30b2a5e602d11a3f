"""Pages and feeds of the web, fetched by their addresses: only what was asked for by name, and with bounds.

What an address answers is not trusted: neither its size, nor where it redirects to, nor the links of a feed.
"""

from __future__ import annotations

import ipaddress
import socket
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from email.message import Message
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import urljoin, urlsplit
from urllib.robotparser import RobotFileParser

from qa.articles import cage
from qa.articles.files import MEGABYTE, Report
from qa.articles.formats import FORMATS
from qa.articles.frames import Request
from qa.errors import InputError, SettingsError
from qa.types import Article
from qa.version import __version__, install

_AGENT = "qa"
_LIMIT = 16 * MEGABYTE  # bytes of an answer, unpacked
_ROBOTS_LIMIT = MEGABYTE // 2
_SECONDS = 10.0  # until a connection stands, and between two parts of an answer
_AT_MOST = 60.0  # seconds of an answer
_REDIRECTS = 5
_MOST_ENTRIES = 200  # of a feed
_KINDS = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "application/pdf": ".pdf",
    "text/plain": ".txt",
    "text/markdown": ".md",
    "application/json": ".json",
    "application/rss+xml": ".rss",
    "application/atom+xml": ".atom",
    "application/xml": ".xml",
    "text/xml": ".xml",
    "application/epub+zip": ".epub",
}


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an address answered."""

    url: str  # after redirects
    kind: str  # of its content, as MIME has it
    charset: str | None
    data: bytes
    version: Mapping[str, str]  # by which the same content is recognised: etag, last-modified


class Web:
    """Fetches by HTTP. Close it, or use it in a ``with`` statement."""

    def __init__(self) -> None:
        """Raises SettingsError where httpx is not installed."""
        try:
            import httpx
        except ImportError as error:
            raise SettingsError(f"addresses are fetched with httpx: {install('web')}") from error
        self._httpx = httpx
        self._client = httpx.Client(
            headers={"User-Agent": f"{_AGENT}/{__version__}"}, timeout=_SECONDS, follow_redirects=False
        )
        self._robots: dict[str, RobotFileParser] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close()

    def fetch(self, url: str, known: Mapping[str, str], named: str) -> Fetched | None:
        """What an address answers; None where it is what is ``known`` by its version already.

        ``named`` is the address that the user named: the only host that may be a private one is its.

        Raises:
            InputError: it cannot be fetched, or must not be.
        """
        headers = {
            "If-None-Match": known.get("etag", ""),
            "If-Modified-Since": known.get("last-modified", ""),
        }
        headers = {name: value for name, value in headers.items() if value}
        for _ in range(_REDIRECTS + 1):
            self._allow(url, named)
            status, answer, data = self._get(url, headers, _LIMIT)
            if status == 304:
                return None
            if status in (301, 302, 303, 307, 308) and answer.get("location"):
                url = urljoin(url, answer["location"])
                continue
            if status != 200:
                raise InputError(f"the server answers {status}")
            kind = Message()
            kind["Content-Type"] = answer.get("content-type", "application/octet-stream")
            version = {name: answer[name][:500] for name in ("etag", "last-modified") if answer.get(name)}
            return Fetched(url, kind.get_content_type(), kind.get_content_charset(), data, version)
        raise InputError(f"more than {_REDIRECTS} redirects")

    def _get(self, url: str, headers: Mapping[str, str], limit: int) -> tuple[int, Any, bytes]:
        ends = time.monotonic() + _AT_MOST
        data = bytearray()
        try:
            with self._client.stream("GET", url, headers=dict(headers)) as answer:
                for part in answer.iter_bytes(1 << 16):
                    data += part
                    if len(data) > limit:
                        raise InputError(f"larger than {limit / MEGABYTE:g} MB")
                    if time.monotonic() > ends:
                        raise InputError(f"not answered within {_AT_MOST:.0f} s")
                return answer.status_code, answer.headers, bytes(data)
        except (self._httpx.HTTPError, self._httpx.InvalidURL, UnicodeError, ValueError) as error:
            raise InputError(f"cannot be fetched: {error or type(error).__name__}") from error

    def _allow(self, url: str, named: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise InputError(f"{url[:200]} is no address of the web")
        if parts.hostname != urlsplit(named).hostname and not _is_public(parts.hostname):
            raise InputError(f"it leads to {parts.hostname[:100]}, a private address; not followed")
        if not self._robots_of(f"{parts.scheme}://{parts.netloc}").can_fetch(_AGENT, url):
            raise InputError("its robots.txt asks programs not to fetch it")

    def _robots_of(self, origin: str) -> RobotFileParser:
        if origin not in self._robots:
            rules = RobotFileParser()
            try:
                status, _, data = self._get(f"{origin}/robots.txt", {}, _ROBOTS_LIMIT)
            except InputError:
                status, data = 0, b""
            # RFC 9309: what is not there allows everything.
            rules.parse(data.decode("utf-8", "replace").splitlines() if status == 200 else [])
            self._robots[origin] = rules
        return self._robots[origin]


def _is_public(host: str) -> bool:
    """Whether every address of a host is one of the public internet."""
    try:
        found = {entry[4][0] for entry in socket.getaddrinfo(host, None)}
    except (OSError, UnicodeError):
        return False
    return bool(found) and all(ipaddress.ip_address(str(each).partition("%")[0]).is_global for each in found)


def is_address(text: str) -> bool:
    """Whether a word names a page of the web, not a file."""
    return text.startswith(("http://", "https://"))


def articles(
    urls: list[str], feeds: list[str], stored: Callable[[str], Article | None], report: Report
) -> Iterator[Article]:
    """The articles of addresses, and of the pages that feeds link to.

    Args:
        urls: pages, or files of any kind that is read.
        feeds: feeds; an entry without a link is its own article.
        stored: gives the article of an id that is in the index: it is loaded again only if it changed.
        report: hears, in a line that names the address, what cannot be read.
    """
    with Web() as web:
        for url in urls:
            yield from _page(web, url, url, stored, report)
        for feed in feeds:
            try:
                fetched = web.fetch(feed, {}, feed)
                entries = list(_entries(fetched, feed, report)) if fetched else []
            except InputError as error:
                report(f"{feed}: {error}")
                continue
            for entry in entries[:_MOST_ENTRIES]:
                link = urljoin(feed, entry.metadata.get("url", ""))
                pages = (
                    list(_page(web, link, feed, stored, report)) if is_address(link) and link != feed else []
                )
                yield from (
                    [replace(page, published=page.published or entry.published) for page in pages] or [entry]
                )


def _entries(fetched: Fetched, feed: str, report: Report) -> Iterator[Article]:
    asked = Request("", feed, "feed.rss", ".rss")
    return cage.read_answer(fetched.data, asked, lambda problem: report(f"{feed}: {problem}"))


def _page(
    web: Web, url: str, named: str, stored: Callable[[str], Article | None], report: Report
) -> Iterator[Article]:
    """The articles of one address; the stored one where nothing has changed."""
    before = stored(url)
    try:
        fetched = web.fetch(url, before.metadata if before else {}, named)
        if fetched is None:
            yield from [before] if before else []
            return
        for article in _read(fetched, url, lambda problem: report(f"{url}: {problem}")):
            about = {**article.metadata, "url": fetched.url, **fetched.version}
            yield replace(article, metadata=about, origin=None)
    except InputError as error:
        report(f"{url}: {error}")


def _read(fetched: Fetched, place: str, report: Report) -> Iterator[Article]:
    """The articles, parsed in another process."""
    name = Path(urlsplit(fetched.url).path.rstrip("/") or "page").name
    ending = _KINDS.get(fetched.kind, Path(name).suffix.lower())
    if ending not in FORMATS:
        raise InputError(f"{fetched.kind}: a kind that is not read")
    return cage.read_answer(fetched.data, Request("", place, name, ending, fetched.charset), report)
