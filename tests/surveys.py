"""A small archive and a pipeline over it, for the tests of time lines and lists."""

from __future__ import annotations

from qa.answering.answerer import Answerer
from qa.answering.judging import Judge
from qa.pipeline import Pipeline
from qa.retrieval import FusedRetriever
from qa.types import Index
from tests.answering.test_answerer import CALIBRATION
from tests.collection import article
from tests.fakes import KeywordReader

FERRY = (
    article("a.txt", "The ferry sank with 3 dead people.", title="Ferry sinks", published="2021-06-03"),
    article(
        "b.txt", "The ferry sank with 9 dead people, divers found.", title="Divers", published="2021-06-05"
    ),
    article(
        "c.txt",
        "By the lake 9 dead people of the ferry that sank there are mourned this morning.",
        title="On",
        published="2021-06-06",
    ),
    article("d.txt", "The ferry sank with 8 dead people, not 9.", title="Correction", published="2021-06-12"),
    article("e.txt", "The ferry sank with 7 dead people.", title="Port", published="2022-06-03"),
    article("f.txt", "The ferry sank with 6 dead people.", title="Harbour", published="2022-06-03"),
    article("g.txt", "The ferry sank with 5 dead people.", title="Undated"),
    article("h.txt", "A newt swims in the pond.", title="Newts", published="2021-06-04"),
)
DEAD = "How many dead people were in the ferry that sank?"

TREATY = (
    article("p.txt", "The treaty was signed by Kenya, Uganda and Mr Pavel Mirov.", published="2015"),
    article("q.txt", "The treaty was signed by Mirov.", published="2016"),
    article("r.txt", "The treaty was signed by Chad.", published="2017"),
    article("s.txt", "A newt swims in the pond.", published="2017"),
)
SIGNED = "Who signed the treaty?"


def pipeline_over(index: Index) -> Pipeline:
    """The stages over an index, with a reader that goes by words."""
    return Pipeline(index, FusedRetriever(index), KeywordReader(), Answerer(index, Judge(CALIBRATION)))
