"""Answers are given from memory only while the index is what it was."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from qa import Assistant
from qa.answering.cache import AnswerCache
from qa.index.local import LocalIndex
from qa.indexing import splitter_of
from qa.models.embedder import load_embedder
from qa.settings import Settings
from qa.types import Answer, Article


@dataclass
class Asked:
    """An answering function that remembers what it was asked, and the index it answers from."""

    generation: int = 1
    questions: list[str] = field(default_factory=list)

    def __call__(self, keys: list[str]) -> list[Answer]:
        """One answer a key, with the time it took."""
        self.questions += keys
        return [Answer(key, key, "none", None, 0.0, (), timings={"read": 1.0}) for key in keys]


def test_a_question_is_answered_once() -> None:
    """Asked again, alone or in a batch, it is given from memory and took no time; the order is kept."""
    cache, asked = AnswerCache(10), Asked()
    cache.answers(asked.generation, ["a"], asked)
    given = cache.answers(asked.generation, ["b", "a", "b"], asked)
    assert [answer.question for answer in given] == ["b", "a", "b"]
    assert asked.questions == ["a", "b"]
    assert [dict(answer.timings) for answer in given] == [{"read": 1.0}, {}, {"read": 1.0}]


def test_a_changed_index_empties_it() -> None:
    """Nothing is given that an earlier state of the index said."""
    cache, asked = AnswerCache(10), Asked()
    cache.answers(asked.generation, ["a"], asked)
    asked.generation += 1
    cache.answers(asked.generation, ["a"], asked)
    assert asked.questions == ["a", "a"]


def test_the_answers_asked_for_least_recently_go_first() -> None:
    """It never holds more than its size, even where one batch is larger."""
    cache, asked = AnswerCache(2), Asked()
    cache.answers(asked.generation, ["a", "b"], asked)
    cache.answers(asked.generation, ["a"], asked)
    cache.answers(asked.generation, ["c"], asked)
    cache.answers(asked.generation, ["a", "c"], asked)
    assert asked.questions == ["a", "b", "c"]
    cache.answers(asked.generation, ["d", "e", "f"], asked)
    cache.answers(asked.generation, ["e", "f"], asked)
    assert asked.questions == ["a", "b", "c", "d", "e", "f"]


def test_nothing_is_kept_unless_it_is_asked_for() -> None:
    """Size 0, and an index that does not count its changes, answer every question anew."""
    off, asked = AnswerCache(0), Asked()
    off.answers(asked.generation, ["a"], asked)
    off.answers(asked.generation, ["a"], asked)
    AnswerCache(10).answers(None, ["a", "a"], asked)
    assert asked.questions == ["a"] * 4


def test_the_assistant_notices_what_another_writer_adds(tmp_path: Path) -> None:
    """With cached answers on, an article stored meanwhile is answered from at once."""
    text = "The festival of lanterns opens in Oulu on Friday. "
    settings = Settings(cached_answers=10)
    (tmp_path / "first.txt").write_text(text)
    with Assistant.from_articles(tmp_path / "first.txt", settings, folder=tmp_path / "index") as assistant:
        first = assistant.ask("Where does the festival of lanterns open?")
        again = assistant.ask("Where does the festival of lanterns open?")
        assert (first.text, again.text, again.timings) == ("Oulu", "Oulu", {})
        with LocalIndex.create(tmp_path / "index", load_embedder(settings), splitter_of(settings)) as writer:
            writer.add([Article("second", "", "The festival of kites opens in Pori.", "second.txt")])
        assert assistant.ask("Where does the festival of lanterns open?").timings
