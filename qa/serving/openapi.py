"""The API as OpenAPI 3.1: paths said here, schemas taken from the types that make and check the values."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from pydantic import BaseModel, TypeAdapter

from qa.archive.speakers import Speaker
from qa.archive.trends import Trend
from qa.browsing.articles import ArticleList, FullArticle
from qa.browsing.passages import FoundPassage
from qa.collections.overview import CollectionSummary
from qa.lists import ItemList
from qa.serving import requested
from qa.timelines import TimeLine
from qa.types import Answer
from qa.version import __version__

_REFERENCE = "#/components/schemas/{model}"
_DESCRIPTION = (
    "Questions are answered by copying from the articles, with citations. Offsets are half-open and count "
    "characters (Unicode code points) of an article's text. Errors are problem details (RFC 9457)."
)
_EVENTS = (
    "With `Accept: text/event-stream` the answer comes as events: `titles` (the articles that are being "
    "read), then `answer`, or `problem`. With "
    "`Accept: text/plain` it is the text that `qa ask` prints."
)


@cache
def document() -> dict[str, Any]:
    """The whole document."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "qa", "version": __version__, "description": _DESCRIPTION},
        "paths": {**_asking(), **_over_time(), **_looking(), **_own()},
        "components": {
            "schemas": _schemas(),
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
        "security": [{}, {"token": []}],
    }


def _asking() -> dict[str, Any]:
    conversation = _in_path("id")
    return {
        "/v1/ask": {
            "post": _operation(
                "ask", "Answer one question", f"The answer to a question that stands alone. {_EVENTS}",
                body="AskBody", gives="Answer", forms=True,
            )
        },
        "/v1/conversations": {
            "post": _operation(
                "begin", "Begin a conversation", "Conversations are forgotten an hour after their last turn.",
                body="BeginBody", gives="Conversation", status="201",
            )
        },
        "/v1/conversations/{id}": {
            "post": _operation(
                "turn", "Ask in the light of what was said before", _EVENTS,
                conversation, body="TurnBody", gives="Answer", forms=True,
            ),
            "delete": _operation("forget", "Forget a conversation", "", conversation, status="204"),
        },
    }  # fmt: skip


def _over_time() -> dict[str, Any]:
    posted = (
        (
            "timeline", "Show how an answer changes", "SurveyBody", "TimeLine",
            "Each answer where it was first given; of a topic, the sentences that bear on it by date.",
        ),
        (
            "list", "List all that answers", "SurveyBody", "ItemList",
            "Each thing that the articles name once, told by most stories first.",
        ),
        (
            "quotes", "List who said what", "QuotesBody", "Quotes",
            "Newest first, reprints once. `unsaid` is empty, or says who is quoted, but not about what.",
        ),
        ("speakers", "List who speaks", "SpeakersBody", "Speakers", "Those first who do so most."),
        ("trends", "Count names by month", "TrendsBody", "Trends", "Exactly, in every passage."),
    )  # fmt: skip
    return {
        f"/v1/{name}": {"post": _operation(name, summary, description, body=body, gives=gives)}
        for name, summary, body, gives, description in posted
    }


def _looking() -> dict[str, Any]:
    article = _in_path("id", "An article's id, percent-encoded.")
    return {
        "/v1/search": {
            "post": _operation(
                "search", "Find passages", "The passages that words find, without reading them.",
                body="SearchBody", gives="Passages",
            )
        },
        "/v1/articles": {
            "get": _operation(
                "articles", "List articles", "Newest first; those without a date at the end.",
                *_in_query(requested.ListQuery), gives="ArticleList",
            )
        },
        "/v1/articles/{id}": {
            "get": _operation(
                "article", "Read an article", "Its text, or the part of it that is asked for.",
                article, *_in_query(requested.ArticleQuery), gives="Article",
            )
        },
        "/v1/originals/{id}": {
            "get": {
                **_operation(
                    "original", "Save the file behind an article",
                    "Only as it was when it was indexed, and never to be shown by a browser.",
                    article, *_in_query(requested.CollectionQuery),
                ),
                "responses": {
                    "200": {"description": "Its bytes.", "content": {"application/octet-stream": {}}},
                    "default": _PROBLEM,
                },
            }
        },
        "/v1/collections": {
            "get": _operation("collections", "List what can be asked", "", gives="Collections")
        },
    }  # fmt: skip


def _own() -> dict[str, Any]:
    return {
        "/v1/about": {"get": _operation("about", "What this server is", "", gives="About")},
        "/healthz": {"get": {**_operation("healthy", "Whether it runs", "", gives="Health"), "security": []}},
        "/metrics": {
            "get": {
                **_operation("metrics", "Counters for Prometheus", ""),
                "responses": {"200": {"description": "Text.", "content": {"text/plain": {}}}},
            }
        },
    }  # fmt: skip


