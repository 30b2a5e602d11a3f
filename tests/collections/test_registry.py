"""The names of collections: kept whole, read with care, and told in clear words."""

from __future__ import annotations

import json
import multiprocessing
from pathlib import Path

import pytest

from qa.collections import registry
from qa.errors import SettingsError
from qa.index.location import FolderLocation, LiteLocation, ServerLocation, located


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's data folder."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    return tmp_path / "data" / "qa"


def test_a_name_stands_for_its_place_from_any_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of every kind; a relative place is meant from where it was named."""
    registry.remember("news", located("my-index"))
    registry.remember("lite", located("milvus:some.db"))
    registry.remember("far", located("milvus+http://host:19530/news"))
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert registry.place_of("news") == FolderLocation(tmp_path / "my-index")
    assert registry.place_of("lite") == LiteLocation(tmp_path / "some.db")
    assert registry.place_of("far") == ServerLocation("http://host:19530", "news")
    assert [one.name for one in registry.known()] == ["far", "lite", "news"]


def test_an_index_is_called_by_its_name() -> None:
    """Where it has one."""
    registry.remember("news", located("my-index"))
    assert registry.called(located("my-index")) == "news"
    assert registry.called(located("other")) == "other"


def test_what_is_no_name_is_a_place() -> None:
    """And a folder that bears a collection's name is written with ./ before it."""
    registry.remember("news", located("my-index"))
    assert registry.place_of("other") == FolderLocation(Path("other"))
    assert registry.place_of("./news") == FolderLocation(Path("news"))
    assert registry.place_of("milvus:x.db") == LiteLocation(Path("x.db"))


def test_what_was_named_counts_before_settings_and_these_before_the_default(tmp_path: Path) -> None:
    """Where nothing is named, or the samples are, the sample articles answer."""
    assert registry.chosen(None) is None
    for name in ("one", "two", "three"):
        registry.remember(name, located(name))
    registry.use("three")
    assert registry.chosen("one", "two") == FolderLocation(tmp_path / "one")
    assert registry.chosen(None, "two") == FolderLocation(tmp_path / "two")
    assert registry.chosen(None, None) == FolderLocation(tmp_path / "three")
    assert registry.chosen("samples", "two") is None
    assert registry.chosen(None, "samples") is None


def test_the_default_can_be_changed_and_given_up() -> None:
    """``samples`` gives it up, and so does forgetting its name."""
    registry.remember("news", located("a"))
    registry.remember("arts", located("b"))
    assert registry.default() is None
    registry.use("news")
    registry.use("arts")
    assert [one.name for one in registry.known() if one.default] == ["arts"]
    assert registry.use("samples") is None and registry.default() is None
    registry.use("news")
    registry.forget("news")
    assert registry.default() is None and [one.name for one in registry.known()] == ["arts"]


def test_a_name_is_not_given_twice(tmp_path: Path) -> None:
    """To the same index it may be given again; to another, the message says how."""
    registry.remember("news", located("a"))
    registry.remember("news", located(str(tmp_path / "a")))
    with pytest.raises(SettingsError, match="qa collections --forget news"):
        registry.remember("news", located("b"))
    assert registry.place_of("news") == FolderLocation(tmp_path / "a")


@pytest.mark.parametrize(
    "name", ["", "a/b", "../up", ".hidden", "-x", "milvus:x", "a b", "x" * 65, "a\n", "\x1b[2J"]
)
def test_what_cannot_be_a_name_is_refused(name: str) -> None:
    """A name is never a path, an option or a location."""
    with pytest.raises(SettingsError, match="cannot be the name"):
        registry.own_place(name)
    with pytest.raises(SettingsError):
        registry.remember(name, located("a"))


def test_the_samples_have_their_own_name() -> None:
    """Nobody else can have it."""
    with pytest.raises(SettingsError, match="sample articles"):
        registry.remember("samples", located("a"))
    with pytest.raises(SettingsError, match="sample articles"):
        registry.place_of("samples")


def test_an_unknown_name_says_which_there_are() -> None:
    """And how to make one."""
    with pytest.raises(SettingsError, match=r"there is none yet.*qa index ARTICLES --name"):
        registry.use("news")
    registry.remember("arts", located("a"))
    with pytest.raises(SettingsError, match="there are arts"):
        registry.forget("news")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"\xff\xfe",
        b"[" * 100_000,
        b"{}" + b" " * 1_000_001,
        json.dumps({"format": 2, "default": None, "collections": {}}).encode(),
        json.dumps({"format": 1, "default": "x", "collections": {}}).encode(),
        json.dumps({"format": 1, "default": None, "collections": {"a": 3}}).encode(),
        json.dumps({"format": 1, "default": None, "collections": {"../a": "/b"}}).encode(),
        json.dumps({"format": 1, "default": None, "collections": {"a": ""}}).encode(),
        json.dumps({"format": 1, "default": [], "collections": {"a": "/b"}}).encode(),
    ],
)
def test_a_damaged_file_is_told_and_kept(data: Path, content: bytes) -> None:
    """Nothing in it is used, and nothing is written over it."""
    data.mkdir(parents=True)
    file = data / "collections.json"
    file.write_bytes(content)
    for use in (registry.known, lambda: registry.remember("a", located("b")), lambda: registry.place_of("a")):
        with pytest.raises(SettingsError, match="are damaged; move the file away"):
            use()
    assert file.read_bytes() == content


def test_a_place_that_is_written_out_needs_no_names(data: Path) -> None:
    """A damaged file stands in nobody's way who says where the index is."""
    data.mkdir(parents=True)
    (data / "collections.json").write_bytes(b"no")
    assert registry.place_of("./my-index") == FolderLocation(Path("my-index"))


def _remember_several(first: int) -> None:
    for number in range(first, first + 10):
        registry.remember(f"c{number}", located(f"place{number}"))


def test_names_given_at_once_are_all_kept(data: Path) -> None:
    """Processes that write at the same time wait for each other; no half file is ever seen."""
    context = multiprocessing.get_context("spawn")
    children = [context.Process(target=_remember_several, args=(first,)) for first in (0, 10, 20)]
    for child in children:
        child.start()
    while any(child.is_alive() for child in children):
        assert len(registry.known()) <= 30
    for child in children:
        child.join()
        assert child.exitcode == 0
    assert len(registry.known()) == 30
    assert {path.name for path in data.iterdir()} <= {"collections.json", "collections.lock"}


def test_where_nothing_can_be_written_it_is_said(data: Path) -> None:
    """In one line, with the file."""
    data.parent.mkdir()
    data.write_text("a file in the way")
    with pytest.raises(SettingsError, match=r"cannot keep the names of collections in .*collections\.json"):
        registry.remember("a", located("b"))
