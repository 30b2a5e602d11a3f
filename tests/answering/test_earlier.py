"""What was said before an answer."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from qa.types import Answer
from tests.answering.test_answerer import Shelf, answered, article, by_score, hits, span

Told = tuple[str, str, float, str]  # a text, the answer in it, its score, and the date


def asked(question: str, *told: Told) -> Answer:
    """The answer from articles of one sentence each."""
    articles = [article(f"a{n}", text, published=date) for n, (text, _, _, date) in enumerate(told)]
    found = hits(*articles)
    spans = by_score(span(hit, answer, score) for hit, (_, answer, score, _) in zip(found, told, strict=True))
    return answered(Shelf(*articles), question, found, spans)


def shown(answer: Answer) -> tuple[str | None, Sequence[tuple[str, str, str | None]], list[str]]:
    """The answer, what was before, and what disagrees."""
    before = [(one.text, one.how, one.published) for one in answer.earlier]
    return answer.text, before, [one.text for one in answer.conflict]


REIS = ("The mayor of Pell is Ana Reis.", "Ana Reis", 6.0, "2018-05-12")
STERN = ("The mayor of Pell is Pavel Stern.", "Pavel Stern", 6.5, "2022-10-02")


def test_who_came_before_does_not_disagree() -> None:
    """A mayor of 2018 and one of 2022 are both right, each in their time."""
    answer = asked("Who is mayor of Pell?", REIS, STERN)
    assert shown(answer) == ("Pavel Stern", [("Ana Reis", "replaced", "2018-05-12")], [])
    [one] = answer.earlier
    assert one.until == "2022-10-02" and one.citations[0].quote == "Ana Reis"
    assert answer.alternatives[0].text == "Ana Reis"


def test_what_is_hardly_believed_was_nothing_before() -> None:
    """An older article that names somebody else in passing does not make a mayor of him."""
    guest = ("The mayor of Pell met Lars Holt.", "Lars Holt", 0.0, "2018-05-12")
    assert shown(asked("Who is mayor of Pell?", guest, STERN))[:2] == ("Pavel Stern", [])


def test_a_price_of_every_year() -> None:
    """Each is what it was before, the newest first."""
    prices = [(f"A ride on the tram costs {n} euros.", f"{n} euros", 6.0, f"202{n}-01-02") for n in (1, 2, 3)]
    answer = asked("What does a ride on the tram cost?", *reversed(prices))
    assert shown(answer) == (
        "3 euros",
        [("2 euros", "replaced", "2022-01-02"), ("1 euros", "replaced", "2021-01-02")],
        [],
    )


def test_what_is_newer_is_the_answer_though_the_older_is_a_little_likelier() -> None:
    """Of what may change the newest counts, and what it replaces is no likelier."""
    older = (*REIS[:2], 7.0, REIS[3])
    answer = asked("Who is mayor of Pell?", older, STERN)
    assert shown(answer)[0] == "Pavel Stern"
    assert answer.alternatives[0].confidence <= answer.confidence


@pytest.mark.parametrize(
    ("question", "one", "other"),
    [
        (
            "How many people marched through Pell?",
            ("Some 5,000 people marched through Pell.", "5,000", 6.0, "2024-05-02"),
            ("Some 12,000 people marched through Pell.", "12,000", 6.1, "2024-05-03"),
        ),
        (
            "How much does the damage in Pell cost?",
            ("The damage in Pell cost 2 million.", "2 million", 6.0, "2024-05-02"),
            ("The damage in Pell cost 5 million.", "5 million", 6.1, "2024-05-09"),
        ),
        (
            "When was the bridge in Pell built?",
            ("The bridge in Pell was built in 1887.", "1887", 6.0, "2015-05-02"),
            ("The bridge in Pell was built in 1890.", "1890", 6.1, "2020-05-03"),
        ),
    ],
)
def test_what_is_of_one_time_disagrees(question: str, one: Told, other: Told) -> None:
    """Reports of the same days, and what happened once, whenever it is told."""
    answer = asked(question, one, other)
    assert answer.earlier == ()
    assert {side.text for side in answer.conflict} == {one[1], other[1]}


def test_what_comes_and_goes_disagrees() -> None:
    """A value that was told before and after another was not replaced by it."""
    again = (*REIS[:3], "2023-05-12")
    answer = asked("Who is mayor of Pell?", REIS, STERN, again)
    assert answer.earlier == ()
    assert {side.text for side in answer.conflict} == {"Ana Reis", "Pavel Stern"}


def test_what_a_correction_takes_back_is_shown_as_corrected() -> None:
    """With the day of the correction; the wrong report's own date beside it; and no disagreement."""
    wrong = ("The pool in Pell costs 19 million euros.", "19 million euros", 9.0, "2024-03-28")
    text = "Correction: the pool in Pell costs 9 million euros, not 19 million euros."
    notice = article("n", text, published="2024-03-30")
    report = article("r", wrong[0], published=wrong[3])
    found = hits(report, notice)
    spans = [span(found[0], wrong[1], 9.0), span(found[1], "19 million euros", 7.0)]
    spans.append(span(found[1], "9 million euros", 4.0))
    answer = answered(Shelf(report, notice), "What does the pool in Pell cost?", found, by_score(spans))
    assert shown(answer) == ("9 million euros", [("19 million euros", "corrected", "2024-03-28")], [])
    [one] = answer.earlier
    assert one.until == "2024-03-30"
    assert [citation.article_id for citation in one.citations] == ["r"]


def test_a_yes_no_question_has_nothing_before() -> None:
    """Its evidence is a sentence."""
    assert asked("Is Ana Reis mayor of Pell?", REIS, STERN).earlier == ()


def test_a_growing_count_was_less_before() -> None:
    """Days apart are enough, the newest comes first, and what was more before is nothing of it."""
    day = "{} people have fled from Pell."
    told = [(day.format(n), n, 6.0, d) for n, d in (("900", "2022-03-01"), ("1,400", "2022-03-05"))]
    answer = asked("How many people have fled from Pell?", *told)
    assert shown(answer) == ("1,400", [("900", "replaced", "2022-03-01")], [])
    falling = [(day.format(n), n, 6.0, d) for n, d in (("1,400", "2022-03-01"), ("900", "2022-03-05"))]
    assert shown(asked("How many people have fled from Pell?", *falling))[1] == []


def test_another_number_of_the_place_was_nothing_before() -> None:
    """A town of so many people is not so many people trapped there."""
    town = ("The besieged town of Pell, of 9,000 people, suffers.", "9,000", 6.0, "2022-03-01")
    trapped = ("In Pell 400 people are trapped.", "400", 6.5, "2022-05-02")
    assert shown(asked("How many people are trapped in Pell?", town, trapped)) == ("400", [], [])
