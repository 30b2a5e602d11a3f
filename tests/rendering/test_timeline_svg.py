"""The picture of a time line."""

from __future__ import annotations

from dataclasses import replace

import lxml.etree
import pytest

from qa.rendering.surveys import timeline_view
from qa.rendering.timeline_svg import marks_of, timeline_svg
from qa.timelines import Change, TimeLine, Told
from tests.hostile.terminal_text import ALL
from tests.sample_answers import cite

TOLD = Told("Sanna Marin", 0.9, 2, "2020-01", (cite(),))


def line(*dates: str) -> TimeLine:
    """A time line with a change on each of these dates."""
    return TimeLine("Who leads?", "answers", tuple(Change(date, (TOLD,)) for date in dates), 5, 9)


def test_dots_stand_where_their_days_are_and_texts_evenly() -> None:
    """So that one sees how long an answer held."""
    marks = marks_of(timeline_view(line("2000", "2001", "2010")))
    assert [mark.y for mark in marks] == sorted(mark.y for mark in marks)
    assert marks[1].y - marks[0].y == marks[2].y - marks[1].y
    first, second = marks[1].at - marks[0].at, marks[2].at - marks[1].at
    assert second == pytest.approx(9 * first, rel=0.05)


def test_it_is_one_element_that_needs_nothing_else() -> None:
    """Well-formed XML without a link or a script, with as many dots as answers."""
    picture = lxml.etree.fromstring(timeline_svg(timeline_view(line("2000", "2004-05", "2010"))))
    assert picture.tag == "{http://www.w3.org/2000/svg}svg"
    assert len(picture.findall("{*}circle")) == 3
    assert not picture.xpath("//@href | //*[local-name()='script' or local-name()='image']")
    assert "Who leads?" in [element.text for element in picture.iter("{*}title")]


@pytest.mark.parametrize("dates", [(), ("2000",), ("2000-01", "2000-01"), ("0001", "9999-12-31")])
def test_any_number_of_changes_is_drawn(dates: tuple[str, ...]) -> None:
    """None, one, two of one day, and all of time."""
    lxml.etree.fromstring(timeline_svg(timeline_view(line(*dates))))


def test_what_an_article_says_is_text_in_it() -> None:
    """Neither markup nor what XML cannot hold."""
    hostile = "<script>x</script>&\"'\ufffe\uffff" + "".join(ALL)
    told = replace(TOLD, text=hostile, citations=(cite(title=hostile),))
    view = timeline_view(replace(line(), question=hostile, changes=(Change("2000", (told,)),)))
    picture = lxml.etree.fromstring(timeline_svg(view).encode())
    assert not picture.xpath("//*[local-name()='script']")
