"""A service of settings and places: every collection is opened when it is first asked, with the same models."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from qa.assistant import Assistant
from qa.index.location import Location
from qa.rendering.renderer import Renderer
from qa.rendering.terminal import Screen
from qa.serving.counting import Counts
from qa.serving.engine import Engine
from qa.serving.service import Limits, Service
from qa.settings import Settings


def service_of(places: Mapping[str, Location | None], settings: Settings, limits: Limits) -> Service:
    """The service of collections by their names, the default first; None stands for the sample articles."""
    counts = Counts()
    first: list[Assistant] = []

    def opened(place: Location | None) -> Assistant:
        if first and place is not None:
            return first[0].another(place)
        assistant = Assistant.samples(settings) if place is None else Assistant.open(place, settings)
        first.append(assistant)
        return assistant

    def opening(place: Location | None) -> Callable[[], Assistant]:
        return lambda: opened(place)

    engine = Engine(
        {name: opening(place) for name, place in places.items()},
        cached=settings.cached_answers,
        on_batch=counts.batch,
    )
    return Service(engine, Renderer(Screen(), settings.prompts), counts, limits)
