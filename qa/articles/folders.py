"""Files and folders to articles: what is read, in which order, and who is told of what is not."""

from __future__ import annotations

import stat
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain
from pathlib import Path

from qa.articles import html, jsonl, markdown, pdf, sidecar, text
from qa.articles.files import Report, identity, shown
from qa.errors import InputError
from qa.types import Article

_Format = Callable[[Path, Report], Iterator[Article]]

_TEXT_FORMATS: dict[str, _Format] = {
    ".txt": text.read,
    ".text": text.read,
    ".md": markdown.read,
    ".markdown": markdown.read,
    ".html": html.read,
    ".htm": html.read,
    ".xhtml": html.read,
    ".jsonl": jsonl.read,
    ".ndjson": jsonl.read,
}
_FORMATS = (
    _TEXT_FORMATS | {f"{ending}.gz": read for ending, read in _TEXT_FORMATS.items()} | {".pdf": pdf.read}
)
_KINDS = ".txt .md .html .pdf .jsonl, and .gz of the text formats"
_OF_AN_INDEX = "catalog.sqlite"  # a folder that holds one is an index, not articles
_OF_BEIR = ("corpus.jsonl", "queries.jsonl")  # together: the second holds questions


def read_articles(paths: Sequence[Path], on_problem: Callable[[str], None]) -> Iterator[Article]:
    """The articles of files and folders, in a stable order, each once.

    Folders are read with all they hold, save hidden files, indexes, and files of kinds that are not read
    (counted, and told once a folder named). A file named itself is read as text if its kind is not known.
    One file is in memory at a time; of a JSONL file, one line.

    Args:
        paths: files and folders.
        on_problem: is told in one line of each file, line or record that is not read.

    Raises:
        InputError: at the call, if there is nothing to read in any of the paths.
    """
    held: list[str] = []  # problems met before the first article: a lone one is the error, and told once
    told: Callable[[str], None] = held.append
    articles = _Walk(lambda line: told(line)).articles(paths)
    first = next(articles, None)
    if first is None and len(held) == 1:
        raise InputError(held[0])
    told = on_problem
    for line in held:
        on_problem(line)
    if first is None:
        raise InputError(f"no article could be read in {', '.join(map(shown, paths)) or 'nothing'}")
    return chain([first], articles)


class _Walk:
    """One walk over files and folders; remembers where it was."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._files_seen: set[str] = set()
        self._folders_seen: set[tuple[int, int]] = set()  # device and inode: a folder has many paths
        self._sidecar: tuple[Path | None, Mapping[str, sidecar.Entry]] = (None, {})

    def articles(self, paths: Sequence[Path]) -> Iterator[Article]:
        for path in paths:
            if path.is_dir():
                yield from self._folder(path)
            elif path.exists() or path.is_symlink():
                yield from self._file(path)
            else:
                self._report(f"{shown(path)}: there is no such file or folder")

    def _folder(self, named: Path) -> Iterator[Article]:
        """The articles below a named folder: files before subfolders, links to folders last."""
        candidates = 0
        others: Counter[str] = Counter()
        folders, links = [named], list[Path]()
        while folders or links:
            folder = folders.pop() if folders else links.pop(0)
            files, subfolders = self._listing(folder)
            readable = [path for path in files if _kind(path) in _FORMATS]
            candidates += len(readable)
            others.update(_kind(path) or "no ending" for path in files if _kind(path) not in _FORMATS)
            for path in readable:
                yield from self._file(path)
            folders += reversed([path for path in subfolders if not path.is_symlink()])
            links += [path for path in subfolders if path.is_symlink()]
        counted = ", ".join(f"{kind} ({count})" for kind, count in others.most_common(8))
        if not candidates:
            found = f"only {counted}" if others else "nothing"
            self._report(f"{shown(named)}: no articles in it, {found}; kinds that are read: {_KINDS}")
        elif others:
            self._report(f"{shown(named)}: files of other kinds were left out: {counted}")

    def _listing(self, folder: Path) -> tuple[list[Path], list[Path]]:
        """The files to consider and the folders in a folder, by name; nothing if it is not to be read."""
        files: list[Path] = []
        folders: list[Path] = []
        try:
            where = folder.stat()
            if (where.st_dev, where.st_ino) in self._folders_seen:
                if folder.is_symlink():
                    self._report(f"{shown(folder)}: a link to a folder that is read already; not followed")
                return [], []
            self._folders_seen.add((where.st_dev, where.st_ino))
            paths = sorted(folder.iterdir())
        except OSError as error:
            self._report(f"{shown(folder)}: the folder cannot be read: {error.strerror}")
            return [], []
        names = {path.name for path in paths}
        if _OF_AN_INDEX in names:
            return [], []
        skipped = {sidecar.NAME, _OF_BEIR[1]} if names.issuperset(_OF_BEIR) else {sidecar.NAME}
        for path in paths:
            if not path.name.startswith(".") and path.name not in skipped:
                (folders if _is_folder(path) else files).append(path)
        for name in self._entries(folder):
            if name not in names and name.partition("#")[0] not in names:
                self._report(
                    f"{shown(folder / sidecar.NAME)}: there is no file {shown(Path(name))} beside it"
                )
        return files, folders

    def _file(self, path: Path) -> Iterator[Article]:
        """The articles of a file, each with what the sidecar says about it."""
        place = identity(path)
        if place in self._files_seen:
            return
        self._files_seen.add(place)
        report = partial(self._tell, path)
        if not place.isprintable() and not _is_unicode(place):
            report("its name is not valid UTF-8; rename it")
            return
        if path.name == sidecar.NAME:
            report("describes the files beside it; name these or the folder")
            return
        entries = self._entries(path.parent)
        try:
            for article in _FORMATS.get(_kind(path), text.read)(path, report):
                entry = entries.get(path.name + article.id.removeprefix(place))
                yield article if entry is None else sidecar.described(article, entry)
        except InputError as error:
            report(str(error))

    def _entries(self, folder: Path) -> Mapping[str, sidecar.Entry]:
        """What the folder's sidecar says; that of the folder read last is kept."""
        if self._sidecar[0] != folder:
            self._sidecar = (folder, sidecar.load(folder, partial(self._tell, folder / sidecar.NAME)))
        return self._sidecar[1]

    def _tell(self, path: Path, problem: str) -> None:
        self._report(f"{shown(path)}: {problem}")


def _kind(path: Path) -> str:
    """The ending of a file name in lower case; that before .gz with it."""
    endings = [ending.lower() for ending in path.suffixes[-2:]]
    return "".join(endings) if endings[-1:] == [".gz"] else "".join(endings[-1:])


def _is_folder(path: Path) -> bool:
    try:
        return stat.S_ISDIR(path.stat().st_mode)
    except OSError:
        return False  # a broken link or a loop: what reads files says so


def _is_unicode(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True
