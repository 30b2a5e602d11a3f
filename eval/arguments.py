"""The options that measurements of a reader share."""

from __future__ import annotations

import argparse
from pathlib import Path

from qa.settings import Settings


def parser(documentation: str | None, *, limit: int | None) -> argparse.ArgumentParser:
    """A parser with the shared options; its description is the first line of a module's documentation.

    Args:
        documentation: the module's.
        limit: questions drawn unless told otherwise; None: all.
    """
    made = argparse.ArgumentParser(description=(documentation or "").partition("\n")[0])
    drawn = "all" if limit is None else limit
    made.add_argument("--limit", type=int, default=limit, help=f"questions drawn (default: {drawn})")
    made.add_argument("--seed", type=int, default=0)
    made.add_argument("--runtime", choices=["auto", "torch", "onnx"], default="auto")
    made.add_argument("--dtype", choices=["auto", "float32"], default="auto")
    made.add_argument("--threads", type=int, default=0)
    made.add_argument("--out", type=Path)
    return made


def settings(arguments: argparse.Namespace, reader: str) -> Settings:
    """Settings for a reader, a model folder or ``default``, computed as the options say."""
    return Settings(
        reader=reader, runtime=arguments.runtime, dtype=arguments.dtype, threads=arguments.threads
    )
