"""How indexing goes on: a bar on a terminal, a line every few seconds elsewhere; always on stderr."""

from __future__ import annotations

import os
import sys
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from qa.errors import InputError
from qa.rendering.cleaning import one_line
from qa.rendering.counting import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa.types import Article, IndexReport, Progress

_EVERY = 5.0  # seconds between two lines where there is no terminal


def reported(
    paths: Sequence[Path],
    work: Callable[[Report], IndexReport],
    into: str = "",
    *,
    strict: bool = False,
) -> int:
    """Do the work of indexing, with its progress and its sum on stderr; the exit code.

    Args:
        paths: what is read.
        work: is given what hears of it.
        into: what the index that is written to is called, to say so beforehand; empty to say nothing.
        strict: what is left out on purpose counts as a failure.
    """
    began = time.monotonic()
    there = [path for path in paths if path.exists()]
    if into and there:
        _say(f"Reading {', '.join(map(str, there[:3]))}{' …' if len(there) > 3 else ''} into {into}")
    found = ahead(there)
    if into and there:
        _say(f"{counted(found.files, 'file')} to look at, {_size_text(found.size)}")
    with reporting(found, sys.stderr) as report:
        try:
            done = work(report)
        except KeyboardInterrupt:
            report.say(
                f"Interrupted after {counted(report.done, 'article')}: what is stored stays, and the same"
                " command goes on from there."
            )
            raise
    _say(
        f"Articles: {done.added:,} added, {done.replaced:,} replaced, {done.unchanged:,} unchanged,"
        f" {done.removed:,} removed; {counted(done.passages, 'passage')} embedded in"
        f" {time.monotonic() - began:.1f} s."
    )
    if done.gone:
        _say(f"Kept, though the files are gone: {counted(done.gone, 'article')}; --prune removes these.")
    return InputError.exit_code if report.problems or (strict and report.left_out) else 0


def _size_text(size: int) -> str:
    return f"{size / 1e6:,.1f} MB" if size >= 100_000 else f"{size / 1e3:,.1f} kB"


def _say(line: str) -> None:
    print(one_line(line), file=sys.stderr, flush=True)


@dataclass(slots=True)
class Report:
    """Hears how indexing goes on."""

    share: _Share
    say: Callable[[str], None]
    show: Callable[[Progress], None]  # how far it has come
    problems: int = 0
    left_out: int = 0  # lines about what was left out on purpose
    done: int = 0  # articles that are stored, or were already

    def batch(self, progress: Progress) -> None:
        """A batch of passages was stored."""
        self.done = progress.done
        self.share.stored(progress.done)
        self.show(progress)

    def problem(self, line: str) -> None:
        """Something could not be read."""
        self.problems += 1
        self.say(f"qa: {one_line(line)}")

    def skipped(self, line: str) -> None:
        """Something was left out, and that is no failure."""
        self.left_out += 1
        self.say(f"qa: {one_line(line)}")

    def article(self, article: Article) -> None:
        """An article was read."""
        self.share.add(article)


@dataclass(frozen=True, slots=True)
class Ahead:
    """What is to be read."""

    files: int
    size: int  # bytes


def ahead(paths: Sequence[Path]) -> Ahead:
    """How many files there are to read, as far as names tell: no hidden ones, indexes and other kinds."""
    sizes = [_size(file) for file in _files(paths)]
    return Ahead(len(sizes), sum(sizes))


def reporting(found: Ahead, stream: TextIO) -> AbstractContextManager[Report]:
    """The report on reading what was found that suits the stream."""
    share = _Share(found)
    if stream.isatty() and os.environ.get("TERM") != "dumb":
        return _bar(share)
    return _lines(share, stream)


class _Share:
    """How much of the files' bytes is stored: nobody knows yet how many articles they hold."""

    def __init__(self, found: Ahead) -> None:
        self._total = max(found.size, 1)
        self._before = 0  # bytes of the files that are done with
        self._file = ""
        self._size = 0
        self._inside = 0  # bytes of the articles read from the present file
        self._ends: deque[int] = deque()  # bytes read up to the end of each article that waits to be stored
        self._stored = 0  # articles
        self._at = 0  # bytes of what is stored

    def add(self, article: Article) -> None:
        file = article.id.partition("#")[0]
        if file != self._file:
            self._before += self._size
            self._file, self._size, self._inside = file, _size(Path(file)), 0
        self._inside += len(article.text.encode("utf-8", "surrogatepass"))
        self._ends.append(self._before + min(self._inside, self._size))

    def stored(self, articles: int) -> None:
        """So many of those read are stored: reading is ahead of it."""
        while self._stored < articles and self._ends:
            self._stored, self._at = self._stored + 1, self._ends.popleft()

    @property
    def known(self) -> bool:
        """Whether there are files to read: an index that is made anew has its articles already."""
        return self._total > 1

    @property
    def done(self) -> float:
        """Between 0 and 1."""
        return min(self._at / self._total, 1.0)


@contextmanager
def _bar(share: _Share) -> Iterator[Report]:
    from rich.console import Console
    from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    console = Console(stderr=True, highlight=False, markup=False)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(bar_width=None),
        TaskProgressColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(compact=True),
    )
    with Bar(*columns, console=console, transient=True) as bar:
        task = bar.add_task("Loading the embedder", total=None, rate="")

        def show(progress: Progress) -> None:
            bar.update(
                task,
                description=counted(progress.done, "article"),
                total=1.0 if share.known else None,
                completed=share.done,
                rate=_rate(progress),
            )

        yield Report(share, console.print, show)


@contextmanager
def _lines(share: _Share, stream: TextIO) -> Iterator[Report]:
    began = told = time.monotonic()

    def show(progress: Progress) -> None:
        nonlocal told
        now = time.monotonic()
        if now - told < _EVERY:
            return
        told = now
        share_done, left = "", ""
        if share.known and share.done:
            share_done = f"{share.done:.0%}, "
            left = f", {_span((now - began) * (1 - share.done) / share.done)} left"
        stored = counted(progress.done, "article")
        print(f"{stored}, {share_done}{_rate(progress)}{left}", file=stream, flush=True)

    yield Report(share, lambda line: print(line, file=stream, flush=True), show)


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    from qa.articles.folders import OF_AN_INDEX
    from qa.articles.formats import format_of

    for path in paths:
        if not path.is_dir():
            yield path
            continue
        for folder, below, names in os.walk(path):
            below[:] = [] if OF_AN_INDEX in names else [name for name in below if not name.startswith(".")]
            if OF_AN_INDEX not in names:
                files = (Path(folder) / name for name in names if not name.startswith("."))
                yield from (file for file in files if format_of(file))


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _rate(progress: Progress) -> str:
    own = ", ".join(f"{node} {rate:,.0f}" for node, rate in progress.nodes)
    return f"{progress.rate:,.0f} passages/s" + (f" ({own})" if own else "")


def _span(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
