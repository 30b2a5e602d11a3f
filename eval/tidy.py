"""How tidy the house is: the sizes, tangles and repetitions of qa/ and eval/, with the aims beside them.

    python -m eval.tidy [--out FILE]        # make tidy

- Lines: of all ``.py`` files below a folder, blank ones and comments too.
- Long functions: more than 50 lines from ``def`` to the end of the body, decorators and docstring included.
  Complex ones: cyclomatic complexity above 12, as ruff counts it (C901).
- Circles: groups of modules of qa that import each other round and round (strongly connected components of
  more than one module), imports inside functions included and those for type checkers left out. A package
  stands for its ``__init__.py`` only. Arrows that run back: imports against the ORDER of
  ``tests/test_architecture.py``.
- Alike places: pairs of places with six or more like lines in a row. Lines are compared without indentation;
  blank lines, comments, imports, docstrings and lines without a letter (closing brackets) are left out first.
  A run of more lines is one place.
- The road of a question: the modules of qa that are entered between the call of ``Assistant.ask`` and its
  answer, and in a follow-up, on the shipped sample articles with the shipped models. A module is entered
  where a call comes from another module of qa (what stands between them of Python or libraries counts for
  nothing), and returned to where it had been entered before. A function handed over and called counts like
  any other; a call of something that is computed in the caller's own module counts for nothing.
"""

from __future__ import annotations

import ast
import json
import runpy
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import combinations
from pathlib import Path
from types import FrameType

from eval.harness import parser, record

ROOT = Path(__file__).parent.parent
FOLDERS = ("qa", "eval")
LONGEST, MOST_COMPLEX, ALIKE = 50, 12, 6
Imports = Mapping[str, set[str]]  # module -> modules of qa it imports
AIMS = {
    "lines of qa": "21,000",
    "lines of eval": "2,600",
    "functions over 50 lines": "0",
    "functions of complexity over 12": "0",
    "import circles": "0",
    "arrows that run back": "0",
    "pairs of alike places": "0",
}


def files(folder: str) -> list[Path]:
    """The Python files below a folder of the project."""
    return sorted((ROOT / folder).rglob("*.py"))


def long_functions() -> list[str]:
    """Where functions of more than fifty lines begin."""
    return [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
        for path in (path for folder in FOLDERS for path in files(folder))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - min([node.lineno, *(one.lineno for one in node.decorator_list)])
        >= LONGEST
    ]


def complex_functions() -> list[str]:
    """Where functions of higher complexity begin, as ruff says."""
    config = ["--config", f"lint.mccabe.max-complexity={MOST_COMPLEX}", "--output-format", "json"]
    command = [sys.executable, "-m", "ruff", "check", "--isolated", "--select", "C901", *config, *FOLDERS]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    found = [
        (Path(one["filename"]).relative_to(ROOT), one["location"]["row"]) for one in json.loads(done.stdout)
    ]
    return [f"{path}:{row}" for path, row in found]


