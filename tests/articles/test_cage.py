"""A file can exhaust or crash the process that it is parsed in, and nothing else."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from qa.articles import cage, read_articles
from qa.articles.files import File, Report
from qa.articles.frames import article_of, framed_article, unframed
from qa.errors import InputError
from qa.types import Article
from tests.pdf_files import make_pdf
from tests.terminals import own_environment

PAGE = "<html><body><article><p>Finland became a member of NATO, ending decades.</p></article></body></html>"


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    """No process is left over from another test, or for one."""
    cage.end_all()
    yield
    cage.end_all()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two good files, between which there is room for a bad one."""
    (tmp_path / "a.html").write_text(PAGE)
    (tmp_path / "c.pdf").write_bytes(make_pdf([["Sweden joined later, in March 2024."]]))
    return tmp_path


def read(folder: Path) -> tuple[list[str], list[str]]:
    """The names of the files that were read, and the problems told on the way."""
    problems: list[str] = []
    articles = list(read_articles([folder], problems.append))
    return [Path(article.id).name for article in articles], problems


def form(resources: bytes, stream: bytes) -> bytes:
    """A form of a PDF, which pages and other forms may show."""
    head = b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources %s /Length %d >>"
    return (head + b"\nstream\n%s\nendstream") % (resources, len(stream), stream)


def bomb() -> bytes:
    """A PDF of forms that show each other ten times, twelve deep, the last one a letter."""
    below = [b"<< /XObject << /F %d 0 R >> >>" % (6 + depth) for depth in range(12)]
    font = b"<< /Font << /G << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >>"
    forms = [form(resources, b"/F Do " * 10) for resources in below] + [form(font, b"BT /G 9 Tf (a) Tj ET")]
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R"
        b" /Resources << /XObject << /F 5 0 R >> >> >>",
        b"<< /Length 5 >>\nstream\n/F Do\nendstream",
        *forms,
    ]
    body = b"".join(b"%d 0 obj\n%s\nendobj\n" % (number, one) for number, one in enumerate(objects, 1))
    return b"%PDF-1.4\n" + body + b"trailer\n<< /Root 1 0 R >>\n%%EOF\n"


@pytest.mark.slow
def test_a_bomb_costs_itself_alone(folder: Path) -> None:
    """It is named, the files before and behind it are read, and this process has held none of it."""
    resource = pytest.importorskip("resource")
    (folder / "b.pdf").write_bytes(bomb())
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    names, problems = read(folder)
    assert names == ["a.html", "c.pdf"]
    assert len(problems) == 1 and problems[0].startswith(f"{folder}/b.pdf: parsing it takes too much ")
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200_000


def test_text_that_unpacks_without_end_is_bounded(folder: Path) -> None:
    """A stream of a few kilobytes that is a gigabyte of text ends as one line."""
    text = zlib.compress(b"(a) Tj " * 20_000_000, 9)
    page = (
        b"%%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"
        b"2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n"
        b"3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R >>\nendobj\n"
        b"4 0 obj\n<< /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream\nendobj\n"
        b"trailer\n<< /Root 1 0 R >>\n%%%%EOF\n" % (len(text), text)
    )
    (folder / "b.pdf").write_bytes(page)
    names, problems = read(folder)
    assert names == ["a.html", "c.pdf"]
    assert len(problems) == 1 and "b.pdf: " in problems[0]


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("import os; os.kill(os.getpid(), 11)", "breaks the parser (SIGSEGV)"),
        ("import os; os.abort()", "breaks the parser (SIGABRT)"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGXCPU)", "too much time"),
        ("import sys; sys.exit(3)", "ended with 3"),
        ("import time; time.sleep(600)", "more than 1 s"),
        ("import sys; sys.stdout.write('x' * 100)", "gave no article"),
        ("import sys; sys.stdout.buffer.write(b'\\2\\0\\0\\0[]')", "gave no article"),
        ("import sys; sys.stdout.buffer.write(b'\\377\\377\\377\\377')", "gave no article"),
        (
            "import json, sys; sys.path.insert(0, sys.argv[1])\n"
            "from qa.articles.frames import framed_article; from qa.types import Article\n"
            "sys.stdout.buffer.write(framed_article(Article('/etc/other.txt', 't', 'x', 's')))",
            "an article of another file",
        ),
    ],
)
def test_a_process_that_fails_in_any_way_is_one_line(
    folder: Path, monkeypatch: pytest.MonkeyPatch, code: str, says: str
) -> None:
    """Crashed, stuck, or taken over by what it parsed: the file is named and nothing of it is believed."""
    monkeypatch.setattr(cage, "_CODE", code)
    if "sleep" in code:
        monkeypatch.setattr(cage, "WAIT", 1.0)
    told: list[str] = []
    with pytest.raises(InputError) as raised:
        list(cage.read(folder / "a.html", told.append))
    assert says in str(raised.value) and "\n" not in str(raised.value)
    assert told == [] and cage._IDLE == []


