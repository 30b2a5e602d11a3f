"""Every format, on files whose text is known."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest

from qa.articles.files import File
from qa.articles.formats import KNOWN, listed, read_as
from qa.errors import InputError
from tests.articles.known_files import KnownFile, files, judge

FILES = list(files())


@pytest.mark.parametrize("file", FILES, ids=[file.name for file in FILES])
def test_a_file_is_read_as_it_is(file: KnownFile, tmp_path: Path) -> None:
    """Its text character for character, with its titles, dates, authors, and the places people find it at."""
    judged = judge(file, tmp_path)
    assert (judged.accuracy, judged.places, judged.faults) == (1.0, 1.0, [])


def test_every_format_is_held() -> None:
    """At least one ending of each format is among the files."""
    read = {
        ending
        for file in FILES
        for ending in (file.name.removesuffix(".gz").removesuffix(".bz2").rpartition(".")[2],)
    }
    assert not [known.name for known in KNOWN if not read & {ending[1:] for ending in known.endings}]


def test_what_is_not_installed_is_told_with_its_extra(tmp_path: Path) -> None:
    """The file is named with the command that mends it, and listed apart."""
    word = next(known for known in KNOWN if known.extra == "office")
    missing = replace(word, needs=("no_such_module",))
    with pytest.raises(InputError, match=r"pip install 'extractive-qa\[office\]'"):
        read_as(missing, File(tmp_path / "a.docx", "a.docx", BytesIO()), pytest.fail)


def test_formats_are_listed() -> None:
    """Every kind is named with its endings, and where citations say that an answer stands."""
    lines = listed()
    assert all(known.name in lines and known.endings[0] in lines for known in KNOWN)
    assert "PDF (by page)" in lines
