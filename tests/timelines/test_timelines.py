"""Time lines over an archive, in both engines of an index."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from qa.pipeline import Pipeline
from qa.timelines import TimeLine, timeline
from qa.types import Filter
from tests.fakes import KeywordReader
from tests.index_engines import ENGINES, Place
from tests.surveys import DEAD, FERRY, pipeline_over


@pytest.fixture(scope="module", params=ENGINES)
def pipeline(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pipeline]:
    """The stages over the ferry's archive, of each engine."""
    place = Place.of(request.param, Path(tmp_path_factory.mktemp("index")))
    with place.create() as index:
        index.add(FERRY)
    with place.open() as index:
        yield pipeline_over(index)


def said(line: TimeLine) -> list[tuple[str, set[str]]]:
    """Date and answers of every change."""
    return [(change.date, {told.text for told in change.told}) for change in line.changes]


def test_an_answer_stands_where_it_was_first_given_until_articles_say_something_else(
    pipeline: Pipeline,
) -> None:
    """What is told again is no change; what is not dated is none; two of one day stand side by side."""
    line = timeline(pipeline, DEAD)
    assert line.kind == "answers"
    assert said(line) == [
        ("2021-06-03", {"3"}),
        ("2021-06-05", {"9"}),
        ("2021-06-12", {"8"}),
        ("2022-06-03", {"6", "7"}),
    ]
    nine = line.changes[1].told[0]
    assert (nine.stories, nine.last) == (2, "2021-06-06")
    assert [change.contradicts_itself for change in line.changes] == [False, False, False, True]


def test_a_correction_is_marked(pipeline: Pipeline) -> None:
    """The change by an article that takes back what was said, and no other."""
    assert [change.date for change in timeline(pipeline, DEAD).changes if change.correction] == ["2021-06-12"]


def test_every_answer_is_cited_where_it_stands(pipeline: Pipeline) -> None:
    """The quote is the article's own words at its offsets."""
    for change in timeline(pipeline, DEAD).changes:
        for told in change.told:
            first = told.citations[0]
            text = pipeline.index.article(first.article_id).text
            assert text[first.start : first.end] == first.quote == told.text
            assert first.published == change.date


def test_a_filter_bounds_the_time_line(pipeline: Pipeline) -> None:
    """Only articles that it lets through count."""
    line = timeline(pipeline, DEAD, Filter(since="2021-06-04", until="2021-06-30"))
    assert [date for date, _ in said(line)] == ["2021-06-05", "2021-06-12"]


def test_a_topic_gives_the_sentences_that_bear_on_it_without_being_read(pipeline: Pipeline) -> None:
    """By date, what is told again in like words once, with how often."""
    reader = pipeline.reader
    assert isinstance(reader, KeywordReader)
    read = len(reader.pairs)
    line = timeline(pipeline, "the newt in the pond")
    assert (line.kind, said(line)) == ("sentences", [("2021-06-04", {"A newt swims in the pond."})])
    assert len(reader.pairs) == read


def test_what_nobody_says_has_no_time_line(pipeline: Pipeline) -> None:
    """Neither for a question nor for a topic."""
    assert timeline(pipeline, "Who painted the tower of Lumen?").changes == ()
    assert timeline(pipeline, "towers of Lumen").changes == ()
