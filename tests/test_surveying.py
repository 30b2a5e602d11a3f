"""Which passages are read: of every time, stories told once, never more than one batch bears."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from qa.surveying import MOST_READ, by_rank, first_day, spread, told_once
from qa.types import Hit, Passage

DATES = st.one_of(
    st.none(),
    st.sampled_from(["no date", "2014-13", ""]),
    st.dates().map(lambda day: day.isoformat()),
    st.integers(1900, 2030).map(str),
)


def found(dates: Sequence[str | None]) -> list[Hit]:
    """A hit of each date, best first."""
    return [
        Hit(Passage(number, f"a{number}", 0, 1, "x", published=date), 1 / (number + 1))
        for number, date in enumerate(dates)
    ]


@given(st.lists(DATES, max_size=150))
def test_a_spread_is_dated_bounded_in_order_and_holds_the_best(dates: list[str | None]) -> None:
    """Whatever the dates are."""
    hits = found(dates)
    chosen = spread(hits, MOST_READ)
    dated = [hit for hit in hits if first_day(hit.passage.published) is not None]
    assert len(chosen) == min(MOST_READ, len(dated))
    assert [hit for hit in hits if hit in chosen] == chosen
    assert chosen[: MOST_READ // 2] == dated[: MOST_READ // 2]


def test_a_spread_reaches_times_that_rank_low() -> None:
    """A hundred passages of one month do not hide the one of ten years before."""
    hits = found([*["2022-02"] * 100, "2012-02", "2015-06-01"])
    assert {hit.passage.published for hit in spread(hits, 20)} == {"2022-02", "2012-02", "2015-06-01"}
    assert by_rank(hits, 20) == hits[:20]


def test_a_reprint_is_read_once_and_an_update_again() -> None:
    """Numbers tell them apart; another story is never a reprint, nor another passage of the article."""
    texts = [
        "The ferry sank, 3 people died.",
        "The ferry sank, 3 people died!",
        "The ferry sank, 9 people died.",
    ]
    hits = [Hit(Passage(n, f"a{n}", 0, len(text), text), 1.0) for n, text in enumerate(texts)]
    one_story = {"a0": "x", "a1": "x", "a2": "x"}
    assert told_once(hits, one_story) == [hits[0], hits[2]]
    assert told_once(hits, {"a0": "x", "a1": "y", "a2": "z"}) == hits
    twice = [hits[0], Hit(Passage(7, "a0", 40, 70, texts[0]), 0.5)]
    assert told_once(twice, one_story) == twice
