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


def sides(assistant: Assistant, question: str, as_of: str | None = None) -> list[tuple[str, str | None]]:
    """The disagreeing answers with their newest dates."""
    answer = assistant.ask(question, as_of=as_of)
    return [(one.text, max(c.published for c in one.citations if c.published)) for one in answer.conflict]


def test_disagreement_is_shown_newest_first(assistant: Assistant) -> None:
    """Two prime ministers of two years: both are shown with their dates, and neither is hidden."""
    shown = sides(assistant, QUESTION)
    assert [text for text, _ in shown] == ["Sanna Marin", "Alexander Stubb"]
    assert [str(date)[:4] for _, date in shown] == ["2022", "2014"]


def test_independent_confirmation(assistant: Assistant) -> None:
    """Two articles that tell two stories confirm an answer."""
    answer = assistant.ask(QUESTION)
    assert (answer.text, answer.support, answer.articles) == ("Sanna Marin", 2, 2)


def test_a_date_in_the_question_decides(assistant: Assistant) -> None:
    """Asked about 2014, the article of 2014 answers, and one of 2022 does not contradict it."""
    answer = assistant.ask("Who was Finland's Prime Minister in 2014?")
    assert (answer.text, answer.conflict) == ("Alexander Stubb", ())


def test_as_of_an_earlier_day(assistant: Assistant) -> None:
    """As of the end of 2014 the articles of 2022 are not yet written; nothing is filtered, though."""
    answer = assistant.ask(QUESTION, as_of="2014-12")
    assert (answer.text, answer.conflict) == ("Alexander Stubb", ())
    assert assistant.ask("Who travelled to Kyiv?", as_of="2014-12").text == "Sanna Marin"


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
