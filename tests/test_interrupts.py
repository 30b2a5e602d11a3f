"""Ctrl-C at any moment: exit 130, at most one line, no traceback."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.terminals import own_environment

ROOT = Path(__file__).parent.parent


def interrupted(code: str, wait: float) -> tuple[int, str]:
    """Exit code and stderr of a process that is interrupted so long after it says that it began."""
    with subprocess.Popen(
        [sys.executable, "-c", code],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env=own_environment(),
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "began\n"
        time.sleep(wait)
        process.send_signal(signal.SIGINT)
        _, error = process.communicate(timeout=60)
    return process.returncode, error


@pytest.mark.parametrize("wait", [0.0, 0.03, 0.07, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6])
def test_at_any_moment_of_a_command(wait: float) -> None:
    """While modules are imported, while extensions are, while the command runs, and while it ends."""
    code = """
import signal, sys
from qa import interrupts
signal.signal(signal.SIGINT, interrupts.at_once)
print("began", flush=True)
from qa.cli import main
sys.argv = ["qa", "ask", "Who leads Finland?", "--index", "nowhere"]
sys.exit(main())
"""
    status, error = interrupted(code, wait)
    assert (status, error) == (130, "") or (status == 4 and error.count("\n") == 1)


@pytest.mark.parametrize(
    "work",
    [
        "time.sleep(30)",
        # An extension's import that was interrupted, as Python reports it.
        "fails()",
        # A callback that can raise nothing: what it raises is lost, and comes again.
        "Slow(); time.sleep(30)",
    ],
)
def test_an_interrupt_is_none_of_the_errors_that_it_causes(work: str) -> None:
    """Whatever Python makes of it inside a command."""
    code = f"""
import sys, time
from qa import cli

class Slow:
    def __del__(self):
        time.sleep(30)

def fails():
    try:
        time.sleep(30)
    except KeyboardInterrupt:
        raise ImportError("initialization failed") from None

def app(*arguments, **options):
    print("began", flush=True)
    {work}

cli.app = app
sys.argv = ["qa"]
sys.exit(cli.main())
"""
    assert interrupted(code, 0.2) == (130, "")
