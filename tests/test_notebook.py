"""The notebook of the documentation runs, and shows what it promises."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

PAGE = (Path(__file__).parent.parent / "docs" / "python.ipynb").read_text("utf-8")


def notebook() -> Any:
    """The notebook as it is stored."""
    return nbformat.reads(PAGE, as_version=4)  # type: ignore[no-untyped-call]  # untyped there


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> list[list[Any]]:
    """What each cell of code showed."""
    run, folder = notebook(), str(tmp_path_factory.mktemp("notebook"))
    NotebookClient(run, timeout=120, resources={"metadata": {"path": folder}}).execute()
    return [cell.outputs for cell in run.cells if cell.cell_type == "code"]


def test_it_is_stored_without_what_it_showed() -> None:
    """Whoever opens it runs it; nothing of the machine that it was written on is in it."""
    assert not any(cell.get("outputs") or cell.get("execution_count") for cell in notebook().cells)


def test_every_cell_runs_and_answers(outputs: list[list[Any]]) -> None:
    """Progress, an answer with its quote marked, a refusal, a follow-up, and errors of one line."""
    said = "\n".join(
        one.get("text", "") or one["data"].get("text/plain", "") for cell in outputs for one in cell
    )
    for expected in (
        "2 articles, 2 passages",
        "<Assistant of '",
        "12 million euros",
        "Harbour to be widened 2024-03-05 5",
        "-> the first one",
        "no answer of this version: the confidence is not between 0 and 1",
        "TypeError: a question is a str, not NoneType",
        "InputError: top must be from 1 to 1,000, not 0",
        "IndexMissing: there is no index in nowhere",
        "IndexClosed: the assistant of ",
    ):
        assert expected in said, said
    shown = [one["data"].get("text/html", "") for cell in outputs for one in cell if "data" in one]
    assert any("<mark>12 million euros</mark>" in html for html in shown)
    assert any("The articles do not say." in html for html in shown)
