"""The wheel is whole: installed alone into an empty environment, it answers."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
import venv
import zipfile
from collections.abc import Iterator
from importlib.metadata import Distribution, distribution, distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from qa.version import DISTRIBUTION, install

PROJECT = Path(__file__).parent.parent

# Python runs this at start-up: any attempt to reach another machine fails at once and says so.
NO_NETWORK = """
import socket

def refuse(self, address):
    if self.family != socket.AF_UNIX:
        raise OSError(f"the network is unavailable: {address}")

socket.socket.connect = refuse
socket.socket.connect_ex = refuse
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from this checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [
        sys.executable,
        "-m",
        "build",
        "--wheel",
        "--no-isolation",
        "--outdir",
        str(folder),
        str(PROJECT),
    ]
    subprocess.run(command, check=True, capture_output=True)
    return next(folder.glob("*.whl"))


def test_the_wheel_holds_prompts_seeds_and_weights(wheel: Path) -> None:
    """Everything that answers the sample question is inside the one file; tests and data are not."""
    names = set(zipfile.ZipFile(wheel).namelist())
    for path in [*PROJECT.glob("prompts/*"), *PROJECT.glob("seeds/*")]:
        assert f"qa/shipped/{path.relative_to(PROJECT)}" in names
    assert {"qa/models/reader/model.safetensors", "qa/models/reader/tokenizer.json", "qa/py.typed"} <= names
    assert {f"qa/serving/page/{name}" for name in ("index.html", "page.css", "page.js")} <= names
    assert all(name.startswith(("qa/", "extractive_qa-")) for name in names)


def test_every_extra_that_is_named_is_one_of_this_distribution() -> None:
    """Whoever follows a page or a message installs this package, and not somebody else's of a like name."""
    with (PROJECT / "pyproject.toml").open("rb") as file:
        project = tomllib.load(file)["project"]
    assert project["name"] == DISTRIBUTION
    pages = [*PROJECT.glob("docs/*.md"), *PROJECT.glob("qa/**/*.py"), *PROJECT.glob("eval/*.py")]
    named = re.findall(r"pip install '([\w-]+)\[(\w+)\]'", "".join(page.read_text("utf-8") for page in pages))
    assert named and {name for name, _ in named} == {DISTRIBUTION}
    assert {extra for _, extra in named} <= project["optional-dependencies"].keys()
    assert install("milvus") == f"pip install '{DISTRIBUTION}[milvus]'"


def declared(wanted: Distribution) -> Iterator[Distribution]:
    """The distributions that one needs by its own words, as they are installed here, and theirs in turn."""
    waiting: list[tuple[Distribution, frozenset[str]]] = [(wanted, frozenset())]
    seen = set()
    while waiting:
        asking, extras = waiting.pop()
        for needed in map(Requirement, asking.requires or ()):
            marker = needed.marker
            if marker and not any(marker.evaluate({"extra": extra}) for extra in ("", *extras)):
                continue
            found = distribution(needed.name)
            assert needed.specifier.contains(found.version, prereleases=True), f"{asking.name} needs {needed}"
            key = (found.name, frozenset(needed.extras))
            if key not in seen:
                seen.add(key)
                waiting.append((found, key[1]))
                yield found


def link(found: Distribution, packages: Path) -> None:
    """Every file of a distribution, linked to where it is installed."""
    assert found.files, f"{found.name} does not say what it is made of"
    for file in found.files:
        if ".." not in file.parts:  # those are commands
            target = packages / file
            target.parent.mkdir(parents=True, exist_ok=True)
            if not target.exists():
                target.symlink_to(str(file.locate()))


@pytest.mark.slow
def test_a_fresh_install_answers_offline_from_another_folder(wheel: Path, tmp_path: Path) -> None:
    """With nothing but the wheel and its declared dependencies, ``qa ask`` answers without a network."""
    venv.create(tmp_path / "env")
    python = tmp_path / "env" / "bin" / "python"
    install = [sys.executable, "-m", "pip", "--python", str(python), "install", "--no-deps", "--no-index"]
    subprocess.run([*install, str(wheel)], check=True, capture_output=True)
    packages = next((tmp_path / "env" / "lib").glob("python3*")) / "site-packages"
    [qa] = distributions(name=DISTRIBUTION, path=[str(packages)])
    for found in declared(qa):
        link(found, packages)
    (packages / "no_network.pth").write_text("import no_network\n")
    (packages / "no_network.py").write_text(NO_NETWORK)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()

    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("QA_", "PYTHON", "COV"))
    }
    result = subprocess.run(
        [str(python.with_name("qa")), "ask", "Who is Finland's new Prime Minister?", "--json"],
        cwd=elsewhere,
        env=kept | {"HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / "cache")},
        capture_output=True,
        text=True,
    )
    assert result.returncode == 0, result.stderr
    answer = json.loads(result.stdout)
    assert answer["text"] == "Alexander Stubb"
    assert answer["citations"][0]["published"] == "2014-11"
