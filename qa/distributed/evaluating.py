"""Question sets asked on a cluster: handed out here, asked and judged there, and appended here in order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial

from qa.distributed.cluster import cluster, streamed
from qa.errors import ClusterError
from qa.evaluation.records import Record
from qa.evaluation.runner import Asking
from qa.evaluation.subjects import Opened, Paragraphs, assistant_over, reader_alone
from qa.index.location import Location
from qa.questionsets.question_set import Question
from qa.settings import Settings
from qa.version import __version__

_QUESTIONS_AT_ONCE = 8  # what a lost worker has to ask again, some seconds of work


@contextmanager
def asking_on(
    address: str,
    place: Location | None,
    settings: Settings,
    here: Opened,
    *,
    paragraphs: Paragraphs,
    batch: int = 1,
) -> Iterator[Asking]:
    """What asks questions on the Ray cluster at ``address``; the records are those of asking here.

    Every node must find the models, and an index in a folder, under the same paths.

    Args:
        address: of the cluster; ``local`` to start one on this machine.
        place: the index that is asked; None to ask each question of its own paragraph.
        settings: in force; a worker has one thread whatever they say.
        here: the same as it was opened in this process; a node that has another is told of.
        paragraphs: of the set, by id, for a closed run.
        batch: questions asked together.

    Raises:
        SettingsError: Ray is not installed, or the address is none.
        ClusterError: the cluster cannot be joined, or can work no more; what was answered stays.
    """
    with cluster(address) as workers:
        from qa.distributed.asking import AskingWorker, questions_table, records_of

        own = settings.model_copy(update={"threads": 1})
        open_ = partial(reader_alone, own) if place is None else partial(assistant_over, place, own)
        size = batch * max(1, _QUESTIONS_AT_ONCE // batch)
        sent = dict(paragraphs) if place is None else {}

        def ask(questions: Sequence[Question]) -> Iterator[list[Record]]:
            tables = [
                questions_table(questions[at : at + size], sent) for at in range(0, len(questions), size)
            ]
            if not tables:
                return
            made_of = (dict(here.parts), here.passages, __version__)
            for table in streamed(workers, tables, AskingWorker, open_, *made_of, batch):
                records, failure = records_of(table)
                if failure:
                    raise ClusterError(f"a worker cannot ask: {failure}")
                yield records

        yield ask
