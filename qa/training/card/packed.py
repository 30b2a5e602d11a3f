"""Questions, paragraphs, answers and misleading paragraphs as token ids in one small file.

The ids are those of BERT's uncased vocabulary of 30,522 pieces, which the reader that ships and, in another
order, MPNet have (:mod:`.layout`). A paragraph and a question are stored once; windows are cut on the spot.
"""

from __future__ import annotations

import json
import lzma
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from safetensors.numpy import load, save

Array = npt.NDArray[Any]
Ids = npt.NDArray[np.uint16]

NOWHERE = 65_535  # fills a question's misleading paragraphs up
_VERSION = "2"


@dataclass(frozen=True, slots=True)
class Ragged:
    """Rows of different lengths, one behind the other."""

    values: Array  # [items, ...]
    bounds: Array  # int64[rows + 1]: where each row begins, and where the last one ends

    @classmethod
    def of(cls, rows: Sequence[Any], shape: tuple[int, ...] = ()) -> Ragged:
        """The rows, each of uint16 items of that shape."""
        parts = [np.asarray(row, np.uint16).reshape(-1, *shape) for row in rows]
        bounds = np.cumsum([0, *(len(part) for part in parts)])
        return cls(np.concatenate(parts) if parts else np.empty((0, *shape), np.uint16), bounds)

    def __getitem__(self, row: int) -> Array:
        return self.values[self.bounds[row] : self.bounds[row + 1]]


@dataclass(frozen=True, slots=True)
class Packed:
    """A training set as token ids. Rows of one letter belong together: p paragraphs, q questions, t texts."""

    sets: tuple[str, ...]  # names of the question sets
    titles: Ragged  # ids of "title.", as it is read before a passage; the first is empty
    paragraphs: Ragged  # ids[p]
    begins: npt.NDArray[np.bool_]  # of each id of all paragraphs: whether a word begins there
    title_of: Ids  # uint16[p], a row of ``titles``
    set_of: Ids  # uint16[p], a place in ``sets``
    held_out: npt.NDArray[np.bool_]  # bool[p]: for measuring, never trained on
    asked: Ragged  # ids[t], the words of questions
    hasty: Ragged  # ids[t], the same as if typed in haste
    swapped: Ragged  # ids[t], the same about another name, year or number; empty where there is none to swap
    text_of: npt.NDArray[np.int32]  # int32[q], a row of ``asked``
    paragraph_of: Ids  # uint16[q]
    answers: Ragged  # [q]: (first, last) tokens of its paragraph that answer it; none: nothing does
    misleading: Ids  # uint16[q, n]: paragraphs without its answer, most misleading first; NOWHERE fills up

    def words_begin(self, paragraph: int) -> npt.NDArray[np.bool_]:
        """For each id of a paragraph, whether a word begins there."""
        return self.begins[self.paragraphs.bounds[paragraph] : self.paragraphs.bounds[paragraph + 1]]


_RAGGED = ("titles", "paragraphs", "asked", "hasty", "swapped", "answers")
_PLAIN = ("title_of", "set_of", "text_of", "paragraph_of", "misleading")


def write_packed(path: Path, packed: Packed) -> int:
    """Write a training set into one file (safetensors, then xz), whole or not at all; returns its bytes."""
    arrays: dict[str, Array] = {name: getattr(packed, name) for name in _PLAIN}
    for name in _RAGGED:
        rows: Ragged = getattr(packed, name)
        arrays[name] = rows.values
        arrays[f"{name}.lengths"] = np.diff(rows.bounds).astype(np.uint16)
    for name in ("begins", "held_out"):
        arrays[name] = np.packbits(getattr(packed, name))
    about = json.dumps({"version": _VERSION, "sets": packed.sets}).encode()
    arrays["about"] = np.frombuffer(about, np.uint8)
    part = path.with_suffix(".part")
    part.write_bytes(lzma.compress(save(arrays), preset=6))
    part.replace(path)
    return path.stat().st_size


def read_packed(path: Path) -> Packed:
    """The training set in a file.

    Raises:
        ValueError: it is of another version.
    """
    arrays = load(lzma.decompress(path.read_bytes()))
    about = json.loads(arrays["about"].tobytes())
    if about["version"] != _VERSION:
        raise ValueError(f"{path} is packed in version {about['version']}, not {_VERSION}; pack it again")
    fields: dict[str, Any] = {name: arrays[name] for name in _PLAIN}
    for name in _RAGGED:
        fields[name] = Ragged(arrays[name], np.cumsum([0, *arrays[f"{name}.lengths"].astype(np.int64)]))
    tokens, count = len(arrays["paragraphs"]), len(arrays["title_of"])
    return Packed(
        sets=tuple(about["sets"]),
        begins=np.unpackbits(arrays["begins"], count=tokens).astype(np.bool_),
        held_out=np.unpackbits(arrays["held_out"], count=count).astype(np.bool_),
        **fields,
    )
