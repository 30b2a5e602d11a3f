"""Ask every peer the same questions and write the table: ``make peers``.

    python -m eval.peers [--limit 100] [--only haystack,pipeline] [--out]

Each peer gets a virtual environment under .work/peers (its requirements stand beside its script) and is run
there on the same questions, paragraphs, vectors and models; this project likewise, retriever by retriever.
They take turns in one run on one machine. What was answered in full by a broken run is taken over. Writes the
table of docs/benchmarks.md, and where asked the result.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from qa.evaluation.question_set import QuestionSet

from eval.harness import WORK, index_of, parser, questions_of, record
from qa.evaluation.metrics import exact_match, f1
from qa.models.embedder import load_embedder
from qa.models.folder import embedder_folder, reader_folder
from qa.settings import Settings

HERE = Path(__file__).parent
FOLDER = WORK / "peers"
INPUTS = FOLDER / "input"
PAGE = HERE.parent.parent / "docs" / "benchmarks.md"
BEGIN, END = "<!-- peers: begin -->", "<!-- peers: end -->"
OURS = {"qa": "fused", "qa-bm25": "lexical", "qa-dense": "dense"}
PEERS = {
    "haystack": "haystack 2.x, hybrid + ExtractiveReader",
    "txtai": "txtai, extractive questions",
    "pipeline": "transformers < 5 pipeline, dense top 10",
}
COLUMNS = {
    "exact": ("EM", 1),
    "f1": ("F1", 1),
    "recall@10": ("recall@10", 1),
    "questions_per_second": ("questions/s", 2),
    "p50_seconds": ("p50 s", 2),
    "processor_seconds_per_question": ("processor s/question", 2),
    "cold_start_seconds": ("cold start s", 1),
    "peak_memory_mb": ("peak MB", 0),
    "lines_of_code": ("lines", 0),
}


@dataclass(frozen=True, slots=True)
class Run:
    """What one program did: a row of the table, or why there is none."""

    name: str
    figures: dict[str, float] | None
    problem: str = ""


def main() -> None:
    """Prepare, ask, score, write."""
    options = parser("peers", __doc__, questions=100)
    options.add_argument("--only", default=",".join([*OURS, *PEERS]), help="names, commas between")
    arguments = options.parse_args()
    chosen = arguments.only.split(",")
    prepare(questions_of("squad-1.1-dev", arguments.limit, arguments.seed))
    runs = []
    for name in (name for name in OURS if name in chosen):
        runs.append(asked(name, [sys.executable], HERE / "qa_peer.py", OURS[name]))
    for name in (name for name in PEERS if name in chosen):
        python = FOLDER / name / "venv" / "bin" / "python"
        problem = installed(python, HERE / f"{name}.txt")
        found = asked(PEERS[name], [str(python)], HERE / f"{name}_peer.py", name)
        runs.append(Run(PEERS[name], None, problem) if problem else found)
    record(arguments, {"questions": arguments.limit, "runs": [asdict(run) for run in runs]})
    head, _, rest = PAGE.read_text("utf-8").partition(BEGIN)
    tail = rest.partition(END)[2]
    command = " ".join([arguments.program, *sys.argv[1:]])
    PAGE.write_text(f"{head}{BEGIN}\n`{command}`:\n\n{table(runs)}{END}{tail}", "utf-8")


def prepare(questions: QuestionSet) -> None:
    """Write what every peer is given: questions, paragraphs, the embedder, and the reader in float32."""
    INPUTS.mkdir(parents=True, exist_ok=True)
    rows = [
        {"id": q.id, "question": q.text, "answers": q.answers, "paragraph": q.paragraph}
        for q in questions.questions
    ]
    write_lines(INPUTS / "questions.jsonl", rows)
    paragraphs = [{"id": a.id, "title": a.title, "text": a.text} for a in questions.articles]
    write_lines(INPUTS / "paragraphs.jsonl", paragraphs)
    settings = Settings()
    if not (INPUTS / "vectors.json").exists():
        # Embedded once for all: what is compared is answering, and every peer would compute the same.
        vectors = load_embedder(settings).embed([article.text for article in questions.articles])
        (INPUTS / "vectors.json").write_text(json.dumps(vectors.tolist()), "utf-8")
    (INPUTS / "index").unlink(missing_ok=True)
    (INPUTS / "index").symlink_to(index_of(questions, settings).resolve(), target_is_directory=True)
    shutil.copytree(embedder_folder("default"), INPUTS / "embedder", dirs_exist_ok=True)
    save_float32(reader_folder("default"), INPUTS / "reader")


def write_lines(path: Path, rows: Iterable[Mapping[str, object]]) -> None:
    """JSON lines."""
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")


def save_float32(source: Path, target: Path) -> None:
    """Copy a reader with its weights widened, for programs that would compute in float16 on a processor."""
    from safetensors.torch import load_file, save_file

    shutil.copytree(source, target, dirs_exist_ok=True)
    weights = {name: tensor.float() for name, tensor in load_file(source / "model.safetensors").items()}
    save_file(weights, target / "model.safetensors", metadata={"format": "pt"})
    config = json.loads((source / "config.json").read_text("utf-8"))
    config.pop("dtype", None)
    (target / "config.json").write_text(json.dumps(config | {"torch_dtype": "float32"}, indent=1), "utf-8")


def installed(python: Path, requirements: Path) -> str:
    """Make the peer's environment; returns what went wrong, or nothing."""
    if not python.exists():
        venv.create(python.parent.parent, with_pip=True)
    pip = [str(python), "-m", "pip", "install", "--quiet", "-r", str(requirements)]
    done = subprocess.run(pip, capture_output=True, text=True, check=False)
    return "" if done.returncode == 0 else last_line(done.stderr)


