"""The shape of the package: data flows one way."""

from __future__ import annotations

import ast
import functools
import graphlib
from importlib.util import resolve_name
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "qa"

# Left to right: a module imports only modules of groups to its left, or of its own group. A group is a module
# or package of qa; a dotted name gives a part of a package a place of its own.
ORDER = [
    ("version", "errors", "dates", "guard", "validation", "replacing", "rendering.cleaning"),
    ("records", "rendering.fragments"),  # what a noun can do: be JSON, be shown
    ("types",),
    ("settings", "trust", "resources", "language", "interrupts", "origin"),
    ("question", "quotations"),
    ("articles",),
    ("passages", "headings"),
    ("models",),
    ("index",),
    ("collections", "retrieval", "indexing"),
    ("reading",),
    ("answering",),
    ("archive",),
    ("pipeline",),
    ("surveying",),
    ("timelines", "lists"),
    ("browsing",),
    ("conversation",),
    ("assistant",),
    ("rendering", "turnlog", "lastshown", "viewers", "agents", "integrations"),
    ("exporting",),
    ("questionsets",),
    ("evaluation",),
    ("calibrating",),
    ("distributed",),
    ("training",),
    ("serving",),
    ("commands", "cli", "__main__", "repl"),
    ("__init__",),  # what users import; no module of the package goes through it
]
RANK = {name: rank for rank, names in enumerate(ORDER) for name in names}
MODULES = sorted(PACKAGE.rglob("*.py"))


def module_name(path: Path) -> str:
    """The dotted name of a module's file."""
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


NAMES = {module_name(path) for path in MODULES}


def imports(source: str, package: str) -> set[str]:
    """The modules of qa that a source imports: in functions and for type checking too."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = resolve_name("." * node.level + (node.module or ""), package)
            names = {f"{base}.{alias.name}" for alias in node.names}
            found |= {name if name in NAMES else base for name in names}
    return {name for name in found if name.split(".")[0] == "qa"}


@functools.cache
def imported(path: Path) -> frozenset[str]:
    """The modules of qa that a module imports."""
    name = module_name(path)
    package = name if path.name == "__init__.py" else name.rpartition(".")[0]
    return frozenset(imports(path.read_text("utf-8"), package))


def group(name: str) -> str:
    """The group that a module belongs to; what has no place in ORDER fails by name."""
    parts = name.split(".")[1:] or ["__init__"]
    for length in range(len(parts), 0, -1):
        if (found := ".".join(parts[:length])) in RANK:
            return found
    raise AssertionError(f"{name} has no place in the order of modules: give qa/{parts[0]} one in ORDER")


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("import numpy, qa.cli", {"qa.cli"}),
        ("from qa import __version__", {"qa"}),
        ("from qa import cli", {"qa.cli"}),
        ("from qa.models import reader", {"qa.models.reader"}),
        ("from .reader import SpanReader", {"qa.models.reader"}),
        ("def load():\n    from qa.cli import main", {"qa.cli"}),
        ("if TYPE_CHECKING:\n    from qa.cli import main", {"qa.cli"}),
        ("from qa.nowhere import nothing", {"qa.nowhere"}),
    ],
)
def test_every_import_is_seen(source: str, found: set[str]) -> None:
    """Wherever it stands and however it is written, of modules without a place in the order too."""
    assert imports(source, "qa.models") == found


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_module_imports_to_its_right(path: Path) -> None:
    """An arrow that points back (answering importing the CLI, say) fails here by name."""
    own = group(module_name(path))
    backward = {name for name in imported(path) if RANK[group(name)] > RANK[own]}
    assert not backward, f"qa/{path.relative_to(PACKAGE)} imports {sorted(backward)} to its right"


def test_no_modules_import_each_other_in_a_circle() -> None:
    """Inside a group too, every module can be read after those that it builds on."""
    graph = {module_name(path): imported(path) - {module_name(path)} for path in MODULES}
    try:
        graphlib.TopologicalSorter(graph).prepare()
    except graphlib.CycleError as error:
        pytest.fail(f"imports go in a circle: {' > '.join(error.args[1])}")


@pytest.mark.parametrize("name", ["errors", "version", "validation", "rendering/cleaning"])
def test_the_first_modules_import_no_sibling(name: str) -> None:
    """The errors, the version and what cleans text stand on nothing of this package."""
    assert imported(PACKAGE / f"{name}.py") == frozenset()
