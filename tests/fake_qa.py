"""``python -m tests.fake_qa ...`` is ``qa ...`` with a fake assistant: what people see, without models."""

from __future__ import annotations

import sys
from pathlib import Path
from types import TracebackType
from typing import Self

from qa import cli
from qa.commands import opening
from qa.questions import checked_question
from qa.settings import Settings
from qa.types import EVERYTHING, Answer, Filter
from tests.sample_answers import answered, cite, withheld


class FakeAssistant:
    """Answers from a fixed table: what is not in it, the articles do not say."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        return None

    def ask(self, question: str, *, where: Filter = EVERYTHING) -> Answer:
        """The prepared answer."""
        question = checked_question(question)
        if question == "crash":
            raise ZeroDivisionError("a defect")
        if question == "interrupt":
            raise KeyboardInterrupt
        if question.startswith("Who is"):
            return answered(question=question)
        if question == "How old is she?":
            return answered(
                cite("34 years old", sentence="She is 34 years old."), question=question, confidence=0.6
            )
        return withheld(question)


def _open(index: Path | None, settings: Settings) -> FakeAssistant:
    return FakeAssistant()


if __name__ == "__main__":
    opening.open_assistant = _open
    sys.exit(cli.main())