_PROBLEM = {
    "description": "What is wrong.",
    "content": {"application/problem+json": {"schema": {"$ref": _REFERENCE.format(model="Problem")}}},
}


def _operation(
    name: str,
    summary: str,
    description: str,
    *parameters: Mapping[str, Any],
    body: str = "",
    gives: str = "",
    status: str = "200",
    forms: bool = False,
) -> dict[str, Any]:
    content: dict[str, Any] = {"application/json": {"schema": {"$ref": _REFERENCE.format(model=gives)}}}
    if forms:
        content |= {"text/event-stream": {}, "text/plain": {}}
    response: dict[str, Any] = {"description": summary + "."} | ({"content": content} if gives else {})
    operation: dict[str, Any] = {"operationId": name, "summary": summary, "description": description}
    if parameters:
        operation["parameters"] = list(parameters)
    if body:
        schema = {"schema": {"$ref": _REFERENCE.format(model=body)}}
        operation["requestBody"] = {"required": True, "content": {"application/json": schema}}
    return operation | {"responses": {status: response, "default": _PROBLEM}}


def _in_path(name: str, description: str = "") -> dict[str, Any]:
    schema = {"type": "string"}
    return {"name": name, "in": "path", "required": True, "description": description, "schema": schema}


def _in_query(model: type[BaseModel]) -> list[dict[str, Any]]:
    properties = model.model_json_schema()["properties"]
    return [{"name": name, "in": "query", "schema": schema} for name, schema in properties.items()]


_GIVEN = (
    Answer,
    TimeLine,
    ItemList,
    Speaker,
    Trend,
    ArticleList,
    FullArticle,
    FoundPassage,
    CollectionSummary,
)
_TAKEN = (
    requested.AskBody,
    requested.TurnBody,
    requested.BeginBody,
    requested.SurveyBody,
    requested.QuotesBody,
    requested.SpeakersBody,
    requested.TrendsBody,
    requested.SearchBody,
)


def _schemas() -> dict[str, Any]:
    known: dict[str, Any] = {}
    for kind in _GIVEN:
        schema = TypeAdapter(kind).json_schema(ref_template=_REFERENCE, mode="serialization")
        known |= schema.pop("$defs", {})
        known.setdefault(kind.__name__, schema)  # an answer refers to itself, and is among the others
    for body in _TAKEN:
        known[body.__name__] = body.model_json_schema(ref_template=_REFERENCE)
    whole, found = known.pop("FullArticle"), known.pop("FoundPassage")
    known["Article"] = _joined(
        known["ArticleSummary"], _without(whole, "summary"), _object(start={"type": "integer"})
    )
    known["Passage"] = _joined(known["Citation"], _without(found, "citation"))
    known["Said"] = _joined(known["Citation"], _without(known["Quotation"], "citation"))
    return known | _SMALL


def _joined(*objects: Mapping[str, Any]) -> dict[str, Any]:
    """One object with the fields of all."""
    return {
        "type": "object",
        "properties": {name: schema for one in objects for name, schema in one["properties"].items()},
        "required": [name for one in objects for name in one.get("required", [])],
    }


def _without(whole: Mapping[str, Any], name: str) -> dict[str, Any]:
    properties = {field: schema for field, schema in whole["properties"].items() if field != name}
    return {"properties": properties, "required": list(properties)}


def _object(**properties: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties)}


def _list_of(model: str) -> dict[str, Any]:
    return {"type": "array", "items": {"$ref": _REFERENCE.format(model=model)}}


_TEXT, _COUNT = {"type": "string"}, {"type": "integer"}
_SMALL = {
    "Problem": _object(status=_COUNT, title=_TEXT, detail=_TEXT),
    "Conversation": _object(id=_TEXT, collection=_TEXT),
    "Quotes": _object(
        quotations=_list_of("Said"), complete={"type": "boolean"}, unsaid={"type": "array", "items": _TEXT}
    ),
    "Speakers": _object(speakers=_list_of("Speaker"), total=_COUNT),
    "Trends": _object(trends=_list_of("Trend")),
    "Passages": _object(passages=_list_of("Passage")),
    "Collections": _object(collections=_list_of("CollectionSummary")),
    "Wording": _object(least={"type": "number"}, words=_TEXT),
    "About": _object(version=_TEXT, collection=_TEXT, confidence=_list_of("Wording")),
    "Health": _object(status=_TEXT, version=_TEXT),
}
