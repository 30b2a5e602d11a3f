"""An index of a question set's own paragraphs, made once for the same content and kept in a cache."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from qa.errors import InputError
from qa.index.local import LocalIndex
from qa.passages import Splitter
from qa.questionsets.question_set import QuestionSet
from qa.types import Embedder


def own_index(
    questions: QuestionSet,
    embedder: Embedder,
    splitter: Splitter,
    cache: Path,
    on_progress: Callable[[int, int], None] = lambda done, total: None,
) -> Path:
    """The folder of an index over the set's paragraphs; interrupted indexing is gone on with.

    ``cache`` holds such folders, one for each content, embedder and splitter; ``on_progress`` hears of
    paragraphs stored, and of how many there are.

    Raises:
        InputError: the set has no paragraphs of its own.
    """
    if not questions.articles:
        raise InputError(f"{questions.name} has no paragraphs of its own to index; name an --index")
    what = "\n".join((questions.articles_digest, embedder.fingerprint, splitter.signature))
    folder = cache / hashlib.sha256(what.encode()).hexdigest()[:24]
    complete = folder / "complete"  # written last: without it the index may lack paragraphs
    if complete.exists():
        return folder
    total = len(questions.articles)
    with LocalIndex.create(folder, embedder, splitter) as index:
        index.add(
            questions.articles, total=total, on_progress=lambda progress: on_progress(progress.done, total)
        )
    complete.touch()
    return folder
