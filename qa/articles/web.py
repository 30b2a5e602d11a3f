"""Pages and feeds of the web, fetched by their addresses: only what was asked for by name, and with bounds.

What an address answers is not trusted: neither its size, nor how long it takes, nor where it redirects to,
nor the links of a feed. A host is looked up once and connected to by what was found: a name that was public
when it was looked at must not lead to this machine or its network when it is connected to.
"""

from __future__ import annotations

import ipaddress
import mimetypes
import socket
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from threading import Thread
from types import TracebackType
from typing import Any, Self, TypeVar
from urllib.parse import urljoin, urlsplit
from urllib.request import getproxies, proxy_bypass
from urllib.robotparser import RobotFileParser

from qa.articles import cage
from qa.articles.encodings import kind_of
from qa.articles.files import MEGABYTE, Report, shown
from qa.articles.formats import FORMATS
from qa.articles.frames import Request
from qa.errors import InputError, SettingsError
from qa.types import Article
from qa.version import __version__, install

Result = TypeVar("Result")

_AGENT = "qa"
_LIMIT = 16 * MEGABYTE  # bytes of an answer, unpacked
_ROBOTS_LIMIT = MEGABYTE // 2
_SECONDS = 10.0  # until a connection stands, and between two parts of an answer
_AT_MOST = 60.0  # seconds of an answer, with its redirects and the looking up of names
_LATE = f"not answered within {_AT_MOST:.0f} s"
_OF_A_FEED = 600.0  # seconds of all answers that a feed leads to
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
        # Only gzip, whose parts unpack to bounded sizes. No connection is kept: it would be taken for that of
        # another name at the same address.
        how: dict[str, Any] = {
            "headers": {"User-Agent": f"{_AGENT}/{__version__}", "Accept-Encoding": "gzip"},
            "timeout": _SECONDS,
            "limits": httpx.Limits(max_keepalive_connections=0),
        }
        self._direct = httpx.Client(transport=httpx.HTTPTransport(limits=how["limits"]), **how)
        self._by_proxy = httpx.Client(**how)
        self._robots: dict[str, RobotFileParser] = {}
        self._addresses: dict[str, tuple[str, ...]] = {}  # of each host
        self.seconds = 0.0  # spent on fetching

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._direct.close()
        self._by_proxy.close()

    def fetch(self, url: str, known: Mapping[str, str], named: str) -> Fetched | None:
        """What an address answers; None where it is what is ``known`` by its version already.

        ``named`` is the address that the user named: only its host and port may be private ones.

        Raises:
            InputError: it cannot be fetched in time, or must not be.
        """
        began = time.monotonic()
        try:
            return _in_time(lambda: self._followed(url, known, named))
        except (self._httpx.HTTPError, self._httpx.InvalidURL, OSError, ValueError) as error:
            raise InputError(f"cannot be fetched: {error or type(error).__name__}") from error
        finally:
            self.seconds += time.monotonic() - began

    def _followed(self, url: str, known: Mapping[str, str], named: str) -> Fetched | None:
        stated = (("If-None-Match", "etag"), ("If-Modified-Since", "last-modified"))
        headers = {name: known[key] for name, key in stated if known.get(key)}
        for _ in range(_REDIRECTS + 1):
            addresses = self._allowed(url, named)
            origin = "://".join(urlsplit(url)[:2])
            if not self._robots_of(origin, addresses).can_fetch(_AGENT, url):
                raise InputError("its robots.txt asks programs not to fetch it")
            status, answer, data = self._get(url, addresses, headers, _LIMIT)
            if status == 304:
                return None
            if status in (301, 302, 303, 307, 308) and answer.get("location"):
                url = urljoin(url, answer["location"])
                continue
            if status != 200:
                raise InputError(f"the server answers {status}")
            # What is no ASCII could not be sent back with the next request.
            said = {name: answer.get(name, "")[:500] for name in ("etag", "last-modified")}
            version = {name: value for name, value in said.items() if value and value.isascii()}
            return Fetched(url, *kind_of(answer.get("content-type", "")), data, version)
        raise InputError(f"more than {_REDIRECTS} redirects")

    def _allowed(self, url: str, named: str) -> tuple[str, ...]:
        """Where the host of an address is.

        Raises:
            InputError: it is nowhere, or where nobody but the user may send this program.
        """
        parts, own = urlsplit(url), urlsplit(named)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise InputError(f"{url[:200]} is no address of the web")
        host = parts.hostname
        if host not in self._addresses:
            try:
                found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
            except (OSError, UnicodeError):
                found = []
            known = tuple(dict.fromkeys(str(each[4][0]) for each in found))
            # Of a host that is both, the private one would be connected to where the other does not answer.
            self._addresses[host] = tuple(filter(_is_public, known)) or known
        addresses = self._addresses[host]
        if not addresses and not _has_proxy(parts.scheme, host):
            raise InputError(f"there is no host {host[:100]}, or no network")
        is_named = (host, parts.port) == (own.hostname, own.port)
        if not is_named and not (addresses and all(map(_is_public, addresses))):
            raise InputError(f"it leads to {host[:100]}, a private address; not followed")
        return addresses

    def _get(
        self, url: str, addresses: tuple[str, ...], headers: Mapping[str, str], limit: int
    ) -> tuple[int, Any, bytes]:
        """Status, headers and bytes of an answer."""
        target = self._httpx.URL(url)
        if _has_proxy(target.scheme, target.host):
            request = self._by_proxy.build_request("GET", target, headers=dict(headers))
            return _heard(self._by_proxy, request, limit)
        for left, address in zip(reversed(range(len(addresses))), addresses, strict=True):
            request = self._direct.build_request(
                "GET",
                target.copy_with(host=address),
                headers={"Host": target.netloc.decode("ascii"), **headers},
                extensions={"sni_hostname": target.host},  # whose certificate it must be
            )
            try:
                return _heard(self._direct, request, limit)
            except self._httpx.ConnectError:  # of IPv6 and IPv4 one may lead nowhere
                if not left:
                    raise
        raise InputError("there is no such host")

    def _robots_of(self, origin: str, addresses: tuple[str, ...]) -> RobotFileParser:
        if origin not in self._robots:
            rules = RobotFileParser()
            try:
                status, _, data = self._get(f"{origin}/robots.txt", addresses, {}, _ROBOTS_LIMIT)
            except (InputError, self._httpx.HTTPError):
                status, data = 0, b""
            # RFC 9309: what is not there allows everything, what is broken nothing.
            said = data.decode("utf-8", "replace") if status == 200 else ""
            rules.parse(["User-agent: *", "Disallow: /"] if status >= 500 else said.splitlines())
            self._robots[origin] = rules
        return self._robots[origin]


