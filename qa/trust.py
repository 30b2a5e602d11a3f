"""Which settings files of other people's folders the user has said to trust, by place and content.

A folder that was cloned or unpacked brings its ``qa.toml`` along, so what is in it is the word of whoever
made the folder. The user's word is kept outside of it, in the user's state folder, and holds for these bytes
at this place: a file that changes is asked about anew.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import platformdirs

from qa.errors import SettingsError
from qa.replacing import replace_file


def is_trusted(file: Path, content: bytes) -> bool:
    """Whether the user has said ``trust`` of a file that holds these bytes."""
    return _known().get(_place(file)) == hashlib.sha256(content).hexdigest()


def trust(file: Path, content: bytes) -> None:
    """Remember that a file may be trusted for as long as it holds these bytes.

    Raises:
        SettingsError: the user's state folder cannot be written.
    """
    _keep(_known() | {_place(file): hashlib.sha256(content).hexdigest()})


def revoke(file: Path) -> bool:
    """Forget that a file is trusted; whether it was.

    Raises:
        SettingsError: the user's state folder cannot be written.
    """
    known = _known()
    was = known.pop(_place(file), None) is not None
    if was:
        _keep(known)
    return was


def _place(file: Path) -> str:
    # The folder is what paths in the file count from: a link to a trusted file elsewhere is another place.
    return ascii(str(file.parent.resolve() / file.name))  # a name may hold bytes that are no UTF-8


def _kept() -> Path:
    return platformdirs.user_state_path("qa") / "trusted.json"


def _known() -> dict[str, str]:
    """Digests by place; nothing where nothing, or nothing legible, is kept: then nothing is trusted."""
    try:
        known = json.loads(_kept().read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return known if isinstance(known, dict) else {}


def _keep(known: dict[str, str]) -> None:
    file = _kept()
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        replace_file(file, json.dumps(known, indent=1, sort_keys=True))
    except OSError as error:
        raise SettingsError(f"cannot remember what is trusted in {file}: {error.strerror}") from error
