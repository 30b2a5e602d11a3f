"""Settings: defaults < TOML < environment < flags, and nothing unknown."""

from __future__ import annotations

from pathlib import Path

import pytest

from qa.errors import SettingsError
from qa.settings import load_settings


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("QA_TOP", "QA_CONFIG", "QA_TPO"):
        monkeypatch.delenv(name, raising=False)


def test_each_layer_overrides_the_one_before(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A flag beats the environment, which beats the file, which beats the default."""
    assert load_settings().top == 15
    (tmp_path / "qa.toml").write_text("top = 3\ncandidates = 7\n")
    assert load_settings().top == 3
    monkeypatch.setenv("QA_TOP", "4")
    assert load_settings().top == 4
    assert load_settings(top=5).top == 5
    assert load_settings(top=None).top == 4
    assert load_settings(top=5).candidates == 7


def test_an_unknown_key_is_refused_and_its_place_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A misspelt setting never passes silently, in a file or in the environment."""
    (tmp_path / "qa.toml").write_text("tpo = 3\n")
    with pytest.raises(SettingsError, match=r"tpo in .*qa\.toml: there is no such setting"):
        load_settings()
    (tmp_path / "qa.toml").unlink()
    monkeypatch.setenv("QA_TPO", "3")
    with pytest.raises(SettingsError, match="QA_TPO in the environment"):
        load_settings()


def test_a_bad_value_names_the_setting_and_where_it_came_from() -> None:
    """The message says which setting, from which layer, and what is wrong."""
    with pytest.raises(SettingsError, match=r"^--top in the command line: must be at least 1, not 0$"):
        load_settings(top=0)


def test_a_broken_or_missing_file_is_one_clear_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Neither TOML that does not parse nor a named file that is not there is ignored."""
    (tmp_path / "qa.toml").write_text("top = = 3")
    with pytest.raises(SettingsError, match="not valid TOML"):
        load_settings()
    monkeypatch.setenv("QA_CONFIG", str(tmp_path / "none.toml"))
    with pytest.raises(SettingsError, match="cannot read the settings file"):
        load_settings()
