"""Archives of files (zip, tar): what is in them, each as the file it is, with bounds."""

from __future__ import annotations

import tarfile
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path, PurePosixPath

from qa.articles import sidecar
from qa.articles.files import MEGABYTE, File, Report, read_from, shown, unpacked
from qa.articles.formats import format_of, kind, read_as
from qa.errors import InputError
from qa.types import Article

_LIMIT = 1_000 * MEGABYTE  # bytes of all members of an archive, unpacked
_MOST_MEMBERS = 100_000
_DEEPEST = 2  # archives within archives
_LOCKED = 0x1  # a flag of a member


def read(file: File, report: Report) -> Iterator[Article]:
    """The articles of the files in an archive; hidden ones and kinds that are not read are left out.

    Raises:
        InputError: it cannot be read, or nothing in it can be.
    """
    if file.place.count("#") >= _DEEPEST:
        raise InputError("an archive within archives; skipped")
    others: Counter[str] = Counter()
    found = 0
    members = _of_zip(file) if file.path.suffix.lower() == ".zip" else _of_tar(file)
    for name, data in _bounded(members):
        path = Path(name)
        known = format_of(path) if path.suffix else None
        if any(part.startswith(".") for part in path.parts) or path.parts[:1] == ("__MACOSX",):
            continue
        if known is None or path.name == sidecar.NAME:
            others[kind(path) or "no ending"] += 1
            continue
        try:
            member = file.member(name, data)
            for article in read_as(known, unpacked(member), partial(_told, report, name)):
                found += 1
                yield article
        except InputError as error:
            report(f"{_line(name)}: {error}")
    if others:
        counted = ", ".join(f"{_line(ending)} ({count})" for ending, count in others.most_common())
        report(f"files of other kinds were left out: {counted}")
    if not found:
        raise InputError("no article in this archive")


def _told(report: Report, name: str, problem: str) -> None:
    report(f"{_line(name)}: {problem}")


def _line(name: str) -> str:
    return shown(Path(name[:200]))


def _bounded(members: Iterator[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
    total = 0
    for number, (name, data) in enumerate(members, start=1):
        total += len(data)
        if total > _LIMIT or number > _MOST_MEMBERS:
            raise InputError(
                f"more than {_LIMIT // MEGABYTE} MB or {_MOST_MEMBERS:,} files in it: the rest is skipped"
            )
        yield name, data


def _of_zip(file: File) -> Iterator[tuple[str, bytes]]:
    try:
        with zipfile.ZipFile(file.stream) as archive:
            members = sorted(archive.infolist(), key=lambda member: member.filename)
            if sum(member.file_size for member in members) > _LIMIT:
                raise InputError(f"larger than {_LIMIT // MEGABYTE} MB when unpacked; skipped")
            if any(member.flag_bits & _LOCKED for member in members):
                raise InputError("locked with a password: unpack it")
            for member in members:
                if not member.is_dir():
                    yield member.filename, archive.read(member)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, ValueError) as error:
        raise InputError(f"the archive is damaged: {error}") from error


def _of_tar(file: File) -> Iterator[tuple[str, bytes]]:
    packed = file.path.suffix.lower() == ".tgz"
    try:
        with tarfile.open(fileobj=file.stream, mode="r|gz" if packed else "r|") as archive:
            for member in archive:
                if member.isreg():
                    if member.size > _LIMIT:
                        raise InputError(f"larger than {_LIMIT // MEGABYTE} MB when unpacked; skipped")
                    data = archive.extractfile(member)
                    yield PurePosixPath(member.name).as_posix(), read_from(data, _LIMIT) if data else b""
    except (tarfile.TarError, zlib.error, EOFError, ValueError) as error:
        raise InputError(f"the archive is damaged: {error}") from error
