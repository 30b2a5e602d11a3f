"""Index folders that were damaged or made to do harm, by the thousand: ``make hostile``.

Each number is one mutation of one file of a small index: bytes changed, lost, added or moved; checksums
renewed where they are stored beside the data; or a cell of a row replaced, with its seal renewed or not. A
process of its own, under a memory limit, opens the index and asks it; some it examines and writes to. What it
says must be what the whole index says, or an error of the index. Two kinds are counted apart, for they may
give another answer, in words that the articles have: a search file, and a row, that were made anew with all
their checksums and seals are another index, and whoever can write those can make any other.
"""

from __future__ import annotations

import argparse
import dataclasses
import random
import resource
import selectors
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from qa.answering.answerer import Answerer
from qa.answering.judging import Judge
from qa.errors import IndexError_
from qa.index import dense
from qa.index.health import examine
from qa.index.local import LocalIndex
from qa.pipeline import Pipeline
from qa.question.query import Query
from qa.retrieval import FusedRetriever
from qa.types import Answer, Article, Citation
from tests.answering.test_answerer import CALIBRATION
from tests.collection import LineSplitter, article
from tests.fakes import HashEmbedder, KeywordReader
from tests.hostile.mutating import mutate

MEMORY = 3 << 30  # bytes of addresses; libraries take half of that
SECONDS = 60.0  # for one mutation
DIM = 16
NAMES = ["Alexander Stubb", "Sanna Marin", "Petteri Orpo", "Angela Merkel", "Olaf Scholz", "Emmanuel Macron"]
PLACES = ["Finland", "Sweden", "Berlin", "Paris", "Tallinn", "Ukraine", "Crimea", "Norway", "Oslo"]
QUESTIONS = ["Who leads Finland?", "Who visited Oslo?", "Where did Merkel speak?", "Who met in Crimea?"]
FORGED = ("renewed", "sealed")  # modes that may give another answer, in the articles' words


def collection() -> list[Article]:
    """Ninety short articles, some of them reprints of others."""
    generator = random.Random(0)
    made = []
    for n in range(90):
        name, place = generator.choice(NAMES), generator.choice(PLACES)
        lines = [
            f"{name} leads {place} since {1990 + n % 30}.",
            f"{generator.choice(NAMES)} visited {place} and spoke of subject{n % 7}.",
            f"In {generator.choice(PLACES)} {generator.choice(NAMES)} met nobody.",
        ]
        text, published = "\n".join(lines), f"20{n % 20:02}-05"
        made.append(article(f"{n}.txt", text, title=f"News of {place}", published=published))
    return made


def build(work: Path) -> None:
    """Two indexes with a base, a tail and removals: ``closed``, and ``killed`` with its writer's log."""
    dense.TAIL_LIMIT = 100
    folder = work / "closed"
    with LocalIndex.create(folder, HashEmbedder(DIM), LineSplitter()) as index:
        index.add(collection()[:85])
        index.remove(one.id for one in collection()[:6])
        index.add(collection()[85:])
        shutil.copytree(folder, work / "killed")


def answers(folder: Path) -> list[dict[str, Any]]:
    """What the index says to the questions."""
    with LocalIndex.open(folder, HashEmbedder(DIM), LineSplitter()) as index:
        judge = Judge(CALIBRATION, 0.0)
        pipeline = Pipeline(index, FusedRetriever(index), KeywordReader(), Answerer(index, judge), 10)
        queries = [Query(question, 10, as_of="2020") for question in QUESTIONS]
        return [_said(outcome.answer) for outcome in pipeline.run(queries)]


def _said(answer: Answer) -> dict[str, Any]:
    cited = [dataclasses.astuple(one) for one in (*answer.citations, *answer.closest)]
    return {"text": answer.text, "confidence": round(answer.confidence, 6), "cited": cited}


def honest(said: list[dict[str, Any]]) -> bool:
    """Whether every word that is quoted stands in its article where it is said to stand."""
    texts = {one.id: one.text for one in collection()}
    cited = [Citation(*cells) for one in said for cells in one["cited"]]
    return all(one.in_title or texts[one.article_id][one.start : one.end] == one.quote for one in cited)


def verdict(wholes: Path, expected: list[dict[str, Any]], number: int, work: Path) -> str:
    """What came of one mutation: ``right``, ``refused``, or else; with its mode and description."""
    folder = work / "index"
    shutil.copytree(wholes / ("killed" if number % 4 == 0 else "closed"), folder)
    try:
        mode, what = mutate(folder, random.Random(number))
        outcome = _outcome(folder, expected, number)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return f"{outcome}\t{mode}\t{what}"


