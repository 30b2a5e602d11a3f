"""The version that wheels, results and caches are stamped with, and the name to install by."""

from __future__ import annotations

__version__ = "0.1.0"

DISTRIBUTION = "extractive-qa"  # in the public registry, where "qa" is somebody else's


def install(extra: str) -> str:
    """The command that installs what this extra brings."""
    return f"pip install '{DISTRIBUTION}[{extra}]'"
