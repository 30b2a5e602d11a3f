"""What the server counts, for Prometheus."""

from __future__ import annotations

from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_SECONDS = (0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)


class Counts:
    """The counters of one server. No label holds anything of a question or an article."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "qa_requests", "Requests answered.", ["route", "status"], registry=self._registry
        )
        self._seconds = Histogram(
            "qa_request_seconds", "Seconds a request took.", ["route"], buckets=_SECONDS,
            registry=self._registry,
        )  # fmt: skip
        self._answers = Counter("qa_answers", "Questions answered.", ["kind"], registry=self._registry)
        self._batch = Histogram(
            "qa_batch_questions", "Questions read together.", buckets=(1, 2, 4, 8, 16),
            registry=self._registry,
        )  # fmt: skip

    def watch(self, name: str, about: str, value: Callable[[], float]) -> None:
        """Tell a value as it is when it is asked for."""
        Gauge(name, about, registry=self._registry).set_function(value)

    def request(self, route: str, status: int, seconds: float) -> None:
        """A request was answered; ``route`` is the pattern of its path."""
        self._requests.labels(route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def answer(self, kind: str) -> None:
        """A question was answered, or withheld."""
        self._answers.labels(kind).inc()

    def batch(self, questions: int) -> None:
        """Questions were read together."""
        self._batch.observe(questions)

    def text(self) -> bytes:
        """All of it, as Prometheus reads it."""
        return generate_latest(self._registry)
