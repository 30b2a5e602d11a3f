"""Writes ``docs/cli.md`` from the commands and ``docs/settings.md`` from the settings: ``make docs``.

A test fails where one of them is stale.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer

from qa import settings
from qa.cli import app, main
from qa.commands.options import SETTINGS

TARGET = Path(__file__).parent / "cli.md"
SETTINGS_PAGE = Path(__file__).parent / "settings.md"
_COLUMNS = "90"
_HEAD = """# The command line

This page is written by `make docs` from the commands' own `--help`. Programs that read `--json` find its
fields in [json.md](json.md).

"""


def reference() -> str:
    """The page: the help of ``qa`` and of each command."""
    sections = (
        f"## {' '.join(['qa', *names])}\n\n```text\n{_help([*names, '--help'])}\n```\n"
        for names in _commands(typer.main.get_command(app))
    )
    return _HEAD + "\n".join(sections)


def _commands(command: Any, names: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The names of a command and of all below it, in the order of the help."""
    yield names
    for name, below in getattr(command, "commands", {}).items():
        yield from _commands(below, (*names, name))


def _help(arguments: list[str]) -> str:
    kept = os.environ.get("COLUMNS")
    os.environ["COLUMNS"] = _COLUMNS
    shown = io.StringIO()
    try:
        with contextlib.redirect_stdout(shown):
            main(arguments)
    finally:
        if kept is None:
            del os.environ["COLUMNS"]
        else:
            os.environ["COLUMNS"] = kept
    return "\n".join(line.rstrip() for line in shown.getvalue().splitlines()).strip()


_ABOUT_SETTINGS = """# Every setting

This page is written by `make docs` from `qa/settings.py`. A setting comes from `qa.toml` in your
configuration folder (`~/.config/qa/` on Linux), from `qa.toml` in the working folder, from the environment
(`QA_TOP=20`) and from a flag, the later ones winning; `QA_CONFIG` names one file instead of the first two.
The working folder may be somebody else's: what is marked with a star counts there only after `qa trust`.

```toml
index = "news"     # a file of settings
top = 20
```

| setting | values | unset | flag | what it is |
|---|---|---|---|---|
"""


def settings_page() -> str:
    """The page of every setting: its values, what counts where it is not set, its flag and its meaning."""
    source = Path(settings.__file__).read_text("utf-8")
    meanings = dict(re.findall(r"^    (\w+): .+?  # (.+)$", source, re.MULTILINE))
    schema = settings.Settings.model_json_schema()["properties"]
    rows = [
        f"| `{name}`{'' if name in settings.HARMLESS else ' *'} | {_values(stated)} | {_default(stated)} |"
        f" {f'`--{name}`' if name in SETTINGS else ''} | {meanings[name]} |\n"
        for name, stated in schema.items()
    ]
    return _ABOUT_SETTINGS + "".join(rows)


def _values(stated: dict[str, Any]) -> str:
    """What a setting may be, in words."""
    kind = stated.get("anyOf", [stated])[0]
    if "enum" in kind:
        return ", ".join(f"`{value}`" for value in kind["enum"])
    least, most = kind.get("minimum", kind.get("exclusiveMinimum")), kind.get("maximum")
    if most is not None:
        above = "above " if "exclusiveMinimum" in kind else ""
        return f"{above}{least:,} to {most:,}"
    return {"boolean": "`true`, `false`", "string": "a path" if kind.get("format") == "path" else "text"}[
        kind["type"]
    ]


def _default(stated: dict[str, Any]) -> str:
    value = stated.get("default")
    return "" if value is None else f"`{str(value).lower() if isinstance(value, bool) else value}`"


if __name__ == "__main__":
    TARGET.write_text(reference(), "utf-8")
    SETTINGS_PAGE.write_text(settings_page(), "utf-8")
