"""A lost power supply, simulated: what of a writer's work would be on the disk at any moment.

A writer of a small index runs under ``strace``. Its system calls are replayed up to a moment, on a disk of
the worst kind that POSIX allows: what was written to a file since its last ``fsync`` is lost, and so are
names made, moved or deleted since that of their folder. All of it is lost, or each change on its own by the
throw of a coin, which leaves files half written and names out of order.

    python -m tests.power_loss FOLDER    (the writer)
"""

from __future__ import annotations

import random
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from qa.index import dense, writing
from qa.index.local import LocalIndex
from qa.index.rebuilding import rebuild
from tests.collection import LineSplitter
from tests.fakes import HashEmbedder
from tests.index_child import LIMIT, collection

_CALLS = (
    "openat,close,lseek,write,pwrite64,sendfile,ftruncate,fsync,fdatasync,"
    "rename,renameat,unlink,unlinkat,rmdir,mkdir,link"
)
# Other ways to change a file or a name: not replayed, so that their use must be noticed.
_UNKNOWN = (
    "open,creat,writev,pwritev,pwritev2,copy_file_range,fallocate,truncate,"
    "renameat2,mkdirat,linkat,symlink,symlinkat,ioctl"
)
_LINE = re.compile(r"([\d.]+) (\w+)\((.*)\)\s+= (-?\d+)")
_HANDLE = re.compile(r"^(\w+)<(.*)>$", re.DOTALL)


def write(folder: Path) -> None:
    """What the simulated machine was doing: every kind of writing, and a word when an update has ended."""
    writing.BATCH = 40
    dense.TAIL_LIMIT = LIMIT
    embedder = HashEmbedder(dim=16)
    for seed in (1, 2):
        with LocalIndex.create(folder, embedder, LineSplitter()) as index:
            index.add(collection(seed))
            print("added", seed, flush=True)
            print("removing", flush=True)
            index.remove(one.id for one in collection(seed)[::7])
            index.compact()
    rebuild(folder, HashEmbedder(dim=24), LineSplitter(), on_problem=print)
    print("rebuilt", flush=True)


@dataclass(frozen=True, slots=True)
class Call:
    """One system call: its name, what it was given, and what it returned."""

    at: float
    name: str
    given: tuple[str, ...]
    result: int


def record(work: Path) -> list[Call]:
    """The calls of a writer of ``work/index``, in their order."""
    command = ["strace", "-ff", "-ttt", "-y", "-xx", "-s", "100000000", "-o", str(work / "calls")]
    command += ["-e", f"trace={_CALLS},{_UNKNOWN}"]
    command += [sys.executable, "-m", "tests.power_loss", str(work / "index")]
    subprocess.run(command, check=True, capture_output=True)
    calls = []
    for file in work.glob("calls.*"):
        for line in file.read_text("ascii").splitlines():
            match = _LINE.match(line)
            if match is not None and int(match[4]) >= 0:
                given = tuple(_plain(one) for one in match[3].split(", "))
                calls.append(Call(float(match[1]), match[2], given, int(match[4])))
    return sorted(calls, key=lambda call: call.at)


def _plain(text: str) -> str:
    """Bytes as characters of the same numbers, without the quotation marks around them."""
    return re.sub(r"\\x([0-9a-f]{2})", lambda match: chr(int(match[1], 16)), text.strip('"'))


@dataclass(eq=False, slots=True)
class _File:
    data: bytearray = field(default_factory=bytearray)  # as processes see it
    safe: bytes = b""
    unsafe: list[Callable[[bytearray], None]] = field(default_factory=list)  # since its last sync


_Names = dict[str, _File | None]  # by path; None: a folder


@dataclass(frozen=True, slots=True)
class _Change:
    """A name that was made (``old`` empty), deleted (``new`` empty) or moved."""

    old: str
    new: str
    file: _File | None = None

    def touches(self, folder: str) -> bool:
        return folder in (self.old.rpartition("/")[0], self.new.rpartition("/")[0])

    def apply(self, names: _Names) -> None:
        if self.old:
            names.pop(self.old, None)
        inside = [path for path in names if self.old and path.startswith(f"{self.old}/")]
        for path in inside:
            file = names.pop(path)
            if self.new:
                names[self.new + path[len(self.old) :]] = file
        if self.new:
            names[self.new] = self.file


