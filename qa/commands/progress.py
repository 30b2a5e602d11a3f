"""How indexing goes on: a bar on a terminal, a line every few seconds elsewhere; always on stderr."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from qa.rendering.cleaning import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa.types import Article, Progress

_EVERY = 5.0  # seconds between two lines where there is no terminal


@dataclass(slots=True)
class Report:
    """Hears how indexing goes on."""

    share: _Share
    say: Callable[[str], None]
    batch: Callable[[Progress], None]  # a batch of passages was stored
    problems: int = 0
    left_out: int = 0  # lines about what was left out on purpose

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


def reporting(paths: Sequence[Path], stream: TextIO) -> AbstractContextManager[Report]:
    """The report that suits the stream."""
    share = _Share(paths)
    if stream.isatty() and os.environ.get("TERM") != "dumb":
        return _bar(share)
    return _lines(share, stream)


class _Share:
    """How much of the files' bytes has been read: nobody knows yet how many articles they hold."""

    def __init__(self, paths: Sequence[Path]) -> None:
        self._total = max(sum(map(_size, _files(paths))), 1)
        self._before = 0  # bytes of the files that are done with
        self._file = ""
        self._size = 0
        self._inside = 0  # bytes of the articles read from the present file

    def add(self, article: Article) -> None:
        file = article.id.partition("#")[0]
        if file != self._file:
            self._before += self._size
            self._file, self._size, self._inside = file, _size(Path(file)), 0
        self._inside += len(article.text.encode("utf-8", "surrogatepass"))

    @property
    def done(self) -> float:
        """Between 0 and 1."""
        return min((self._before + min(self._inside, self._size)) / self._total, 1.0)


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
                description=f"{progress.done:,} articles",
                total=1.0,
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
        left = (now - began) * (1 - share.done) / max(share.done, 1e-6)
        shown = f"{progress.done:,} articles, {share.done:.0%}, {_rate(progress)}, {_span(left)} left"
        print(shown, file=stream, flush=True)

    yield Report(share, lambda line: print(line, file=stream, flush=True), show)


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            for folder, _, names in os.walk(path):
                yield from (Path(folder) / name for name in names)
        else:
            yield path


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
