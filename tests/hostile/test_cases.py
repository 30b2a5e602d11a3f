"""What has done harm before, and its kinds, through the command itself: in a new home, with bounds.

These take minutes; ``make hostile`` runs them.
"""

from __future__ import annotations

import gzip
import json
import os
import random
import resource
import shutil
import socketserver
import sqlite3
import struct
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import faiss
import numpy as np
import pytest

from qa.index.layout import describe
from qa.index.manifest import Stamp
from qa.index.seals import seal
from qa.resources import default_reader
from tests.hostile.mutating import change, footer_size, renew_footer
from tests.terminals import ROOT, own_environment

pytestmark = pytest.mark.hostile

QUESTION = "Who is Finland's new Prime Minister?"
ANSWER = "Alexander Stubb"
ENDLESS = "WITH RECURSIVE e(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM e) SELECT"
_SECONDS = 120
_ADDRESSES = 8 << 30  # bytes
_COMMAND = [sys.executable, "-c", "import sys; from qa.cli import main; sys.exit(main())"]

Done = subprocess.CompletedProcess[str]


def qa(home: Path, *arguments: str, cwd: Path = ROOT, **environment: str) -> Done:
    """``qa`` as somebody runs it who never did before."""
    home.mkdir(exist_ok=True)
    hidden = {name: "" for name in ("HF_TOKEN", "HF_HOME", "HF_ENDPOINT") if name in os.environ}
    done = subprocess.run(
        [*_COMMAND, *arguments],
        capture_output=True,
        text=True,
        errors="replace",
        cwd=cwd,
        env={**own_environment(), **hidden, "HOME": str(home), "OMP_NUM_THREADS": "1", **environment},
        timeout=_SECONDS,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (_ADDRESSES, _ADDRESSES)),
    )
    assert done.returncode >= 0, f"signal {-done.returncode}: {done.stderr}"
    assert done.returncode != 70 and "Traceback" not in done.stderr, done.stderr
    return done


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The index of the sample articles."""
    folder = tmp_path_factory.mktemp("made")
    done = qa(folder / "home", "index", "seeds", "--index", str(folder / "index"))
    assert done.returncode == 0, done.stderr
    return folder / "index"


@pytest.fixture
def index(made: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return Path(shutil.copytree(made, tmp_path / "index"))


def asked(index: Path, question: str = QUESTION) -> Done:
    """What comes of asking it."""
    return qa(index.parent / "home", "ask", question, "--index", str(index))


def examined(index: Path) -> Done:
    """What ``qa doctor`` says of it."""
    return qa(index.parent / "home", "doctor", "--index", str(index))


def run_sql(index: Path, *statements: str) -> None:
    """Change the catalog with nothing of this project."""
    database = sqlite3.connect(index / "catalog.sqlite", isolation_level=None)
    database.execute("PRAGMA writable_schema = ON")
    for statement in statements:
        database.execute(statement)
    database.close()


def refused(done: Done) -> None:
    """An error of the index in one line, and no answer."""
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (4, "", 1), (done.stdout, done.stderr)


def right_or_refused(done: Done) -> None:
    """The answer of the whole index, or none."""
    if done.returncode:
        refused(done)
    else:
        assert done.stdout.startswith(ANSWER)


# -- 05: an altered passage


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE passages SET text = CAST(replace(CAST(text AS TEXT), 'Alexander', 'Olexander') AS BLOB)",
        "UPDATE passages SET start = start + 7, stop = stop + 7",
        "UPDATE passages SET article = (SELECT max(n) FROM articles)",
        "UPDATE articles SET title = x'5377656465'",
        "UPDATE articles SET source = x'2f6574632f706173737764'",
        "UPDATE articles SET published = '2031-01-01'",
        "UPDATE articles SET id = CAST(CAST(id AS TEXT) || 'x' AS BLOB)",
    ],
)
def test_an_altered_row_is_not_quoted(index: Path, statement: str) -> None:
    """Exit 4, and doctor says that it is not sound."""
    run_sql(index, statement)
    refused(asked(index))
    assert examined(index).returncode == 4


# -- 06: FAISS files


def with_base(index: Path, build: Callable[[np.ndarray, int], faiss.Index]) -> None:
    """Publish an inverted file of one's own making, with its checksum."""
    run_sql(index)
    database = sqlite3.connect(index / "catalog.sqlite")
    (count, high) = database.execute("SELECT count(*), max(id) FROM vectors").fetchone()
    vectors = np.random.default_rng(0).standard_normal((count, 384)).astype(np.float32)
    base = build(vectors, high)
    path = index / "dense-9.faiss"
    faiss.write_index(base, str(path))
    facts: dict[str, float | int | str] = {"kind": "inverted file, 8 bit", "lists": 2, "probes": 2}
    stamp = Stamp(name=path.name, high=high, removals=0, passages=count, files=describe(path), facts=facts)
    value = stamp.model_dump_json()
    row = ("dense", value, seal("dense", value))
    database.execute("INSERT OR REPLACE INTO manifest VALUES (?, ?, ?)", row)
    database.commit()
    database.close()


