"""How the measurements of this folder give their result: printed, and kept with the command that made it."""

from __future__ import annotations

import json
import sys
from pathlib import Path


def record(result: dict[str, object], module: str, out: Path | None) -> None:
    """Print the result as JSON with the command that was given, and write it to ``out`` if there is one."""
    result["command"] = " ".join([f"python -m {module}", *sys.argv[1:]])
    text = json.dumps(result, indent=2)
    print(text)
    if out:
        out.write_text(text + "\n", "utf-8")
