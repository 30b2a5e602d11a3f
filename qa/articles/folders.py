"""Files and folders to articles: what is read, in which order, and who is told of what is not."""

from __future__ import annotations

import stat
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import TypeVar

from qa.articles import sidecar
from qa.articles.files import Few, Report, identity, leads_out, shown
from qa.articles.formats import KINDS, Sidecars, format_of, kind, read_file
from qa.errors import InputError
from qa.types import Article

Read = TypeVar("Read")

_BEGINNING = 1024  # bytes of a file without an ending
OF_AN_INDEX = "catalog.sqlite"  # a folder that holds one is an index, not articles
_OF_BEIR = ("corpus.jsonl", "queries.jsonl", "qrels")  # the first two together: the others are no articles


def read_articles(
    paths: Sequence[Path],
    on_problem: Callable[[str], None],
    on_skipped: Callable[[str], None] | None = None,
    *,
    follow_links: bool = False,
) -> Iterator[Article]:
    """The articles of files and folders, in a stable order, each once.

    Folders are read with all they hold, save hidden files, indexes, and files of kinds that are not read
    (counted, and told once a folder named). A file without an ending is read as text if it looks like one.
    One file is in memory at a time; of a JSONL file, one line.

    Args:
        paths: files and folders.
        on_problem: is told in one line of each file, line or record that could not be read.
        on_skipped: is told in one line of what was left out on purpose; None to tell ``on_problem``.
        follow_links: also read what links in a folder lead to outside of it.

    Raises:
        InputError: at the call, if there is nothing to read in any of the paths.
    """

    def begin(report: Report, skipped: Report) -> Iterator[Article]:
        sidecars = Sidecars(report, follow_links=follow_links)
        for path in Walk(sidecars, report, skipped, follow_links=follow_links).files(paths):
            yield from read_file(path, sidecars, report)

    return something_of(paths, begin, on_problem, on_skipped)


def something_of(
    paths: Sequence[Path],
    begin: Callable[[Report, Report], Iterator[Read]],
    on_problem: Callable[[str], None],
    on_skipped: Callable[[str], None] | None = None,
) -> Iterator[Read]:
    """What ``begin`` reads of the paths, once it is sure that this is anything at all.

    ``begin`` is given what hears of problems, and of what was left out on purpose: see ``read_articles``.

    Raises:
        InputError: at the call, if there is nothing; it says why where there is one reason.
    """
    held: list[str] = []  # problems met before the first article: a lone one is the error, and told once
    told: Callable[[str], None] = held.append
    read = begin(lambda line: told(line), on_skipped or (lambda line: told(line)))
    first = next(read, None)
    if first is None and len(held) == 1:
        raise InputError(held[0])
    told = on_problem
    for line in held:
        on_problem(line)
    if first is None:
        raise InputError(f"no article could be read in {', '.join(map(shown, paths)) or 'nothing'}")
    return chain([first], read)


