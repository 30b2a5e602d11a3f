"""``qa doctor``: what it says of an index that is sound, damaged, or not there."""

from __future__ import annotations

import random
import shutil
import zlib
from pathlib import Path

import pytest

from qa.cli import main
from qa.index.local import LocalIndex
from qa.passages import Splitter
from tests.collection import ANIMALS, article, corrupt_page
from tests.fakes import HashEmbedder

# Text that does not compress, so that the catalog has many pages.
BULKY = [article(f"{n}.txt", f"{random.Random(n).randbytes(700).hex()}\nend{n}") for n in range(60)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A closed index of the animals and of much else."""
    made = tmp_path / "index"
    with LocalIndex.create(made, HashEmbedder(), Splitter()) as index:
        index.add([*ANIMALS, *BULKY])
    return made


def test_a_sound_index(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What it holds and how it searches goes to stdout; exit 0."""
    assert main(["doctor", "--index", str(folder)]) == 0
    captured = capsys.readouterr()
    assert captured.err == ""
    for line in (
        "articles  64 in 64 stories",
        "passages  304, split with " + Splitter().signature,
        "lexical   BM25 over 304 passages",
        "whole     64 articles are as they were stored",
    ):
        assert line in captured.out.splitlines()
    assert "dense     exact" in captured.out


def test_a_damaged_search_file(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The file is named, and that nothing is lost; exit 4. After the next writing all is well."""
    path = next(iter(folder.glob("lexical-*/*.term")))
    path.write_bytes(path.read_bytes()[:-1])
    assert main(["doctor", "--index", str(folder)]) == 4
    error = capsys.readouterr().err
    assert f"damaged: {path.parent.name}: {path.name} has" in error
    assert "qa index --index" in error
    LocalIndex.open(folder, HashEmbedder(), Splitter(), writable=True).close()
    assert main(["doctor", "--index", str(folder)]) == 0


def test_a_damaged_catalog(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It says how many articles can be saved and by which command; that command saves them."""
    corrupt_page(folder, zlib.compress(BULKY[30].text.encode(), 1)[20:60])
    assert main(["doctor", "--index", str(folder)]) == 4
    captured = capsys.readouterr()
    whole = next(line for line in captured.out.splitlines() if line.startswith("whole"))
    saved = int(whole.split()[1])
    assert 40 < saved < 64
    assert f"{saved} articles can be saved: qa index --index {folder} --rebuild" in captured.err
    assert main(["index", "--index", str(folder), "--rebuild"]) == 0
    assert f"Articles: {saved} added" in capsys.readouterr().err
    assert main(["doctor", "--index", str(folder)]) == 0


def test_no_catalog_at_all(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file of something else in its place: nothing can be saved, and it says what to do instead."""
    (folder / "catalog.sqlite").write_bytes(b"not a database " * 1000)
    assert main(["doctor", "--index", str(folder)]) == 4
    assert "index the articles again into another folder" in capsys.readouterr().err


def test_no_index(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It is named in one line; exit 4."""
    assert main(["doctor", "--index", str(tmp_path / "nowhere")]) == 4
    assert "there is no index at" in capsys.readouterr().err


def test_an_index_that_was_split_otherwise(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is whole, but every command refuses it: that is said, with the command that mends it; exit 4."""
    monkeypatch.setenv("QA_PASSAGE_WORDS", "80")
    assert main(["doctor", "--index", str(folder)]) == 4
    error = capsys.readouterr().err
    assert "was split with" in error
    assert f"qa index --index {folder} --rebuild" in error


def test_search_files_that_are_missing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """They are named, with the command that makes them again; the next writing does."""
    [lexical] = folder.glob("lexical-*")
    shutil.rmtree(lexical)
    assert main(["doctor", "--index", str(folder)]) == 4
    error = capsys.readouterr().err
    assert f"damaged: {lexical.name}: files of it are missing" in error
    assert f"qa index --index {folder} --compact" in error
    LocalIndex.open(folder, HashEmbedder(), Splitter(), writable=True).close()
    assert main(["doctor", "--index", str(folder)]) == 0


def test_articles_whose_files_are_gone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It says of how many, which one, and what to do; that is no damage."""
    news, index = tmp_path / "news", str(tmp_path / "index")
    news.mkdir()
    for name in ("a.txt", "b.txt"):
        (news / name).write_text(f"The harbour {name} was closed on Monday.")
    assert main(["index", str(news), "--index", index]) == 0
    assert main(["doctor", "--index", index]) == 0
    assert "not there any more" not in capsys.readouterr().out
    (news / "a.txt").unlink()
    assert main(["doctor", "--index", index]) == 0
    out = capsys.readouterr().out
    assert f"of 1 article the file is not there any more, as {news / 'a.txt'}" in out
    assert "--moved-from" in out
