"""Where a server listens, and what its log looks like."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest

from qa.errors import SettingsError
from qa.serving.running import Place, address_of, listening, log_to_stderr
from tests.hostile.terminal_text import ALL


def test_another_address_needs_a_token() -> None:
    """Whoever can reach it would read everything."""
    with pytest.raises(SettingsError, match="QA_SERVE_TOKEN"):
        Place("0.0.0.0")
    assert "secret" not in repr(Place("0.0.0.0", token="secret" * 4))


def test_a_port_that_is_taken_is_told() -> None:
    """With what to do."""
    with listening(Place(port=0)) as bound:
        with pytest.raises(SettingsError, match="--port"):
            listening(Place(port=bound.getsockname()[1]))
        assert address_of(bound) == f"http://127.0.0.1:{bound.getsockname()[1]}/"


@pytest.fixture
def loggers() -> Iterator[None]:
    """Loggers are as they were, afterwards."""
    known = [logging.getLogger(name) for name in ("qa.serving", "uvicorn")]
    before = [(one.handlers, one.propagate, one.level) for one in known]
    yield
    for one, (handlers, propagate, level) in zip(known, before, strict=True):
        one.handlers, one.propagate = handlers, propagate
        one.setLevel(level)


@pytest.mark.usefixtures("loggers")
def test_nothing_that_is_logged_moves_the_cursor(capsys: pytest.CaptureFixture[str]) -> None:
    """Whatever was sent or read."""
    log_to_stderr(requests=True)
    logging.getLogger("qa.serving").info("%s", "".join(ALL))
    shown = capsys.readouterr().err
    assert shown.count("\n") == 1
    assert "\x1b" not in shown
    assert shown.isprintable() or shown.strip().isprintable()
