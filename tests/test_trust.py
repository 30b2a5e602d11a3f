"""The settings file of a folder that somebody else made: what it may say, and what only after leave."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs
import pytest

from qa import trust
from qa.errors import SettingsError
from qa.settings import HARMLESS, Settings, load_settings

# One value of each setting that a folder may not set, other than its default.
KEPT_BACK = {
    "index": '"/somewhere/else"',
    "embedder": '"attacker/model"',
    "reader": '"/attacker/folder"',
    "prompts": '"evil"',
    "log": "false",
    "milvus_token": '"t"',
    "milvus_user": '"u"',
    "milvus_password": '"p"',
    "serve_token": '"sixteen letters."',
    "milvus_ca": '"ca.pem"',
    "milvus_certificate": '"c.pem"',
    "milvus_key": '"k.pem"',
}


@pytest.fixture(autouse=True)
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A working folder and the user's own folders, all empty, and no other setting."""
    for name in [name for name in os.environ if name.startswith("QA_")]:
        monkeypatch.delenv(name)
    for name in ("CONFIG", "STATE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    return tmp_path / "work"


def write(folder: Path, toml: str) -> Path:
    """The settings file of a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "qa.toml").write_text(toml)
    return folder / "qa.toml"


def test_every_setting_is_harmless_or_kept_back() -> None:
    """A new setting needs the user's leave unless somebody decides that it does not."""
    assert HARMLESS | KEPT_BACK.keys() == Settings.model_fields.keys()


@pytest.mark.parametrize(("key", "value"), KEPT_BACK.items())
def test_what_could_do_harm_counts_only_once_trusted(folder: Path, key: str, value: str) -> None:
    """It is left out and told in one line with the command that changes that; what is harmless counts."""
    file = write(folder, f"{key} = {value}\ntop = 3\n")
    told: list[str] = []
    settings = load_settings(told.append)
    assert (settings.top, getattr(settings, key)) == (3, Settings.model_fields[key].default)
    assert len(told) == 1 and f"do not count: {key} " in told[0] and f"qa trust {file}" in told[0]

    trust.trust(file, file.read_bytes())
    assert getattr(load_settings(told.append), key) != Settings.model_fields[key].default
    assert len(told) == 1


def test_trust_is_in_these_bytes_at_this_place(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that changes, and the same file elsewhere, are asked about anew; trust can be taken back."""
    file = write(folder, 'reader = "a"\n')
    trust.trust(file, file.read_bytes())
    assert load_settings().reader == "a"
    file.write_text('reader = "b"\n')
    with pytest.warns(UserWarning, match="qa trust"):
        assert load_settings().reader == "default"
    file.write_text('reader = "a"\n')
    assert load_settings().reader == "a"
    monkeypatch.chdir(write(folder / "copy", 'reader = "a"\n').parent)
    with pytest.warns(UserWarning, match="qa trust"):
        assert load_settings().reader == "default"
    assert trust.revoke(file) and not trust.revoke(file)
    monkeypatch.chdir(folder)
    with pytest.warns(UserWarning, match="qa trust"):
        assert load_settings().reader == "default"


def test_a_link_to_a_trusted_file_is_not_trusted(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its paths would count from the folder of the link, which nobody vouched for."""
    file = write(folder / "mine", 'prompts = "own"\n')
    trust.trust(file, file.read_bytes())
    (folder / "theirs").mkdir()
    (folder / "theirs" / "qa.toml").symlink_to(file)
    (folder / "way").symlink_to("mine")
    assert not trust.is_trusted(folder / "theirs" / "qa.toml", file.read_bytes())
    assert trust.is_trusted(folder / "way" / "qa.toml", file.read_bytes())
    monkeypatch.chdir(folder / "theirs")
    with pytest.warns(UserWarning, match="qa trust"):
        assert load_settings().prompts is None


def test_a_folder_with_nothing_to_trust_is_not_mentioned(folder: Path) -> None:
    """Depth and the like count without a word."""
    write(folder, "top = 3\ncandidates = 7\n")
    told: list[str] = []
    assert load_settings(told.append).candidates == 7
    assert told == []


def test_the_users_own_file_counts_below_the_folders(folder: Path) -> None:
    """Both count, the folder's over the user's, and the user's needs no leave wherever qa is run."""
    own = platformdirs.user_config_path("qa")
    write(own, 'reader = "mine"\nprompts = "mine"\ntop = 5\ncandidates = 6\n')
    write(folder, 'reader = "theirs"\ntop = 3\n')
    told: list[str] = []
    settings = load_settings(told.append)
    assert (settings.reader, settings.top, settings.candidates) == ("mine", 3, 6)
    assert settings.prompts == own / "mine"  # not a folder of that name where qa happens to be run
    assert len(told) == 1


def test_a_file_that_the_user_names_needs_no_leave(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """QA_CONFIG is the user's word, and then no other file is read."""
    named = write(folder / "named", 'reader = "mine"\nprompts = "own"\n')
    write(folder, "nonsense = 1\n")
    monkeypatch.setenv("QA_CONFIG", str(named))
    assert load_settings().reader == "mine"
    assert load_settings().prompts == named.parent / "own"


@pytest.mark.parametrize("kept", ["", "[1]", "null", '{"a": 1}', "[" * 100_000])
def test_damaged_memory_trusts_nothing(folder: Path, kept: str) -> None:
    """What was trusted must be said again; saying it works."""
    file = write(folder, 'reader = "a"\n')
    trust.trust(file, file.read_bytes())
    (platformdirs.user_state_path("qa") / "trusted.json").write_text(kept)
    assert not trust.is_trusted(file, file.read_bytes())
    trust.trust(file, file.read_bytes())
    assert trust.is_trusted(file, file.read_bytes())


def test_trust_that_cannot_be_kept_is_an_error(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One line that names the place, instead of trust until the process ends."""
    file = write(folder, 'reader = "a"\n')
    monkeypatch.setenv("XDG_STATE_HOME", str(file))  # no folder can be made below a file
    with pytest.raises(SettingsError, match=r"trusted\.json"):
        trust.trust(file, file.read_bytes())


@pytest.mark.parametrize(
    "toml", ["a = " + "[" * 50_000, "top = " + "1" * 5000, "top = 9999-99-99", "# " + "x" * 100_000]
)
def test_a_settings_file_made_to_break_the_parser_is_one_error(folder: Path, toml: str) -> None:
    """Nesting, numbers without end, sizes: one line that names the file."""
    file = write(folder, toml)
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert str(file) in str(caught.value) and "\n" not in str(caught.value)


def test_a_settings_file_that_is_no_file_is_none(folder: Path) -> None:
    """A pipe of that name is not waited for."""
    os.mkfifo(folder / "qa.toml")
    assert load_settings() == Settings()
