"""The date that a time expression means in an article of a known day."""

from __future__ import annotations

import time

import pytest

from qa.language.timex import timex_value

MONDAY = "2024-09-30"


def meant(text: str, published: str | None = MONDAY) -> str | None:
    """The date that what stands in [brackets] means."""
    before, _, rest = text.partition("[")
    quote, _, after = rest.partition("]")
    return timex_value(before + quote + after, len(before), len(before + quote), published)


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("The storm made landfall [Thursday night].", "2024-09-26"),
        ("She was freed [early Friday], officials said.", "2024-09-27"),
        ("Police said [Monday] that he was safe.", "2024-09-30"),
        ("The court will decide on [Wednesday].", "2024-10-02"),
        ("The game is set for [8 p.m. Saturday] in Pell.", "2024-10-05"),
        ("He resigned [last Monday].", "2024-09-23"),
        ("It opens [this Friday].", "2024-10-04"),
        ("[Yesterday] the mayor resigned.", "2024-09-29"),
        ("The fire began [last night].", "2024-09-29"),
        ("He died on [Sept. 10] at home.", "2024-09-10"),
        ("He died on [10 September], the hospital said.", "2024-09-10"),
        ("The shop closed [Thursday, Sept. 26].", "2024-09-26"),
        ("The tour starts [Feb. 7] in Lorne.", None),
        ("The tour will start [Feb. 7] in Lorne.", "2025-02-07"),
        ("He was charged on [May 5].", "2024-05-05"),
        ("He was charged on [Dec. 5].", None),
        ("The bridge collapsed in [March].", "2024-03"),
        ("The bridge collapsed [in late August], he said.", "2024-08"),
        ("The bridge collapsed [last November].", "2023-11"),
        ("The bridge collapsed last [month].", None),
        ("The bridge collapsed [last month].", "2024-08"),
        ("The bridge collapsed [last year].", "2023"),
    ],
)
def test_what_is_reckoned_from_the_day_of_the_article(text: str, date: str | None) -> None:
    """By the verb beside it, a day is past or to come; without one only what is near is known."""
    assert meant(text) == date


@pytest.mark.parametrize(
    "text",
    [
        "He died on [Sept. 10, 2023].",
        "He died on [Sept. 10], 2023.",
        "The shop closed [Thursday], Sept. 26.",
        "He was hurt in the [Oct. 7] attack.",
        "Shops were full on Black [Friday].",
        "It was open Monday through [Friday].",
        "They met [next Friday].",
        "They spoke with Theresa [May].",
        "In 1777 the town was besieged. The walls fell on [July 5], they said.",
        "He died on [Feb. 30].",
        "She was in [Lorne] on Friday.",
        "She [May] was there.",
    ],
)
def test_what_cannot_be_reckoned_has_no_date(text: str) -> None:
    """A year of its own, a part of a name, another year around it, two days that it may be."""
    assert meant(text) is None


@pytest.mark.parametrize("published", [None, "2024", "2024-09", "soon"])
def test_nothing_is_reckoned_from_an_unknown_day(published: str | None) -> None:
    """The year or the month of an article does not do."""
    assert meant("He died on [Sept. 10].", published) is None


def test_the_ends_of_the_calendar_are_no_trouble() -> None:
    """An article's date is untrusted."""
    assert meant("He died [yesterday].", "0001-01-01") is None
    assert meant("He was buried on [Dec. 30].", "9999-12-31") is None
    assert meant("It will open [tomorrow].", "9999-12-31") is None


@pytest.mark.parametrize("piece", ["at ", "5 p.m. ", "early, ", "10 ", "est "])
def test_long_texts_take_no_time(piece: str) -> None:
    """Expressions are short, and words beside them are read in one way only."""
    text = piece * 20_000
    began = time.process_time()
    for end in (20, 60, 60_000):
        timex_value(text, 0, end, MONDAY)
        timex_value(text, len(text) - end, len(text), MONDAY)
    assert time.process_time() - began < 1
