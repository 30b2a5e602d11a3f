"""What the chat says of its collection, over a real index and without models."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from qa.answering.answerer import Answerer
from qa.answering.judging import Judge
from qa.assistant import Assistant
from qa.errors import InputError
from qa.pipeline import Pipeline
from qa.rendering.renderer import Renderer
from qa.rendering.terminal import Screen
from qa.repl.chat import Chat
from qa.repl.commands import Leave, run_command
from qa.repl.editor import edited
from qa.repl.session import Session
from qa.repl.worker import Here
from qa.retrieval import LexicalRetriever
from tests.answering.test_answerer import CALIBRATION
from tests.collection import article
from tests.fakes import KeywordReader
from tests.index_engines import Place

ARTICLES = [
    replace(article("a", "Sara Lind leads Sweden.", title="Sweden votes"), published="2021-05-03"),
    replace(article("b", "Alexander Stubb leads Finland.", title="=Finland"), published="2014-06"),
]


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """A chat with two articles."""
    with Place.of("folder", tmp_path).create() as index:
        index.add(ARTICLES)
        answerer = Answerer(index, Judge(CALIBRATION))
        assistant = Assistant(Pipeline(index, LexicalRetriever(index), KeywordReader(), answerer, 10))
        yield Session(Chat(lambda: assistant, Screen(), Here()), Renderer(Screen()))


def said(session: Session, line: str) -> str:
    """What is shown for a question."""
    return session.renderer.answer(session.ask(line))


def test_the_collection_is_listed_and_opened(session: Session) -> None:
    """Asked in words or by the command; what has a number can be opened."""
    listed = said(session, "which articles do you have?")
    assert (
        listed == "2 articles (2014-06 to 2021-05-03):\n[1] Sweden votes · 2021-05-03\n[2] =Finland · 2014-06"
    )
    assert run_command(session, "/articles") == listed
    assert (
        run_command(session, "/articles Finland")
        == "1 article mentions Finland (2014-06):\n[1] =Finland · 2014-06"
    )
    assert "Alexander Stubb" in run_command(session, "/open 1")
    assert said(session, "how many articles mention Iceland?") == "No article mentions Iceland."
    assert said(session, "from when to when?").startswith("The articles are from 2014-06 to 2021-05-03.")
    assert said(session, "what is the oldest article?") == "The oldest article:\n[1] =Finland · 2014-06"


def test_passages_are_found_without_being_read(session: Session) -> None:
    """The best for the words first, to be opened by their numbers."""
    found = run_command(session, "/find Sweden")
    assert "Sara Lind leads Sweden." in found
    assert session.turns == type(session.turns)()
    assert "Sweden votes" in run_command(session, "/open 1")
    with pytest.raises(InputError, match="/find WORDS"):
        run_command(session, "/find")


def test_small_talk_is_neither_kept_nor_in_the_way(session: Session) -> None:
    """Thanks are no turn to undo, and the sources of the last answer stay."""
    said(session, "Who leads Sweden?")
    assert said(session, "thanks") == "All right. Ask another question whenever you like."
    assert len(session.turns) == 1
    assert "Sara Lind" in run_command(session, "/sources")
    assert session.command_of("exit") == "/quit"
    assert session.command_of("who quit?") is None


@pytest.mark.parametrize("line", ["/bye", "/exit", "/goodbye", "/quit"])
def test_every_word_for_leaving_leaves(session: Session, line: str) -> None:
    """Behind a slash too; what is another command's word goes to that command."""
    with pytest.raises(Leave):
        run_command(session, line)
    assert run_command(session, "/reset") == "A new conversation."


def test_doubts_and_sources(session: Session) -> None:
    """What else came up, and where the answer stands, each with its number."""
    said(session, "Who leads Sweden?")
    doubted = said(session, "are you sure?")
    assert doubted.startswith("Sara Lind is the best answer that I found to “Who leads Sweden?”")
    assert "Alexander Stubb" in doubted
    assert "Alexander Stubb" in run_command(session, "/open 1")
    assert "[1] Sweden votes" in said(session, "how do you know?")


def test_a_stated_value_is_shown_or_said_to_be_missing(session: Session) -> None:
    """Plainly, before the other answers; its place has the first number."""
    said(session, "Who leads Sweden?")
    missing = said(session, "no, it was Per Holm")
    assert missing.startswith("The articles do not say “Per Holm” about this.")
    assert "Sara Lind is the best answer" in missing
    found = said(session, "wasn't it Sara Lind?")
    assert found.startswith("“Sara Lind” stands in the articles, too:")
    assert "[1] Sweden votes" in found


def test_questions_pasted_together_are_turns_of_their_own(session: Session) -> None:
    """Each has its answer and can be undone by itself."""
    shown = said(session, "Who leads Sweden? Who leads Finland?")
    assert "Sara Lind" in shown
    assert "Alexander Stubb" in shown
    assert [answer.question for answer in session.turns] == ["Who leads Sweden?", "Who leads Finland?"]


def test_a_refusal_is_short(session: Session) -> None:
    """Six lines at most: what comes closest is named, and /sources shows it."""
    refused = said(session, "Who painted the harbour of Bergen in Sweden?")
    assert refused.startswith("The articles do not say.")
    assert len(refused.splitlines()) <= 6


def test_answers_are_exported_as_a_table(session: Session, tmp_path: Path) -> None:
    """One citation a row; a title that a spreadsheet would compute is text."""
    said(session, "Who leads Finland?")
    target = tmp_path / "answers.csv"
    assert run_command(session, f"/export {target}") == f"Saved 1 turn to {target}."
    rows = list(csv.DictReader(target.read_text("utf-8").splitlines()))
    assert (rows[0]["question"], rows[0]["answer"]) == ("Who leads Finland?", "Alexander Stubb")
    assert rows[0]["title"] == "'=Finland"
    with pytest.raises(InputError, match="already a file"):
        run_command(session, f"/export {target}")


def test_stats(session: Session) -> None:
    """What there is to ask, and how it went."""
    assert "2 articles in 2 passages, from 2014-06 to 2021-05-03" in run_command(session, "/stats")
    said(session, "Who leads Finland?")
    assert "1 question, 1 answered" in run_command(session, "/stats")


def test_a_question_is_written_in_the_editor(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    """The last question is there to be changed, and what comes back is asked; only on a terminal."""
    with pytest.raises(InputError, match="terminal"):
        run_command(session, "/edit")
    session.edit = edited
    said(session, "Who leads Sweden?")
    monkeypatch.setenv("VISUAL", "sed -i s/Sweden/Finland/")
    assert "Alexander Stubb" in run_command(session, "/edit")
    monkeypatch.setenv("VISUAL", "/no/such/editor")
    with pytest.raises(InputError, match="/no/such/editor"):
        run_command(session, "/edit")
