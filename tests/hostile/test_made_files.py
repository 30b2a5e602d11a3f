"""A file that was made to do harm reads no other file, and costs no other file."""

from __future__ import annotations

import importlib
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from qa.articles import cage, read_articles
from qa.articles.formats import parsed
from tests.hostile.made_files import EXHAUSTING, reaching

OWL = "The owl hunts at night."
_WAIT = 5.0  # seconds for a file, here
_SECONDS = 25.0  # that such a file may take in all, on a busy machine


def dump(*titles: str) -> bytes:
    """A dump of a wiki with these pages."""
    text = "<revision><text>The {0} mill. {1}</text></revision>"
    page = f"<page><title>{{0}}</title><ns>0</ns>{text}</page>"
    return f"<mediawiki>{''.join(page.format(title, OWL) for title in titles)}</mediawiki>".encode()


def web_archive(*names: str) -> bytes:
    """A web archive of a page for each name."""
    made = b""
    for name in names:
        page = f"<html><body><article><p>The {name} mill. {OWL}</p></article></body></html>".encode()
        http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + page
        head = f"WARC-Type: response\r\nWARC-Target-URI: https://a.example/{name}\r\n"
        head += f"WARC-Record-ID: <urn:a:{name}>\r\nContent-Type: application/http; msgtype=response\r\n"
        head += f"Content-Length: {len(http)}\r\n\r\n"
        made += b"WARC/1.0\r\n" + head.encode() + http + b"\r\n\r\n"
    return made


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Two good files, between which there is room for others."""
    cage.end_all()
    monkeypatch.setattr(cage, "WAIT", _WAIT)
    made = tmp_path / "files"
    made.mkdir()
    for name in ("0.html", "zz.html"):
        (made / name).write_text(f"<html><body><article><p>{OWL}</p></article></body></html>")
    yield made
    cage.end_all()


def test_no_file_is_read_but_the_one_that_was_named(folder: Path, tmp_path: Path) -> None:
    """By an inclusion, an entity, a link, a member's name or whatever a format has for that."""
    secret = tmp_path / "secret.txt"
    secret.write_text("The password is Zebra.")
    for name, data in reaching(str(secret)).items():
        (folder / name).write_bytes(data)
    told: list[str] = []
    articles = list(read_articles([folder], told.append))
    assert not any("Zebra" in f"{article.title} {article.text} {article.metadata}" for article in articles)
    assert not any("Zebra" in problem for problem in told)
    ids = [Path(article.id.partition("#")[0]).name for article in articles]
    assert set(ids) >= {"0.html", "zz.html", "include.rst", "a.tex", "a.rss", "link.tar", "link.zip"}


@pytest.mark.hostile
@pytest.mark.parametrize("family", list(EXHAUSTING))
def test_a_file_that_would_take_all_costs_itself(folder: Path, family: str) -> None:
    """It is read in time, or named; the files before and behind it are read."""
    for name, data in EXHAUSTING[family]().items():
        told: list[str] = []
        (folder / name).write_bytes(data)
        began = time.monotonic()
        articles = list(read_articles([folder], told.append))
        assert time.monotonic() - began < _SECONDS, name
        others = [article for article in articles if f"/{name}" not in article.id]
        assert [article.text for article in others] == [OWL, OWL], name
        assert len(others) < len(articles) or any(name in problem for problem in told), name
        assert len(told) < 40 and all("\n" not in problem for problem in told), name
        (folder / name).unlink()


@pytest.mark.parametrize(
    ("module", "parser", "name", "data"),
    [
        ("wikipedia", "plain", "a.xml", dump("bad", "good")),
        ("warc", "of_page", "a.warc", web_archive("bad", "good")),
    ],
)
def test_a_page_whose_parser_fails_costs_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, module: str, parser: str, name: str, data: bytes
) -> None:
    """However it fails: it is named, and those behind it are read."""
    imported = importlib.import_module(f"qa.articles.{module}")
    parse = getattr(imported, parser)

    def failing(page: str, *others: object) -> object:
        if "bad" in page:
            raise RecursionError("too deep")
        return parse(page, *others)

    monkeypatch.setattr(imported, parser, failing)
    (tmp_path / name).write_bytes(data)
    told: list[str] = []
    (article,) = parsed(tmp_path / name, told.append)
    assert article.text == f"The good mill. {OWL}"
    assert len(told) == 1 and "bad" in told[0] and "RecursionError" in told[0]
