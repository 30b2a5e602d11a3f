"""``qa ask``."""

from __future__ import annotations

from pathlib import Path

import pytest

from qa.cli import main


def test_an_index_without_articles_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The articles say nothing because there are none, which is said beside the answer."""
    (tmp_path / "a.txt").write_text("Ann Olm is the mayor of Hallen.\n")
    index = str(tmp_path / "index")
    assert main(("index", str(tmp_path / "a.txt"), "--index", index)) == 0
    assert main(("ask", "Who is the mayor of Hallen?", "--index", index)) == 0
    assert "no article yet" not in capsys.readouterr().err
    assert main(("remove", str(tmp_path / "a.txt"), "--index", index)) == 0
    assert main(("ask", "Who is the mayor of Hallen?", "--index", index)) == 1
    assert "The index holds no article yet: qa index" in capsys.readouterr().err
