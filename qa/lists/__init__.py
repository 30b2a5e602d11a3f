"""All that answers a question, gathered from as many passages as one batch bears."""

from __future__ import annotations

import time

from qa.answering.citing import Citer
from qa.lists.gathering import gathered
from qa.lists.listed import ItemList, Listed
from qa.pipeline import Pipeline
from qa.question.checking import checked_question
from qa.question.form import as_question
from qa.question.query import Query
from qa.surveying import MOST_READ, by_rank, survey
from qa.types import EVERYTHING, Filter

__all__ = ["ItemList", "Listed", "item_list"]


def item_list(
    pipeline: Pipeline,
    question: str,
    where: Filter = EVERYTHING,
    as_of: str | None = None,
    most: int = MOST_READ,
) -> ItemList:
    """Everything that answers a question, told by most stories first.

    Args:
        pipeline: over the articles.
        question: "Which banks failed?", "Who has won the prize?", "List the members".
        where: which articles count.
        as_of: partial ISO date that the question is asked on; None for today.
        most: passages read.

    Raises:
        InputError: the question is empty or far too long, or the date is none.
    """
    began = time.perf_counter()
    query = Query(as_question(question), pipeline.depth, where, as_of, asked=checked_question(question))
    surveyed = survey(pipeline, query, by_rank, most)
    retrieved = time.perf_counter()
    spans = surveyed.spans(pipeline)
    read = time.perf_counter()
    citer = Citer(pipeline.index.article)
    items = gathered(surveyed, spans, pipeline.answerer.judge, citer, pipeline.spellings)
    timings = {
        "retrieve": retrieved - began,
        "read": read - retrieved,
        "judge": time.perf_counter() - read,
    }
    return ItemList(query.asked, tuple(items), len(surveyed.hits), surveyed.found, timings)
