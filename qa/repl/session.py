"""The state of one chat: what was asked, what was answered, and how the next question will be asked."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from qa.errors import InputError
from qa.rendering.renderer import Renderer, answer_of, to_json
from qa.rendering.views import shown_citations
from qa.turnlog import TurnLog
from qa.types import EVERYTHING, Answer, Article, Citation, Filter, Hit

MAX_TURNS = 500  # kept for /save; a chat of any length holds no more than this in memory

OnHits = Callable[[Sequence[Hit]], None]


class Chat(Protocol):
    """What a session needs of a conversation with an index."""

    def ask(
        self,
        question: str,
        *,
        where: Filter,
        as_of: str | None,
        top: int | None,
        on_hits: OnHits | None = None,
    ) -> Answer:
        """Answer a question in the light of those before it."""

    def undo(self) -> bool:
        """Forget the last question; False where there is none."""

    def clear(self) -> None:
        """Forget all questions."""

    def article(self, article_id: str) -> Article:
        """A stored article. Raises KeyError where there is none (any more)."""

    def title_of(self, hit: Hit) -> str:
        """The title of a hit's article."""

    def titles(self) -> Sequence[str]:
        """Titles of articles, for completion."""

    def state(self) -> str:
        """The conversation so far, for ``restore``."""

    def restore(self, state: str) -> None:
        """Go on from a state. Raises InputError where it is none, or another version's."""

    def close(self) -> None:
        """Release the index and the models."""


@dataclass(slots=True)
class Session:
    """One chat, whether people or programs hold it."""

    chat: Chat
    renderer: Renderer
    show_article: Callable[[Session, Article, Citation], str]  # gives back what is to be printed
    notice: Callable[[str], None]  # tells the person something, outside of any answer
    where: Filter = EVERYTHING
    as_of: str | None = None
    top: int | None = None
    log: TurnLog | None = None
    turns: deque[Answer] = field(default_factory=lambda: deque(maxlen=MAX_TURNS))

    @property
    def last(self) -> Answer | None:
        """The last answer, or None at the beginning."""
        return self.turns[-1] if self.turns else None

    @property
    def citations(self) -> tuple[Citation, ...]:
        """The citations that the last answer was shown with."""
        return shown_citations(self.last) if self.last else ()

    def ask(self, question: str) -> Answer:
        """Ask, and remember the answer."""
        answer = self.chat.ask(question, where=self.where, as_of=self.as_of, top=self.top)
        self.turns.append(answer)
        self._keep(lambda log: log.add(to_json(answer), self.chat.state()))
        return answer

    def resume(self) -> int:
        """Go on with the last conversation in the log; gives back how many turns it has.

        Raises:
            InputError: what was kept cannot be read.
        """
        turns = self.log.resume() if self.log is not None else []
        if turns:
            self.chat.restore(turns[-1].state)
            self.turns.extend(answer_of(turn.answer) for turn in turns)
        return len(turns)

    def undo(self) -> Answer | None:
        """Forget the last question and give back its answer, or None where there is nothing to undo."""
        if not self.turns:
            return None
        self.chat.undo()
        self._keep(lambda log: log.undo())
        return self.turns.pop()

    def clear(self) -> None:
        """Forget the conversation, but not how questions are asked (filter, date, top)."""
        if self.turns:
            self.chat.clear()
        self._keep(lambda log: log.clear())
        self.turns.clear()

    def narrow(self, **changes: str | None) -> None:
        """Change the filter; see ``qa.types.Filter``."""
        self.where = replace(self.where, **changes)

    def _keep(self, write: Callable[[TurnLog], None]) -> None:
        """Write to the log; where that fails, say so once and go on without it."""
        if self.log is None:
            return
        try:
            write(self.log)
        except InputError as error:
            self.log = None
            self.notice(str(error))
