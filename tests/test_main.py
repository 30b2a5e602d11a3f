"""The package as a program."""

from __future__ import annotations

import subprocess
import sys


def test_the_package_can_be_run() -> None:
    """Where the command is not on the path."""
    done = subprocess.run(
        [sys.executable, "-m", "qa", "--version"], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.startswith("qa ")
