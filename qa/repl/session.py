"""The state of one chat: what was asked, what was answered, and how the next question will be asked."""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field

from qa.conversation import together
from qa.conversation.acts import SEARCHED, Recognised, recognise
from qa.errors import InputError
from qa.rendering.cleaning import one_line
from qa.rendering.renderer import Renderer
from qa.rendering.views import shown_citations
from qa.repl.chat import Chat
from qa.repl.pager import Page, around
from qa.turnlog import TurnLog
from qa.types import EVERYTHING, Answer, Citation, Filter

MAX_TURNS = 500  # kept for /save; a chat of any length holds no more than this in memory


def _to_stderr(line: str) -> None:
    print(f"qa: {one_line(line)}", file=sys.stderr)


@dataclass(slots=True)
class Session:
    """One chat, whether people or programs hold it."""

    chat: Chat
    renderer: Renderer
    where: Filter = EVERYTHING
    as_of: str | None = None
    top: int | None = None
    log: TurnLog | None = None
    show_page: Callable[[Page], str] = around  # gives back what is to be printed
    edit: Callable[[str], str] | None = (
        None  # a question in the user's editor; None where there is no terminal
    )
    notice: Callable[[str], None] = _to_stderr  # tells the person something, outside of any answer
    turns: deque[Answer] = field(default_factory=lambda: deque(maxlen=MAX_TURNS))
    shown: tuple[Citation, ...] = ()  # what stands on the screen with a number: what /open opens

    @property
    def last(self) -> Answer | None:
        """The last answer to a question, or None at the beginning."""
        return self.turns[-1] if self.turns else None

    @property
    def narrowed(self) -> list[str]:
        """What the filter asks for, as ``/filter`` takes it: ``since 2014``."""
        return [f"{name} {value}" for name, value in asdict(self.where).items() if value]

    def command_of(self, line: str) -> str | None:
        """The slash command that a line is, with or without its slash; None for what is none."""
        return line if line.startswith("/") else self._recognised(line).command

    def ask(
        self, line: str, *, where: Filter | None = None, as_of: str | None = None, top: int | None = None
    ) -> Answer:
        """Ask, and remember the answer: of several questions at once the first, with the others behind it."""
        return together(list(self.ask_each(line, where=where, as_of=as_of, top=top)))

    def ask_each(
        self, line: str, *, where: Filter | None = None, as_of: str | None = None, top: int | None = None
    ) -> Iterator[Answer]:
        """Ask the questions of a line one after the other; what is None is as the chat has it."""
        for question in self._recognised(line).questions or (line,):
            answer = self.chat.ask(
                question, where=where or self.where, as_of=as_of or self.as_of, top=top or self.top
            )
            self.shown = shown_citations(answer)
            if answer.act in SEARCHED:
                self._remember(answer)
            yield answer

    def _recognised(self, line: str) -> Recognised:
        return recognise(line, after_question=bool(self.turns))

    def _remember(self, answer: Answer) -> None:
        self.turns.append(answer)
        self._keep(
            lambda log: log.add(answer.to_dict(), self.chat.do(lambda opened: opened.conversation.to_json()))
        )

    def resume(self) -> int:
        """Go on with the last conversation in the log; gives back how many turns it has.

        Raises:
            InputError: what was kept cannot be read.
        """
        turns = self.log.resume() if self.log is not None else []
        if turns:
            self.turns.extend(Answer.from_dict(turn.answer) for turn in turns)
            self.chat.restore(turns[-1].state, self.turns[-1])
            self.shown = shown_citations(self.turns[-1])
        return len(turns)

    def undo(self) -> Answer | None:
        """Forget the last question and give back its answer, or None where there is nothing to undo."""
        if not self.turns:
            return None
        self.chat.do(lambda opened: opened.conversation.undo())
        self._keep(lambda log: log.undo())
        forgotten = self.turns.pop()
        self.shown = shown_citations(self.turns[-1]) if self.turns else ()
        return forgotten

    def clear(self) -> None:
        """Forget the conversation, but not how questions are asked (filter, date, top)."""
        if self.turns:
            self.chat.do(lambda opened: opened.conversation.clear())
        self._keep(lambda log: log.clear())
        self.turns.clear()
        self.shown = ()

    def _keep(self, write: Callable[[TurnLog], None]) -> None:
        """Write to the log; where that fails, say so once and go on without it."""
        if self.log is None:
            return
        try:
            write(self.log)
        except InputError as error:
            self.log = None
            self.notice(str(error))
