"""What the tools give back of time lines, lists and quotations: more of what ``shapes.py`` begins."""

from __future__ import annotations

from typing import Self

from pydantic import BaseModel, Field

from qa.agents.shapes import Quotation, Text, Unsaid, not_about
from qa.archive.quotes import Found
from qa.lists import ItemList, Listed
from qa.timelines import TimeLine, Told
from qa.types import Quotation as Said


class Speech(Quotation):
    """What somebody is reported to have said: ``quote`` is all of it, ``said_by`` who and how."""

    direct: bool = Field(description="it stands in quotation marks; else it is indirect speech")
    printed: int = Field(description="in so many of the articles looked at; reprints are given once")

    @classmethod
    def said(cls, found: Said) -> Self:
        """A quotation that was found."""
        return cls.of(found.citation, direct=found.direct, printed=found.articles)


class Speeches(BaseModel):
    """Who said what."""

    quotations: list[Speech] = Field(description="newest first")
    unsaid: Unsaid

    @classmethod
    def of(cls, found: Found) -> Self:
        """The quotations that were found."""
        return cls(quotations=[Speech.said(one) for one in found.quotations], unsaid=not_about(found.unsaid))


class Saying(BaseModel):
    """What the articles say from a day on."""

    text: Text = Field(description="verbatim")
    confidence: float = Field(description="probability that it answers, 0 to 1; of a sentence on a topic 0")
    stories: int = Field(description="that say so until something else is said; reprints count once")
    last: str = Field(description="the date on which it was last said until then")
    quotations: list[Quotation] = Field(description="where it stands, the first one first")

    @classmethod
    def of(cls, told: Told) -> Self:
        """An answer of a time line, or a sentence."""
        return cls(
            text=told.text,
            confidence=told.confidence,
            stories=told.stories,
            last=told.last,
            quotations=[Quotation.of(one) for one in told.citations],
        )


class Turn(BaseModel):
    """A day on which the articles begin to say something else."""

    date: str
    says: list[Saying] = Field(description="surest first; several contradict each other on this day")
    correction: bool = Field(description="an article takes back what was said before")


class History(BaseModel):
    """What the articles say to a question, or on a topic, as it changes."""

    changes: list[Turn] = Field(description="by date; empty: the articles do not say")
    read: int = Field(description="passages read")
    found: int = Field(description="passages found; where fewer were read, there may be more")

    @classmethod
    def of(cls, line: TimeLine) -> Self:
        """A time line."""
        changes = [
            Turn(date=one.date, says=[Saying.of(told) for told in one.told], correction=one.correction)
            for one in line.changes
        ]
        return cls(changes=changes, read=line.read, found=line.found)


class Thing(BaseModel):
    """One of the things that answer a question."""

    text: Text = Field(description="verbatim")
    confidence: float = Field(description="probability that it answers, 0 to 1")
    stories: int = Field(description="that name it; reprints count once")
    also: list[Text] = Field(description="what else the articles call it")
    quotations: list[Quotation] = Field(description="of different articles, the best first")

    @classmethod
    def of(cls, item: Listed) -> Self:
        """An item of a list."""
        return cls(
            text=item.text,
            confidence=item.confidence,
            stories=item.stories,
            also=list(item.variants),
            quotations=[Quotation.of(one) for one in item.citations],
        )


class Things(BaseModel):
    """All that answers a question."""

    things: list[Thing] = Field(description="named by most stories first")
    read: int = Field(description="passages read")
    found: int = Field(description="passages found; where fewer were read, there may be more")

    @classmethod
    def of(cls, found: ItemList) -> Self:
        """A list."""
        return cls(things=[Thing.of(one) for one in found.items], read=found.read, found=found.found)
