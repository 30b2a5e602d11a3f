"""What each rule on English is worth.

    python -m eval.ablation [--only WORD] [--out FILE] [--table FILE]

A rule is a pattern, a list of words, a constant or a predicate of the modules in ``REACH``. Each is left out
in turn (a pattern that never matches, no words, zero, False) wherever it was imported, and every yardstick is
measured again. Retriever and reader are asked nothing twice, so that a rule costs seconds. Which questions
those who wrote the rules had seen is said in ``docs/rules.md``, whose table this writes.
"""

from __future__ import annotations

import importlib
import json
import lzma
import re
import sys
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

from eval import canard, dialogues, quotations, speakers
from eval.harness import DATA, SEEDS, parser, record
from qa.assistant import Assistant
from qa.evaluation.metrics import f1
from qa.resources import shipped
from qa.types import EVERYTHING, Answer, Filter, Hit, Passage, Reader, Retriever, Span

BEHAVIOUR = DATA.parent / "behaviour"
REACH = {  # the modules of rules, and the yardsticks without a model that they can move
    "language": ("speakers", "canard"),
    "quotations": ("speakers", "quotations"),
    "question": (),
    "answering.evidence": (),
    "answering.disagreement": (),
    **{
        f"conversation.{name}": ("canard",)
        for name in ("gate", "frames", "mentions", "referents", "candidates", "context")
    },
}
NEUTRAL = {
    re.Pattern: re.compile(r"(?!)"),
    frozenset: frozenset(),
    float: 0.0,
    FunctionType: lambda *given, **named: False,
}
TABLE = "<!-- measured -->"
Figures = dict[str, float]


class Yardsticks:
    """The question sets, read once, with the assistants that answer them."""

    def __init__(self) -> None:
        with lzma.open(DATA / "canard-dev-half.json.xz", "rt", encoding="utf-8") as file:
            self.canard = json.load(file)
        self.questions, self.talks, self.seeds = (
            [json.loads(line) for line in path.read_text("utf-8").splitlines()]
            for path in (BEHAVIOUR / "questions.jsonl", BEHAVIOUR / "dialogues.jsonl", SEEDS)
        )
        folders = {row["collection"]: BEHAVIOUR / row["collection"] for row in self.questions + self.talks}
        self.of = {name: _remembering(path) for name, path in {**folders, "seeds": shipped("seeds")}.items()}

    def asked(self) -> Figures:
        """Right answers of the sets that are asked of articles, and follow-ups understood."""
        asked = [(self.of[r["collection"]].ask(r["question"], where=Filter(source=r["source"])), r["answers"])
                 for r in self.questions]  # fmt: skip
        talks = [(self.of[r["collection"]].conversation(), r["turns"]) for r in self.talks]
        told = [(talk.ask(turn["question"]), turn) for talk, turns in talks for turn in turns]
        seeds = [(self.of["seeds"].ask(row["question"]).text or "", row["answers"]) for row in self.seeds]
        turns = list(dialogues.play(self.of["seeds"]))
        return {
            "questions": sum(right(*one) for one in asked),
            "talks": sum(right(answer, turn["answers"]) for answer, turn in told if "answers" in turn),
            "seeds": sum(f1(text, wanted or [""]) >= 0.5 for text, wanted in seeds),
            "understood": sum(bool(turn.understood) for turn in turns),
            "answered": sum(bool(turn.answered) for turn in turns),
        }

    def read(self, reach: Collection[str]) -> Figures:
        """The sets that need no model, of those named."""
        found: Figures = {}
        if "speakers" in reach:
            said = speakers.summary(speakers.outcomes())
            found |= {"speakers": said["right"], "misnamed": said["right"] - said["named"]}
        if "quotations" in reach:
            tallies = quotations.measured(("a", "b", "seeds")).values()
            found["quotations"] = sum(tally.right for tally in tallies)
            found["misquoted"] = sum(tally.right - tally.found - tally.speaker_wrong for tally in tallies)
        if "canard" in reach:
            tally = canard.measure(self.canard)["all"]
            found["gate"] = 2 * tally["rightly gated"] - tally["gated"]
            found["terms"] = round(100 * canard.figures_of(tally)["terms"]["f1"], 2)
        return found


