"""A browser with the page in it, as a person sees and uses it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.serving.served import wait_until

DRIVER = "/usr/bin/chromedriver"
PHONE, TABLET, DESK = (360, 740), (820, 1000), (1280, 800)


class Page:
    """A browser with the page in it."""

    def __init__(self, downloads: Path) -> None:
        from selenium import webdriver
        from selenium.webdriver.chrome.service import Service

        options = webdriver.ChromeOptions()
        options.binary_location = "/usr/bin/chromium"
        for argument in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"):
            options.add_argument(argument)
        options.add_experimental_option("prefs", {"download.default_directory": str(downloads)})
        options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
        self.driver = webdriver.Chrome(options=options, service=Service(DRIVER))
        self.address = ""
        self.downloads = downloads

    def fresh(self, address: str) -> Iterator[Page]:
        """The page of a server, on a desk; nothing that is done with it makes the browser complain."""
        self.address = address
        self.size(*DESK)
        self.open()
        self.complaints()
        yield self
        assert self.complaints() == []

    def size(self, width: int, height: int, scheme: str = "light") -> None:
        """Make the window so wide and high, light or dark."""
        metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})

    def open(self, where: str = "") -> None:
        """Load the page anew."""
        self.driver.get("about:blank")
        self.driver.get(self.address + where)
        wait_until(lambda: self.text("#holdings, .turn h2"))

    def all(self, selector: str) -> list[Any]:
        """The elements that are shown."""
        return [one for one in self.driver.find_elements("css selector", selector) if one.is_displayed()]

    def one(self, selector: str) -> Any:
        """The first element, when it is shown."""
        wait_until(lambda: self.all(selector))
        return self.all(selector)[0]

    def texts(self, selector: str) -> list[str]:
        """What each element shows that is shown."""
        shown = "return [...document.querySelectorAll(arguments[0])].filter(e => e.checkVisibility())"
        found: list[str] = self.script(f"{shown}.map(e => e.innerText)", selector)
        return found

    def click(self, selector: str, place: int = 0) -> None:
        """Click the element at a place among those that are shown, moved to the middle of the window."""
        wait_until(lambda: len(self.all(selector)) > place)
        self.script("arguments[0].scrollIntoView({block: 'center'})", self.all(selector)[place])
        self.all(selector)[place].click()

    def text(self, selector: str) -> str:
        """What its elements show."""
        return "\n".join(self.texts(selector))

    def ask(self, words: str, kind: str = "answer") -> None:
        """Choose what to ask for, type the words, and wait for what is found."""
        self.click(f"#kinds label:has([value={kind}])")
        turns = len(self.all(".turn"))
        self.one("#question").clear()
        self.one("#question").send_keys(words + "\n")
        wait_until(lambda: len(self.all(".turn")) == turns + 1 and not self.all(".waiting"))

    def script(self, text: str, *arguments: object) -> Any:
        """What a script gives."""
        return self.driver.execute_script(text, *arguments)

    def press(self, *keys: str) -> None:
        """Keys for whatever has the focus."""
        from selenium.webdriver import ActionChains

        ActionChains(self.driver).send_keys(*keys).perform()

    @property
    def focused(self) -> Any:
        """The element that has the focus."""
        return self.driver.switch_to.active_element

    def _log(self, name: str) -> list[dict[str, Any]]:
        """The lines of a log that came since it was asked last."""
        driver: Any = self.driver
        return list(driver.get_log(name))

    def complaints(self) -> list[str]:
        """What the browser's console holds: errors, and what the page's policy stopped."""
        return [str(entry["message"]) for entry in self._log("browser")]

    def hosts(self) -> set[str]:
        """The addresses of all that was requested since this was asked last."""
        found = set()
        for entry in self._log("performance"):
            message = json.loads(entry["message"])["message"]
            if message["method"] == "Network.requestWillBeSent":
                found.add(message["params"]["request"]["url"].split("?")[0])
        return found


def marked(page: Page) -> str:
    """What is marked in the article beside the answer."""
    wait_until(lambda: page.texts("#reader mark"))
    return page.text("#reader mark")


def axe_core(folder: Path) -> str:
    """The rules of axe-core, downloaded for this alone; without them the tests are passed over."""
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("npm is not installed")
    command = [
        npm,
        "install",
        "--ignore-scripts",
        "--no-audit",
        "--no-fund",
        "--prefix",
        str(folder),
        "axe-core@4",
    ]
    if subprocess.run(command, capture_output=True, env=os.environ).returncode:
        pytest.skip("axe-core cannot be downloaded")
    return (folder / "node_modules" / "axe-core" / "axe.min.js").read_text("utf-8")


def violations(page: Page, axe: str) -> list[str]:
    """What axe-core finds in the page as it is now."""
    page.script(axe)
    run = "const done = arguments[0]; axe.run().then((found) => done(found.violations))"
    found = page.driver.execute_async_script(run)
    return [f"{one['id']}: {node['html'][:200]}" for one in found for node in one["nodes"]]