def _heard(client: Any, request: Any, limit: int) -> tuple[int, Any, bytes]:
    """Status, headers and bytes of the answer to a request."""
    ends = time.monotonic() + _AT_MOST
    client.cookies.clear()  # it would send them to another name at the same address
    answer = client.send(request, stream=True)
    with closing(answer):
        if answer.headers.get("content-encoding", "gzip").lower() not in ("gzip", "identity"):
            raise InputError("packed in a way that was not asked for")
        data = bytearray()
        for part in answer.iter_bytes():
            data += part
            if len(data) > limit:
                raise InputError(f"larger than {limit / MEGABYTE:g} MB")
            if time.monotonic() > ends:
                raise InputError(_LATE)
        return answer.status_code, answer.headers, bytes(data)


def _in_time(work: Callable[[], Result]) -> Result:
    """What some work gives. What is late goes on by itself: a look-up or a read cannot be broken off.

    Raises:
        InputError: it is late.
    """
    done = Future[Result]()

    def run() -> None:
        try:
            done.set_result(work())
        except BaseException as error:  # is raised where the result is waited for
            done.set_exception(error)

    Thread(target=run, daemon=True).start()
    try:
        return done.result(_AT_MOST)
    except TimeoutError:
        raise InputError(_LATE) from None


def _is_public(address: str) -> bool:
    """Whether an address is one of the public internet."""
    found = ipaddress.ip_address(address.partition("%")[0])
    return found.is_global and not found.is_multicast


def _has_proxy(scheme: str, host: str) -> bool:
    """Whether the environment names a proxy for a host: then it looks names up, too."""
    return bool(getproxies().keys() & {scheme, "all"}) and not proxy_bypass(host)


def articles(
    urls: Sequence[str], feeds: Sequence[str], stored: Callable[[str], Article | None], report: Report
) -> Iterator[Article]:
    """The articles of addresses, and of the pages that feeds link to.

    Args:
        urls: pages, or files of any kind that is read.
        feeds: feeds; an entry without a link, or whose page cannot be read, is its own article.
        stored: gives the article of an id that is in the index: it is loaded again only if it changed.
        report: hears, in a line that names the address, what cannot be read.
    """
    with Web() as web:
        for url in urls:
            yield from _page(web, url, url, stored, report)
        for feed in feeds:
            yield from _of_feed(web, feed, stored, report)


def _of_feed(
    web: Web, feed: str, stored: Callable[[str], Article | None], report: Report
) -> Iterator[Article]:
    try:
        fetched = web.fetch(feed, {}, feed)
        asked = Request("", feed, "feed.rss", ".rss")
        told = partial(_tell, report, feed)
        entries = list(cage.read_answer(fetched.data, asked, told)) if fetched else []
    except InputError as error:
        _tell(report, feed, str(error))
        return
    if len(entries) > _MOST_ENTRIES:
        _tell(report, feed, f"the first {_MOST_ENTRIES} of its {len(entries):,} entries are read")
    ends = web.seconds + _OF_A_FEED
    for entry in entries[:_MOST_ENTRIES]:
        if web.seconds > ends:
            _tell(report, feed, f"its pages take more than {_OF_A_FEED:.0f} s; run it again for the others")
            return
        link = _link(entry, feed)
        page = None
        for page in _page(web, link, feed, stored, report) if link else ():
            yield replace(page, published=page.published or entry.published)
        if page is None:
            yield entry


def _link(entry: Article, feed: str) -> str:
    """The page that an entry of a feed is about; empty where it names none."""
    try:
        link = urljoin(feed, entry.metadata.get("url", ""))
    except ValueError:
        return ""
    return link if link.lower().startswith(("http://", "https://")) and link != feed else ""


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
        for article in _read(fetched, url, partial(_tell, report, url)):
            about = {**article.metadata, "url": fetched.url, **fetched.version}
            yield replace(article, metadata=about)
    except InputError as error:
        _tell(report, url, str(error))


def _read(fetched: Fetched, place: str, report: Report) -> Iterator[Article]:
    """The articles, parsed in another process."""
    name = Path(urlsplit(fetched.url).path.rstrip("/") or "page").name
    guesses = _KINDS.get(fetched.kind), Path(name).suffix.lower(), mimetypes.guess_extension(fetched.kind)
    ending = next((ending for ending in guesses if ending in FORMATS), None)
    if ending is None:
        raise InputError(f"{fetched.kind}: a kind that is not read")
    return cage.read_answer(fetched.data, Request("", place, name, ending, fetched.charset), report)


def _tell(report: Report, url: str, problem: str) -> None:
    report(f"{shown(url)}: {problem}")
