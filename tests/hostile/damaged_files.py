"""Thousands of damaged files of every format, read one after the other: what they cost, and what they break.

    python -m tests.hostile.damaged_files [5000] [--seed 0] [--format .html]

Each is a small good file with some of its bytes changed, lost, repeated or replaced by what parsers stumble
over; half of the packed ones are damaged inside, and packed again. Between them a good file is read again and
again, which must come out as ever. Exits with 1 where an exception came out of the reading, a file took more
than a minute, more than 1.5 GB were held, or the good file was lost.
"""

from __future__ import annotations

import argparse
import bz2
import gzip
import io
import json
import random
import resource
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from qa.articles import cage
from qa.articles.formats import FORMATS, Sidecars, read_file
from tests.articles.known_files import files as known_files

_MOST_SECONDS, _MOST_MEGABYTES = 60.0, 1500
_GOOD_EVERY = 10  # damaged files
_STORY = (
    "Finland became the 31st member of NATO on Tuesday, ending decades of neutrality. Alexander Stubb, its"
    " President, welcomed it in Helsinki. The flag was raised in Brussels while ministers looked on."
)
_PAGE = (
    '<!doctype html><html lang="en"><head><title>Finland joins | The Daily</title>'
    '<meta name="author" content="Jane Doe">'
    '<meta property="article:published_time" content="2023-04-04T10:00Z">'
    '<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2023-04-04"}</script>'
    '</head><body><nav><a href="/">Home</a></nav><article><h1>Finland joins NATO</h1>'
    f"<p>{_STORY}</p><ul><li>one &amp; two</li></ul><table><tr><td>1</td></tr></table>"
    "</article></body></html>"
)
_FRONT_MATTER = "---\ntitle: 'Finland joins'\ndate: 2023-04-04\ntags: [a, {b: c}]\n---\n"
# What parsers stumble over: lengths and depths, brackets, escapes, references, markers of other formats.
# fmt: off
_TOKENS = (
    b"[" * 300, b"{" * 300, b"<div>" * 300, b"(" * 300, b"<<" * 100, b"\0", b"\xff\xfe",
    b"\xef\xbb\xbf", b"\r", b"4294967295", b"-1", b"99999999999999999999", b"1e999", b"&#x110000;",
    b"&a;", b"<!DOCTYPE a [<!ENTITY a '", b"]]>", b"<![CDATA[", b"<!--", b"-->", b"</",
    b"/Kids [2 0 R]", b"/Count 1000000", b"/Length 0", b"6 0 R", b"/Y Do /Y Do ", b"/X Do", b"endobj",
    b"stream\n", b"endstream", b"/Filter /FlateDecode", b"\\ud800", b"\\u0000", b'"\\UFFFFFFFF"',
    b"---\n", b"&a *a", b"!!python/object:os.system", b"%YAML 9.9\n", b": ", b"\t", b"\x1b[2J",
    b"\xe2\x80\xae", b"9999-99-99", b"\nFrom a\n\n", b"Content-Length: 99999999\r\n",
    b"Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n", b"=?utf-8?b?4?=", b"\\begin{a}" * 50,
    b"$$", b"\\bin99999999 ", b"{\\*\\" * 50, b".. include:: /etc/passwd\n",
    b"#+INCLUDE: /etc/passwd\n", b"[[" * 200, b"{{" * 200, b"<ref>", b"{|\n|-\n" * 50,
    b"99:99:99,999 --> ", b'"' * 7, b"PK\x03\x04", b"BZh9", b"\x1f\x8b\x08",
)
# fmt: on


