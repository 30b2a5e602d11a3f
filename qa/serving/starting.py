"""A service of settings and places: each is opened when it is first asked, with the same models."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from qa.assistant import Assistant
from qa.collections import registry
from qa.index.location import Location
from qa.rendering.renderer import Renderer
from qa.rendering.terminal import Screen
from qa.serving.counting import Counts
from qa.serving.engine import Engine
from qa.serving.service import Limits, Service
from qa.settings import Settings


def places_of(named: Sequence[str], setting: str | None = None) -> dict[str, Location | None]:
    """What to serve, by name, the default first: what is named, else every collection that has a name.

    Args:
        named: collections or places of indexes; none for all collections.
        setting: the one that the settings name, which is the default then.

    Raises:
        SettingsError: a name is no place of an index, or the names of collections cannot be read.
    """
    collections = [one.name for one in registry.known()]
    texts = list(named)
    if not texts:
        default = registry.default()
        first = setting or (default.name if default else None)
        texts = [*([first] if first else []), *collections]
    served: dict[str, Location | None] = {}
    for text in dict.fromkeys(texts):
        place = registry.chosen(text)
        short = text if place is None or text in collections else place.name
        served[text if short in served else short] = place
    return served or {registry.SAMPLES: None}


def service_of(places: Mapping[str, Location | None], settings: Settings, limits: Limits) -> Service:
    """The service of collections by their names, the default first; None stands for the sample articles."""
    counts = Counts()
    first: list[Assistant] = []

    def opened(place: Location | None) -> Assistant:
        if first:
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
    return Service(engine, Renderer(Screen(), settings.prompts), counts, limits, places, settings)