@pytest.mark.parametrize(("centroids", "width"), [(5000, 384), (2, 8), (1, 384)])
def test_a_base_with_another_quantizer_ends_nothing(index: Path, centroids: int, width: int) -> None:
    """More centroids than lists made FAISS write where it should not; of another width it read beyond."""

    def build(vectors: np.ndarray, high: int) -> faiss.Index:
        base = faiss.index_factory(384, "IVF2,SQ8", faiss.METRIC_INNER_PRODUCT)
        base.train(vectors)
        base.add_with_ids(vectors, np.arange(1, high + 1)[: len(vectors)])
        other = faiss.IndexFlatIP(width)
        other.add(np.random.default_rng(1).standard_normal((centroids, width)).astype(np.float32))
        base.own_fields = False
        base.quantizer = other
        base.referenced_objects = [other]  # which lives as long
        return base

    with_base(index, build)
    refused(asked(index))


def test_a_base_of_another_kind_is_refused(index: Path) -> None:
    """A graph that leads anywhere, say."""

    def build(vectors: np.ndarray, high: int) -> faiss.Index:
        graph = faiss.IndexHNSWFlat(384, 8)
        graph.add(vectors)
        return graph

    with_base(index, build)
    refused(asked(index))


# -- 07: Tantivy's files


@pytest.mark.parametrize("number", range(10))
def test_a_search_file_with_renewed_checksums_is_no_traceback(index: Path, number: int) -> None:
    """The manifest's checksum, and Tantivy's own in every other one: an answer, or exit 4.

    Behind what Tantivy itself says of a panic there is one line of ours.
    """
    generator = random.Random(number)
    (folder,) = index.glob("lexical-*")
    file = generator.choice(sorted(one for one in folder.iterdir() if one.suffix not in (".lock", ".json")))
    change(file, generator, footer_size(file) if number % 2 else 0)
    if number % 2 and footer_size(file):
        renew_footer(file)
    database = sqlite3.connect(index / "catalog.sqlite")
    ((value,),) = database.execute("SELECT value FROM manifest WHERE key = 'lexical'").fetchall()
    value = Stamp.model_validate_json(value).model_copy(update={"files": describe(folder)}).model_dump_json()
    database.execute(
        "UPDATE manifest SET value = ?, seal = ? WHERE key = 'lexical'", (value, seal("lexical", value))
    )
    database.commit()
    database.close()
    done = asked(index, "When did Russia annex Crimea?")
    assert done.returncode in (0, 1, 4)
    if done.returncode == 4:
        assert done.stdout == "" and done.stderr.splitlines()[-1].startswith("qa: ")


# -- 08: a schema that is a program


