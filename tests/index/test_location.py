"""Where an index is: what a user may write, and what is refused without repeating a secret."""

from __future__ import annotations

from pathlib import Path

import pytest

from qa.errors import IndexMissing, SettingsError
from qa.index import opening
from qa.index.location import FolderLocation, LiteLocation, Location, ServerLocation, located
from qa.settings import load_settings


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("news.index", FolderLocation(Path("news.index"))),
        ("milvus:news.db", LiteLocation(Path("news.db"))),
        ("milvus:/data/a@b/news.db", LiteLocation(Path("/data/a@b/news.db"))),
        ("milvus+http://host/news", ServerLocation("http://host:19530", "news")),
        ("milvus+https://host:443/news_2", ServerLocation("https://host:443", "news_2")),
        ("milvus+http://[::1]:1/news", ServerLocation("http://[::1]:1", "news")),
    ],
)
def test_a_location_is_read_and_written_back(text: str, expected: Location) -> None:
    """Every form is understood, and the string of a location names the same place."""
    assert located(text) == expected
    assert located(str(expected)) == expected


def test_a_path_is_always_a_folder() -> None:
    """A folder may have any name when it is given as a path."""
    assert located(Path("milvus:news.db")) == FolderLocation(Path("milvus:news.db"))


@pytest.mark.parametrize(
    "text",
    [
        "milvus+http://joe:hunter2@host:19530/news",
        "milvus+http://host:19530/news?token=hunter2",
        "milvus+http://host:19530/news#hunter2",
        "milvus+http://joe:hun/hunter2@host/news",
        "milvus+http://hunter2/x@host/news",
        "milvus://joe:hunter2@host/news.db",
    ],
)
def test_credentials_in_a_location_are_refused_and_not_repeated(text: str) -> None:
    """The message names no secret, because messages are shown and logged."""
    with pytest.raises(SettingsError) as caught:
        located(text)
    assert "hunter2" not in str(caught.value)


def test_the_message_says_where_credentials_belong() -> None:
    """Who is refused learns the settings that hold a user, a password and a token."""
    with pytest.raises(SettingsError, match=r"QA_MILVUS_TOKEN.*QA_MILVUS_PASSWORD.*milvus_token in qa\.toml"):
        located("milvus+http://joe:pw@host:19530/news")


@pytest.mark.parametrize(
    "text",
    [
        *("", "milvus:news", "milvus+http://host", "milvus+http:///news", "milvus+ftp://host/news"),
        *("milvus+http://host/two/parts", "milvus+http://host/a-b", "milvus+http://host:port/news"),
    ],
)
def test_what_is_no_location_is_refused(text: str) -> None:
    """A slip in a Milvus location never becomes a folder of that name."""
    with pytest.raises(SettingsError):
        located(text)


def test_secrets_are_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither printing nor dumping the settings shows a token or password."""
    monkeypatch.setenv("QA_MILVUS_TOKEN", "hunter2")
    monkeypatch.setenv("QA_MILVUS_PASSWORD", "hunter2")
    settings = load_settings()
    assert settings.milvus_token is not None
    assert settings.milvus_token.get_secret_value() == "hunter2"
    assert "hunter2" not in f"{settings!r} {settings} {settings.model_dump_json()}"


def test_without_the_client_the_package_to_install_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """A plain installation opens folders and says what an index on Milvus needs."""
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(SettingsError, match=r"pip install 'extractive-qa\[milvus\]'"):
        opening.check(located("milvus+http://host/news"))


@pytest.mark.parametrize("text", ["{}/none", "milvus:{}/none.db"])
def test_nothing_there_is_said_with_the_command_that_makes_it(tmp_path: Path, text: str) -> None:
    """Where it costs nothing to see, a missing index is reported before models are loaded."""
    with pytest.raises(IndexMissing, match="qa index ARTICLES --index"):
        opening.check(located(text.format(tmp_path)))
