"""Thousands of damaged files of every format, read one after the other: what they cost, and what they break.

    python -m eval.hostile_files --limit 5000 [--out FILE]

Each is a small good file with some of its bytes changed, lost, repeated or replaced by what parsers stumble
over. Between them a good file is read again and again, which must come out as ever. Exits with 1 where an
exception came out of the reading, a file took more than a minute, more than 1.5 GB were held, or the good
file was lost.
"""

from __future__ import annotations

import gzip
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from eval.harness import parser, progress, record
from qa.articles import cage
from qa.articles.formats import FORMATS, Sidecars, format_of, read_file
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
_MARKDOWN = f"{_FRONT_MATTER}# Finland\n\n{_STORY}\n\n- *one*\n"
_LINES = "".join(
    f'{{"id": "{n}", "title": "A", "text": "{_STORY}", "date": "2023-04-04", "n": [1, {{"a": null}}]}}\n'
    for n in range(3)
)
_TABLE = "Country,Members\nFinland,200\nNorway,169\n"
# What parsers stumble over: lengths and depths, brackets, escapes, references, markers of other formats.
_TOKENS = (
    *(
        b"[" * 300,
        b"{" * 300,
        b"<div>" * 300,
        b"(" * 300,
        b"<<" * 100,
        b"\0",
        b"\xff\xfe",
        b"\xef\xbb\xbf",
        b"\r",
    ),
    *(
        b"4294967295",
        b"-1",
        b"99999999999999999999",
        b"1e999",
        b"&#x110000;",
        b"&a;",
        b"<!DOCTYPE a [<!ENTITY a '",
    ),
    *(
        b"]]>",
        b"<![CDATA[",
        b"<!--",
        b"-->",
        b"</",
        b"/Kids [2 0 R]",
        b"/Count 1000000",
        b"/Length 0",
        b"6 0 R",
        b"/Y Do /Y Do ",
        b"/X Do",
    ),
    *(
        b"endobj",
        b"stream\n",
        b"endstream",
        b"/Filter /FlateDecode",
        b"\\ud800",
        b"\\u0000",
        b'"\\UFFFFFFFF"',
        b"---\n",
    ),
    *(
        b"&a *a",
        b"!!python/object:os.system",
        b"%YAML 9.9\n",
        b": ",
        b"\t",
        b"\x1b[2J",
        b"\xe2\x80\xae",
        b"9999-99-99",
    ),
)


def samples() -> dict[str, bytes]:
    """A small good file of each format, by the ending of its name."""
    found = {
        ".txt": _STORY,
        ".md": _MARKDOWN,
        ".html": _PAGE,
        ".jsonl": _LINES,
        ".csv": _TABLE,
        ".tsv": _TABLE,
    }
    made = {ending: text.encode() for ending, text in found.items()}
    made |= {f"{ending}.gz": gzip.compress(made[ending], mtime=0) for ending in (".html", ".jsonl")}
    made[".pdf"] = pdf(_STORY)
    for file in known_files():
        ending = Path(file.name).suffix.lower()
        if ending in FORMATS and not _has_sample(ending, made):
            made[ending] = file.data
    return made


def pdf(text: str) -> bytes:
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

    doings: tuple[Callable[[slice], None], ...] = (
        lambda at: changed.__setitem__(at, rng.randbytes(len(changed[at]))),
        lambda at: changed.__delitem__(at),
        lambda at: changed.__setitem__(
            slice(at.start, at.start), changed[at] * rng.choice((1, 2, 50, 2_000))
        ),
        lambda at: changed.__setitem__(at, rng.choice(_TOKENS)),
        lambda at: changed.__setitem__(slice(at.start, at.start), rng.choice(_TOKENS)),
        lambda at: changed.__setitem__(
            at, bytes(rng.choice(b"0123456789<>[](){}/\\\"'&#%") for _ in changed[at])
        ),
        lambda at: changed.__delitem__(slice(at.start, len(changed)) if rng.random() < 0.2 else at),
    )
    for _ in range(rng.randrange(1, 9)):
        rng.choice(doings)(somewhere())
    return bytes(changed)


def _damaged(data: bytes, rng: random.Random) -> bytes:
    """A mutation of a file; of a packed one, half of the time, a mutation of what is in it."""
    if data.startswith(b"\x1f\x8b") and rng.random() < 0.5:
        return gzip.compress(mutated(gzip.decompress(data), rng))
    return mutated(data, rng)


def main() -> None:
    """Measure and print; write the result where asked."""
    arguments = parser("hostile_files", __doc__, questions=5_000).parse_args()
    figures = measured(arguments.limit, random.Random(arguments.seed))
    record(arguments, figures)
    sys.exit(1 if figures["crashes"] or figures["hangs"] or figures["lost"] or not figures["bounded"] else 0)


def measured(count: int, rng: random.Random) -> dict[str, Any]:
    """Read so many damaged files, each format alike; what was broken, and what it cost."""
    kinds = samples()
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
            path.write_bytes(_damaged(kinds[ending], rng))
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
            if number % 500 == 0:
                progress(number, count)
    outcomes.pop("", None)
    cage.end_all()  # memory is told of processes that have ended
    held = _megabytes()
    return {
        "files": dict(read),
        "without a sample": sorted({ending for ending in FORMATS if not _has_sample(ending, kinds)}),
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


def _has_sample(ending: str, kinds: dict[str, bytes]) -> bool:
    return format_of(Path(f"a{ending}")) in {format_of(Path(f"a{one}")) for one in kinds}


def _megabytes() -> dict[str, int]:
    """The most memory that this process, and any of those that parsed, has held."""
    import resource

    unit = 1e6 if sys.platform == "darwin" else 1e3
    return {
        "this process": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit),
        "any other": round(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / unit),
    }


if __name__ == "__main__":
    main()
