"""``/articles``, ``/find`` and ``/stats``: what is in the collection, without a question."""

from __future__ import annotations

import statistics

from qa.conversation.collection import Wanted
from qa.errors import InputError
from qa.rendering.views import citation_view, listing_view
from qa.repl.chat import Opened
from qa.repl.session import Session
from qa.types import Citation, Listing

_LISTED = 1000  # articles that one list shows
_FOUND = 3  # passages that are shown: as many as fit a screen


def articles(session: Session, argument: str) -> str:
    """All articles, or those that mention the words, newest first."""
    wanted = Wanted("all", topic=argument.strip(" \"'"))

    def listing(opened: Opened) -> Listing:
        return opened.conversation.listing(wanted, where=session.where, as_of=session.as_of, shown=_LISTED)

    found = session.chat.do(listing)
    session.shown = found.articles
    return session.renderer.render("collection", listing=listing_view(found))


def find(session: Session, argument: str) -> str:
    """The passages that the words find first, unread.

    Raises:
        InputError: there are no words, or far too many.
    """
    if not argument:
        raise InputError("say /find WORDS")

    def passages(opened: Opened) -> tuple[Citation, ...]:
        found = opened.assistant.search(argument, top=_FOUND, where=session.where)
        return tuple(one.citation for one in found)

    session.shown = session.chat.do(passages)
    return session.renderer.render("passages", citations=[citation_view(one) for one in session.shown])


def stats(session: Session, argument: str) -> str:
    """How much there is to ask, and how the questions of this conversation went."""

    def measured(opened: Opened) -> tuple[Listing, int]:
        return opened.conversation.listing(Wanted("period"), shown=1), len(opened.assistant.index)

    listing, passages = session.chat.do(measured)
    seconds = [sum(answer.timings.values()) for answer in session.turns] or [0.0]
    return session.renderer.render(
        "stats",
        articles=listing.total,
        passages=passages,
        first=listing.first,
        last=listing.last,
        asked=len(session.turns),
        answered=sum(answer.kind != "none" for answer in session.turns),
        median=statistics.median(seconds),
        slowest=max(seconds),
    )
