"""Which program shows a citation, and that nothing of an article becomes a command or an option."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from qa.errors import InputError
from qa.types import Citation
from qa.viewers import Viewer, start, viewer_of
from tests.sample_answers import cite


@pytest.fixture(autouse=True)
def editor(monkeypatch: pytest.MonkeyPatch) -> None:
    """The user's editor."""
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", "vim -n")


def cited(path: Path | str, *, line: int | None = 7, page: int | None = None) -> Citation:
    """A citation of a file."""
    return replace(cite(), article_id=str(path), line=line, page=page)


@pytest.mark.parametrize(
    ("editor", "command"),
    [
        ("vim -n", ("vim", "-n", "+7", "FILE")),
        ("/usr/bin/nano", ("/usr/bin/nano", "+7", "FILE")),
        ("'/my tools/code' --wait", ("/my tools/code", "--wait", "--goto", "FILE:7")),
        ("subl", ("subl", "FILE:7")),
    ],
)
def test_text_opens_in_the_editor_at_its_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, editor: str, command: tuple[str, ...]
) -> None:
    """As the editor takes lines; of a file with many records, the file."""
    monkeypatch.setenv("EDITOR", editor)
    file = tmp_path / "notes.jsonl"
    file.write_text("x")
    wanted = tuple(word.replace("FILE", str(file)) for word in command)
    assert viewer_of(cited(f"{file}#3")) == Viewer(wanted)
    monkeypatch.setenv("VISUAL", "emacs")
    assert viewer_of(cited(file)) == Viewer(("emacs", "+7", str(file)))


def test_pages_open_in_the_browser(tmp_path: Path) -> None:
    """A PDF at its page, a web page as its file, what was fetched at its address."""
    for name in ("a b#1.pdf", "page.html"):
        (tmp_path / name).write_text("x")
    pdf = viewer_of(cited(tmp_path / "a b#1.pdf", line=None, page=3))
    assert pdf == Viewer(address=f"file://{tmp_path}/a%20b%231.pdf#page=3")
    assert viewer_of(cited(tmp_path / "page.html")) == Viewer(address=f"file://{tmp_path}/page.html")
    assert viewer_of(cited("https://example.org/x")) == Viewer(address="https://example.org/x")


@pytest.mark.parametrize(
    "name", ["javascript:alert(1)", "file:///etc/passwd", "-c", "+!sh", "gone.txt", "$(id)"]
)
def test_what_is_no_file_that_is_there_opens_nothing(tmp_path: Path, name: str) -> None:
    """Whatever an index says of itself: only absolute paths of files, and addresses of the web."""
    assert viewer_of(cited(name)) is None


@pytest.mark.parametrize(
    "name", ["-c id.txt", "+!id.txt", "$(touch x).txt", "a;touch x.txt", "a\nb.txt", "{line}.txt"]
)
def test_a_name_is_never_a_command_or_an_option(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """It arrives as one word that begins with a slash, without a shell between."""
    file = tmp_path / name
    file.write_text("x")
    seen = tmp_path / "seen"
    program = f"import sys; open({str(seen)!r}, 'w').write(repr(sys.argv[1:]))"
    monkeypatch.setenv("EDITOR", f'{sys.executable} -c "{program}"')
    viewer = viewer_of(cited(file))
    assert viewer is not None and start(viewer)
    assert seen.read_text() == repr(["+7", str(file)])
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(["seen", name])


def test_without_an_editor_or_a_line_the_text_is_shown_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """None stands for that."""
    file = tmp_path / "slides.pptx"
    file.write_text("x")
    assert viewer_of(cited(file, line=None)) is None
    monkeypatch.delenv("EDITOR")
    assert viewer_of(cited(file)) is None


@pytest.mark.parametrize("editor", ["/no/such/editor", "false", '"', " "])
def test_an_editor_that_cannot_be_used_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, editor: str
) -> None:
    """In one line."""
    file = tmp_path / "a.txt"
    file.write_text("x")
    monkeypatch.setenv("EDITOR", editor)
    with pytest.raises(InputError, match=r"EDITOR|editor"):
        viewer = viewer_of(cited(file))
        assert viewer is not None
        start(viewer)
