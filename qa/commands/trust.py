"""``qa trust``: let the settings file of a working folder choose models, templates and servers."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer


def trust(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="The settings file [qa.toml of this folder].")
    ] = Path("qa.toml"),
    revoke: Annotated[bool, typer.Option("--revoke", help="Trust it no longer.")] = False,
) -> None:
    """Trust a folder's qa.toml, as it is now.

    A folder that came from somebody else may bring a qa.toml. What it says of how much is read counts; what
    it says of models, templates, servers, certificates, passwords and logs does only after this command, and
    only until the file changes. Read it first.
    """
    import qa.trust
    from qa.rendering.cleaning import one_line
    from qa.settings import HARMLESS, read_file

    if revoke:
        said = "is trusted no longer" if qa.trust.revoke(file) else "was not trusted"
        print(one_line(f"{file} {said}."), file=sys.stderr)
        return
    content, values = read_file(file)
    qa.trust.trust(file, content)
    counting = ", ".join(key for key in values if key not in HARMLESS) or "nothing that needed it"
    print(
        one_line(f"{file} is trusted until it changes. What counts from now on: {counting}."), file=sys.stderr
    )