def samples() -> dict[str, bytes]:
    """A small good file of each ending, and of those of them that are packed."""
    text = {".txt": _STORY, ".md": f"{_FRONT_MATTER}# Finland\n\n{_STORY}\n\n- *one*\n", ".html": _PAGE}
    made = {ending: story.encode() for ending, story in text.items()}
    made |= {".pdf": _pdf(_STORY), ".html.gz": gzip.compress(made[".html"], mtime=0)}
    for file in known_files():
        path = Path(file.name.lower())
        ending = "".join(path.suffixes[-2:]) if path.suffix in (".gz", ".bz2") else path.suffix
        if path.suffix in (*FORMATS, ".gz", ".bz2"):
            made.setdefault(ending, file.data)
    return made


def _pdf(text: str) -> bytes:
    """A PDF of one page, with a form, whose parts refer to each other."""
    shown = b"BT /F1 11 Tf 14 TL 50 780 Td (%s) Tj T* ET /X Do" % text.encode("ascii")
    form = b"BT /F1 9 Tf (more of it) Tj ET /Z Do"
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R /Outlines 7 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R"
        b" /Resources << /Font << /F1 4 0 R >> /XObject << /X 6 0 R >> >> >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(shown), shown),
        b"<< /Type /XObject /Subtype /Form /BBox [0 0 99 99] /Resources << /Font << /F1 4 0 R >>"
        b" /XObject << /Y 6 0 R >> >> /Length %d >>\nstream\n%s\nendstream" % (len(form), form),
        b"<< /Title (Finland joins) /Author (Jane Doe) >>",
    )
    body = b"".join(b"%d 0 obj\n%s\nendobj\n" % numbered for numbered in enumerate(objects, 1))
    return b"%PDF-1.4\n" + body + b"trailer\n<< /Size 8 /Root 1 0 R /Info 7 0 R >>\n%%EOF\n"


def mutated(data: bytes, rng: random.Random) -> bytes:
    """The bytes with one to eight things done to them."""
    changed = bytearray(data)

    def somewhere() -> slice:
        start = rng.randrange(len(changed) + 1)
        return slice(start, start + rng.randrange(64))

    def insert(at: slice, what: bytes | bytearray) -> None:
        changed[at.start : at.start] = what

    doings: tuple[Callable[[slice], None], ...] = (
        lambda at: changed.__setitem__(at, rng.randbytes(len(changed[at]))),
        lambda at: changed.__delitem__(at),
        lambda at: insert(at, changed[at] * rng.choice((1, 2, 50, 2_000))),
        lambda at: changed.__setitem__(at, rng.choice(_TOKENS)),
        lambda at: insert(at, rng.choice(_TOKENS)),
        lambda at: changed.__setitem__(
            at, bytes(rng.choice(b"0123456789<>[](){}/\\\"'&#%") for _ in changed[at])
        ),
        lambda at: changed.__delitem__(slice(at.start, len(changed)) if rng.random() < 0.2 else at),
    )
    for _ in range(rng.randrange(1, 9)):
        rng.choice(doings)(somewhere())
    return bytes(changed)


def damaged(data: bytes, rng: random.Random) -> bytes:
    """A mutation of a file; of a packed one, half of the time, a mutation of something in it."""
    if rng.random() < 0.5:
        return mutated(data, rng)
    if data.startswith(b"\x1f\x8b"):
        return gzip.compress(damaged(gzip.decompress(data), rng), mtime=0)
    if data.startswith(b"BZh"):
        return bz2.compress(damaged(bz2.decompress(data), rng))
    if data.startswith(b"PK"):
        return _with_member_damaged(data, rng)
    if data[257:262] == b"ustar":
        return _with_header_damaged(data, rng)
    return mutated(data, rng)


