"""How much may be asked at once, for how long, and what becomes of those who went away."""

from __future__ import annotations

import gc
import json
import logging
import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import SimpleNamespace
from typing import cast
from urllib.parse import urlsplit

import httpx
import pytest

from qa.assistant import Assistant
from qa.pipeline import Pipeline
from qa.serving.service import Limits, Service
from tests.serving.parts import POISON, Road, assistant_on
from tests.serving.served import running, service_over, wait_until


@contextmanager
def held(limits: Limits) -> Iterator[tuple[str, Road, Service, threading.Event]]:
    """A server whose reading waits for an event."""
    gate = threading.Event()
    road = Road(gate)
    service = service_over({"all": lambda: assistant_on(road)}, {"all": None}, limits)
    with running(service) as address:
        try:
            yield address, road, service, gate
        finally:
            gate.set()


def asked(address: str, question: str, accept: str = "application/json") -> socket.socket:
    """A connection on which a question was sent, whose answer is not waited for."""
    url = urlsplit(address)
    body = json.dumps({"question": question}).encode()
    head = (
        f"POST /v1/ask HTTP/1.1\r\nHost: {url.netloc}\r\nAccept: {accept}\r\n"
        f"Connection: close\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    connection = socket.create_connection((url.hostname, url.port))
    connection.sendall(head.encode() + body)
    return connection


def all_of(connection: socket.socket) -> bytes:
    """What comes until the server closes the connection."""
    return b"".join(iter(lambda: connection.recv(65_536), b""))


def test_more_than_may_be_under_way_is_told_to_come_again() -> None:
    """With 503 and Retry-After; whoever is under way is answered."""
    with held(Limits(under_way=1)) as (address, road, _, gate):
        first = asked(address, "First?")
        assert road.reading.wait(30)
        refused = httpx.post(f"{address}v1/ask", json={"question": "Second?"})
        assert (refused.status_code, refused.headers["retry-after"]) == (503, "2")
        assert httpx.get(f"{address}healthz").status_code == 200
        gate.set()
        assert b"First?" in all_of(first)
        first.close()


@pytest.mark.parametrize("accept", ["application/json", "text/event-stream"])
def test_a_client_that_hangs_up_frees_its_place(accept: str) -> None:
    """Its question is not read any more, and another one may be asked at once."""
    with held(Limits(under_way=2)) as (address, road, service, gate):
        first = asked(address, "First?")
        assert road.reading.wait(30)
        second = asked(address, "Second?", accept)
        wait_until(lambda: service.engine.waiting == 1)
        second.close()
        wait_until(lambda: service.under_way == 1)
        third = asked(address, "Third?")
        wait_until(lambda: service.under_way == 2)
        gate.set()
        assert b"Third?" in all_of(third)
        assert [text for batch in road.batches for text in batch] == ["First?", "Third?"]
        first.close()
        third.close()


@pytest.mark.parametrize("accept", ["application/json", "text/event-stream"])
def test_an_answer_that_takes_too_long_is_given_up(accept: str) -> None:
    """Whoever waits is told so."""
    with held(Limits(seconds=0.3)) as (address, _, service, _gate):
        headers = {"accept": accept}
        response = httpx.post(f"{address}v1/ask", json={"question": "Long?"}, headers=headers, timeout=30)
        assert "no answer within 0.3 s" in response.text
        wait_until(lambda: service.under_way == 0)


def test_a_body_that_does_not_arrive_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its place is free again."""
    monkeypatch.setattr("qa.serving.requested._SECONDS", 0.3)
    with held(Limits()) as (address, _, service, _gate):
        url = urlsplit(address)
        with socket.create_connection((url.hostname, url.port)) as connection:
            head = f"POST /v1/ask HTTP/1.1\r\nHost: {url.netloc}\r\nContent-Type: application/json\r\n"
            connection.sendall(f"{head}Content-Length: 100\r\n\r\n{{".encode())
            assert b"408" in connection.recv(65_536)
            wait_until(lambda: service.under_way == 0)


def test_a_defect_within_the_events_is_logged_and_not_told(caplog: pytest.LogCaptureFixture) -> None:
    """As one of a whole response is."""
    service = service_over({"all": lambda: assistant_on(Road())}, {"all": None})
    with running(service) as address, caplog.at_level(logging.INFO, "qa.serving"):
        headers = {"accept": "text/event-stream"}
        response = httpx.post(f"{address}v1/ask", json={"question": POISON}, headers=headers)
        assert "the server's log says more" in response.text
        wait_until(lambda: "a defect" in caplog.text)
    assert POISON not in caplog.text


def test_a_defect_is_logged_and_not_told(caplog: pytest.LogCaptureFixture) -> None:
    """The client hears its kind; the log has the rest, and no request logs what was asked."""
    service = service_over({"all": lambda: assistant_on(Road())}, {"all": None})
    with running(service) as address, caplog.at_level(logging.INFO, "qa.serving"):
        response = httpx.post(f"{address}v1/ask", json={"question": POISON})
        assert response.status_code == 500
        assert response.json()["detail"] == "internal error: RuntimeError; the server's log says more"
        wait_until(lambda: "POST /v1/ask 500" in caplog.text)
    assert "a defect" in caplog.text
    assert POISON not in caplog.text


def test_only_so_many_wait_for_a_survey() -> None:
    """More are told to come again, while questions are taken; the one that is being done does not count."""
    with held(Limits(surveys=1)) as (address, road, service, gate):
        first = asked(address, "First?")
        assert road.reading.wait(30)
        waiting = service.survey(lambda assistant: None, "all")
        asked_widely: dict[str, dict[str, object]] = {
            "timeline": {"question": "Which?"},
            "list": {"question": "Which?"},
            "speakers": {},
            "trends": {"names": ["Ida"]},
        }
        for path, body in asked_widely.items():
            refused = httpx.post(f"{address}v1/{path}", json=body)
            assert (refused.status_code, refused.headers["retry-after"]) == (503, "5")
            assert "1 such requests wait already" in refused.json()["detail"]
        second = asked(address, "Second?")
        waiting.abandon()
        assert service.survey(lambda assistant: None, "all").future.cancelled() is False
        gate.set()
        assert b"Second?" in all_of(second)
        first.close()
        second.close()


def test_counting_that_takes_too_long_goes_no_further(caplog: pytest.LogCaptureFixture) -> None:
    """Whoever waits is told so, the step under way is the last one, and others are answered."""
    counting, gate, steps = threading.Event(), threading.Event(), []

    def passages(ids: Sequence[int]) -> dict[int, object]:
        steps.append(len(ids))
        counting.set()
        assert gate.wait(30)
        return {}

    class Counted(SimpleNamespace):
        def __len__(self) -> int:
            return 10_000

    lexical = SimpleNamespace(scores=lambda words, k, where: [[(n, 1.0) for n in range(k)]])
    road = Road()
    road.index = Counted(lexical=lexical, passages=passages, close=lambda: None)
    service = service_over(
        {"all": lambda: Assistant(cast(Pipeline, road))}, {"all": None}, Limits(seconds=0.3)
    )
    with running(service) as address:
        late = httpx.post(f"{address}v1/trends", json={"names": ["Ida"]}, timeout=30)
        assert "no answer within 0.3 s" in late.text
        assert counting.wait(30)
        wait_until(lambda: service.under_way == 0)
        gate.set()
        for _ in range(2):  # the engine forgets the first
            service.survey(lambda assistant: None, "all").future.result(30)
        assert len(steps) == 1
        gc.collect()
    assert "never retrieved" not in caplog.text
