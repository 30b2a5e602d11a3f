"""What each rule on English is worth.

    python -m eval.ablation [--only WORD] [--news FOLDER] [--out FILE] [--table FILE]

A rule is a pattern, a list of words, a constant or a predicate of the modules in ``REACH``. Each is left out
in turn (a pattern that never matches, no words, zero, False) wherever it was imported, and what it can reach
is measured again: how many outcomes of a set change at all, and how many more or fewer are right, where
somebody said what is. Retriever and reader are asked nothing twice, so that a rule costs seconds. Which
questions those who wrote the rules had seen is said in ``docs/rules.md``, whose table this writes. FOLDER
holds real news as ``eval.news`` takes it, for its questions and the reported speech of its first articles.
"""

from __future__ import annotations

import importlib
import itertools
import json
import lzma
import re
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

from eval import archives, canard, chats, dialogues, news, quotations, speakers
from eval.harness import DATA, SEEDS, parser, record
from qa.answering.comparing import is_right
from qa.assistant import Assistant
from qa.evaluation.metrics import f1
from qa.quotations.finding import speeches
from qa.resources import shipped
from qa.settings import Settings
from qa.types import EVERYTHING, Answer, Filter, Hit, Passage, Reader, Retriever, Span

BEHAVIOUR = DATA.parent / "behaviour"
REACH = {  # the modules of rules, and the yardsticks that they can move
    "language": ("asked", "talked", "speakers", "quotations", "canard", "news", "speech"),
    "quotations": ("asked", "speakers", "quotations", "speech"),
    "question": ("asked", "talked", "news"),
    "answering": ("asked", "talked", "news"),
    "conversation": ("talked", "canard"),
}
ARTICLES = 400  # of the news, whose reported speech is found
NEUTRAL = {
    re.Pattern: re.compile(r"(?!)"),
    frozenset: frozenset(),
    float: 0.0,
    FunctionType: lambda *given, **named: False,
}
TABLE = "<!-- measured -->"
Figures = dict[str, float]


@dataclass(frozen=True, slots=True)
class Measured:
    """What came of a yardstick: each outcome, to be held against another measurement's, and what is right."""

    outcomes: Sequence[object]
    right: Figures = field(default_factory=dict)

    def changed(self, base: Measured) -> int:
        """How many outcomes are others."""
        return sum(ours != theirs for ours, theirs in itertools.zip_longest(self.outcomes, base.outcomes))

    def moved(self, base: Measured) -> Figures:
        """How many more, or fewer, are right."""
        moved = {name: round(its - base.right[name], 2) for name, its in self.right.items()}
        return {name: by for name, by in moved.items() if by}


