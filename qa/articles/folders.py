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


def read_articles(
    paths: Sequence[Path],
    on_problem: Callable[[str], None],
    on_skipped: Callable[[str], None] | None = None,
) -> Iterator[Article]:
    """The articles of files and folders, in a stable order, each once.

    Folders are read with all they hold, save hidden files, indexes, and files of kinds that are not read
    (counted, and told once a folder named). A file named itself is read as text if its kind is not known.
    One file is in memory at a time; of a JSONL file, one line.

    Args:
        paths: files and folders.
        on_problem: is told in one line of each file, line or record that could not be read.
        on_skipped: is told in one line of what was left out on purpose; None to tell ``on_problem``.

    Raises:
        InputError: at the call, if there is nothing to read in any of the paths.
    """
    held: list[str] = []  # problems met before the first article: a lone one is the error, and told once
    told: Callable[[str], None] = held.append
    articles = _Walk(lambda line: told(line), on_skipped or (lambda line: told(line))).articles(paths)
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

    def __init__(self, report: Report, skipped: Report) -> None:
        self._report = report
        self._skipped = skipped
        self._told = 0
        self._files_seen: set[str] = set()
        self._folders_seen: set[tuple[int, int]] = set()  # device and inode: a folder has many paths
        self._sidecar: tuple[Path | None, Mapping[str, sidecar.Entry]] = (None, {})

    def articles(self, paths: Sequence[Path]) -> Iterator[Article]:
        for path in paths:
            try:
                mode = path.stat().st_mode
            except FileNotFoundError:
                self._tell(path, "there is no such file or folder")
            except OSError as error:
                self._tell(path, f"cannot be read: {error.strerror}")
            else:
                yield from self._tree(path) if stat.S_ISDIR(mode) else self._file(path)

    def _tree(self, named: Path) -> Iterator[Article]:
        """The articles below a named folder: files before subfolders, links to folders last."""
        readable, told_before = 0, self._told
        others: Counter[str] = Counter()
        folders, links = [named], list[Path]()
        while folders or links:
            folder = folders.pop() if folders else links.pop(0)
            if not self._is_new(folder):
                readable += 1  # what is in it was read before
                continue
            for path in self._listing(folder, named):
                kind = _kind(path)
                if _is_folder(path):
                    (links if path.is_symlink() else folders).append(path)
                elif kind in _FORMATS:
                    readable += 1
                    yield from self._file(path)
                else:
                    others[kind or "no ending"] += 1
        counted = ", ".join(f"{kind} ({count})" for kind, count in others.most_common(8))
        if readable and others:
            self._skipped(f"{shown(named)}: files of other kinds were left out: {counted}")
        elif not readable and self._told == told_before:
            found = f"only {counted}" if others else "nothing"
            self._tell(named, f"no articles in it, {found}; kinds that are read: {_KINDS}")

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
        if _OF_AN_INDEX in names:
            if folder == named:
                self._tell(folder, "an index, not a folder of articles")
            return []
        for name in self._entries(folder):
            if name not in names and name.partition("#")[0] not in names:
                self._tell(folder / sidecar.NAME, f"there is no file {shown(Path(name))} beside it")
        skipped = {sidecar.NAME, _OF_BEIR[1]} if names.issuperset(_OF_BEIR) else {sidecar.NAME}
        kept = [path for path in paths if not path.name.startswith(".") and path.name not in skipped]
        return [path for path in kept if not _is_folder(path)] + [
            path for path in reversed(kept) if _is_folder(path)
        ]

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
        self._told += 1
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
