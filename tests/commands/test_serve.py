"""``qa serve`` as a process: it starts, answers, and ends by Ctrl-C."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from qa.cli import main
from qa.index.location import FolderLocation
from qa.serving.starting import places_of
from tests.terminals import own_environment

ROOT = Path(__file__).parent.parent.parent


def test_it_serves_the_samples_until_it_is_interrupted(tmp_path: Path) -> None:
    """On a free port of this machine; Ctrl-C is exit 130, and nothing is left unsaid on stderr."""
    command = [
        sys.executable,
        "-c",
        "import sys; from qa.cli import main; sys.exit(main())",
        "serve",
        "--port",
        "0",
    ]
    with subprocess.Popen(
        command,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**own_environment(), "XDG_DATA_HOME": str(tmp_path)},
    ) as server:
        try:
            assert server.stderr is not None
            lines = iter(server.stderr.readline, "")
            address = next(found[0] for line in lines if (found := re.search(r"http://\S+/", line)))
            asked = {"question": "Who is Finland's new Prime Minister?"}
            answer = httpx.post(f"{address}v1/ask", json=asked, timeout=60).json()
            assert answer["text"] == "Alexander Stubb"
            server.send_signal(signal.SIGINT)
            _, rest = server.communicate(timeout=60)
        finally:
            server.kill()
    assert server.returncode == 130
    assert re.fullmatch(r"\S+ \S+ 127\.0\.0\.1 POST /v1/ask 200 \d+\.\d{3} s\n", rest)


@pytest.mark.parametrize("token", ["", "short"])
def test_others_need_a_token_of_some_length(
    token: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Before anything is loaded."""
    if token:
        monkeypatch.setenv("QA_SERVE_TOKEN", token)
    assert main(["serve", "--address", "0.0.0.0"]) == 2
    said = capsys.readouterr().err
    assert "QA_SERVE_TOKEN" in said
    assert "short" not in said


def test_what_is_served_is_what_is_named_else_every_collection(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The default first; without any collection the sample articles."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    from qa.collections import registry

    assert places_of([]) == {"samples": None}
    for name in ("arts", "news"):
        registry.remember(name, FolderLocation(tmp_path / name))
    registry.use("news")
    assert list(places_of([])) == ["news", "arts"]
    assert list(places_of([], "arts")) == ["arts", "news"]
    other = tmp_path / "other"
    assert places_of([str(other), "arts"]) == {
        "other": FolderLocation(other),
        "arts": FolderLocation(tmp_path / "arts"),
    }
