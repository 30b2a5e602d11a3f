"""Which articles of an index have vanished from the files they were read from."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path


def vanished(known: Iterable[str], seen: Collection[str], paths: Sequence[Path]) -> Iterator[str]:
    """The ids that may be pruned after a run that read ``paths``.

    Only articles from below one of the paths count, so that other folders of the same index are left alone.
    A file that is there but gave nothing this time keeps its articles: it may just not be readable now.

    Args:
        known: ids of the articles in the index; an id is an absolute path, with ``#record`` for one of many.
        seen: ids of the articles that were read.
        paths: what was read.
    """
    roots = [Path(os.path.abspath(path)) for path in paths]  # noqa: PTH100  # resolve() would follow links
    read = {_file_of(article_id) for article_id in seen}
    for article_id in known:
        if article_id in seen:
            continue
        file = _file_of(article_id)
        below = any(root == file or root in file.parents for root in roots)
        if below and (file in read or not file.exists()):
            yield article_id


def _file_of(article_id: str) -> Path:
    """The file behind an id. A name may hold a # itself: the longest part that is a file is the file."""
    end = len(article_id)
    while end > 0:
        path = Path(article_id[:end])
        if path.is_file():
            return path
        end = article_id.rfind("#", 0, end)
    return Path(article_id.partition("#")[0])