def _with_member_damaged(data: bytes, rng: random.Random) -> bytes:
    """A zip archive, one of whose members, or its name, is another."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        chosen = rng.choice(old.infolist())
        for member in old.infolist():
            name, content = member.filename, old.read(member)
            if member is chosen and rng.random() < 0.1:
                name = rng.choice(
                    ("../../a.txt", "/etc/passwd", "a\0.txt", "\x1b[2J.txt", "a" * 60_000, ".txt")
                )
            elif member is chosen:
                content = mutated(content, rng)
            new.writestr(zipfile.ZipInfo(name), content)
    return packed.getvalue()


def _with_header_damaged(data: bytes, rng: random.Random) -> bytes:
    """A tar archive with another word in the header of its first member, and the checksum of that."""
    header = bytearray(data[:512])
    at, length = rng.choice(
        ((0, 100), (100, 8), (124, 12), (136, 12), (156, 1), (157, 100), (257, 8), (345, 155))
    )
    header[at : at + length] = mutated(bytes(header[at : at + length]), rng)[:length].ljust(length, b"\0")
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    return bytes(header) + data[512:]


def main() -> int:
    """Read so many and print what came of it; 1 where something was broken."""
    parser = argparse.ArgumentParser()
    parser.add_argument("count", type=int, nargs="?", default=5000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--format", choices=list(samples()), help="all of them of this one")
    given = parser.parse_args()
    chosen = [given.format] if given.format else list(samples())
    figures = measured(given.count, random.Random(given.seed), chosen)
    print(json.dumps(figures, indent=2, ensure_ascii=False))
    return int(bool(figures["crashes"] or figures["hangs"] or figures["lost"] or not figures["bounded"]))


def measured(count: int, rng: random.Random, endings: Sequence[str]) -> dict[str, Any]:
    """Read so many damaged files, each of the formats alike; what was broken, and what it cost."""
    kinds = {ending: data for ending, data in samples().items() if ending in endings}
    read, outcomes = Counter[str](), Counter[str]()
    crashes: list[str] = []
    seconds: list[float] = []
    lost = 0
    with tempfile.TemporaryDirectory() as name:
        good = Path(name) / "good.html"
        good.write_text(_PAGE)
        right = _articles(good)
        for number in range(count):
            ending = list(kinds)[number % len(kinds)]
            path = Path(name) / f"damaged{ending}"
            path.write_bytes(damaged(kinds[ending], rng))
            began = time.monotonic()
            try:
                articles, problems = _articles(path)
            except Exception as error:  # what this is all about
                crashes.append(f"{ending}, file {number}: {type(error).__name__}: {error}")
                continue
            seconds.append(time.monotonic() - began)
            read[ending] += 1
            outcomes["read" if articles else "refused"] += 1
            outcomes.update(_of_interest(problem) for problem in problems)
            if number % _GOOD_EVERY == 0:
                lost += _articles(good) != right
    outcomes.pop("", None)
    cage.end_all()  # memory is told of processes that have ended
    held = _megabytes()
    return {
        "files": dict(read),
        "outcomes": dict(outcomes.most_common()),
        "seconds": {"total": round(sum(seconds), 1), "most": round(max(seconds, default=0.0), 1)},
        "megabytes": held,
        "crashes": crashes,
        "hangs": sum(spent > _MOST_SECONDS for spent in seconds),
        "lost": lost,
        "bounded": max(held.values()) <= _MOST_MEGABYTES,
    }


def _articles(path: Path) -> tuple[list[tuple[str, str]], list[str]]:
    """Titles and texts of a file, and the problems told."""
    problems: list[str] = []
    articles = read_file(path, Sidecars(problems.append), problems.append)
    return [(article.title, article.text) for article in articles], problems


def _of_interest(problem: str) -> str:
    """The kind of a problem that only the cage has stopped, or that no parser foresaw; else nothing."""
    said = problem.rpartition(": ")[2] if "cannot be parsed" not in problem else problem.partition(": ")[2]
    return said[:80] if said.startswith(("parsing it", "cannot be parsed", "the process")) else ""


def _megabytes() -> dict[str, int]:
    """The most memory that this process, and any of those that parsed, has held."""
    unit = 1e6 if sys.platform == "darwin" else 1e3
    return {
        "this process": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit),
        "any other": round(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / unit),
    }


if __name__ == "__main__":
    sys.exit(main())