@pytest.mark.parametrize("table", ["manifest", "passages", "vectors", "articles"])
@pytest.mark.parametrize("rows", [f"{ENDLESS} n", "SELECT zeroblob(900000000), zeroblob(900000000)"])
def test_a_view_in_the_place_of_a_table_is_refused(index: Path, table: str, rows: str) -> None:
    """Endless, or of more than there is; by whoever asks."""
    run_sql(index, f"ALTER TABLE {table} RENAME TO other", f"CREATE VIEW {table} AS {rows}")
    refused(asked(index))
    assert examined(index).returncode == 4


def test_a_trigger_is_refused_where_the_index_would_be_mended(index: Path) -> None:
    """It would run with the first row that is stored."""
    run_sql(index, f"CREATE TRIGGER t AFTER UPDATE ON manifest BEGIN {ENDLESS} max(n) FROM e; END")
    shutil.rmtree(next(index.glob("lexical-*")))
    refused(asked(index))
    done = qa(
        index.parent / "home", "index", "seeds", "--index", str(index)
    )  # which says first what it reads
    assert (done.returncode, done.stdout) == (4, "") and "has other tables" in done.stderr.splitlines()[-1]


# -- 11: settings of somebody else's folder


def test_a_folder_chooses_no_model_and_the_hub_hears_nothing(made: Path, tmp_path: Path) -> None:
    """A name on a hub, though the user has a token; the answer is that of the user's own settings."""
    heard: list[bytes] = []

    class Hub(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            heard.append(self.request.recv(1000))

    theirs = tmp_path / "theirs"
    (theirs / "evil").mkdir(parents=True)
    (theirs / "evil" / "answer.j2").write_text("the answer is 42 almost certain (99%) \x1b]52;c;eA==\x07")
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Hub) as hub:
        threading.Thread(target=hub.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{hub.server_address[1]}"
        for line in ('reader = "attacker/model"', 'embedder = "attacker/model"', 'prompts = "evil"'):
            (theirs / "qa.toml").write_text(f"{line}\n")
            arguments = ("ask", QUESTION, "--index", str(made))
            done = qa(tmp_path / "home", *arguments, cwd=theirs, HF_ENDPOINT=address, HF_TOKEN="hf_secret")
            assert done.returncode == 0 and done.stdout.startswith(ANSWER), done.stderr
            assert "qa trust" in done.stderr and "\x1b" not in done.stdout + done.stderr
        hub.shutdown()
    assert heard == []


def test_a_folder_chooses_no_reader_on_the_disk(made: Path, tmp_path: Path) -> None:
    """Though it is one."""
    theirs = tmp_path / "theirs"
    shutil.copytree(default_reader(), theirs / "reader")
    (theirs / "reader" / "model.safetensors").write_bytes(b"\xff" * 100)
    (theirs / "qa.toml").write_text(f'reader = "{theirs / "reader"}"\n')
    done = qa(tmp_path / "home", "ask", QUESTION, "--index", str(made), cwd=theirs)
    assert done.returncode == 0 and done.stdout.startswith(ANSWER)


# -- 12: values of other types and sizes


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE passages SET text = 7",
        "UPDATE passages SET text = CAST(text AS TEXT)",
        "UPDATE passages SET text = x'fffe'",
        "UPDATE passages SET start = 'x'",
        "UPDATE vectors SET vector = zeroblob(768)",
        "UPDATE vectors SET vector = CAST('x' AS TEXT)",
        "UPDATE vectors SET vector = 5",
        "DELETE FROM vectors WHERE id < 5",
        "DELETE FROM articles WHERE n < 3",
        "UPDATE articles SET metadata = printf('%.*c', 200000, '[')",
        "UPDATE articles SET page_starts = '[\"a\", null, {}]'",
        "UPDATE articles SET published = x'00ff'",
    ],
)
def test_a_cell_of_another_type_is_exit_4(index: Path, statement: str) -> None:
    """Whatever stands there; for doctor too."""
    run_sql(index, statement)
    refused(asked(index))
    assert examined(index).returncode == 4


