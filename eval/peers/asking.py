"""What every peer's script shares: the questions in, the answers and the costs out. Standard library only.

A peer's script calls ``main(build)``, where ``build(inputs)`` returns a function from a question to
(answer, ids of the passages it retrieved, best first).
"""

import json
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

Ask = Callable[[str], tuple[str, list[str]]]


@dataclass(frozen=True)
class Inputs:
    """What a peer is given."""

    paragraphs: list[dict[str, str]]  # id, title, text
    vectors: list[list[float]]  # of the paragraphs' texts, by the embedder
    embedder: str  # folder of the embedding model
    reader: str  # folder of the reader, float32 weights


def main(build: Callable[[Inputs], Ask]) -> None:
    """Ask all questions of the folder named on the command line, and write ``FOLDER/NAME.json``."""
    folder, name = Path(sys.argv[1]), sys.argv[2]
    paragraphs, questions = (
        [json.loads(line) for line in (folder / f"{rows}.jsonl").open(encoding="utf-8")]
        for rows in ("paragraphs", "questions")
    )
    began = time.perf_counter()
    vectors = json.loads((folder / "vectors.json").read_text("utf-8"))
    ask = build(Inputs(paragraphs, vectors, str(folder / "embedder"), str(folder / "reader")))
    built = time.perf_counter()
    ask(questions[0]["question"])  # the first question pays for what is loaded late
    first = time.perf_counter()
    rows, seconds = [], []
    processor = time.process_time()
    for question in questions:
        asked = time.perf_counter()
        answer, retrieved = ask(question["question"])
        seconds.append(time.perf_counter() - asked)
        rows.append({"id": question["id"], "answer": answer, "retrieved": retrieved})
    result = {
        "answers": rows,
        "seconds": seconds,
        "processor_seconds": time.process_time() - processor,
        "build_seconds": built - began,
        "first_seconds": first - built,
        "peak_memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    (folder / f"{name}.json").write_text(json.dumps(result, indent=1) + "\n", "utf-8")