def test_a_file_that_takes_long_may_say_that_it_goes_on(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page that was recognised is no article and no problem; what follows is waited for anew."""
    code = (
        "import json, sys; sys.path.insert(0, sys.argv[1])\n"
        "place = json.loads(sys.stdin.readline())['place']\n"
        "from qa.articles.frames import framed, framed_article; from qa.types import Article\n"
        "frames = [framed({'goes on': True})] * 3 + [framed_article(Article(place, 't', 'x', 's'))]\n"
        "sys.stdout.buffer.write(b''.join([*frames, framed({'stays': False})]))"
    )
    monkeypatch.setattr(cage, "_CODE", code)
    told: list[str] = []
    assert [article.text for article in cage.read(folder / "a.html", told.append)] == ["x"]
    assert told == []


@pytest.mark.parametrize("wrong", ["page_starts=(2,)", "page_starts=(-1,)", "places=((2, 'p. 1'),)"])
def test_pages_that_begin_outside_of_the_text(
    folder: Path, monkeypatch: pytest.MonkeyPatch, wrong: str
) -> None:
    """A process that was taken over has nothing stored that cannot be read again."""
    code = (
        "import json, sys; sys.path.insert(0, sys.argv[1])\n"
        "place = json.loads(sys.stdin.readline())['place']\n"
        "from qa.articles.frames import framed_article; from qa.types import Article\n"
        f"sys.stdout.buffer.write(framed_article(Article(place, 't', 'x', 's', {wrong})))"
    )
    monkeypatch.setattr(cage, "_CODE", code)
    with pytest.raises(InputError, match="begins outside"):
        list(cage.read(folder / "a.html", pytest.fail))


def test_a_process_is_kept_for_further_files(folder: Path) -> None:
    """It starts once; one that somebody else has ended is replaced, and no file is lost."""
    assert read(folder) == (["a.html", "c.pdf"], [])
    [worker] = cage._IDLE
    assert read(folder) == (["a.html", "c.pdf"], [])
    assert len(cage._IDLE) == 1 and cage._IDLE[0] is worker
    os.kill(worker._process.pid, signal.SIGKILL)
    worker._process.wait()
    assert read(folder) == (["a.html", "c.pdf"], [])
    assert cage._IDLE[0] is not worker


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="growth is known on Linux alone")
def test_a_process_that_has_grown_is_replaced(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What one file leaves behind is not counted against the next, and no file is given to what has left."""
    start = "from qa.articles.caged import main; main()"
    grown = "from qa.articles import caged; caged._GROWN = -1; caged.main()"
    assert start in cage._CODE
    monkeypatch.setattr(cage, "_CODE", cage._CODE.replace(start, grown))
    assert read(folder) == (["a.html", "c.pdf"], [])
    assert cage._IDLE == []


def test_reading_that_stops_early_ends_the_process(folder: Path) -> None:
    """What is in the middle of a file is not given another one."""
    (folder / "d.jsonl").write_text('{"text": "One."}\n' * 100_000)
    articles = cage.read(folder / "d.jsonl", lambda line: None)
    next(articles)
    articles.close()  # type: ignore[attr-defined]  # a generator
    assert cage._IDLE == []


def test_many_files_may_be_read_at_once(folder: Path) -> None:
    """Each has a process of its own for as long as it is read."""
    several = [cage.read(folder / name, lambda line: None) for name in ("a.html", "c.pdf") * 2]
    assert [next(one).title for one in several] == ["a", "c", "a", "c"]
    assert all(list(one) == [] for one in several)
    assert len(cage._IDLE) == 2


def test_the_process_sees_no_secrets_and_no_modules_of_the_folder(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The working folder is often the one that is read; the environment holds what unlocks other things."""
    (folder / "trafilatura.py").write_text("raise SystemExit('taken over')")
    (folder / "lxml.py").write_text("raise SystemExit('taken over')")
    monkeypatch.chdir(folder)
    monkeypatch.setenv("HF_TOKEN", "hf_secret")
    monkeypatch.setenv("QA_MILVUS_TOKEN", "secret")
    assert read(folder) == (
        ["a.html", "c.pdf"],
        [f"{folder}: files of other kinds were left out: .py (2)"],
    )
    environment = Path(f"/proc/{cage._IDLE[0]._process.pid}/environ")
    if environment.exists():
        assert b"secret" not in environment.read_bytes()


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="address space is bounded on Linux alone")
def test_bounds_of_the_system_that_are_lower_stay(folder: Path) -> None:
    """Where the shell allows less (ulimit), files are read within that."""
    code = (
        "import resource; resource.setrlimit(resource.RLIMIT_AS, (900_000_000,) * 2);"
        "resource.setrlimit(resource.RLIMIT_CPU, (20, 20)); from pathlib import Path;"
        "from qa.articles import read_articles; import sys;"
        "print(len(list(read_articles([Path(sys.argv[1])], print))))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, folder],
        capture_output=True,
        text=True,
        env={**own_environment(), "OPENBLAS_NUM_THREADS": "1"},
    )
    assert (done.stdout, done.stderr) == ("2\n", "")


def test_articles_cross_as_they_are() -> None:
    """Lone surrogates, pages, metadata: what arrives is equal to what was sent."""
    article = Article(
        "/a#1", "title", "a\ud800b\n\x00é", "s", "2022", {"url": "é"}, page_starts=(0, 2), body_start=1
    )
    head, text = unframed(framed_article(article)[4:])
    assert article_of(head["article"], text, "/a") == article


@pytest.mark.parametrize("warnings", [20, 21, 5_000])
def test_problems_of_one_file_are_counted_where_they_are_many(tmp_path: Path, warnings: int) -> None:
    """The first are told, the others are a number."""
    (tmp_path / "a.jsonl").write_text('{"text": "One."}\n' + "oops\n" * warnings)
    problems: list[str] = []
    assert len(list(read_articles([tmp_path], problems.append))) == 1
    assert len(problems) == min(warnings, 20) + (warnings > 20)


def test_a_described_folder_without_its_files_is_a_few_lines(tmp_path: Path) -> None:
    """A sidecar about thousands of files that are not there does not flood either."""
    (tmp_path / "a.txt").write_text("It rained.")
    (tmp_path / "metadata.jsonl").write_text("".join(f'{{"file": "{n}.txt"}}\n' for n in range(3_000)))
    assert len(read(tmp_path)[1]) == 21


def test_an_unforeseen_error_costs_one_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In this process too, where tiny text is read."""
    from qa.articles import text

    read_text = text.read

    def fail(file: File, report: Report) -> Iterator[Article]:
        if file.path.name == "b.txt":
            raise LookupError("nobody\nthought of it")
        return read_text(file, report)

    monkeypatch.setattr(text, "read", fail)
    for name in ("a.txt", "b.txt", "c.txt"):
        (tmp_path / name).write_text("It rained.")
    names, problems = read(tmp_path)
    assert names == ["a.txt", "c.txt"]
    assert problems == [f"{tmp_path}/b.txt: cannot be parsed (LookupError: nobody thought of it); skipped"]