class Disk:
    """What is on the disk, and what would be after a loss of power."""

    def __init__(self, root: Path) -> None:
        """An empty disk below ``root``, which is safe itself."""
        self._root = str(root)
        self._names: _Names = {}
        self._safe: _Names = {}
        self._changes: list[_Change] = []  # not safe yet
        self._places: dict[str, int] = {}  # by handle, where its next byte goes
        self.said = ""  # the last line that the writer printed

    def replay(self, call: Call) -> None:
        """Do what a call did."""
        do = getattr(self, f"_do_{call.name}", None)
        if do is not None:
            do(call)
        elif any(self._root in one for one in call.given) and call.name != "ioctl":
            raise NotImplementedError(call)

    def lost(self, target: Path, coin: random.Random | None) -> None:
        """Write into ``target`` what a loss of power leaves; ``coin``: what was not safe may yet be there."""
        names = dict(self._safe)
        for change in self._changes:
            if coin is not None and coin.random() < 0.5:
                change.apply(names)
        for path, file in sorted(names.items()):
            place = target / path[len(self._root) :].lstrip("/")
            if not place.parent.is_dir():
                continue
            if file is None:
                place.mkdir()
            else:
                data = bytearray(file.safe)
                for one in file.unsafe:
                    if coin is not None and coin.random() < 0.5:
                        one(data)
                place.write_bytes(data)

    def _change(self, old: str, new: str, file: _File | None = None) -> None:
        change = _Change(old, new, file)
        change.apply(self._names)
        self._changes.append(change)

    def _file(self, handle: str) -> _File | None:
        match = _HANDLE.match(handle)
        return self._names.get(match[2]) if match is not None else None

    def _path(self, folder: str, name: str) -> str:
        match = _HANDLE.match(folder)
        path = name if name.startswith("/") or match is None else f"{match[2]}/{name}"
        return path if path.startswith(f"{self._root}/") else ""

    def _do_openat(self, call: Call) -> None:
        path = self._path(call.given[0], call.given[1])
        if not path:
            return
        self._places[str(call.result)] = 0
        if "O_CREAT" in call.given[2] and path not in self._names:
            self._change("", path, _File())
        elif "O_TRUNC" in call.given[2]:
            self._alter(self._names[path], lambda data: data.clear())

    def _do_close(self, call: Call) -> None:
        self._places.pop(call.given[0].partition("<")[0], None)

    def _do_lseek(self, call: Call) -> None:
        number = call.given[0].partition("<")[0]
        if number in self._places:
            self._places[number] = call.result

    def _do_write(self, call: Call) -> None:
        number = call.given[0].partition("<")[0]
        if number == "1":
            self.said = call.given[1].strip() or self.said
        elif number in self._places:
            self._put(call.given[0], ", ".join(call.given[1:-1]), self._places[number])
            self._places[number] += call.result

    def _do_pwrite64(self, call: Call) -> None:
        self._put(call.given[0], ", ".join(call.given[1:-2]), int(call.given[-1]))

    def _do_sendfile(self, call: Call) -> None:
        source, number = self._file(call.given[1]), call.given[0].partition("<")[0]
        if source is not None and number in self._places:
            first = int(call.given[2].strip("[").partition("]")[0].partition(" ")[0])
            part = source.data[first : first + call.result].decode("latin-1")
            self._put(call.given[0], part, self._places[number])
            self._places[number] += call.result

    def _put(self, handle: str, text: str, place: int) -> None:
        content = text.encode("latin-1")

        def put(data: bytearray) -> None:
            data.extend(bytes(max(0, place - len(data))))
            data[place : place + len(content)] = content

        self._alter(self._file(handle), put)

    def _do_ftruncate(self, call: Call) -> None:
        length = int(call.given[1])

        def cut(data: bytearray) -> None:
            data.extend(bytes(max(0, length - len(data))))
            del data[length:]

        self._alter(self._file(call.given[0]), cut)

    def _alter(self, file: _File | None, how: Callable[[bytearray], None]) -> None:
        if file is not None:
            how(file.data)
            file.unsafe.append(how)

    def _do_fsync(self, call: Call) -> None:
        match = _HANDLE.match(call.given[0])
        path = match[2] if match is not None else ""
        file = self._names.get(path)
        if file is not None:
            file.safe = bytes(file.data)
            file.unsafe.clear()
            return
        for change in [one for one in self._changes if one.touches(path)]:
            change.apply(self._safe)
            self._changes.remove(change)

    _do_fdatasync = _do_fsync

    def _do_rename(self, call: Call) -> None:
        self._move(*call.given)

    def _do_renameat(self, call: Call) -> None:
        self._move(self._path(*call.given[:2]), self._path(*call.given[2:]))

    def _move(self, old: str, new: str) -> None:
        if new.startswith(f"{self._root}/"):
            self._change(old, new, self._names.get(old))

    def _do_link(self, call: Call) -> None:
        old, new = call.given
        if new.startswith(f"{self._root}/"):
            self._change("", new, self._names[old])

    def _do_mkdir(self, call: Call) -> None:
        if call.given[0].startswith(f"{self._root}/"):
            self._change("", call.given[0])

    def _do_unlink(self, call: Call) -> None:
        if call.given[0].startswith(f"{self._root}/"):
            self._change(call.given[0], "")

    _do_rmdir = _do_unlink

    def _do_unlinkat(self, call: Call) -> None:
        path = self._path(call.given[0], call.given[1])
        if path:
            self._change(path, "")


def losses(calls: list[Call], root: Path, target: Path, count: int, seed: int) -> Iterator[tuple[Path, str]]:
    """Folders as ``count`` losses of power leave them, with what the writer had said until then.

    The moments are those of calls that bear on ``root``; every other one loses everything that was not safe,
    the others throw a coin.
    """
    disk, generator = Disk(root), random.Random(seed)
    bearing = [number for number, call in enumerate(calls) if any(str(root) in one for one in call.given)]
    moments = sorted(generator.sample(bearing, min(count, len(bearing))))
    for number, call in enumerate(calls):
        disk.replay(call)
        if number in moments:
            folder = target / str(number)
            folder.mkdir(parents=True)
            disk.lost(folder, generator if moments.index(number) % 2 else None)
            yield folder, disk.said


if __name__ == "__main__":
    write(Path(sys.argv[1]))