class Yardsticks:
    """The sets, read once, with the assistants that answer them; each yardstick is a method of ``REACH``."""

    def __init__(self, folder: Path, given: Path | None) -> None:
        """Index what is asked.

        Args:
            folder: for the indexes.
            given: a folder of news; None: what is measured on it is left out.
        """
        with lzma.open(DATA / "canard-dev-half.json.xz", "rt", encoding="utf-8") as file:
            self.follow_ups = json.load(file)
        self.questions, self.talks, self.seeds = (
            [json.loads(line) for line in path.read_text("utf-8").splitlines()]
            for path in (BEHAVIOUR / "questions.jsonl", BEHAVIOUR / "dialogues.jsonl", SEEDS)
        )
        settings = Settings()
        folders = {row["collection"]: BEHAVIOUR / row["collection"] for row in self.questions + self.talks}
        self.of = {
            name: _remembering(Assistant.from_articles([path], settings, folder=folder / name))
            for name, path in {**folders, "seeds": shipped("seeds")}.items()
        }
        self.chats = [archives.archives(chats.CASES, half) for half in archives.HALVES[:2]]
        self.chatting = [
            _remembering(archives.assistant_of(its.articles, folder / f"chats {number}", settings))
            for number, its in enumerate(self.chats)
        ]
        self.reporting = _remembering(news.assistant_of(given, settings)) if given else None
        self.told = news.questions_in(given).questions if given else ()
        self.texts = _texts(given / "articles.jsonl") if given else []

    def measured(self, reach: Sequence[str]) -> dict[str, Measured]:
        """What comes of the yardsticks named."""
        return {name: getattr(self, name)() for name in reach}

    def asked(self) -> Measured:
        """Questions of the behaviour suite and of the sample articles."""
        suite = [self.of[row["collection"]].ask(row["question"], where=Filter(source=row["source"]))
                 for row in self.questions]  # fmt: skip
        seeds = [self.of["seeds"].ask(row["question"]) for row in self.seeds]
        return Measured(
            [answer.text for answer in [*suite, *seeds]],
            {
                "questions": sum(
                    right(*one) for one in zip(suite, (row["answers"] for row in self.questions), strict=True)
                ),
                "seeds": sum(
                    f1(answer.text or "", row["answers"] or [""]) >= 0.5
                    for answer, row in zip(seeds, self.seeds, strict=True)
                ),
            },
        )

    def talked(self) -> Measured:
        """Turns of the suite's dialogues, of those on the sample articles and of the long chats."""
        talks = [(self.of[row["collection"]].conversation(), row["turns"]) for row in self.talks]
        suite = [(talk.ask(turn["question"]), turn) for talk, turns in talks for turn in turns]
        samples = list(dialogues.play(self.of["seeds"]))
        long = [
            one
            for its, assistant in zip(self.chats, self.chatting, strict=True)
            for one in chats.play(its.asked, assistant)
        ]
        return Measured(
            [
                *((answer.resolved_question, answer.text) for answer, _ in suite),
                *((turn.resolved, turn.answer) for turn in [*samples, *long]),
            ],
            {
                "talks": sum(right(answer, turn["answers"]) for answer, turn in suite if "answers" in turn),
                "understood": sum(bool(turn.understood) for turn in samples),
                "answered": sum(bool(turn.answered) for turn in samples),
                "chats": sum(bool(turn.understood) for turn in long),
                "chats answered": sum(bool(turn.answered) for turn in long),
            },
        )

    def speakers(self) -> Measured:
        """Labelled cases of who speaks."""
        found = speakers.outcomes()
        said = speakers.summary(found)
        return Measured(found, {"speakers": said["right"], "misnamed": said["right"] - said["named"]})

    def quotations(self) -> Measured:
        """Labelled articles."""
        tallies = list(quotations.measured(quotations.SETS).values())
        return Measured(
            tallies,
            {
                "quotations": sum(tally.right for tally in tallies),
                "misquoted": sum(tally.right - tally.found - tally.speaker_wrong for tally in tallies),
            },
        )

    def canard(self) -> Measured:
        """Follow-ups of people, with their rewrites."""
        tally = canard.measure(self.follow_ups)["all"]
        terms = round(100 * canard.figures_of(tally)["terms"]["f1"], 2)
        return Measured([], {"gate": 2 * tally["rightly gated"] - tally["gated"], "terms": terms})

    def news(self) -> Measured:
        """Questions of real news."""
        if self.reporting is None:
            return Measured([])
        given = [self.reporting.ask(one.text, as_of=one.as_of).text or "" for one in self.told]
        rightly = [
            is_right(f1(text, one.answers or [""])) for text, one in zip(given, self.told, strict=True)
        ]
        return Measured(given, {"news": sum(rightly)})

    def speech(self) -> Measured:
        """The reported speech of real news, which nobody has labelled."""
        return Measured([said for text in self.texts for said in speeches(text)])


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


def _texts(path: Path) -> list[str]:
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line)["text"] for line in itertools.islice(lines, ARTICLES)]


def _remembering(assistant: Assistant) -> Assistant:
    """An assistant that searches no question twice and reads no pair twice."""
    pipeline = assistant.pipeline
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
    """Each rule: its name, what it is, what it is when left out, and the yardsticks that it can move."""
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
    made.add_argument("--news", type=Path, help="a folder of real news")
    made.add_argument("--table", type=Path, help="put them into the table at the end of this page")
    args = made.parse_args()
    moved: dict[str, Figures] = {}
    with tempfile.TemporaryDirectory() as folder:
        yardsticks = Yardsticks(Path(folder), args.news)
        base = yardsticks.measured(REACH["language"])
        for name, rule, neutral, reach in [one for one in rules() if args.only in one[0]]:
            with without(name.rpartition(".")[2], rule, neutral):
                try:
                    moved[name] = difference(yardsticks.measured(reach), base)
                except (AttributeError, IndexError, KeyError, TypeError, ValueError, re.error):
                    moved[name] = {"working": -1}
            print(name, moved[name], flush=True)
    if args.table:
        head = args.table.read_text("utf-8").partition(TABLE)[0]
        args.table.write_text(head + TABLE + "\n\n" + table(moved), "utf-8")
    right = {name: by for its in base.values() for name, by in its.right.items()}
    outcomes = {name: len(its.outcomes) for name, its in base.items()}
    record(args, {"right with all rules": right, "outcomes": outcomes, "without": moved})


def difference(measured: dict[str, Measured], base: dict[str, Measured]) -> Figures:
    """How many outcomes of each yardstick are others, as ``NAME*``, and how many more or fewer are right."""
    changed: Figures = {f"{name}*": its.changed(base[name]) for name, its in measured.items()}
    moved = [its.moved(base[name]) for name, its in measured.items()]
    return {name: by for its in [*moved, changed] for name, by in its.items() if by}


def table(moved: dict[str, Figures]) -> str:
    """The rules, what leaving each out does to what is right, and how many outcomes change, as Markdown."""
    rows = []
    for name, its in moved.items():
        told = ", ".join(f"{key} {by:+g}" for key, by in its.items() if key[-1] != "*")
        changed = ", ".join(f"{key[:-1]} {by:g}" for key, by in its.items() if key[-1] == "*")
        rows.append(f"| `{name}` | {told or 'nothing'} | {changed or 'nothing'} |")
    return "\n".join(["| rule | right | changed |", "|---|---|---|", *rows, ""])


if __name__ == "__main__":
    main()
