"""How tidy the house is: the sizes, tangles and repetitions of qa/ and eval/, with the aims beside them.

    python -m eval.tidy [--out]        # make tidy

- Long functions: more than 50 lines with their decorators. Complex ones: above 12, as ruff counts it (C901).
- Circles: groups of modules of qa that import each other round and round (strongly connected components),
  inside functions and for type checkers too. Arrows that run back: such imports against the ORDER of
  ``tests/test_architecture.py``.
- Alike places: pairs of places with six or more like lines in a row, a longer run being one; without
  indentation, and after blank lines, comments, imports, docstrings and lines without a letter are left out.
- The road of a question follows what is handed on, not the call stack: on the sample articles, once
  everything is loaded, the modules of qa entered between asking and the answer, each once, in the order of
  first entry. It returns where a module hands something back to an earlier stage by calling it: where the
  caller stands left of the called in that ORDER, as in a callback. That a function returns, or calls into a
  room further left, is no return; the same arrow counts once.
"""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Sequence
from itertools import combinations
from pathlib import Path
from types import FrameType

from eval.harness import parser, record
from qa.assistant import Assistant
from tests import test_architecture as architecture

ROOT = Path(__file__).parent.parent
LONGEST, MOST_COMPLEX, ALIKE = 50, 12, 6
TREES = {
    path.relative_to(ROOT): ast.parse(path.read_text("utf-8"))
    for folder in ("qa", "eval")
    for path in sorted((ROOT / folder).rglob("*.py"))
}


def long_functions() -> list[str]:
    """Where they begin."""
    return [
        f"{path}:{node.lineno} {node.name}"
        for path, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - min(one.lineno for one in [node, *node.decorator_list]) >= LONGEST
    ]


def complex_functions() -> list[str]:
    """Where they begin."""
    rule = ["--isolated", "--select", "C901", "--config", f"lint.mccabe.max-complexity={MOST_COMPLEX}"]
    command = [sys.executable, "-m", "ruff", "check", *rule, "--output-format", "json", "qa", "eval"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    found = [(Path(one["filename"]), one["location"]["row"]) for one in json.loads(done.stdout)]
    return [f"{path.relative_to(ROOT)}:{row}" for path, row in found]


def imports() -> dict[str, frozenset[str]]:
    """The modules of qa that each of them imports."""
    names = {architecture.module_name(path): path for path in architecture.MODULES}
    return {name: architecture.imported(path) & names.keys() - {name} for name, path in names.items()}


def circles() -> list[list[str]]:
    """Groups of modules each of which reaches every other."""
    reached = {name: set(its) for name, its in imports().items()}
    for through in reached:  # Warshall's closure
        for its in reached.values():
            if through in its:
                its |= reached[through]
    circling = [name for name in reached if name in reached[name]]
    groups = {frozenset(other for other in reached[name] if name in reached[other]) for name in circling}
    return sorted(map(sorted, groups))


def rank(module: str) -> int:
    """Where a module stands in the order of modules."""
    return architecture.RANK[architecture.group(module)]


def backward() -> list[str]:
    """Imports of a module that stands further right in the order of modules."""
    arrows = [(one, other) for one, its in imports().items() for other in its]
    return sorted(f"{one} -> {other}" for one, other in arrows if rank(one) < rank(other))


def alike() -> list[str]:
    """Pairs of places."""
    found: dict[tuple[str, ...], list[tuple[Path, int]]] = defaultdict(list)
    compared = {path: compared_lines(path) for path in TREES}
    for path, its in compared.items():
        for at in range(len(its) - ALIKE + 1):
            found[tuple(text for _, text in its[at : at + ALIKE])].append((path, at))
    pairs = {pair for places in found.values() for pair in combinations(places, 2)}
    starts = [pair for pair in pairs if tuple((path, at - 1) for path, at in pair) not in pairs]
    return sorted(" = ".join(f"{path}:{compared[path][at][0]}" for path, at in pair) for pair in starts)


def compared_lines(path: Path) -> list[tuple[int, str]]:
    """The lines that are compared, with their numbers."""
    left_out: set[int] = set()
    for node in ast.walk(TREES[path]):
        if isinstance(node, ast.Import | ast.ImportFrom) or (
            isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        ):
            left_out |= set(range(node.lineno, (node.end_lineno or 0) + 1))
    lines = enumerate(map(str.strip, (ROOT / path).read_text("utf-8").splitlines()), 1)
    told = [(number, line) for number, line in lines if number not in left_out and line[:1] != "#"]
    return [(number, line) for number, line in told if any(map(str.isalpha, line))]


def road(ask: Callable[[], object]) -> dict[str, list[str]]:
    """The modules that a question passes, in the order of their first entry, and where it is handed back."""
    entered: dict[str, None] = {}
    back: dict[str, None] = {}
    here = str(ROOT / "qa")

    def profile(frame: FrameType, event: str, argument: object) -> None:
        if event != "call" or not frame.f_code.co_filename.startswith(here):
            return
        module, caller = str(frame.f_globals["__name__"]), frame.f_back
        entered.setdefault(module)
        while caller is not None and not caller.f_code.co_filename.startswith(here):
            caller = caller.f_back
        if caller is not None and rank(above := str(caller.f_globals["__name__"])) < rank(module):
            back.setdefault(f"{above} -> {module}")

    sys.setprofile(profile)
    try:
        ask()
    finally:
        sys.setprofile(None)
    return {"modules": list(entered), "returns": list(back)}


def main() -> None:
    """Print what is counted and the table; write it where asked."""
    arguments = parser("tidy", __doc__).parse_args()
    with Assistant.samples() as assistant:
        chat = assistant.conversation()
        chat.ask("Who is Vladimir Putin?")
        roads = {
            "a question": road(lambda: assistant.ask("Who is Finland's new Prime Minister?")),
            "a follow-up": road(lambda: chat.ask("What did he say about NATO?")),
        }
    lines = {path: len((ROOT / path).read_text("utf-8").splitlines()) for path in TREES}
    counted: dict[str, tuple[Sequence[object], int]] = {
        "functions over 50 lines": (long_functions(), 0),
        "functions of complexity over 12": (complex_functions(), 12),
        "import circles": (circles(), 0),
        "arrows that run back": (backward(), 0),
        "pairs of alike places": (alike(), 25),
    }
    table: dict[str, tuple[int, int | None]] = {
        f"lines of {folder}": (sum(its for path, its in lines.items() if path.parts[0] == folder), aim)
        for folder, aim in (("qa", 21_000), ("eval", 2_600))
    }
    table |= {name: (len(found), aim) for name, (found, aim) in counted.items()}
    table |= {
        f"{what} of {name}": (len(its), None) for name, one in roads.items() for what, its in one.items()
    }
    where = {name: found for name, (found, _) in counted.items()}
    record(arguments, {"now, aim": table, "where": where, "roads": roads})
    print(f"\n{'':34}{'now':>8}{'aim':>8}")
    for name, (now, aim) in table.items():
        print(f"{name:34}{now:>8,}{'' if aim is None else f'{aim:,}':>8}")


if __name__ == "__main__":
    main()