class Remembering:
    """A reader and a retriever that are asked nothing twice."""

    def __init__(self, reader: Reader, retriever: Retriever) -> None:
        self.name, self.fingerprint = reader.name, reader.fingerprint
        self._reader, self._retriever = reader, retriever
        self._known: dict[object, Any] = {}

    def read(self, pairs: Sequence[tuple[str, Passage]]) -> list[list[Span]]:
        """See :class:`qa.types.Reader`."""
        keys = [(question, passage.id) for question, passage in pairs]
        return self._remembered(self._reader.read, keys, pairs)

    def search(self, questions: Sequence[str], k: int, where: Filter = EVERYTHING) -> list[list[Hit]]:
        """See :class:`qa.types.Retriever`."""
        keys = [(question, k, where) for question in questions]
        return self._remembered(lambda new: self._retriever.search(new, k, where), keys, questions)

    def _remembered(
        self, work: Callable[[list[Any]], list[Any]], keys: Sequence[object], items: Sequence[Any]
    ) -> list[Any]:
        new = {key: item for key, item in zip(keys, items, strict=True) if key not in self._known}
        self._known.update(zip(new, work(list(new.values())) if new else (), strict=True))
        return [self._known[key] for key in keys]


def _remembering(folder: Path) -> Assistant:
    """An assistant that searches no question twice and reads no pair twice."""
    pipeline = Assistant.from_articles([folder]).pipeline
    both = Remembering(pipeline.reader, pipeline.retriever)
    return Assistant(replace(pipeline, reader=both, retriever=both))


def right(answer: Answer, wanted: list[str] | None) -> bool:
    """Whether an answer is as wanted: "~" stands before one that may stand inside; None wants no answer."""
    if wanted is None or answer.text is None:
        return wanted is None and answer.text is None
    got = _plain(answer.text)
    return any(_plain(w[1:]) in got if w.startswith("~") else _plain(w) == got for w in wanted)


def _plain(text: str) -> str:
    bare = re.sub(r"[^\w%$€£.,\- ]", " ", re.sub(r"[“”\"'’‘]", "", text.lower()))
    return " ".join(re.sub(r"\b(the|a|an)\b", " ", bare).split()).strip(" .,;:-")


def rules() -> Iterator[tuple[str, object, object, tuple[str, ...]]]:
    """Each rule: its name, what it is, what it is when left out, and the yardsticks without a model."""
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
                yield f"{key.removeprefix('qa.')}.{name}", rule, neutral, reach


def _imported(module: ModuleType, name: str, rule: object) -> bool:
    """Whether a module has a rule of another one."""
    if isinstance(rule, FunctionType):
        return rule.__module__ != module.__name__
    return not re.search(
        rf"^[\w, ]*\b{name}\b.* = ", Path(str(module.__file__)).read_text("utf-8"), re.MULTILINE
    )


@contextmanager
def without(name: str, rule: object, neutral: object) -> Iterator[None]:
    """Leaves a rule out of every module that has it, and forgets what was worked out with it."""
    modules = [module for key, module in list(sys.modules.items()) if key.startswith("qa.")]
    places = [module for module in modules if vars(module).get(name) is rule]
    cached = [value for module in modules for value in vars(module).values() if hasattr(value, "cache_clear")]
    for put in (neutral, rule):
        for module in places:
            setattr(module, name, put)
        for function in cached:
            function.cache_clear()
        if put is neutral:
            yield


def main() -> None:
    """Leave every rule out in turn."""
    made = parser("ablation", __doc__)
    made.add_argument("--only", default="", help="rules with this in their names")
    made.add_argument("--table", type=Path, help="put them into the table at the end of this page")
    args = made.parse_args()
    yardsticks = Yardsticks()
    base = yardsticks.asked() | yardsticks.read(("speakers", "quotations", "canard"))
    moved: dict[str, Figures | str] = {}
    for name, rule, neutral, reach in [one for one in rules() if args.only in one[0]]:
        with without(name.rpartition(".")[2], rule, neutral):
            try:
                left = yardsticks.asked() | yardsticks.read(reach)
                moved[name] = {key: round(left[key] - base[key], 2) for key in left if left[key] != base[key]}
            except (AttributeError, IndexError, KeyError, TypeError, ValueError, re.error):
                moved[name] = "nothing works without it"
        print(name, moved[name], flush=True)
    if args.table:
        head = args.table.read_text("utf-8").partition(TABLE)[0]
        args.table.write_text(head + TABLE + "\n\n" + table(moved), "utf-8")
    record(args, {"with all rules": base, "without": moved})


def table(moved: dict[str, Figures | str]) -> str:
    """The rules and what leaving each out does to the yardsticks, as Markdown."""
    rows = []
    for name, its in moved.items():
        told = its if isinstance(its, str) else ", ".join(f"{key} {by:+g}" for key, by in its.items())
        rows.append(f"| `{name}` | {told or 'nothing'} |")
    return "\n".join(["| rule | left out |", "|---|---|", *rows, ""])


if __name__ == "__main__":
    main()
