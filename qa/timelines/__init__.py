"""What an archive says to a question as it changes over time, and on a topic by date."""

from __future__ import annotations

import time

from qa.answering.citing import Citer
from qa.pipeline import Pipeline
from qa.question.form import asks
from qa.question.query import Query
from qa.surveying import spread, survey
from qa.timelines.changes import line_of, observed
from qa.timelines.line import Change, TimeLine, Told
from qa.timelines.topics import sentences
from qa.types import EVERYTHING, Filter

__all__ = ["Change", "TimeLine", "Told", "timeline"]


def timeline(pipeline: Pipeline, text: str, where: Filter = EVERYTHING, as_of: str | None = None) -> TimeLine:
    """The time line of a question, or of a topic where the text asks nothing.

    Args:
        pipeline: over the articles.
        text: the question, or the words of the topic.
        where: which articles count.
        as_of: partial ISO date that relative dates in the question are seen from; None for today.

    Raises:
        InputError: the text is empty or far too long, or the date is none.
    """
    began = time.perf_counter()
    query = Query(text, pipeline.depth, where, as_of)
    surveyed = survey(pipeline, query, spread)
    retrieved = time.perf_counter()
    citer = Citer(pipeline.index.article)
    if not asks(query.text):
        found = sentences(surveyed, citer)
        timings = {"retrieve": retrieved - began, "judge": time.perf_counter() - retrieved}
        return TimeLine(query.asked, "sentences", tuple(found), len(surveyed.hits), surveyed.found, timings)
    spans = surveyed.spans(pipeline)
    read = time.perf_counter()
    found = line_of(observed(surveyed, spans, pipeline.answerer.judge, citer), citer)
    timings = {
        "retrieve": retrieved - began,
        "read": read - retrieved,
        "judge": time.perf_counter() - read,
    }
    return TimeLine(query.asked, "answers", tuple(found), len(surveyed.hits), surveyed.found, timings)
