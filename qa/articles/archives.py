"""Archives of files (zip, tar): what is in them, each as the file it is, with bounds."""

from __future__ import annotations

import tarfile
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path, PurePosixPath

from qa.articles import sidecar
from qa.articles.files import MEGABYTE, File, Report, read_from, shown, unpacked
from qa.articles.formats import Format, format_of, kind, read_as, unforeseen
from qa.errors import InputError
from qa.types import Article

_LIMIT = 1_000 * MEGABYTE  # bytes of all members that are read, unpacked
_LARGEST = 256 * MEGABYTE  # bytes of one: the most that any format takes
_MOST_MEMBERS = 100_000
_DEEPEST = 1  # archives around an archive
_LOCKED = 0x1  # a flag of a member

Load = Callable[[], bytes]
Member = tuple[str, int, Load]  # its name, its bytes when unpacked, and what unpacks it


def read(file: File, report: Report) -> Iterator[Article]:
    """The articles of the files in an archive; hidden ones and kinds that are not read are left out.

    Raises:
        InputError: it cannot be read, or nothing in it can be.
    """
    if file.depth > _DEEPEST:
        raise InputError("an archive within archives; skipped")
    others: Counter[str] = Counter()
    found = total = 0
    with _damage():
        for number, (stated, size, load) in enumerate(_members(file), start=1):
            name = "/".join(part for part in PurePosixPath(stated).parts if part not in ("/", ".."))
            path = Path(name)
            if any(part.startswith(".") for part in path.parts) or path.parts[:1] == ("__MACOSX",):
                continue
            known = format_of(path) if path.suffix else None
            if known is None or path.name == sidecar.NAME:
                others[kind(path) or "no ending"] += 1
                continue
            told = partial(_tell, report, name)
            if size > _LARGEST:
                told(f"larger than {_LARGEST // MEGABYTE} MB when unpacked; skipped")
                continue
            total += size
            if total > _LIMIT or number > _MOST_MEMBERS:
                raise InputError(
                    f"more than {_LIMIT // MEGABYTE} MB or {_MOST_MEMBERS:,} files in it: the rest is skipped"
                )
            for article in _articles(known, file, name, load, told):
                found += 1
                yield article
    if others:
        counted = ", ".join(f"{shown(ending[:200])} ({count})" for ending, count in others.most_common())
        report(f"files of other kinds were left out: {counted}")
    if not found:
        raise InputError("no article in this archive")


def _articles(known: Format, file: File, name: str, load: Load, told: Report) -> Iterator[Article]:
    """The articles of a member, whose error costs no other."""
    try:
        yield from read_as(known, unpacked(file.member(name, load())), told)
    except InputError as error:
        told(str(error))
    except MemoryError:
        raise
    except Exception as error:  # of a library: it raises whatever a broken file leads it to
        told(unforeseen(error))


def _tell(report: Report, name: str, problem: str) -> None:
    report(f"{shown(name[:200])}: {problem}")


@contextmanager
def _damage() -> Iterator[None]:
    """Where what an archive is made of is read: InputError for what is wrong with it."""
    try:
        yield
    except (zipfile.BadZipFile, tarfile.TarError, zlib.error) as error:
        raise InputError(f"the archive is damaged: {error}") from error
    except (NotImplementedError, RuntimeError, EOFError, ValueError) as error:
        raise InputError(f"the archive cannot be unpacked: {error}") from error


def _members(file: File) -> Iterator[Member]:
    ending = file.path.suffix.lower()
    if ending == ".zip":
        with zipfile.ZipFile(file.stream) as archive:
            for each in sorted(archive.infolist(), key=lambda each: each.filename):
                if each.flag_bits & _LOCKED:
                    raise InputError("locked with a password: unpack it")
                if not each.is_dir():
                    yield each.filename, each.file_size, partial(archive.read, each)
    else:
        with tarfile.open(fileobj=file.stream, mode="r|gz" if ending == ".tgz" else "r|") as tape:
            for entry in tape:
                if entry.isreg():
                    yield entry.name, entry.size, partial(_of_tape, tape, entry)


def _of_tape(tape: tarfile.TarFile, entry: tarfile.TarInfo) -> bytes:
    data = tape.extractfile(entry)
    return read_from(data, _LARGEST) if data else b""
