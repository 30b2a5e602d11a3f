"""Where an answer changes, given what was answered on each day."""

from __future__ import annotations

from qa.answering.citing import Citer
from qa.answering.judging import Judge
from qa.question.query import Query
from qa.surveying import Surveyed
from qa.timelines.changes import Observed, line_of, observed
from tests.answering.test_answerer import CALIBRATION, Shelf, article, hits, span

TEXT = "Halden leads. Rygg leads. Prime Minister Rygg leads. In 2014 Halden led. Voss leads."


def changes(*days: tuple[str, str, bool]) -> list[tuple[str, str]]:
    """Date and answer of each change of (date, answer, whether an earlier time is spoken of)."""
    shelf = Shelf(*(article(f"a{n}", TEXT, published=date) for n, (date, _, _) in enumerate(days)))
    seen = []
    for number, (date, text, recalled) in enumerate(days):
        [hit] = hits(shelf.article(f"a{number}"))
        seen.append(Observed(date, (span(hit, text, 5.0),), frozenset({date}), 0.9, False, True, recalled))
    return [(one.date, one.told[0].text) for one in line_of(seen, Citer(shelf.article))]


def test_another_name_is_a_change_and_a_longer_one_is_not() -> None:
    """Rygg is Prime Minister Rygg; Halden is somebody else."""
    days = ("2014", "Halden", False), ("2017", "Rygg", False), ("2018", "Prime Minister Rygg", False)
    assert changes(*days) == [("2014", "Halden"), ("2017", "Rygg")]


def test_what_came_back_is_a_change_again() -> None:
    """A time line may return to an answer."""
    days = ("2014", "Halden", False), ("2017", "Rygg", False), ("2019", "Halden", False)
    assert [text for _, text in changes(*days)] == ["Halden", "Rygg", "Halden"]


def test_what_is_recalled_is_no_return() -> None:
    """An article of today that tells who led in 2014 changes nothing today; a new answer it gives is one."""
    days = ("2014", "Halden", False), ("2017", "Rygg", False), ("2019", "Halden", True)
    assert [text for _, text in changes(*days)] == ["Halden", "Rygg"]
    assert changes(("2014", "Halden", False), ("2019", "Voss", True))[-1] == ("2019", "Voss")


def test_whoever_was_is_no_answer_of_the_day() -> None:
    """Of the former prime minister beside the new one only the new one leads on that day."""
    shelf = Shelf(article("a", "Rygg leads as former Prime Minister Halden did.", published="2017"))
    [hit] = hits(shelf.article("a"))
    surveyed = Surveyed(Query("Who leads?", 15), 1, [hit], {"a": "a"})
    spans = [span(hit, "Halden", 6.0), span(hit, "Rygg", 5.0)]
    [seen] = observed(surveyed, spans, Judge(CALIBRATION), Citer(shelf.article))
    assert seen.text == "Rygg"