def asked(title: str, python: Sequence[str], script: Path, name: str) -> Run:
    """Run one program over the questions, where it has not answered them yet, and score its answers."""
    gold = {row["id"]: row for row in map(json.loads, (INPUTS / "questions.jsonl").open(encoding="utf-8"))}
    path = INPUTS / f"{name}.json"
    found: dict[str, Any] = json.loads(path.read_text("utf-8")) if path.exists() else {"answers": []}
    if [row["id"] for row in found["answers"]] != list(gold):
        path_of = f"{HERE}{os.pathsep}{HERE.parent.parent}"
        done = subprocess.run(
            [*python, str(script), str(INPUTS), name],
            capture_output=True,
            text=True,
            check=False,
            env=os.environ | {"PYTHONPATH": path_of, "HF_HUB_OFFLINE": "1"},
        )
        if done.returncode != 0:
            return Run(title, None, last_line(done.stderr))
        found = json.loads(path.read_text("utf-8"))
    lines = [line.strip() for line in script.read_text("utf-8").splitlines()]
    code = sum(bool(line) and not line.startswith(('"""', "#")) for line in lines)
    return Run(title, scored(found, gold) | {"lines_of_code": code})


def scored(found: Mapping[str, Any], gold: Mapping[str, Any]) -> dict[str, float]:
    """The figures of a row; qualities in per cent, times in seconds."""
    answers = {row["id"]: row for row in found["answers"]}
    silent = {"answer": "", "retrieved": []}  # an answer that is missing counts as wrong
    rows = [(gold[key]["answers"], gold[key]["paragraph"], answers.get(key, silent)) for key in gold]
    return {
        "exact": 100 * float(np.mean([exact_match(row["answer"], right) for right, _, row in rows])),
        "f1": 100 * float(np.mean([f1(row["answer"], right) for right, _, row in rows])),
        "recall@10": 100 * float(np.mean([place in row["retrieved"][:10] for _, place, row in rows])),
        "questions_per_second": len(found["seconds"]) / sum(found["seconds"]),
        "p50_seconds": float(np.percentile(found["seconds"], 50)),
        "processor_seconds_per_question": found["processor_seconds"] / len(found["seconds"]),
        "cold_start_seconds": found["build_seconds"] + found["first_seconds"],
        "peak_memory_mb": found["peak_memory_mb"],
    }


def table(runs: Sequence[Run]) -> str:
    """The rows in Markdown."""
    rows = [["", *(title for title, _ in COLUMNS.values())], ["---"] * (len(COLUMNS) + 1)]
    for run in runs:
        if run.figures is None:
            rows.append([run.name, f"could not be run: {run.problem}", *[""] * (len(COLUMNS) - 1)])
        else:
            rows.append(
                [run.name, *(f"{run.figures[key]:.{digits}f}" for key, (_, digits) in COLUMNS.items())]
            )
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def last_line(text: str) -> str:
    """What a program said at its end."""
    lines = [line for line in text.splitlines() if line.strip()]
    return lines[-1][:300] if lines else "no message"


if __name__ == "__main__":
    main()
