"""Time lines, lists, quotations, speakers and trends over HTTP: what the commands print as JSON."""

from __future__ import annotations

import contextlib
import io
import json
from typing import Any

import pytest

from qa.cli import main
from tests.serving.archived import COST, FAILED
from tests.serving.conftest import Served


def given(served: Served, name: str, /, **body: object) -> dict[str, Any]:
    """What the server says, but for how long it took."""
    response = served.client.post(f"/v1/{name}", json=body)
    assert response.status_code == 200, response.text
    assert response.headers["cache-control"] == "no-store"
    return untimed(response.json())


def printed(served: Served, *arguments: str) -> list[dict[str, Any]]:
    """What a command prints as JSON, line by line, but for how long it took."""
    index = str(served.articles.parent / "index")
    shown = io.StringIO()
    with contextlib.redirect_stdout(shown):
        main([*arguments, "--index", index, "--json"])
    return [untimed(json.loads(line)) for line in shown.getvalue().splitlines()]


def untimed(record: dict[str, Any]) -> dict[str, Any]:
    """The record without its seconds."""
    return {name: value for name, value in record.items() if name != "timings"}


def test_a_time_line_is_that_of_the_command(archived: Served) -> None:
    """Where the answer changes, what contradicts itself on one day, and what was corrected."""
    line = given(archived, "timeline", question=COST)
    assert [line] == printed(archived, "timeline", COST)
    assert [(one["date"], len(one["told"]), one["correction"]) for one in line["changes"]] == [
        ("2016-03-02", 1, False),
        ("2019-05-14", 1, False),
        ("2021-09-08", 2, False),
        ("2021-09-15", 1, True),
    ]
    assert given(archived, "timeline", question="The Tarvik bridge")["kind"] == "sentences"


def test_a_list_is_that_of_the_command(archived: Served) -> None:
    """Each thing once, with its stories."""
    listed = given(archived, "list", question=FAILED)
    assert [listed] == printed(archived, "list", FAILED)
    assert {one["text"]: one["stories"] for one in listed["items"]}["Nordlund Bank"] == 2


def test_quotations_are_those_of_the_command(archived: Served) -> None:
    """Newest first, and whether these are all; each filter narrows, and an empty one does not."""
    found = given(archived, "quotes", words="", about="")
    assert found["quotations"] == printed(archived, "quotes")
    assert [one["speaker"] for one in found["quotations"]] == [
        "Anna Holm",
        "the builders",
        "Pavel Orlov",
        "Anna Holm",
    ]
    assert found["complete"]
    first = given(archived, "quotes", limit=1)
    assert (len(first["quotations"]), first["complete"]) == (1, False)
    named = given(archived, "quotes", speaker="Holm", until="2018")["quotations"]
    assert [one["quote"] for one in named] == ["We have waited for this bridge for thirty years"]
    assert given(archived, "quotes", words="steel", speaker="")["quotations"][0]["speaker"] == "Pavel Orlov"
    assert given(archived, "quotes", about="years", speaker="Nobody")["quotations"] == []


@pytest.mark.parametrize(
    ("asked", "unsaid"),
    [
        ({"speaker": "Holm", "about": "banks"}, ["Holm", "banks"]),
        ({"speaker": "Holm", "about": "thirty years"}, []),
        ({"speaker": "Holm", "about": "thirty years", "words": "steel"}, []),
        ({"speaker": "Holm", "words": "banks"}, []),
        ({"speaker": "Nobody", "about": "banks"}, []),
        ({"about": "lighthouses"}, []),
    ],
)
def test_who_is_quoted_about_something_else_is_told(
    archived: Served, asked: dict[str, str], unsaid: list[str]
) -> None:
    """Where nothing is found of a speaker on a topic, though the speaker is quoted; and only then."""
    assert given(archived, "quotes", **asked)["unsaid"] == unsaid


def test_speakers_and_trends_are_those_of_the_commands(archived: Served) -> None:
    """Who speaks how often, and how often names are written."""
    assert given(archived, "speakers")["speakers"] == printed(archived, "speakers")
    limited = given(archived, "speakers", limit=1)
    assert ([one["name"] for one in limited["speakers"]], limited["total"]) == (["Anna Holm"], 2)
    assert [one["name"] for one in given(archived, "speakers", name="Orlov")["speakers"]] == ["Pavel Orlov"]
    names = ["Tarvik", "Nordlund Bank"]
    assert given(archived, "trends", names=names)["trends"] == printed(archived, "trends", *names)


def test_filters_and_the_day_narrow_as_they_do_elsewhere(archived: Served) -> None:
    """Since, until and source; what nothing can pass is empty, and no error."""
    narrowed = given(archived, "timeline", question=COST, since="2019", until="2020", source="*.txt")
    assert [one["date"] for one in narrowed["changes"]] == ["2019-05-14"]
    assert given(archived, "list", question=FAILED, until="1990", as_of="1991")["items"] == []
    assert given(archived, "trends", names=["Tarvik"], since="2022")["trends"][0]["mentions"] == 0


@pytest.mark.parametrize(
    ("name", "body", "status", "said"),
    [
        ("timeline", {"question": " "}, 422, "empty"),
        ("timeline", {"question": "Who?", "as_of": "soon"}, 422, "as_of"),
        ("timeline", {"question": "Who?", "top": 1000}, 422, "no such field"),
        ("list", {"question": "Who?", "collection": "no"}, 404, "no collection"),
        ("list", {}, 422, "question"),
        ("quotes", {"limit": 10_000}, 422, "at most 200"),
        ("quotes", {"speaker": "x" * 300}, 422, "speaker"),
        ("quotes", {"since": "2022", "until": "2021"}, 422, "2022 or"),
        ("speakers", {"limit": 0}, 422, "limit"),
        ("trends", {"names": []}, 422, "names"),
        ("trends", {"names": ["x"] * 7}, 422, "names"),
        ("trends", {"names": ["…"]}, 422, "is no name"),
    ],
)
def test_a_wrong_request_is_told_what_is_wrong(
    archived: Served, name: str, body: dict[str, Any], status: int, said: str
) -> None:
    """As problem details, in one line that names the field."""
    response = archived.client.post(f"/v1/{name}", json=body)
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    assert said in response.json()["detail"]
    assert archived.client.get(f"/v1/{name}").status_code == 405
