"""Lists over an archive, in both engines of an index."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from qa.answering.citing import Citer
from qa.answering.judging import Judge
from qa.lists import item_list
from qa.lists.gathering import gathered
from qa.pipeline import Pipeline
from qa.question.query import Query
from qa.surveying import Surveyed
from qa.types import Filter
from tests.answering.test_answerer import CALIBRATION, Shelf, article, by_score, hits, span
from tests.index_engines import ENGINES, Place
from tests.surveys import SIGNED, TREATY, pipeline_over


@pytest.fixture(scope="module", params=ENGINES)
def pipeline(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pipeline]:
    """The stages over the treaty's archive, of each engine."""
    place = Place.of(request.param, Path(tmp_path_factory.mktemp("index")))
    with place.create() as index:
        index.add(TREATY)
    with place.open() as index:
        yield pipeline_over(index)


def test_a_thing_stands_once_with_all_its_stories(pipeline: Pipeline) -> None:
    """Mirov is Pavel Mirov, where nobody else of the name is listed; told by most stories comes first."""
    found = item_list(pipeline, SIGNED)
    first = found.items[0]
    assert (first.text, first.stories, first.articles) in {("Mirov", 2, 2), ("Pavel Mirov", 2, 2)}
    assert {item.text for item in found.items[1:]} == {"Kenya", "Uganda", "Chad"}
    assert (found.read, found.found, found.complete) == (4, 4, True)


def test_every_item_is_cited_where_it_stands(pipeline: Pipeline) -> None:
    """By offsets, once an article."""
    for item in item_list(pipeline, SIGNED).items:
        assert len({citation.article_id for citation in item.citations}) == len(item.citations)
        for citation in item.citations:
            text = pipeline.index.article(citation.article_id).text
            assert text[citation.start : citation.end] == citation.quote


def test_fewer_passages_read_are_said(pipeline: Pipeline) -> None:
    """So that nobody takes a list for complete that is not."""
    found = item_list(pipeline, SIGNED, most=1)
    assert (found.read, found.found, found.complete) == (1, 4, False)


def test_a_filter_bounds_the_list(pipeline: Pipeline) -> None:
    """Only articles that it lets through count."""
    assert [item.text for item in item_list(pipeline, SIGNED, Filter(since="2017")).items] == ["Chad"]


LAKE = article("lake", "Many animals live in it. Salmon, sturgeon and eels live in the Sela.")
BANKS = article("banks", "Two banks failed. Halvard Bank failed. The branches failed. Ostia Bank failed.")


def listed(question: str, of: Shelf, *scores: tuple[str, str, float]) -> list[str]:
    """The items, where these words were found in these articles with these scores."""
    names = list(dict.fromkeys(name for name, _, _ in scores))
    found = {name: hit for name, hit in zip(names, hits(*map(of.article, names)), strict=True)}
    spans = by_score(span(found[name], words, score) for name, words, score in scores)
    surveyed = Surveyed(Query(question, 15), len(names), list(found.values()), {name: name for name in names})
    return [item.text for item in gathered(surveyed, spans, Judge(CALIBRATION), Citer(of.article))]


def test_what_names_nothing_is_no_item() -> None:
    """Neither the kind that is asked for nor a count; nor what is no name among names."""
    scores = [("banks", words, 5.0) for words in ("Two banks", "Halvard Bank", "The branches", "Ostia Bank")]
    assert set(listed("Which banks failed?", Shelf(BANKS), *scores)) == {"Halvard Bank", "Ostia Bank"}


def test_what_is_hardly_believed_is_no_item() -> None:
    """By the confidence in it, were it the only one: a score alone means another thing with each reader."""
    scores = [("banks", "Halvard Bank", 2.0), ("banks", "Ostia Bank", -2.0)]
    assert listed("Which banks failed?", Shelf(BANKS), *scores) == ["Halvard Bank"]


def test_a_capital_at_the_beginning_of_a_sentence_makes_no_name() -> None:
    """Salmon, sturgeon and eels are three, though only the first is written like a name."""
    found = listed("Which animals live in the Sela?", Shelf(LAKE), ("lake", "Salmon, sturgeon and eels", 5.0))
    assert found == ["Salmon", "sturgeon", "eels"]


def test_a_name_with_an_ampersand_is_one() -> None:
    """Though "and" would part it."""
    shops = article("shops", "Bed Bath & Beyond and Macy's cut jobs.")
    found = listed("Which companies cut jobs?", Shelf(shops), ("shops", "Bed Bath & Beyond and Macy's", 5.0))
    assert found == ["Bed Bath & Beyond", "Macy's"]


def test_who_signs_a_report_is_no_item() -> None:
    """A dash before a name that ends an entry signs it, the more so where it does so again."""
    blog = article(
        "blog",
        "Ann Olm testified.\n\n\u2013 Max Bell\n\nEva Roth testified.\n\n\u2013 Max Bell\n\nIt rained.",
    )
    scores = [("blog", words, 5.0) for words in ("Ann Olm", "Max Bell", "Eva Roth")]
    assert set(listed("Who testified?", Shelf(blog), *scores)) == {"Ann Olm", "Eva Roth"}


def test_one_person_is_one_item_by_the_whole_name() -> None:
    """Though a surname or a short form stands beside it."""
    crew = article("crew", "Robert Olm flew. Bob Olm flew. Olm flew. Eva Roth flew.")
    scores = [("crew", words, 5.0) for words in ("Robert Olm", "Bob Olm", "Eva Roth")]
    assert set(listed("Who flew?", Shelf(crew), *scores)) == {"Robert Olm", "Eva Roth"}