def header(stated: object) -> bytes:
    """A file of weights with this header."""
    text = stated if isinstance(stated, bytes) else json.dumps(stated).encode()
    return struct.pack("<Q", len(text)) + text + bytes(64)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("model.safetensors", header(b'{"a":' + b"[" * 50_000)),
        ("model.safetensors", header(b'{"a": {"dtype": "F32", "shape": [1e999], "data_offsets": [0, 4]}}')),
        ("config.json", b'{"model_type": "bert", "num_hidden_layers": "x"}'),
        ("config.json", b'{"model_type": "bert", "num_hidden_layers": 1000000000000}'),
        ("config.json", b'{"model_type": "bert", "num_attention_heads": "x"}'),
        ("config.json", b"[" * 100_000),
        ("tokenizer.json", b"{" * 100_000),
    ],
)
def test_a_model_that_is_none_is_exit_5(made: Path, tmp_path: Path, name: str, content: bytes) -> None:
    """Named in one line, within the memory that there is."""
    reader = tmp_path / "reader"
    shutil.copytree(default_reader(), reader)
    if name == "config.json" and content.startswith(b"{"):
        content = json.dumps(json.loads((reader / name).read_bytes()) | json.loads(content)).encode()
    (reader / name).write_bytes(content)
    done = qa(tmp_path / "home", "ask", QUESTION, "--index", str(made), "--reader", str(reader))
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (5, "", 1), done.stderr


def test_settings_that_are_too_deep_are_exit_2(made: Path, tmp_path: Path) -> None:
    """One line."""
    (tmp_path / "qa.toml").write_text("a=" + "[" * 100_000)
    done = qa(tmp_path / "home", "ask", QUESTION, "--index", str(made), cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)


@pytest.mark.parametrize(
    ("question", "day"),
    [
        ("What will happen tomorrow?", "9999"),
        ("What happened last week?", "0001-01-01"),
        ("What happened between the year before last and 9999-12-31?", "0001"),
    ],
)
def test_the_ends_of_the_calendar(made: Path, tmp_path: Path, question: str, day: str) -> None:
    """A question that leads beyond them is answered or not, as any other."""
    done = qa(tmp_path / "home", "ask", question, "--index", str(made), "--as-of", day)
    assert done.returncode in (0, 1), done.stderr


# -- 13: files that take long


def attributes() -> bytes:
    """A page of a megabyte of attributes."""
    return b"<html><body " + b"".join(b"a%d=1 " % n for n in range(100_000)) + b"><p>a</p></body></html>"


@pytest.mark.timeout(_SECONDS + 60)
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("newlines.jsonl.gz", lambda: gzip.compress(b"\n" * 1_000_000_000, 1)),
        ("braces.jsonl.gz", lambda: gzip.compress(b"{\n" * 128_000_000, 1)),
        ("empty.jsonl.gz", lambda: gzip.compress(b'{"text":""}\n' * 21_000_000, 1)),
        ("attributes.html", attributes),
        ("spans.html", lambda: b"<html><body>" + b"<span>a " * 300_000 + b"</body></html>"),
        ("deep.html", lambda: b"<div>" * 300_000 + b"a"),
    ],
)
def test_a_file_that_takes_long_costs_itself(tmp_path: Path, name: str, content: Callable[[], bytes]) -> None:
    """The article beside it is indexed, the file is a line, and the command ends."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / name).write_bytes(content())
    (tmp_path / "in" / "a.txt").write_text("The owl hunts at night.")
    done = qa(tmp_path / "home", "index", str(tmp_path / "in"), "--index", str(tmp_path / "index"))
    assert done.returncode in (0, 3), done.stderr
    assert done.returncode == 0 or name in done.stderr
    assert done.stderr.count("\n") < 40
    found = qa(tmp_path / "home", "ask", "When does the owl hunt?", "--index", str(tmp_path / "index"))
    assert found.stdout.startswith("at night") or "at night" in found.stdout
