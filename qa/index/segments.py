"""What Tantivy's files say of themselves, read without Tantivy.

Tantivy trusts its files: most that are not what it wrote make it panic, which can be caught, but it asks at
once for as much memory as a file says that it needs, and where there is none the process is over. So the
checksums that it writes into its files, and does not read, are compared here first, and so is the one length
that it takes from a file before it looks at what follows. The layouts are those of Tantivy 0.22 to 0.27.
"""

from __future__ import annotations

import json
import mmap
import struct
import zlib
from pathlib import Path

from qa.index.plain import open_plain

_FOOTER_END, _FOOTER_MAGIC, _MOST_FOOTER = struct.Struct("<II"), 1337, 500
_STORE_END = struct.Struct("<IQB15x")  # of a store of documents: its version, where its index begins, packing
_MOST_LAYERS = 32  # of that index: each has an eighth of the entries of the one below


def check(folder: Path) -> None:
    """Compare the files of an index.

    Raises:
        ValueError: one is not as Tantivy wrote it.
        IndexCorrupt: one is no plain file.
    """
    for path in folder.iterdir():
        if path.suffix in (".lock", ".json"):
            continue
        with (
            open_plain(path) as file,
            mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data,
            memoryview(data) as view,
        ):
            end = _end(view)
            if end is None:
                raise ValueError(f"{path.name} does not have its checksum")
            if path.suffix == ".store" and not 0 < _layers(view, end) <= _MOST_LAYERS:
                raise ValueError(f"{path.name} has an index that no store has")


def _end(data: memoryview) -> int | None:
    """Where the footer begins: JSON with the CRC of what stands before it, its length, a magic number.

    None where that is not so.
    """
    if len(data) < _FOOTER_END.size:
        return None
    length, magic = _FOOTER_END.unpack(data[-_FOOTER_END.size :])
    end = len(data) - _FOOTER_END.size - length
    if magic != _FOOTER_MAGIC or end < 0 or length > _MOST_FOOTER:
        return None
    footer = json.loads(data[end : -_FOOTER_END.size].tobytes())
    whole = isinstance(footer, dict) and footer.get("crc") == zlib.crc32(data[:end])
    return end if whole else None


def _layers(data: memoryview, end: int) -> int:
    """How many layers the index of a store says that it has; -1 where it does not."""
    if end < _STORE_END.size:
        return -1
    _, begins, _ = _STORE_END.unpack(data[end - _STORE_END.size : end])
    number = 0
    for place, byte in enumerate(data[begins : min(begins + 8, end - _STORE_END.size)]):
        number |= (byte & 127) << (7 * place)
        if byte & 128:  # the last one
            return number
    return -1
