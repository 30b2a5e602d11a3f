"""The sets on which rules on English are measured: what comes of each, and how much of it is right.

Retriever and reader are asked nothing twice, so that a set takes seconds once it was measured.
"""

from __future__ import annotations

import itertools
import json
import lzma
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from eval import (
    acts,
    archives,
    canard,
    chats,
    dialogues,
    lists,
    news,
    quotations,
    speakers,
    timelines,
    topics,
)
from eval.bench_index import ParagraphSplitter
from eval.bench_quotes import EightDimensions
from eval.harness import DATA, SEEDS
from qa.answering.comparing import is_right
from qa.assistant import Assistant
from qa.conversation.acts import SEARCHED, recognise
from qa.evaluation.metrics import f1
from qa.index.local import LocalIndex
from qa.quotations.finding import speeches
from qa.resources import shipped
from qa.settings import Settings
from qa.types import EVERYTHING, Answer, Filter, Hit, Passage, Reader, Retriever, Span

BEHAVIOUR = DATA.parent / "behaviour"
ARTICLES = 100  # of the news, whose reported speech is found
REAL_QUESTIONS = 3000  # that are not to be taken for talk
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
    """The sets, read once, with the assistants that answer them; each yardstick is a method."""

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
        self.chats, self.lines, self.lists = (
            [
                (
                    its.asked,
                    _remembering(
                        archives.assistant_of(its.articles, folder / f"{path.stem} {half}", settings)
                    ),
                )
                for half in archives.HALVES
                if (its := archives.archives(path, half)).asked
            ]
            for path in (chats.CASES, timelines.CASES, lists.CASES)
        )
        self.acts = acts.labelled()
        self.real = acts.real_questions("squad-2.0-dev")[:REAL_QUESTIONS]
        self.said = LocalIndex.create(folder / "topics", EightDimensions(), ParagraphSplitter())
        self.said.add(topics.labelled_articles())
        self.reporting = _remembering(news.assistant_of(given, settings)) if given else None
        self.told = news.questions_in(given).questions[::2] if given else ()  # half of them: they are slow
        self.texts = _texts(given / "articles.jsonl") if given else []

    def measured(self, names: Sequence[str]) -> dict[str, Measured]:
        """What comes of the yardsticks named."""
        return {name: getattr(self, name)() for name in names}

    def asked(self) -> Measured:
        """Questions of the behaviour suite and of the sample articles."""
        suite = [self.of[row["collection"]].ask(row["question"], where=Filter(source=row["source"]))
                 for row in self.questions]  # fmt: skip
        seeds = [self.of["seeds"].ask(row["question"]) for row in self.seeds]
        return Measured(
            [shown(answer) for answer in [*suite, *seeds]],
            {
                "questions": sum(
                    right(*one) for one in zip(suite, (row["answers"] for row in self.questions), strict=True)
                ),
                "seeds": sum(
                    _has_the_words(answer, row["answers"])
                    for answer, row in zip(seeds, self.seeds, strict=True)
                ),
            },
        )

    def talked(self) -> Measured:
        """Turns of the suite's dialogues, of those on the sample articles and of the long chats."""
        talks = [(self.of[row["collection"]].conversation(), row["turns"]) for row in self.talks]
        suite = [(talk.ask(turn["question"]), turn) for talk, turns in talks for turn in turns]
        samples = list(dialogues.play(self.of["seeds"]))
        long = [one for asked, assistant in self.chats for one in chats.play(asked, assistant)]
        return Measured(
            [
                *((answer.resolved_question, shown(answer)) for answer, _ in suite),
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

    def taken(self) -> Measured:
        """What turns are taken for: labelled ones, and real questions, which are no talk."""
        turns = [acts.by_grammar(turn) for turn in self.acts]
        real = [recognise(question, after_question=True).act for question in self.real]
        return Measured(
            [*turns, *real],
            {
                "acts": sum(act == turn.act for act, turn in zip(turns, self.acts, strict=True)),
                "searched": sum(act in SEARCHED for act in real),
            },
        )

    def surveyed(self) -> Measured:
        """Time lines and lists."""
        outcomes: list[object] = []
        changes = items = wrong_changes = wrong_items = 0
        for asked, assistant in self.lines:
            for one in asked:
                line = assistant.timeline(one.question)
                counts = timelines.compared(timelines.expected(one), line)
                outcomes.append(
                    [(c.date, c.correction, [told.text for told in c.told]) for c in line.changes]
                )
                changes += counts["right"]
                wrong_changes += counts["said"] - counts["right"]
        for asked, assistant in self.lists:
            for one in asked:
                listed = [item.text for item in assistant.list(one.question).items]
                found = lists.found_in(one.expected, listed)
                outcomes.append(listed)
                items += found
                wrong_items += len(listed) - found
        wrong = {"wrong changes": -wrong_changes, "wrong items": -wrong_items}
        return Measured(outcomes, {"changes": changes, "items": items, **wrong})

    def topics(self) -> Measured:
        """What a speaker says about a topic."""
        return Measured([], dict(topics.measured(self.said)))

    def speakers(self) -> Measured:
        """Labelled cases of who speaks."""
        found = speakers.outcomes()
        said = speakers.summary(found)
        return Measured(found, {"speakers": said["right"], "misnamed": said["right"] - said["named"]})

    def quotations(self) -> Measured:
        """Labelled articles."""
        tallies = quotations.measured(quotations.SETS).values()
        return Measured(
            [],
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
        given = [self.reporting.ask(one.text, as_of=one.as_of) for one in self.told]
        rightly = sum(
            _has_the_words(answer, one.answers) for answer, one in zip(given, self.told, strict=True)
        )
        return Measured([shown(answer) for answer in given], {"news": rightly})

    def speech(self) -> Measured:
        """The reported speech of real news, which nobody has labelled."""
        return Measured([speeches(text) for text in self.texts])


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


def shown(answer: Answer) -> object:
    """What a reader sees of an answer, but for its confidence, which nearly everything moves a little."""
    beside = [[one.text for one in its] for its in (answer.conflict, answer.earlier, answer.items)]
    quoted = [one.citation.quote for one in answer.quotations]
    return answer.text, answer.unsure, answer.age is None, beside, quoted, answer.unsaid, answer.readings


def right(answer: Answer, wanted: list[str] | None) -> bool:
    """Whether an answer is as wanted: "~" stands before one that may stand inside; None wants no answer."""
    if wanted is None or answer.text is None:
        return wanted is None and answer.text is None
    got = _plain(answer.text)
    return any(_plain(w[1:]) in got if w.startswith("~") else _plain(w) == got for w in wanted)


def _has_the_words(answer: Answer, wanted: Sequence[str] | None) -> bool:
    """Whether an answer has at least half of the words of one that is right, or none where none is."""
    return is_right(f1(answer.text or "", wanted or [""]))


def _plain(text: str) -> str:
    bare = re.sub(r"[^\w%$€£.,\- ]", " ", re.sub(r"[“”\"'’‘]", "", text.lower()))
    return " ".join(re.sub(r"\b(the|a|an)\b", " ", bare).split()).strip(" .,;:-")


def _texts(path: Path) -> list[str]:
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line)["text"] for line in itertools.islice(lines, ARTICLES)]


def _remembering(assistant: Assistant) -> Assistant:
    """An assistant that searches no question twice and reads no pair twice."""
    pipeline = assistant.pipeline
    both = Remembering(pipeline.reader, pipeline.retriever)
    return Assistant(replace(pipeline, reader=both, retriever=both))