class Walk:
    """One walk over files and folders; remembers where it was.

    Args:
        sidecars: hold what is said about files that are not there.
        report: hears, in one line, of what cannot be read; what is inside a file is not looked at here.
        skipped: hears, in one line, of what is left out on purpose.
        follow_links: whether links that lead out of a named folder are followed: a folder that somebody else
            packed could name any file of the user's.
    """

    def __init__(
        self, sidecars: Sidecars, report: Report, skipped: Report, *, follow_links: bool = False
    ) -> None:
        self._sidecars = sidecars
        self._report = report
        self._skipped = skipped
        self._follow_links = follow_links
        self._told = 0
        self._files_seen: set[str] = set()
        self._folders_seen: set[tuple[int, int]] = set()  # device and inode: a folder has many paths

    def files(self, paths: Sequence[Path]) -> Iterator[Path]:
        """The files to read in a stable order, each once."""
        others: Counter[str] = Counter()
        for path in paths:
            try:
                mode = path.stat().st_mode
            except FileNotFoundError:
                self._tell(path, "there is no such file or folder")
            except OSError as error:
                self._tell(path, f"cannot be read: {error.strerror}")
            else:
                if stat.S_ISDIR(mode):
                    yield from self._tree(path)
                elif format_of(path) is None:
                    others[kind(path)] += 1
                    self._told += 1
                else:
                    yield from self._file(path)
        if others:
            self._skipped(f"files of other kinds were left out: {_counted(others)}")

    def _tree(self, named: Path) -> Iterator[Path]:
        """The files below a named folder: files before subfolders, links to folders last."""
        readable, told_before = 0, self._told
        others: Counter[str] = Counter()
        leading_out = 0
        folders, links = [named], list[Path]()
        while folders or links:
            folder = folders.pop() if folders else links.pop(0)
            if not self._is_new(folder):
                readable += 1  # what is in it was read before
                continue
            for path in self._listing(folder, named):
                ending = kind(path)
                if not self._follow_links and leads_out(path, named):
                    leading_out += 1
                elif _is_folder(path):
                    (links if path.is_symlink() else folders).append(path)
                elif format_of(path) and (ending or _is_text(path)):
                    readable += 1
                    yield from self._file(path)
                else:
                    others[ending or "no ending"] += 1
        if leading_out:
            readable += 1  # the folder is not empty, and that is said
            said = "link that leads" if leading_out == 1 else "links that lead"
            self._skipped(f"{shown(named)}: {leading_out:,} {said} out of it: not followed (--follow-links)")
        counted = _counted(others)
        if readable and others:
            self._skipped(f"{shown(named)}: files of other kinds were left out: {counted}")
        elif not readable and self._told == told_before:
            only = f", only {counted}" if others else ""
            self._tell(named, f"no articles in it{only}; kinds that are read: {KINDS}")

    def _is_new(self, folder: Path) -> bool:
        """Whether a folder was not read yet, by whatever path; it counts as read from here on."""
        try:
            status = folder.stat()
        except OSError as error:
            self._tell(folder, f"the folder cannot be read: {error.strerror}")
            return False
        place = (status.st_dev, status.st_ino)
        if place in self._folders_seen:
            if folder.is_symlink():
                self._skipped(f"{shown(folder)}: a link to a folder that is read already; not followed")
            return False
        self._folders_seen.add(place)
        return True

    def _listing(self, folder: Path, named: Path) -> list[Path]:
        """What to consider in a folder: files by name, then folders backwards, as a stack wants them."""
        try:
            paths = sorted(folder.iterdir())
        except OSError as error:
            self._tell(folder, f"the folder cannot be read: {error.strerror}")
            return []
        names = {path.name for path in paths}
        if OF_AN_INDEX in names:
            if folder == named:
                self._tell(folder, "an index, not a folder of articles")
            return []
        composed = {unicodedata.normalize("NFC", name) for name in names}
        told = Few(lambda problem: self._tell(folder / sidecar.NAME, problem))
        for name in self._sidecars.of(folder):
            if name not in composed and name.partition("#")[0] not in composed:
                told(f"there is no file {shown(Path(name))} beside it")
        told.end()
        skipped = {sidecar.NAME, *_OF_BEIR[1:]} if names.issuperset(_OF_BEIR[:2]) else {sidecar.NAME}
        kept = [path for path in paths if not path.name.startswith(".") and path.name not in skipped]
        return [path for path in kept if not _is_folder(path)] + [
            path for path in reversed(kept) if _is_folder(path)
        ]

    def _file(self, path: Path) -> Iterator[Path]:
        """The file, unless it was read before or cannot be."""
        place = identity(path)
        if place in self._files_seen:
            return
        self._files_seen.add(place)
        if not place.isprintable() and not _is_unicode(place):
            self._tell(path, "its name is not valid UTF-8; rename it")
        elif path.name == sidecar.NAME:
            self._tell(path, "describes the files beside it; name these or the folder")
        else:
            yield path

    def _tell(self, path: Path, problem: str) -> None:
        self._told += 1
        self._report(f"{shown(path)}: {problem}")


def _is_folder(path: Path) -> bool:
    try:
        return stat.S_ISDIR(path.stat().st_mode)
    except OSError:
        return False  # a broken link or a loop: what reads files says so


def _counted(kinds: Counter[str]) -> str:
    return ", ".join(f"{shown(Path(ending))} ({count:,})" for ending, count in kinds.most_common())


def _is_text(path: Path) -> bool:
    """Whether a file without an ending holds text, as far as its beginning shows."""
    if not path.is_file():
        return True  # a pipe, say: what reads files says so
    try:
        with path.open("rb") as file:
            beginning = file.read(_BEGINNING)
        beginning.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.reason == "unexpected end of data" and error.start > 0
    except OSError:
        return False
    return b"\0" not in beginning and bool(beginning.strip())


def _is_unicode(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True
