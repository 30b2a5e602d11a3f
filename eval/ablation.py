"""What each rule on English is worth.

    python -m eval.ablation [--only PATTERN] [--news FOLDER] [--out FILE] [--table FILE]

A rule is a pattern, a list of words, a constant or a predicate of the modules in ``REACH``. Each is left out
in turn (a pattern that never matches, no words, zero, False) wherever it was imported, and the yardsticks
that it can reach and on which it is ever of use (:mod:`eval.watched`) are measured again: how many outcomes
of a set change at all, and how many more or fewer are right, where somebody said what is. Which questions
those who wrote the rules had seen is said in ``docs/rules.md``, whose table this writes. FOLDER holds real
news as ``eval.news`` takes it, for its questions and the reported speech of its first articles.
"""

from __future__ import annotations

import importlib
import re
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import FunctionType, ModuleType

from eval.harness import parser, record
from eval.watched import watched
from eval.yardsticks import Figures, Measured, Yardsticks

REACH = {  # the modules of rules, and the yardsticks that they can move
    "language": (
        "asked",
        "talked",
        "taken",
        "surveyed",
        "speakers",
        "quotations",
        "canard",
        "topics",
        "news",
        "speech",
    ),
    "quotations": ("asked", "speakers", "quotations", "topics", "speech"),
    "archive": ("asked", "topics"),
    "question": ("asked", "talked", "surveyed", "news"),
    "answering": ("asked", "talked", "surveyed", "news"),
    "timelines": ("surveyed",),
    "lists": ("surveyed",),
    "conversation": ("talked", "taken", "canard"),
}
NEUTRAL = {
    re.Pattern: re.compile(r"(?!)"),
    frozenset: frozenset(),
    float: 0.0,
    FunctionType: lambda *given, **named: False,
}
TABLE = "<!-- measured -->"


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule, where it stands, and what it can move."""

    module: str  # without the package's name
    name: str
    it: object
    neutral: object  # what it is when left out
    reach: Sequence[str]  # the yardsticks

    @property
    def path(self) -> str:
        """Its whole name."""
        return f"{self.module}.{self.name}"


def rules() -> Iterator[Rule]:
    """Each rule once, of the module that defines it."""
    seen: set[tuple[str, int]] = set()
    for part, reach in REACH.items():
        importlib.import_module(f"qa.{part}")
        for key, module in sorted(sys.modules.items()):
            if not f"{key}.".startswith(f"qa.{part}.") or key == "qa.language.sentences":
                continue
            for name, rule in vars(module).items():
                neutral = next((none for kind, none in NEUTRAL.items() if isinstance(rule, kind)), None)
                told = isinstance(rule, FunctionType) and rule.__annotations__.get("return") != "bool"
                if neutral is None or told or (name, id(rule)) in seen or _imported(module, name, rule):
                    continue
                seen.add((name, id(rule)))
                yield Rule(key.removeprefix("qa."), name, rule, neutral, reach)


def _imported(module: ModuleType, name: str, rule: object) -> bool:
    """Whether a module has a rule of another one."""
    if isinstance(rule, FunctionType):
        return rule.__module__ != module.__name__
    return not re.search(
        rf"^[\w, ]*\b{name}\b.* = ", Path(str(module.__file__)).read_text("utf-8"), re.MULTILINE
    )


@contextmanager
def replaced(others: Sequence[tuple[Rule, object]]) -> Iterator[None]:
    """Puts others in the place of rules in every module that has these, and forgets what was worked out."""
    modules = [module for key, module in list(sys.modules.items()) if key.startswith("qa.")]
    cached = [value for module in modules for value in vars(module).values() if hasattr(value, "cache_clear")]
    places = [
        (vars(module), rule, other)
        for rule, other in others
        for module in modules
        if vars(module).get(rule.name) is rule.it
    ]
    for leaving in (False, True):
        for names, rule, other in places:
            names[rule.name] = rule.it if leaving else other
        for function in cached:
            function.cache_clear()
        if not leaving:
            yield


def used(chosen: Sequence[Rule], yardsticks: Yardsticks, names: Sequence[str]) -> dict[str, set[str]]:
    """On which of some yardsticks each rule is ever of use; one that cannot be watched may be on each."""
    found: dict[str, set[str]] = {rule.path: set() for rule in chosen}
    for yardstick in names:
        stand_ins = [
            (rule, watched(rule.it, partial(found[rule.path].add, yardstick)))
            for rule in chosen
            if not isinstance(rule.it, float)
        ]
        with replaced(stand_ins):
            yardsticks.measured([yardstick])
    return {rule.path: set(names) if isinstance(rule.it, float) else found[rule.path] for rule in chosen}


def left_out(rule: Rule, reach: Sequence[str], yardsticks: Yardsticks, base: dict[str, Measured]) -> Figures:
    """What changes without a rule."""
    with replaced([(rule, rule.neutral)]):
        try:
            return difference(yardsticks.measured(reach), base)
        except Exception:  # whatever hangs on the rule
            return {"working": -1}


def difference(measured: dict[str, Measured], base: dict[str, Measured]) -> Figures:
    """How many outcomes of each yardstick are others, as ``NAME*``, and how many more or fewer are right."""
    changed: Figures = {f"{name}*": its.changed(base[name]) for name, its in measured.items()}
    moved = [its.moved(base[name]) for name, its in measured.items()]
    return {name: by for its in [*moved, changed] for name, by in its.items() if by}


def table(moved: dict[str, Figures | None]) -> str:
    """The rules, what leaving each out does to what is right, and how many outcomes change, as Markdown."""
    rows = []
    for name, its in moved.items():
        if its is None:
            rows.append(f"| `{name}` | never of use | |")
            continue
        told = ", ".join(f"{key} {by:+g}" for key, by in its.items() if key[-1] != "*")
        changed = ", ".join(f"{key[:-1]} {by:g}" for key, by in its.items() if key[-1] == "*")
        rows.append(f"| `{name}` | {told or 'nothing'} | {changed or 'nothing'} |")
    return "\n".join(["| rule | right | changed |", "|---|---|---|", *rows, ""])


def main() -> None:
    """Leave every rule out in turn."""
    made = parser("ablation", __doc__)
    made.add_argument("--only", default="", help="rules whose name a pattern matches")
    made.add_argument("--news", type=Path, help="a folder of real news")
    made.add_argument("--table", type=Path, help="put them into the table at the end of this page")
    args = made.parse_args()
    chosen = [rule for rule in rules() if re.search(args.only, rule.path)]
    reached = list(dict.fromkeys(name for rule in chosen for name in rule.reach))
    moved: dict[str, Figures | None] = {}
    with tempfile.TemporaryDirectory() as folder:
        yardsticks = Yardsticks(Path(folder), args.news)
        base = yardsticks.measured(reached)
        of_use = used(chosen, yardsticks, reached)
        for rule in chosen:
            reach = [yardstick for yardstick in rule.reach if yardstick in of_use[rule.path]]
            moved[rule.path] = left_out(rule, reach, yardsticks, base) if reach else None
            print(rule.path, moved[rule.path], flush=True)
    if args.table:
        head = args.table.read_text("utf-8").partition(TABLE)[0]
        args.table.write_text(head + TABLE + "\n\n" + table(moved), "utf-8")
    right = {name: by for its in base.values() for name, by in its.right.items()}
    outcomes = {name: len(its.outcomes) for name, its in base.items()}
    record(args, {"right with all rules": right, "outcomes": outcomes, "without": moved})


if __name__ == "__main__":
    main()
