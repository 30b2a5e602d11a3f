"""The shape of the package: data flows one way."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "qa"

# Left to right: a module imports only modules of groups to its left, or of its own group.
ORDER = [
    ("types", "errors"),
    ("settings", "dates", "validation", "resources", "language", "question"),
    ("articles",),
    ("passages",),
    ("models",),
    ("index",),
    ("retrieval", "indexing"),
    ("reading",),
    ("answering",),
    ("pipeline",),
    ("conversation",),
    ("assistant",),
    ("rendering", "turnlog"),
    ("questionsets",),
    ("evaluation",),
    ("distributed",),
    ("calibrating",),
    ("training",),
    ("commands", "cli", "repl"),
]
RANK = {name: rank for rank, names in enumerate(ORDER) for name in names}
MODULES = sorted(
    path for path in PACKAGE.rglob("*.py") if path.name != "__init__.py" or path.parent != PACKAGE
)


def imported_groups(path: Path) -> set[str]:
    """Top-level names under ``qa`` that a module imports, inside functions too."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return {name.split(".")[1] for name in found if name.startswith("qa.")} & RANK.keys()


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_module_imports_to_its_right(path: Path) -> None:
    """An arrow that points back (answering importing the CLI, say) fails here by name."""
    group = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    assert group in RANK, f"qa/{group} has no place in the order of modules: give it one in ORDER"
    backward = {name for name in imported_groups(path) if RANK[name] > RANK[group]}
    assert not backward, f"qa/{path.relative_to(PACKAGE)} imports {sorted(backward)} to its right"


def test_types_imports_no_sibling() -> None:
    """The nouns stand on nothing of this package."""
    assert imported_groups(PACKAGE / "types.py") == set()
