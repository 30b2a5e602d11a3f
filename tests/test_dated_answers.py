"""Dates, disagreement, confirmation and speakers in whole answers, with the shipped models."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from qa import Assistant, InputError

ARTICLES = {
    "trains": (
        "2014-11-03",
        "Finland's Prime Minister Alexander Stubb said on Monday that the country would buy new trains.\n"
        "“The trains will cost 41 million euros,” Stubb told reporters.\n",
    ),
    "session": (
        "2022-02-08",
        "Finland's Prime Minister Sanna Marin opened the session of parliament in Helsinki.\n"
        "The members debated the budget until midnight.\n",
    ),
    "visit": (
        "2022-05-27",
        "The Prime Minister of Finland, Sanna Marin, travelled to Kyiv last week. She met soldiers there.\n",
    ),
}
QUESTION = "Who is Finland's Prime Minister?"


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """Three articles of three days, of which two agree."""
    folder = tmp_path_factory.mktemp("dated")
    metadata = []
    for name, (published, text) in ARTICLES.items():
        (folder / f"{name}.txt").write_text(text, "utf-8")
        metadata.append(json.dumps({"file": f"{name}.txt", "title": name, "published": published}))
    (folder / "metadata.jsonl").write_text("\n".join(metadata), "utf-8")
    with Assistant.from_articles([folder]) as opened:
        yield opened


def test_who_came_before_is_shown(assistant: Assistant) -> None:
    """Two prime ministers of two years do not disagree: the newer is the answer, the older was it before."""
    answer = assistant.ask(QUESTION)
    assert (answer.text, answer.conflict) == ("Sanna Marin", ())
    assert [(one.text, one.how, one.published) for one in answer.earlier] == [
        ("Alexander Stubb", "replaced", "2014-11-03")
    ]


def test_independent_confirmation(assistant: Assistant) -> None:
    """Two articles that tell two stories confirm an answer."""
    answer = assistant.ask(QUESTION)
    assert (answer.text, answer.support, answer.articles) == ("Sanna Marin", 2, 2)


def test_a_date_in_the_question_decides(assistant: Assistant) -> None:
    """Asked about 2014, the article of 2014 answers, and one of 2022 does not contradict it."""
    answer = assistant.ask("Who was Finland's Prime Minister in 2014?")
    assert (answer.text, answer.conflict) == ("Alexander Stubb", ())


def test_as_of_an_earlier_day(assistant: Assistant) -> None:
    """As of the end of 2014 the articles of 2022 are not yet written; nothing is filtered, though.

    What only they say is less sure by so many years, but what was found.
    """
    answer = assistant.ask(QUESTION, as_of="2014-12")
    assert (answer.text, answer.conflict) == ("Alexander Stubb", ())
    then, now = (assistant.ask("Who travelled to Kyiv?", as_of=day) for day in ("2014-12", None))
    assert now.text == "Sanna Marin"
    assert "Sanna Marin" in (then.text, then.alternatives[0].text)
    assert 0.2 < then.confidence < now.confidence


PAPER = (
    ("2015-04-01", "Fares", "A day ticket for the buses in Pell costs 4.20 euros from today."),
    ("2018-05-12", "Footbridge", "Mayor Ana Reis opened the footbridge over the Lune in Pell."),
    ("2022-10-02", "Town votes", "Pavel Stern was elected mayor of Pell with 54 percent of the votes."),
    ("2023-03-01", "Budget", "Mayor Pavel Stern presented the budget of Pell for 2023."),
    (
        "2024-03-28",
        "New baths to cost 19 million",
        "The new baths in Pell will cost 19 million euros, the council decided on Thursday.",
    ),
    (
        "2024-03-30",
        "Correction",
        "In our report of 28 March on the new baths in Pell we wrote that they would cost 19 million euros."
        " The correct figure is 7 million euros.",
    ),
)
FIGURES = "name,value\nday ticket for the buses (euros),4.20\ninhabitants,31400\n"


@pytest.fixture(scope="module")
def paper(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """A local paper: a mayor follows another, an old price, a report and its correction, figures."""
    folder = tmp_path_factory.mktemp("paper")
    metadata = [{"file": "figures.csv", "title": "Figures", "published": "2024-05-01"}]
    (folder / "figures.csv").write_text(FIGURES, "utf-8")
    for number, (published, title, text) in enumerate(PAPER):
        (folder / f"{number}.txt").write_text(text, "utf-8")
        metadata.append({"file": f"{number}.txt", "title": title, "published": published})
    (folder / "metadata.jsonl").write_text("\n".join(map(json.dumps, metadata)), "utf-8")
    with Assistant.from_articles([folder]) as opened:
        yield opened


def test_a_corrected_figure_is_shown_as_corrected(paper: Assistant) -> None:
    """Though the headline of the wrong report has it without its unit."""
    answer = paper.ask("How much will the new baths in Pell cost?", as_of="2024-06")
    assert (answer.text, answer.conflict) == ("7 million euros", ())
    [wrong] = answer.earlier
    assert (wrong.text.removesuffix(" euros"), wrong.how) == ("19 million", "corrected")
    assert (wrong.published, wrong.until) == ("2024-03-28", "2024-03-30")


def test_an_old_price_says_its_age(paper: Assistant) -> None:
    """And is far from certain, though a file of figures of this year has it too."""
    answer = paper.ask("What does a day ticket for the buses cost?", as_of="2024-06")
    assert answer.text is not None and "4.20" in answer.text
    assert answer.age is not None and (answer.age.told, answer.age.years) == ("2015-04-01", 9)
    assert answer.confidence < 0.8


def test_a_year_asked_about_is_found_in_the_dates_of_articles(paper: Assistant) -> None:
    """The article of 2018 does not say that it is of 2018."""
    assert paper.ask("Who was mayor in 2018?", as_of="2024-06").text == "Ana Reis"
    answer = paper.ask("Who is the mayor of Pell?", as_of="2024-06")
    assert (answer.text, [one.text for one in answer.earlier]) == ("Pavel Stern", ["Ana Reis"])


def test_a_bad_date_is_an_input_error(assistant: Assistant) -> None:
    """One line says which date is wrong."""
    with pytest.raises(InputError, match="as of 'soon'"):
        assistant.ask(QUESTION, as_of="soon")


def test_the_speaker_is_named(assistant: Assistant) -> None:
    """An answer inside a quotation is given with who said it and how."""
    citation = assistant.ask("How much will the trains cost?").citations[0]
    assert (citation.speaker, citation.verb) == ("Stubb", "told")


def test_a_follow_up_keeps_the_day(assistant: Assistant) -> None:
    """A conversation asked as of a day resolves and answers as of that day."""
    chat = assistant.conversation()
    assert chat.ask(QUESTION, as_of="2014-12").text == "Alexander Stubb"
    answer = chat.ask("What did he say that the country would buy?", as_of="2014-12")
    assert answer.resolved_question == "What did Alexander Stubb say that the country would buy?"
    assert answer.text == "new trains"
