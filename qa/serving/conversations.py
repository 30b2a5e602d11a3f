"""The conversations that the server remembers: bounded in number, size and age.

What is kept of one is what its next turn leans on, as ``Conversation.to_json`` gives it, and its last answer
for those who doubt it. A turn that nobody waited for is forgotten.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from qa.conversation import Conversation
from qa.types import Answer, Hit

if TYPE_CHECKING:
    from qa.assistant import Assistant
    from qa.serving.engine import Asked

MOST = 500  # conversations
MOST_CHARACTERS = 32_000_000  # of all of them together
IDLE = 3600.0  # seconds after its last turn that one is kept


@dataclass(frozen=True, slots=True)
class Kept:
    """A conversation between two turns."""

    collection: str
    used: float  # on the clock of the store
    state: str = ""  # empty before the first turn
    last: Answer | None = None  # to the last turn that was searched


class Conversations:
    """Conversations by their ids, which cannot be guessed."""

    def __init__(
        self,
        *,
        most: int = MOST,
        most_characters: int = MOST_CHARACTERS,
        idle: float = IDLE,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._most, self._most_characters, self._idle, self._clock = most, most_characters, idle, clock
        self._kept: OrderedDict[str, Kept] = OrderedDict()  # the one used longest ago first
        self._characters = 0
        self._guard = threading.Lock()

    def __len__(self) -> int:
        return len(self._kept)

    def begin(self, collection: str) -> str:
        """The id of a new conversation."""
        name = secrets.token_urlsafe(16)
        with self._guard:
            self._keep(name, Kept(collection, self._clock()))
        return name

    def get(self, name: str) -> Kept | None:
        """What is kept of a conversation; None where nothing is, or not any more."""
        with self._guard:
            self._forget_old()
            return self._kept.get(name)

    def forget(self, name: str) -> bool:
        """Forget a conversation; whether there was one."""
        with self._guard:
            return self._drop(name)

    def turn(
        self,
        name: str,
        asked: Asked,
        assistant: Assistant,
        *,
        on_hits: Callable[[Sequence[Hit]], None],
        abandoned: Callable[[], bool],
    ) -> Answer | None:
        """The answer to a turn of a conversation, kept for the next one; None where there is no such one.

        Raises:
            InputError: as ``Conversation.ask`` does; the turn is forgotten then.
        """
        kept = self.get(name)
        if kept is None:
            return None
        conversation = Conversation(assistant.pipeline)
        if kept.state:
            conversation.restore(kept.state, kept.last)
        answer = conversation.ask(
            asked.question,
            where=asked.where,
            as_of=asked.as_of,
            top=asked.top,
            on_understood=lambda understood: on_hits(understood.hits),
        )
        if not abandoned():
            now = replace(kept, used=self._clock(), state=conversation.to_json(), last=conversation.last)
            with self._guard:
                if self._drop(name):  # else it was forgotten while its turn was answered, and stays so
                    self._keep(name, now)
        return answer

    def _keep(self, name: str, kept: Kept) -> None:
        self._kept[name] = kept
        self._characters += len(kept.state)
        self._forget_old()
        while len(self._kept) > self._most or self._characters > self._most_characters:
            self._drop(next(iter(self._kept)))

    def _forget_old(self) -> None:
        oldest = self._clock() - self._idle
        while self._kept and next(iter(self._kept.values())).used < oldest:
            self._drop(next(iter(self._kept)))

    def _drop(self, name: str) -> bool:
        kept = self._kept.pop(name, None)
        self._characters -= len(kept.state) if kept else 0
        return kept is not None
