"""The Python reference keeps its word: its examples run, and it names all that is exported."""

from __future__ import annotations

import re
import shutil
import typing
from pathlib import Path

import pytest

import qa

PROJECT = Path(__file__).parent.parent
PAGE = (PROJECT / "docs" / "python.md").read_text("utf-8")
EXAMPLES = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)


def test_every_example_runs_and_prints_what_stands_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One after the other, beside the sample articles; a comment behind a print says what it prints."""
    shutil.copytree(PROJECT / "seeds", tmp_path / "seeds")
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    for example in EXAMPLES:
        exec(compile(example, "docs/python.md", "exec"), names)
        printed = capsys.readouterr().out
        for promised in re.findall(r"^print\(.*\)  # ([^:\n]+)", example, re.MULTILINE):
            assert promised in printed.splitlines()


def test_every_exported_name_is_on_the_page_and_no_other() -> None:
    """The list at its end is ``__all__``."""
    listed = PAGE.partition("## Names")[2].partition(":")[2]
    assert re.findall(r"\w+", listed) == qa.__all__


def test_what_an_assistant_returns_can_be_imported() -> None:
    """Each class that a public method names as its result is exported."""
    methods = [getattr(qa.Assistant, name) for name in vars(qa.Assistant) if not name.startswith("_")]
    signatures = [str(typing.get_type_hints(one)["return"]) for one in methods if callable(one)]
    named = {name for text in signatures for name in re.findall(r"qa(?:\.\w+)*\.([A-Z]\w+)", text)}
    assert {"TimeLine", "Quotation", "FullArticle"} <= named
    assert named <= set(qa.__all__)
