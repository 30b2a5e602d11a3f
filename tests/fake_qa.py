"""``python -m tests.fake_qa ...`` is ``qa ...`` with a fake assistant: what people see, without models."""

from __future__ import annotations

import os
import sys
import time
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace, TracebackType
from typing import Self, cast
from unittest import mock

from qa import cli
from qa.commands import opening
from qa.conversation.acts import SEARCHED, recognise
from qa.conversation.collection import Wanted
from qa.conversation.listing import SHOWN, listing_of
from qa.errors import ModelMissing
from qa.lists import ItemList, Listed
from qa.question.checking import checked_question
from qa.settings import Settings
from qa.timelines import Change, TimeLine, Told
from qa.types import EVERYTHING, Answer, Article, Filter, Index, Listing
from tests.fakes import HashEmbedder
from tests.hostile.terminal_text import ALL
from tests.sample_answers import ARTICLE, answered, cite, withheld


class FakeIndex(SimpleNamespace):
    """What is asked of an index, over one article."""

    def __len__(self) -> int:
        return 1


class FakeAssistant:
    """Answers from a fixed table: what is not in it, the articles do not say."""

    def __init__(self) -> None:
        self.index = FakeIndex(
            article=self._article,
            titles=lambda limit: [ARTICLE.title],
            listed=lambda where, limit, oldest=False: (1, [ARTICLE.id][:limit]),
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        return None

    def ask(self, question: str, *, where: Filter = EVERYTHING, as_of: str | None = None) -> Answer:
        """The prepared answer."""
        question = checked_question(question)
        if question == "crash":
            raise ZeroDivisionError("a defect")
        if question == "interrupt":
            raise KeyboardInterrupt
        if question == "wait":
            _wait_for("FAKE_ANSWERING")
        if question == "hostile":
            return answered(cite(title="".join(ALL), source="".join(ALL)), question=question)
        if question == "markup":
            return answered(cite(title="<script> [click](http://evil) \x1b[2J # _x_"), question=question)
        if question == "gone":
            return answered(replace(cite(), article_id="gone.txt", source="gone.txt"), question=question)
        if question == "changed":
            return answered(replace(cite(), digest="another"), question=question)
        if question == "Why?":
            return replace(withheld(question), readings=("Who is the Prime Minister?", "How old is she?"))
        if question.startswith("Who is"):
            return answered(question=question)
        if question == "How old is she?":
            citation = cite("34 years old", sentence="She is 34 years old.")
            return answered(citation, question=question, confidence=0.6)
        return withheld(question)

    def timeline(self, question: str, *, where: Filter = EVERYTHING, as_of: str | None = None) -> TimeLine:
        """One change, of "Who is ..."; and whether a filter came along."""
        told = Told("Sanna Marin", 0.9, 1, "2019-12-10", (cite(),))
        changes = (Change("2019-12-10", (told,)),) if question.startswith("Who is") else ()
        return TimeLine(question, "answers", changes, 1, 1 if where == EVERYTHING else 2)

    def list(self, question: str, *, where: Filter = EVERYTHING, as_of: str | None = None) -> ItemList:
        """One item, of "Who is ..."."""
        items = (Listed("Sanna Marin", 1, 1, 0.9, (cite(),)),) if question.startswith("Who is") else ()
        return ItemList(question, items, 1, 1)

    def conversation(self) -> FakeConversation:
        """A conversation that remembers how many turns it had."""
        return FakeConversation(self)

    def close(self) -> None:
        """Nothing to release."""

    def _article(self, article_id: str) -> Article:
        if article_id != ARTICLE.id:
            raise KeyError(article_id)
        return ARTICLE


class FakeConversation:
    """Asks the fake assistant, and chooses a reading by its number."""

    def __init__(self, assistant: FakeAssistant) -> None:
        self._assistant = assistant
        self._answers: list[Answer] = []

    def understand(
        self, question: str, *, where: Filter, as_of: str | None, top: int | None
    ) -> SimpleNamespace:
        """Nothing is searched before it is asked."""
        checked_question(question)
        act = recognise(question, after_question=bool(self._answers)).act
        return SimpleNamespace(question=question, where=where, hits=(), act=act)

    def answer(self, understood: SimpleNamespace) -> Answer:
        """The prepared answer; a question with more words where it chooses a reading."""
        question, where = understood.question, understood.where
        if understood.act not in SEARCHED:
            about = self._answers[-1] if self._answers else None
            return Answer(question, question, "none", None, 0.0, (), act=understood.act, about=about)
        readings = self._answers[-1].readings if self._answers else ()
        resolved = readings[int(question) - 1] if readings and question.isdecimal() else question
        answer = replace(self._assistant.ask(resolved, where=where), question=question)
        self._answers.append(answer)
        return answer

    def undo(self) -> bool:
        """Forget the last turn."""
        return bool(self._answers and self._answers.pop())

    def clear(self) -> None:
        """Forget all turns."""
        self._answers.clear()

    def to_json(self) -> str:
        """The number of turns is all there is to keep."""
        return str(len(self._answers))

    def listing(
        self, wanted: Wanted, *, where: Filter, as_of: str | None = None, shown: int = SHOWN
    ) -> Listing:
        """What the catalog of the one article says."""
        index = cast(Index, self._assistant.index)
        return listing_of(replace(wanted, topic=""), index, where, as_of, shown)

    def restore(self, saved: str, last: Answer | None = None) -> None:
        """Take up that many turns."""
        self._answers = [withheld()] * int(saved)


def _wait_for(name: str) -> None:
    """As models take their time: until the file is there that this variable names, if it names one."""
    path = os.environ.get(name)
    while path and not Path(path).exists():
        time.sleep(0.02)


def _open(folder: Path | None, settings: Settings) -> FakeAssistant:
    _wait_for("FAKE_LOADING")
    if settings.reader == "missing":
        raise ModelMissing("there is no reader called missing")
    return FakeAssistant()


def _with_fake_embedder() -> None:
    """Indexing is the real thing, save for the neural network."""
    import qa.indexing

    mock.patch.object(qa.indexing, "load_embedder", lambda settings: HashEmbedder()).start()


if __name__ == "__main__":
    if "index" in sys.argv:
        _with_fake_embedder()
    opening.open_assistant = _open  # type: ignore[assignment]  # a fake of what is used of an Assistant
    sys.exit(cli.main())