def imports() -> Imports:
    """Who imports whom in qa."""
    names = {".".join(path.relative_to(ROOT).with_suffix("").parts): path for path in files("qa")}
    names = {name.removesuffix(".__init__"): path for name, path in names.items()}
    found: dict[str, set[str]] = {}
    for name, path in names.items():
        wanted: set[str] = set()
        for node in runtime_nodes(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                wanted |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                parts = {f"{node.module}.{alias.name}" for alias in node.names}
                wanted |= {part if part in names else node.module for part in parts}
        found[name] = (wanted & names.keys()) - {name}
    return found


def runtime_nodes(tree: ast.AST) -> Iterator[ast.AST]:
    """All nodes but those that only type checkers see."""
    for node in ast.iter_child_nodes(tree):
        if not (isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"):
            yield node
            yield from runtime_nodes(node)


def circles(graph: Imports) -> list[list[str]]:
    """Groups of modules each of which reaches every other."""
    reached = {name: reachable(graph, name) for name in graph}
    groups = {
        frozenset({name} | {other for other in reached[name] if name in reached[other]}) for name in graph
    }
    return sorted(sorted(group) for group in groups if len(group) > 1)


def reachable(graph: Imports, start: str) -> set[str]:
    """Modules that are imported by one, however indirectly."""
    seen: set[str] = set()
    waiting = [start]
    while waiting:
        new = graph[waiting.pop()] - seen
        seen |= new
        waiting += new
    return seen


def backward(graph: Imports) -> list[str]:
    """Imports of a module that stands further right in the order of modules."""
    rank: dict[str, int] = runpy.run_path(str(ROOT / "tests" / "test_architecture.py"))["RANK"]

    def place(name: str) -> int:
        return rank.get((*name.split("."), "")[1], -1)

    return sorted(
        f"{one} -> {other}" for one, its in graph.items() for other in its if 0 <= place(one) < place(other)
    )


def alike() -> list[str]:
    """Pairs of places with six or more like lines."""
    places: dict[tuple[str, ...], list[tuple[str, int]]] = defaultdict(list)
    numbers: dict[str, list[int]] = {}
    for path in (path for folder in FOLDERS for path in files(folder)):
        name = str(path.relative_to(ROOT))
        lines = list(compared_lines(path.read_text("utf-8")))
        numbers[name] = [number for number, _ in lines]
        texts = [text for _, text in lines]
        for at in range(len(texts) - ALIKE + 1):
            places[tuple(texts[at : at + ALIKE])].append((name, at))
    pairs = {pair for found in places.values() for pair in combinations(found, 2)}
    starts = [pair for pair in pairs if tuple((name, at - 1) for name, at in pair) not in pairs]
    return sorted(" = ".join(f"{name}:{numbers[name][at]}" for name, at in pair) for pair in starts)


def compared_lines(text: str) -> Iterator[tuple[int, str]]:
    """The lines that are compared, with their numbers."""
    left_out: set[int] = set()
    for node in ast.walk(ast.parse(text)):
        docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        if docstring or isinstance(node, ast.Import | ast.ImportFrom):
            left_out |= set(range(node.lineno, (node.end_lineno or 0) + 1))  # type: ignore[attr-defined]
    for number, line in enumerate(text.splitlines(), 1):
        bare = line.strip()
        if number not in left_out and not bare.startswith("#") and any(map(str.isalpha, bare)):
            yield number, bare


def road(ask: Callable[[], object]) -> list[str]:
    """The modules that calls entered from another module, in order, while a question was asked."""
    entered: list[str] = []
    here = str(ROOT / "qa")

    def module_of(frame: FrameType | None) -> str | None:
        while frame is not None and not frame.f_code.co_filename.startswith(here):
            frame = frame.f_back
        return str(frame.f_globals["__name__"]) if frame is not None else None

    def profile(frame: FrameType, event: str, argument: object) -> None:
        if event == "call" and frame.f_code.co_filename.startswith(here):
            module = str(frame.f_globals["__name__"])
            if module != module_of(frame.f_back) and (not entered or entered[-1] != module):
                entered.append(module)

    sys.setprofile(profile)
    try:
        ask()
    finally:
        sys.setprofile(None)
    return entered


def asked() -> dict[str, list[str]]:
    """The roads of a question and of a follow-up, once everything is loaded."""
    from qa.assistant import Assistant

    with Assistant.samples() as assistant:
        assistant.ask("Where is Crimea?")
        chat = assistant.conversation()
        question, follow_up = "Who is Finland's new Prime Minister?", "What did he say about NATO?"
        chat.ask("Who is Vladimir Putin?")
        return {
            "ask": road(lambda: assistant.ask(question)),
            "first question of a conversation": road(lambda: chat.ask(question)),
            "follow-up": road(lambda: chat.ask(follow_up)),
        }


def described(entered: Sequence[str]) -> dict[str, object]:
    """How many modules a question passes, and how often it comes back to one."""
    modules = list(dict.fromkeys(entered))
    return {"modules": len(modules), "returns": len(entered) - len(modules), "in order of entry": modules}


def main() -> None:
    """Print the table and what the figures count; write it where asked."""
    arguments = parser("tidy", __doc__).parse_args()
    graph = imports()
    counted: dict[str, Sequence[object]] = {
        "functions over 50 lines": long_functions(),
        "functions of complexity over 12": complex_functions(),
        "import circles": circles(graph),
        "arrows that run back": backward(graph),
        "pairs of alike places": alike(),
    }
    lines = {
        f"lines of {folder}": sum(len(path.read_text("utf-8").splitlines()) for path in files(folder))
        for folder in FOLDERS
    }
    roads = {name: described(entered) for name, entered in asked().items()}
    table = lines | {name: len(found) for name, found in counted.items()}
    record(arguments, {"figures": table, "where": counted, "the road of a question": roads})
    print(f"\n{'':34}{'now':>8}{'aim':>8}")
    for name, value in table.items():
        print(f"{name:34}{value:>8,}{AIMS[name]:>8}")
    for name, found in roads.items():
        print(f"{name}: {found['modules']} modules, {found['returns']} returns")


if __name__ == "__main__":
    main()
