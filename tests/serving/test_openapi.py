"""The OpenAPI document is valid, and every documented response is what the server gives."""

from __future__ import annotations

import copy
import json
from typing import Any
from urllib.parse import quote

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate
from starlette.routing import Route

from qa.serving.application import application
from tests.serving.collection import EMPLOYED, KEEPER
from tests.serving.conftest import Served
from tests.serving.parts import Road, assistant_on
from tests.serving.served import service_over


def strict(document: dict[str, Any]) -> dict[str, Any]:
    """The document with every object closed, so that a field that is not documented is found."""
    closed = copy.deepcopy(document)
    for schema in closed["components"]["schemas"].values():
        schema["additionalProperties"] = False
    return closed


@pytest.fixture(scope="module")
def document(served: Served) -> dict[str, Any]:
    """As the server gives it."""
    found: dict[str, Any] = served.client.get("/openapi.json").json()
    return found


def test_the_document_is_valid_openapi(document: dict[str, Any]) -> None:
    """By an independent validator of version 3.1."""
    assert document["openapi"].startswith("3.1")
    validate(document)


def test_every_documented_response_is_given_as_documented(served: Served, document: dict[str, Any]) -> None:
    """Each operation is called and its response held against the schema, no field left out or added."""
    conversation = served.client.post("/v1/conversations", json={}).json()["id"]
    article = quote(served.id_of("report.pdf"), safe="")
    calls: dict[tuple[str, str], tuple[str, dict[str, Any] | None]] = {
        ("post", "/v1/ask"): ("/v1/ask", {"question": EMPLOYED}),
        ("post", "/v1/conversations"): ("/v1/conversations", {}),
        ("post", "/v1/conversations/{id}"): (f"/v1/conversations/{conversation}", {"question": KEEPER}),
        ("delete", "/v1/conversations/{id}"): (f"/v1/conversations/{conversation}", None),
        ("post", "/v1/timeline"): ("/v1/timeline", {"question": EMPLOYED}),
        ("post", "/v1/list"): ("/v1/list", {"question": EMPLOYED}),
        ("post", "/v1/quotes"): ("/v1/quotes", {}),
        ("post", "/v1/speakers"): ("/v1/speakers", {}),
        ("post", "/v1/trends"): ("/v1/trends", {"names": ["Elmsund"]}),
        ("post", "/v1/search"): ("/v1/search", {"words": "cargo"}),
        ("get", "/v1/articles"): ("/v1/articles", None),
        ("get", "/v1/articles/{id}"): (f"/v1/articles/{article}", None),
        ("get", "/v1/originals/{id}"): (f"/v1/originals/{article}", None),
        ("get", "/v1/collections"): ("/v1/collections", None),
        ("get", "/v1/about"): ("/v1/about", None),
        ("get", "/healthz"): ("/healthz", None),
        ("get", "/metrics"): ("/metrics", None),
    }
    documented = {(method, path) for path, item in document["paths"].items() for method in item}
    assert documented == set(calls)
    closed = strict(document)
    for (method, path), (called, body) in calls.items():
        response = served.client.request(method.upper(), called, json=body)
        stated = closed["paths"][path][method]["responses"][str(response.status_code)]
        if "application/json" in stated.get("content", {}):
            check(response.json(), stated["content"]["application/json"]["schema"], closed)


def test_a_problem_is_given_as_documented(served: Served, document: dict[str, Any]) -> None:
    """Of any operation."""
    response = served.client.post("/v1/ask", json={})
    content = document["paths"]["/v1/ask"]["post"]["responses"]["default"]["content"]
    check(response.json(), content["application/problem+json"]["schema"], strict(document))


def test_every_way_is_documented(document: dict[str, Any]) -> None:
    """Each path that the server knows stands in the document, but for the page and the document itself."""
    service = service_over({"all": lambda: assistant_on(Road())}, {"all": None})
    routes = application(service, hosts=()).routes
    known = {route.path_format for route in routes if isinstance(route, Route)}
    assert {path for path in known if not path.startswith("/page/")} - {"/", "/openapi.json"} == set(
        document["paths"]
    )


def check(value: object, schema: dict[str, Any], document: dict[str, Any]) -> None:
    """Hold a value against a schema of the document."""
    whole = {**schema, "components": document["components"]}
    errors = list(Draft202012Validator(whole).iter_errors(json.loads(json.dumps(value))))
    assert not errors, errors[0].message
