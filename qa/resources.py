"""Where the files that ship with the package are: inside the installed wheel, or beside it in a checkout."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def shipped(name: str) -> Path:
    """The folder ``prompts`` or ``seeds`` as shipped."""
    installed = _PACKAGE / "shipped" / name
    return installed if installed.is_dir() else _PACKAGE.parent / name


def default_reader() -> Path:
    """The shipped reader: a Hugging Face folder with its calibration and model card."""
    return _PACKAGE / "models" / "reader"
