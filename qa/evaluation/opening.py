"""Opening what is evaluated: the reader alone, or an assistant over an index."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from qa.evaluation.subjects import AssistantSubject, ClosedSubject, Subject
from qa.index.location import Location
from qa.settings import Settings
from qa.types import Article

Paragraphs = Mapping[str, Article]


@dataclass(frozen=True, slots=True)
class Opened:
    """What questions can be put to."""

    subject: Callable[[Paragraphs], Subject]  # one that may be asked of these paragraphs
    parts: Mapping[str, str]  # of its models' identity; ``reader`` is always there
    passages: int  # in its index; 0 where there is none
    close: Callable[[], None]


def reader_alone(settings: Settings) -> Opened:
    """The reader, asked of each question's own paragraph.

    Raises:
        ModelMissing: there is no such reader.
    """
    from qa.models.reader import load_reader

    reader = load_reader(settings)
    threshold = 0.5 if settings.threshold is None else settings.threshold
    return Opened(
        subject=lambda paragraphs: ClosedSubject(reader, paragraphs, threshold),
        parts={"reader": reader.fingerprint},
        passages=0,
        close=lambda: None,
    )


def assistant_over(place: Location, settings: Settings) -> Opened:
    """The assistant of an index.

    Raises:
        IndexError_: there is no index, it does not fit the settings, or it is damaged.
        ModelMissing: there is no such reader or embedder.
    """
    from qa.assistant import Assistant

    assistant = Assistant.open(place, settings)
    pipeline = assistant.pipeline
    subject = AssistantSubject(pipeline)
    answers_from = f"{pipeline.answerer.judge.threshold:g}"  # changes with a new calibration
    return Opened(
        subject=lambda paragraphs: subject,
        parts={"reader": pipeline.reader.fingerprint, "answers_from": answers_from},
        passages=len(assistant.index),
        close=assistant.close,
    )
