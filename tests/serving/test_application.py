"""The HTTP API over a running server: what it answers is what ``qa`` says, and nothing else gets out."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from qa.rendering.renderer import Renderer
from qa.rendering.terminal import Screen
from qa.types import Answer
from tests.serving.collection import CARGO, EMPLOYED, KEEPER
from tests.serving.conftest import Served


def known(record: dict[str, Any]) -> dict[str, Any]:
    """An answer but for how long it took."""
    return {name: value for name, value in record.items() if name != "timings"}


def expected(answer: Answer) -> dict[str, Any]:
    """What the documented JSON of an answer is, but for how long it took."""
    return known(json.loads(answer.to_json()))


def events_of(response: httpx.Response) -> list[tuple[str, dict[str, Any]]]:
    """The events of a response, in their order."""
    found = []
    for part in response.text.strip().split("\n\n"):
        name, data = part.split("\n")
        found.append((name.removeprefix("event: "), json.loads(data.removeprefix("data: "))))
    return found


@pytest.mark.parametrize("question", [EMPLOYED, KEEPER, CARGO, "Who is the king of Spain?"])
def test_an_answer_is_the_documented_json_of_the_same_answer(served: Served, question: str) -> None:
    """What ``Assistant.ask`` gives, conflicts and withheld answers too."""
    response = served.client.post("/v1/ask", json={"question": question})
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/json"
    assert response.headers["cache-control"] == "no-store"
    assert known(response.json()) == expected(served.assistant.ask(question))


def test_filters_and_the_day_narrow_as_they_do_elsewhere(served: Served) -> None:
    """Since, until, source and as_of are those of ``qa ask``."""
    narrowed = {"question": EMPLOYED, "until": "2020", "source": "*.txt", "as_of": "2019-07"}
    answer = served.client.post("/v1/ask", json=narrowed).json()
    assert answer["text"] == "1,200"
    assert not answer["conflict"]


def test_events_bring_titles_first_and_then_the_answer(served: Served) -> None:
    """Whoever waits sees what is being read; the answer is the same as without events."""
    headers = {"accept": "text/event-stream"}
    response = served.client.post("/v1/ask", json={"question": KEEPER}, headers=headers)
    assert response.headers["content-type"].startswith("text/event-stream")
    (first, titles), (second, answer) = events_of(response)
    assert (first, second) == ("titles", "answer")
    assert "The lighthouse of Skarvik" in [one["title"] for one in titles["articles"]]
    assert known(answer) == expected(served.assistant.ask(KEEPER))


def test_text_is_what_qa_ask_prints(served: Served) -> None:
    """With Accept: text/plain."""
    response = served.client.post("/v1/ask", json={"question": KEEPER}, headers={"accept": "text/plain"})
    lines, plain = response.text.splitlines(), Renderer(Screen()).answer(served.assistant.ask(KEEPER))
    assert lines == plain.splitlines()


def test_a_conversation_understands_a_follow_up_until_it_is_forgotten(served: Served) -> None:
    """Its turns lean on those before; once it is deleted, there is none of its name."""
    begun = served.client.post("/v1/conversations", json={})
    assert begun.status_code == 201
    path = f"/v1/conversations/{begun.json()['id']}"
    assert served.client.post(path, json={"question": "Who is the director of the port?"}).json()["text"]
    doubted = served.client.post(path, json={"question": "How do you know?"}).json()
    assert (doubted["act"], doubted["about"]["text"]) == ("source", "Peter Nyberg")
    followed = served.client.post(path, json={"question": "Since when is he the director?"}).json()
    assert "Peter Nyberg" in followed["resolved_question"]
    assert served.client.delete(path).status_code == 204
    assert served.client.delete(path).status_code == 404
    assert served.client.post(path, json={"question": "Who?"}).status_code == 404


def test_what_is_no_question_is_told_within_the_events(served: Served) -> None:
    """A question that cannot be asked is a problem, whatever the form of the answer."""
    headers = {"accept": "text/event-stream"}
    response = served.client.post("/v1/ask", json={"question": "   "}, headers=headers)
    [(name, problem)] = events_of(response)
    assert (name, problem["status"]) == ("problem", 422)
    assert "the question is empty" in problem["detail"]


def test_passages_articles_and_collections_are_found_without_asking(served: Served) -> None:
    """As ``qa search``, ``qa articles`` and ``qa show`` give them."""
    passages = served.client.post("/v1/search", json={"words": "lighthouse", "top": 2}).json()["passages"]
    assert passages[0]["title"] == "The lighthouse of Skarvik"
    listed = served.client.get("/v1/articles", params={"since": "2023", "limit": 2}).json()
    assert (listed["total"], [one["published"] for one in listed["articles"]]) == (
        3,
        ["2024-03-18", "2023-09-02"],
    )
    collections = served.client.get("/v1/collections").json()["collections"]
    assert [(one["name"], one["default"], one["articles"]) for one in collections] == [
        ("port", True, 5),
        ("again", False, 5),
    ]


def test_an_article_is_given_whole_or_in_part(served: Served) -> None:
    """The part that is asked for stands at its offset of the whole."""
    path = f"/v1/articles/{quote(served.id_of('report.pdf'), safe='')}"
    whole = served.client.get(path).json()
    assert whole["text"].count("tonnes") == 1
    assert len(whole["text"]) == whole["length"]
    assert len(whole["page_starts"]) == 2
    part = served.client.get(path, params={"start": 10, "limit": 20}).json()
    assert (part["text"], part["start"]) == (whole["text"][10:30], 10)


@pytest.mark.parametrize("kind", ["articles", "originals"])
@pytest.mark.parametrize("name", ["/etc/passwd", "../../etc/passwd", "..%2f..%2fetc%2fpasswd", "%00"])
def test_what_is_no_article_of_the_collection_is_never_given(served: Served, kind: str, name: str) -> None:
    """Whatever the path names, only what was indexed is there."""
    response = served.client.get(f"/v1/{kind}/{quote(name, safe='%')}")
    assert response.status_code == 404
    assert "root:" not in response.text


def test_a_file_is_saved_and_never_shown(served: Served) -> None:
    """The bytes that were indexed, as an attachment, in a sandbox, of no type that a browser runs."""
    response = served.client.get(f"/v1/originals/{quote(served.id_of('trick.html'), safe='')}")
    assert response.content == (served.articles / "trick.html").read_bytes()
    assert response.headers["content-disposition"] == "attachment; filename*=UTF-8''trick.html"
    assert response.headers["content-type"] == "application/octet-stream"
    assert response.headers["content-security-policy"].startswith("sandbox; default-src 'none'")
    assert response.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("method", "path", "given", "status", "said"),
    [
        ("POST", "/v1/ask", {"content": b"{", "headers": {"content-type": "application/json"}}, 422, "JSON"),
        ("POST", "/v1/ask", {"content": b"question=Who"}, 415, "application/json"),
        ("POST", "/v1/ask", {"json": {"question": "Who?", "since": "soon"}}, 422, "since"),
        ("POST", "/v1/ask", {"json": {"question": "Who?", "since": "2022", "until": "2021"}}, 422, "2022 or"),
        ("POST", "/v1/ask", {"json": {"question": "Who?", "to": 3}}, 422, "to: there is no such field"),
        ("POST", "/v1/ask", {"json": {"question": "Who?", "top": 10_000}}, 422, "at most 100"),
        ("POST", "/v1/ask", {"json": {"question": "Who?", "source": "*a" * 20}}, 422, "stars"),
        ("POST", "/v1/ask", {"json": {"question": "Who?", "collection": "no"}}, 404, "no collection"),
        ("POST", "/v1/ask", {"json": {"question": "Who? " * 20_000}}, 413, "larger than"),
        ("POST", "/v1/search", {"json": {"words": " "}}, 422, "empty"),
        ("GET", "/v1/articles?limit=0", {}, 422, "limit"),
        ("GET", "/v1/articles?path=/etc", {}, 422, "no such field"),
        ("GET", "/v1/ask", {}, 405, "Method Not Allowed"),
        ("GET", "/nothing", {}, 404, "/openapi.json"),
        ("GET", "/page/../page.py", {}, 404, "Not Found"),
    ],
)
def test_a_wrong_request_is_told_what_is_wrong(
    served: Served, method: str, path: str, given: dict[str, Any], status: int, said: str
) -> None:
    """As problem details, in one line that names the field."""
    response = served.client.request(method, path, **given)
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    assert set(response.json()) == {"status", "title", "detail"}
    assert said in response.json()["detail"]


def test_the_page_needs_nothing_from_elsewhere_and_runs_nothing_inline(served: Served) -> None:
    """No script or style in its HTML, no address of another host in any of its files."""
    page = served.client.get("/")
    assert page.headers["content-type"].startswith("text/html")
    policy = page.headers["content-security-policy"]
    assert "unsafe-inline" not in policy
    assert "frame-ancestors 'none'" in policy
    assert "<style" not in page.text
    assert " style=" not in page.text
    assert " on" + "click" not in page.text
    for name in ("page.js", "answers.js", "archive.js", "asked.js", "reader.js", "page.css"):
        text = served.client.get(f"/page/{name}").text
        assert "://" not in text.replace("http://www.w3.org/2000/svg", "")
        assert "innerHTML" not in text


def test_counters_name_no_question_and_no_article(served: Served) -> None:
    """Prometheus reads requests by route, batches and answers; nobody reads what was asked."""
    served.client.post("/v1/ask", json={"question": KEEPER})
    served.client.get(f"/v1/articles/{quote(served.id_of('ferry.md'), safe='')}")
    text = served.client.get("/metrics").text
    assert 'qa_requests_total{route="/v1/ask",status="200"}' in text
    assert 'qa_answers_total{kind="span"}' in text
    assert "qa_batch_questions_count" in text
    assert "lighthouse" not in text
    assert "ferry" not in text


def test_it_says_that_it_runs(served: Served) -> None:
    """For whoever watches it."""
    assert served.client.get("/healthz").json()["status"] == "ok"
