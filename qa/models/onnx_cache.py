"""Quantised graphs kept in the user's cache folder: quantising a model takes longer than answering.

A graph is found by everything that decides its bytes, so a file is never out of date, only unused; the oldest
are removed beyond a few. The shipped models work without any of it, a third of a second slower to start.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Callable
from pathlib import Path

import platformdirs

from qa.models.folder import fingerprint
from qa.models.onnx_encoder import Ranges
from qa.version import __version__

_DIGEST = 32  # bytes of SHA-256 at the head of a file
_KEPT = 6  # graphs; one of 20 million weights takes 20 MB


def graph_of(folder: Path, ranges: Ranges | None, write: Callable[[], bytes]) -> bytes:
    """The graph that ``write`` makes of the model in ``folder``, remembered where it is quantised.

    A cache that is damaged or cannot be written costs time, nothing else.
    """
    if ranges is None:  # a float32 graph is as large as the model and quick to write
        return write()
    path = platformdirs.user_cache_path("qa") / "graphs" / f"{_key(folder, ranges)}.onnx"
    with contextlib.suppress(OSError):
        stored = path.read_bytes()
        if hashlib.sha256(stored[_DIGEST:]).digest() == stored[:_DIGEST]:
            return stored[_DIGEST:]
    graph = write()
    with contextlib.suppress(OSError):
        _keep(path, graph)
    return graph


def _key(folder: Path, ranges: Ranges) -> str:
    key = hashlib.sha256(f"{__version__} {fingerprint(folder)}".encode())
    for name in sorted(ranges):
        key.update(name.encode() + ranges[name].tobytes())
    return key.hexdigest()[:32]


def _keep(path: Path, graph: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f"{path.name}.{os.getpid()}")
    beside.write_bytes(hashlib.sha256(graph).digest() + graph)
    beside.replace(path)
    for old in sorted(path.parent.glob("*.onnx"), key=lambda old: old.stat().st_mtime)[:-_KEPT]:
        old.unlink()