def _outcome(folder: Path, expected: list[dict[str, Any]], number: int) -> str:
    try:
        said = answers(folder)
        outcome = "right" if said == expected else "other words" if honest(said) else "WRONG"
    except IndexError_:
        outcome = "refused"
    except Exception as error:
        return f"INTERNAL {type(error).__name__} {str(error)[:100]}"
    if number % 5 == 0:  # what is not only read
        try:
            examine(folder)
            if number % 10 == 0:
                with LocalIndex.open(folder, HashEmbedder(DIM), LineSplitter(), writable=True) as index:
                    index.add([article("new.txt", "Something new."), collection()[7]])
                    index.remove([collection()[9].id])
        except IndexError_:
            pass
        except Exception as error:
            return f"INTERNAL WRITING {type(error).__name__} {str(error)[:100]}"
    return outcome


def child(wholes: Path) -> None:
    """Judge the mutations whose numbers come on stdin."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    dense.TAIL_LIMIT = 100
    expected = answers(wholes / "closed")
    assert expected == answers(wholes / "killed") and all(one["text"] for one in expected)
    with tempfile.TemporaryDirectory() as work:
        print("ready", flush=True)
        for line in sys.stdin:
            print(verdict(wholes, expected, int(line), Path(work)), flush=True)


class Judged:
    """The child process, started again when it dies."""

    def __init__(self, wholes: Path) -> None:
        self._wholes = wholes
        self._process: subprocess.Popen[str] | None = None
        self._told = tempfile.TemporaryFile("w+", errors="replace")  # noqa: SIM115  # closed in close

    def verdict(self, number: int) -> str:
        """Of one mutation; a child that dies or hangs is a verdict too."""
        process = self._process or self._started()
        assert process.stdin is not None
        process.stdin.write(f"{number}\n")
        process.stdin.flush()
        line = self._line(process)
        if line is not None:
            return line
        process.kill()
        self._process = None
        self._told.seek(0)
        last = " ".join(self._told.read().split())[-300:]  # what a native library says as it ends
        return f"SIGNAL or hang ({process.wait()})\t?\t{last}"

    def _started(self) -> subprocess.Popen[str]:
        self._told.truncate(0)
        command = [sys.executable, "-m", "tests.hostile.index_mutations", "--child", str(self._wholes)]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._told, text=True
        )
        assert self._line(self._process) == "ready"
        return self._process

    def _line(self, process: subprocess.Popen[str]) -> str | None:
        assert process.stdout is not None
        with selectors.DefaultSelector() as selector:
            selector.register(process.stdout, selectors.EVENT_READ)
            if not selector.select(SECONDS):
                return None
        return process.stdout.readline().rstrip("\n") or None

    def close(self) -> None:
        """End the child."""
        if self._process is not None:
            with suppress(OSError):
                self._process.communicate()
        self._told.close()


def verdicts(numbers: range) -> Iterator[tuple[int, str, str, str]]:
    """Number, outcome, mode and description of mutations."""
    with tempfile.TemporaryDirectory() as work:
        build(Path(work))
        judged = Judged(Path(work))
        for number in numbers:
            outcome, mode, what = judged.verdict(number).split("\t")
            yield number, outcome, mode, what
        judged.close()


def acceptable(outcome: str, mode: str) -> bool:
    """Whether nothing was harmed."""
    return outcome in ("right", "refused") or (outcome == "other words" and mode in FORGED)


def main() -> int:
    """Count the verdicts; 1 where something was harmed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("count", type=int, nargs="?", default=5000)
    parser.add_argument("--start", type=int, default=0)
    parser.add_argument("--child", type=Path)
    given = parser.parse_args()
    if given.child is not None:
        child(given.child)
        return 0
    began, counts, harmed, forged = time.monotonic(), Counter[str](), 0, 0
    for number, outcome, mode, what in verdicts(range(given.start, given.start + given.count)):
        counts[f"{mode}: {outcome if outcome.islower() else 'HARM'}"] += 1
        forged += outcome == "other words" and mode in FORGED
        if not acceptable(outcome, mode):
            harmed += 1
            print(f"{number}: {outcome}; {mode}: {what}", flush=True)
    for key, count in sorted(counts.items()):
        print(f"{count:6} {key}")
    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    spent = time.monotonic() - began
    print(
        f"{given.count} mutations in {spent:.0f} s and at most {most:.0f} MB: {harmed} did harm; {forged}"
        " forgeries with all their checksums gave another answer in the articles' words"
    )
    return int(harmed > 0)


if __name__ == "__main__":
    sys.exit(main())
