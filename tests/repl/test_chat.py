"""The one chat, on the caller's thread and on a thread of its own."""

from __future__ import annotations

import threading
from typing import cast

import pytest

from qa.assistant import Assistant
from qa.rendering.terminal import Screen
from qa.repl.chat import Chat
from qa.repl.worker import Here, Worker
from qa.types import EVERYTHING
from tests.fake_qa import FakeAssistant

WORKERS = pytest.mark.parametrize("worker", [Here, Worker])


def chat_on(worker: Here | Worker) -> Chat:
    """A chat with the fake assistant."""
    return Chat(lambda: cast(Assistant, FakeAssistant()), Screen(), worker)


def said(chat: Chat, question: str) -> str | None:
    """The answer's text."""
    return chat.ask(question, where=EVERYTHING, as_of=None, top=None).text


@WORKERS
def test_questions_are_answered_and_forgotten_alike(worker: type[Here | Worker]) -> None:
    """Whoever does the work: an answer, and a conversation that remembers it until it is undone."""
    chat = chat_on(worker())
    assert said(chat, "Who is it?") == "Sanna Marin"
    assert chat.do(lambda opened: opened.conversation.to_json()) == "1"
    assert chat.do(lambda opened: opened.conversation.undo())
    assert chat.do(lambda opened: opened.conversation.to_json()) == "0"
    assert not chat.busy
    chat.close()


def test_here_is_the_callers_thread_and_a_worker_another() -> None:
    """Programs wait for their answers anyway; people have a prompt to come back to."""
    threads = [chat_on(worker).do(lambda opened: threading.current_thread()) for worker in (Here(), Worker())]
    assert threads[0] is threading.current_thread() is not threads[1]


@WORKERS
def test_what_goes_wrong_is_raised_where_it_is_asked_for(worker: type[Here | Worker]) -> None:
    """An error in the work is the caller's, and the next question is answered."""
    chat = chat_on(worker())
    with pytest.raises(ZeroDivisionError):
        said(chat, "crash")
    assert said(chat, "Who is it?") == "Sanna Marin"


def test_a_state_that_is_none_is_refused_at_once_or_with_the_next_question() -> None:
    """Through a pipe the talk does not begin; behind a prompt it is told as soon as something is asked."""
    with pytest.raises(ValueError, match="invalid literal"):
        chat_on(Here()).restore("no state")
    behind = chat_on(Worker())
    behind.restore("no state")
    with pytest.raises(ValueError, match="invalid literal"):
        said(behind, "Who is it?")


def test_titles_are_there_once_the_index_is_open() -> None:
    """Completion offers nothing before, and never waits."""
    chat = chat_on(Worker())
    chat.collect_titles()
    assert chat.titles() == ()
    chat.do(lambda opened: None)
    assert chat.titles() == ["A new government in Helsinki"]
