"""One collection, indexed once with the shipped models, and one server over it for all tests of a file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from qa.assistant import Assistant
from qa.index.location import FolderLocation
from qa.serving.service import Service
from tests.serving.archived import write_archive
from tests.serving.browser import DRIVER, Page, axe_core
from tests.serving.collection import write_collection
from tests.serving.served import running, service_over


@dataclass(frozen=True)
class Served:
    """A server, a client of it, and what it should say."""

    client: httpx.Client
    assistant: Assistant
    articles: Path
    service: Service

    def id_of(self, name: str) -> str:
        """The id of the article of a file."""
        return str(self.articles / name)


@pytest.fixture(scope="session")
def articles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the articles."""
    return write_collection(tmp_path_factory.mktemp("served") / "articles")


@pytest.fixture(scope="session")
def assistant(articles: Path) -> Iterator[Assistant]:
    """An assistant of these articles with the shipped models."""
    with Assistant.from_articles([articles], folder=articles.parent / "index") as opened:
        yield opened


@pytest.fixture(scope="session")
def served(assistant: Assistant, articles: Path) -> Iterator[Served]:
    """A server over them; its collections share the models of the assistant."""
    place = FolderLocation(articles.parent / "index")
    opened = {"port": lambda: assistant.another(place), "again": lambda: assistant.another(place)}
    service = service_over(opened, {"port": place, "again": place})
    with running(service) as address, httpx.Client(base_url=address, timeout=60) as client:
        yield Served(client, assistant, articles, service)


@pytest.fixture(scope="session")
def archived(assistant: Assistant, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server over an archive in which something changes."""
    articles = write_archive(tmp_path_factory.mktemp("archive") / "articles")
    place = FolderLocation(articles.parent / "index")
    Assistant.from_articles([articles], folder=place).close()
    with assistant.another(place) as opened:
        service = service_over({"archive": lambda: assistant.another(place)}, {"archive": place})
        with running(service) as address, httpx.Client(base_url=address, timeout=60) as client:
            yield Served(client, opened, articles, service)


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """A browser."""
    if not Path(DRIVER).exists():
        pytest.fail("install Debian's Chromium: apt-get install chromium chromium-driver")
    made = Page(tmp_path_factory.mktemp("downloads"))
    yield made
    made.driver.quit()


@pytest.fixture(scope="session")
def axe(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The rules of axe-core."""
    return axe_core(tmp_path_factory.mktemp("axe"))


@pytest.fixture
def fresh(browser: Page, served: Served) -> Iterator[Page]:
    """The page of the served collection; nothing that a test does makes the browser complain."""
    yield from browser.fresh(str(served.client.base_url))


@pytest.fixture
def over_time(browser: Page, archived: Served) -> Iterator[Page]:
    """The same of the archive in which something changes."""
    yield from browser.fresh(str(archived.client.base_url))
