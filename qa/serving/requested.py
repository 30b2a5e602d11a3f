"""The bodies of requests, and their queries: what is asked for, checked where it enters."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator
from starlette.requests import Request

from qa.dates import days
from qa.question.checking import MAX_CHARACTERS
from qa.serving.engine import Asked
from qa.serving.problems import Problem
from qa.types import Filter
from qa.validation import in_words

MOST_BYTES = 65_536  # of a body
_MOST_TOP = 100  # passages read for one question
_MOST_STARS = 8  # of a glob: each makes the match longer
_MOST_NAMES = 6  # counted for one request
_SECONDS = 10.0  # for a body to arrive

Body = TypeVar("Body", bound=BaseModel)
Date = Annotated[str, Field(max_length=10, description="A partial ISO date: 2022, 2022-02 or 2022-02-25.")]
Name = Annotated[str, Field(max_length=200, description="A collection of /v1/collections.")]
AsOf = Annotated[
    Date | None,
    Field(
        description="Ask as if it were that day; today where it is missing. Later articles only rank lower: "
        "until leaves them out."
    ),
]
Person = Annotated[str, Field(max_length=200, description="A name.")]


class Narrowed(BaseModel):
    """Which articles count."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    since: Date | None = Field(None, description="Only articles of this date or later.")
    until: Date | None = Field(None, description="Only articles of this date or earlier.")
    source: str | None = Field(
        None, max_length=200, description="Only articles whose source matches this glob, such as *.pdf."
    )

    @field_validator("since", "until", "as_of", check_fields=False)
    @classmethod
    def _date(cls, value: str | None) -> str | None:
        if value:
            days(value)
        return value or None

    @field_validator("source")
    @classmethod
    def _glob(cls, value: str | None) -> str | None:
        if value and value.count("*") > _MOST_STARS:
            raise ValueError(f"a source may have at most {_MOST_STARS} stars")
        return value or None

    @model_validator(mode="after")
    def _order(self) -> Narrowed:
        if self.since and self.until and days(self.since)[0] > days(self.until)[1]:
            raise ValueError(f"no article can be of {self.since} or later and of {self.until} or earlier")
        return self

    @property
    def where(self) -> Filter:
        """Which articles may answer."""
        return Filter(self.since, self.until, self.source)


class TurnBody(Narrowed):
    """A turn of a conversation."""

    question: str = Field(max_length=MAX_CHARACTERS, description="At most 400 words.")
    as_of: AsOf = None
    top: int | None = Field(None, ge=1, le=_MOST_TOP, description="Passages to read.")

    @property
    def asked(self) -> Asked:
        """The question as the engine takes it."""
        return Asked(self.question, self.where, self.as_of, self.top)


class AskBody(TurnBody):
    """A question that stands alone."""

    collection: Name | None = None


class SearchBody(Narrowed):
    """Words to be found."""

    words: str = Field(max_length=MAX_CHARACTERS, description="Words or a question.")
    top: int = Field(10, ge=1, le=_MOST_TOP, description="Passages to give.")
    collection: Name | None = None


class QuotesBody(Narrowed):
    """Which quotations to give; all that is given must hold."""

    words: str = Field("", max_length=MAX_CHARACTERS, description="Words that are said.")
    speaker: Person | None = Field(None, description="Only what this person or body says.")
    about: str = Field(
        "",
        max_length=MAX_CHARACTERS,
        description="A topic: its words stand in what is said, its sentence, or the one that it refers to.",
    )
    limit: int = Field(20, ge=1, le=200, description="The most quotations to give.")
    collection: Name | None = None


class SpeakersBody(Narrowed):
    """Whose names to give."""

    name: Person | None = Field(None, description="Only those who may be meant by a name.")
    limit: int = Field(30, ge=1, le=1_000, description="The most speakers to give.")
    collection: Name | None = None


class SurveyBody(Narrowed):
    """What is asked of all articles."""

    question: str = Field(max_length=MAX_CHARACTERS, description="At most 400 words.")
    as_of: AsOf = None
    collection: Name | None = None


class TrendsBody(Narrowed):
    """Which names to count."""

    names: list[Person] = Field(min_length=1, max_length=_MOST_NAMES)
    collection: Name | None = None


class BeginBody(BaseModel):
    """What a new conversation is about."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    collection: Name | None = None


class ListQuery(Narrowed):
    """Which articles to list."""

    words: str = Field("", max_length=MAX_CHARACTERS, description="Only articles that mention these words.")
    limit: int = Field(50, ge=1, le=200)
    skip: int = Field(0, ge=0, le=10_000_000)
    collection: Name | None = None


class ArticleQuery(BaseModel):
    """Which part of an article to give."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    start: int = Field(0, ge=0, le=2**31, description="The first character of the text to give.")
    limit: int = Field(200_000, ge=1, le=1_000_000, description="The most characters of it to give.")
    collection: Name | None = None


class NoQuery(BaseModel):
    """Nothing."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class CollectionQuery(BaseModel):
    """Of which collection."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    collection: Name | None = None


async def body_of(request: Request, kind: type[Body]) -> Body:
    """The body of a request.

    Raises:
        Problem: it is no JSON of this kind, too large, or too slow.
    """
    declared = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if declared != "application/json":
        raise Problem(415, "send JSON, with Content-Type: application/json")
    content = await _content(request)
    return _valid(lambda: kind.model_validate_json(content), "the body")


def query_of(request: Request, kind: type[Body]) -> Body:
    """The query of a request's address.

    Raises:
        Problem: it is none of this kind.
    """
    return _valid(lambda: kind.model_validate(dict(request.query_params)), "the query")


async def _content(request: Request) -> bytes:
    content = bytearray()
    try:
        async with asyncio.timeout(_SECONDS):
            async for chunk in request.stream():
                content += chunk
                if len(content) > MOST_BYTES:
                    raise Problem(413, f"the body is larger than {MOST_BYTES:,} bytes")
    except TimeoutError:
        raise Problem(408, f"the body did not arrive within {_SECONDS:.0f} s") from None
    return bytes(content)


def _valid(validated: Callable[[], Body], what: str) -> Body:
    try:
        return validated()
    except ValidationError as error:
        raise Problem(422, in_words(error, what)) from None
